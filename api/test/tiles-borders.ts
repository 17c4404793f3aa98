import { tileBuffer, tileExtent } from '../src/tiles/tile-size.js';
import type { TileFeature } from './tiles-decode.js';

/**
 * The edges that a tile draws in the strip which two neighbouring tiles both show, measured from their common border and
 * sorted: `id: x y x y`. Edges that run along an edge of a buffered tile are left out, as they may be cuts.
 *
 * @param across the axis that crosses the border
 * @param border where the border lies on it: 0 or the extent
 */
export function edgesInStrip(features: readonly TileFeature[], across: 'x' | 'y', border: number): string[] {
  const edges: string[] = [];
  for (const { id, paths } of features) {
    for (const path of paths) {
      for (let at = 0; at + 3 < path.length; at += 2) {
        const [x0, y0, x1, y1] = [path[at]!, path[at + 1]!, path[at + 2]!, path[at + 3]!];
        const [a0, b0, a1, b1] = across === 'x' ? [x0, y0, x1, y1] : [y0, x0, y1, x1];
        const [from, to] = [a0 - border, a1 - border];
        if (Math.max(Math.abs(from), Math.abs(to)) > tileBuffer) continue;
        if (from === to && isCut(from + border)) continue;
        if (from === to && isCut(from + tileExtent - border)) continue;
        if (b0 === b1 && isCut(b0)) continue;
        edges.push(`${id}: ${from} ${b0} ${to} ${b1}`);
      }
    }
  }
  return edges.sort();
}

/**
 * The stretches that a grid's outline walks both ways along a line from north to south: what it has on both sides of the line,
 * which is no border.
 */
export function edgesWalkedTwice(features: readonly TileFeature[], line: number): string[] {
  const walked = new Map<number, { south: Set<number>; north: Set<number> }>();
  for (const { id, paths } of features) {
    const ways = walked.get(id) ?? { south: new Set(), north: new Set() };
    walked.set(id, ways);
    for (const path of paths) {
      for (let at = 0; at + 3 < path.length; at += 2) {
        if (path[at] !== line || path[at + 2] !== line) continue;
        const [from, to] = [path[at + 1]!, path[at + 3]!];
        const way = to > from ? ways.south : ways.north;
        for (let unit = Math.min(from, to); unit < Math.max(from, to); unit += 1) way.add(unit);
      }
    }
  }
  return [...walked].flatMap(([id, { south, north }]) => {
    const twice = [...south].filter((unit) => north.has(unit));
    return twice.length === 0 ? [] : [`${id}: ${twice.length} units from ${Math.min(...twice)}`];
  });
}

function isCut(unit: number): boolean {
  return unit === -tileBuffer || unit === tileExtent + tileBuffer;
}
