import { ringSurroundsPoint } from '../geometry/contains-point.js';
import type { Ring } from '../geometry/types.js';
import { corners, cutRing } from './box-chains.js';
import { joinChains } from './join-chains.js';

/** A ring of a tile and twice its area, positive where it runs clockwise on the screen. */
interface TileRing {
  readonly path: Int16Array;
  readonly doubledArea: number;
}

const wholeBox: readonly number[] = [...corners, corners[0]!].flat();

/**
 * What of a polygon lies in a buffered tile, as vector tiles want it: each shell, clockwise on the screen, before its holes,
 * which run the other way and lie in it; no ring without an area, none that meets itself at the edge of the tile.
 *
 * Precondition: the polygon is valid, and has a vertex wherever it crosses a line of the box (`cutRing`).
 *
 * @param polygon shell and holes in units of the zoom
 * @param west the tile's west edge in the same units
 * @param north its north edge
 * @returns rings in tile units; none where it has no area in the tile
 * Cost: linear, and little more where it crosses the edge of the tile.
 */
export function cutPolygon(polygon: readonly Ring[], west: number, north: number): Int16Array[] {
  const whole: Int16Array[] = [];
  const chains: Int16Array[] = [];
  let cutArea = 0;
  for (const ring of polygon) {
    const cut = cutRing(ring, west, north);
    if (cut.kind === 'whole') whole.push(cut.path);
    else {
      chains.push(...cut.chains);
      cutArea += cut.doubledArea;
    }
  }
  const joined = chains.length > 0 ? joinChains(chains) : cutArea > 0 ? [wholeBox] : [];
  return nestRings([...joined.map((path) => Int16Array.from(path)), ...whole]);
}

function nestRings(paths: readonly Int16Array[]): Int16Array[] {
  const rings = paths.map((path): TileRing => ({ path, doubledArea: doubledAreaOf(path) }));
  const shells = rings.filter((ring) => ring.doubledArea > 0);
  const holes = rings.filter((ring) => ring.doubledArea < 0);
  if (shells.length === 1) return [shells[0]!.path, ...holes.map((hole) => hole.path)];
  return shells.flatMap((shell) => [
    shell.path,
    ...holes.filter((hole) => liesIn(hole.path, shell.path)).map((hole) => hole.path),
  ]);
}

/** Whether a ring lies in another one, which it may touch at vertices: the middle of an edge tells. Twice the units are whole. */
function liesIn(inner: Int16Array, outer: Int16Array): boolean {
  const doubled = Int32Array.from(outer, (unit) => 2 * unit);
  return ringSurroundsPoint(doubled, inner[0]! + inner[2]!, inner[1]! + inner[3]!);
}

function doubledAreaOf(path: Int16Array): number {
  let sum = 0;
  for (let at = 0; at + 3 < path.length; at += 2)
    sum += path[at]! * path[at + 3]! - path[at + 2]! * path[at + 1]!;
  return sum;
}
