import { orientation } from '../../geometry/orientation.js';
import type { Steps } from '../../geometry/run-steps.js';
import type { LatticePoint, MultiPolygon, Ring } from '../../geometry/types.js';
import type { Family } from '../group-by-parent.js';
import type { Grid } from '../types.js';
import type { RepairDraft } from './repair-draft.js';

/**
 * Takes away vertices that a repair put into straight edges and that nothing needs any more: in no grid of the family does the border
 * turn there, and neither the parent nor a grid that had the vertex before has it. The same in the families below.
 */
export function* dropNeedlessVertices(
  draft: RepairDraft,
  family: Family,
  points: readonly LatticePoint[],
): Steps<void> {
  const needed = new Set<string>(
    family.parent === undefined ? [] : verticesAt(draft.geometryOf(family.parent), points).keys(),
  );
  const users = new Map<string, Grid[]>();
  const changed = family.children.filter((child) => draft.changes.has(child));
  // A vertex that only unchanged grids have was there before.
  const inserted = new Set<string>();
  for (const child of changed) {
    const had = verticesAt(draft.map.geometryOf(child), points);
    for (const [key, isStraight] of verticesAt(draft.geometryOf(child), points)) {
      if (!isStraight || had.has(key)) needed.add(key);
      if (!had.has(key)) inserted.add(key);
      users.set(key, [...(users.get(key) ?? []), child]);
    }
  }
  const needless = points.filter((point) => inserted.has(keyOf(point)) && !needed.has(keyOf(point)));
  if (needless.length === 0) return;
  for (const child of family.children) {
    if (draft.changes.has(child)) continue;
    for (const key of verticesAt(draft.geometryOf(child), needless).keys()) needed.add(key);
  }
  const dropped = new Set(needless.map(keyOf).filter((key) => !needed.has(key)));
  for (const child of new Set([...dropped].flatMap((key) => users.get(key) ?? []))) {
    draft.change(child, withoutVertices(draft.geometryOf(child), dropped));
    const below = draft.map.familyBelow(child);
    yield;
    if (below !== undefined) yield* dropNeedlessVertices(draft, below, needless);
  }
}

function keyOf([x, y]: LatticePoint): string {
  return `${x},${y}`;
}

/** Which of the points are vertices, and whether the border runs straight on at each of their places. */
function verticesAt(geometry: MultiPolygon, points: readonly LatticePoint[]): Map<string, boolean> {
  const abscissas = new Set(points.map(([x]) => x));
  const keys = new Set(points.map(keyOf));
  const found = new Map<string, boolean>();
  for (const ring of geometry.flat()) {
    for (let at = 0; at + 3 < ring.length; at += 2) {
      if (!abscissas.has(ring[at]!)) continue;
      const key = keyOf([ring[at]!, ring[at + 1]!]);
      if (keys.has(key)) found.set(key, (found.get(key) ?? true) && isStraightAt(ring, at));
    }
  }
  return found;
}

function isStraightAt(ring: Ring, at: number): boolean {
  const before = at === 0 ? ring.length - 4 : at - 2;
  return (
    orientation(ring[before]!, ring[before + 1]!, ring[at]!, ring[at + 1]!, ring[at + 2]!, ring[at + 3]!) ===
    0
  );
}

function withoutVertices(geometry: MultiPolygon, dropped: ReadonlySet<string>): MultiPolygon {
  return geometry.map((polygon) =>
    polygon.map((ring) => {
      const path: number[] = [];
      for (let at = 0; at + 3 < ring.length; at += 2) {
        if (!dropped.has(keyOf([ring[at]!, ring[at + 1]!]))) path.push(ring[at]!, ring[at + 1]!);
      }
      if (path.length + 2 === ring.length) return ring;
      return Int32Array.from([...path, path[0]!, path[1]!]);
    }),
  );
}
