import { boundingBox } from '../geometry/bounding-box.js';
import type { Steps } from '../geometry/run-steps.js';
import type { LatticeBox, MultiPolygon } from '../geometry/types.js';
import { parentLevel, type Level } from '../hierarchy/levels.js';
import { compareGrids, type Families, type Family } from './group-by-parent.js';
import { findWrongParents, type FoundInFamily } from './find-wrong-parents.js';
import type { Grid } from './types.js';

/** Where grids lie that declare another parent or none that exists: grid → the parent that has it, by level and code. */
export type Placements = ReadonlyMap<Grid, Grid>;

/**
 * Finds where grids lie that declare another parent or none that exists. Only parents near such grids are handed
 * to `findWrongParents`, so that one stray among ten thousand costs its surroundings.
 *
 * @param audits what was found in the families to be looked at, by declared parents
 */
export function* placeGrids(
  families: Families,
  audits: ReadonlyMap<Family, FoundInFamily>,
): Steps<Map<Grid, Grid>> {
  const suspects = [...families.orphans, ...childrenOutside(audits)];
  if (suspects.length === 0) return new Map();
  const soughtOn = new Map<Level, LatticeBox[]>();
  for (const grid of suspects) {
    const box = boxOf(grid.geometry);
    const level = parentLevel(grid.level);
    if (box === undefined || level === undefined) continue;
    const known = soughtOn.get(level);
    if (known === undefined) soughtOn.set(level, [box]);
    else known.push(box);
  }
  yield;
  const near = families.grids.filter((grid) => {
    const sought = soughtOn.get(grid.level);
    if (sought === undefined) return false;
    const box = boxOf(grid.geometry);
    return box !== undefined && sought.some((other) => meets(box, other));
  });
  yield;
  const found = yield* findWrongParents({ ...families, grids: near }, audits);
  return new Map([...found].sort(([a], [b]) => compareGrids(a, b)));
}

/** Parents are looked up again after every edit near them: boxes are remembered as long as their geometry lives. */
const boxes = new WeakMap<MultiPolygon, LatticeBox | undefined>();

function boxOf(geometry: MultiPolygon): LatticeBox | undefined {
  if (!boxes.has(geometry)) boxes.set(geometry, boundingBox(geometry));
  return boxes.get(geometry);
}

function childrenOutside(audits: ReadonlyMap<Family, FoundInFamily>): Grid[] {
  const grids: Grid[] = [];
  for (const [{ children }, { findings }] of audits) {
    const codes = new Set<string>();
    for (const finding of findings) {
      if (finding.kind === 'outside-parent') for (const { code } of finding.grids) codes.add(code);
    }
    if (codes.size === 0) continue;
    for (const child of children) if (codes.has(child.code)) grids.push(child);
  }
  return grids;
}

function meets(a: LatticeBox, b: LatticeBox): boolean {
  return a[0] <= b[2] && b[0] <= a[2] && a[1] <= b[3] && b[1] <= a[3];
}
