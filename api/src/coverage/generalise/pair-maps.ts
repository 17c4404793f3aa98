import { isSameRings } from '../../geometry/is-same-rings.js';
import { workPerStep, type Steps } from '../../geometry/run-steps.js';
import { openShownMap, type ShownMap } from './shown-map.js';
import type { MapGrid } from './drawing-types.js';
import type { NumberedGeometry, NumberedMap } from './number-rings.js';

/** What looking an arc up costs, in elementary operations. */
const workPerArc = 20;

/** Two states of a map whose vertices have the same numbers, and what differs between them. */
export interface MapPair {
  readonly before: ShownMap;
  readonly after: ShownMap;
  /** Per arc after the edit the same arc before; −1 when it is new. */
  readonly arcBefore: Int32Array;
  /** Arcs before the edit that are no more. */
  readonly removedArcs: readonly number[];
  readonly addedArcs: readonly number[];
  /** Grids after the edit that are new or have other rings. */
  readonly changedGrids: readonly number[];
  /** Grids before the edit that are shown no more. */
  readonly retiredGrids: readonly number[];
  /** Ids of parents that have other children than before. */
  readonly changedParents: ReadonlySet<number>;
}

/** Cuts the borders of both states and compares them. */
export function* pairMaps(
  before: readonly MapGrid[],
  after: readonly MapGrid[],
  numbered: NumberedMap,
  ringsOf: (grid: MapGrid) => NumberedGeometry,
): Steps<MapPair> {
  const mapBefore = yield* openShownMap(before, before.map(ringsOf), numbered);
  const mapAfter = yield* openShownMap(after, after.map(ringsOf), numbered);
  return {
    before: mapBefore,
    after: mapAfter,
    ...(yield* compareArcs(mapBefore, mapAfter)),
    ...compareGrids(before, after),
  };
}

function* compareArcs(
  before: ShownMap,
  after: ShownMap,
): Steps<Pick<MapPair, 'arcBefore' | 'addedArcs' | 'removedArcs'>> {
  const arcsBefore = before.topology.arcs;
  const arcsAfter = after.topology.arcs;
  const arcBefore = new Int32Array(arcsAfter.length).fill(-1);
  const isKept = new Uint8Array(arcsBefore.length);
  const addedArcs: number[] = [];
  let work = 0;
  for (const [arc, vertices] of arcsAfter.entries()) {
    const same = before.topology.find(vertices[0]!, vertices[1]!);
    if (same !== undefined && isSameArc(vertices, arcsBefore[same]!)) {
      arcBefore[arc] = same;
      isKept[same] = 1;
    } else addedArcs.push(arc);
    work += workPerArc + vertices.length;
    if (work < workPerStep) continue;
    work = 0;
    yield;
  }
  const removedArcs: number[] = [];
  for (let arc = 0; arc < isKept.length; arc += 1) if (isKept[arc] === 0) removedArcs.push(arc);
  return { arcBefore, addedArcs, removedArcs };
}

function isSameArc(a: Int32Array, b: Int32Array): boolean {
  if (a.length !== b.length) return false;
  for (let at = 0; at < a.length; at += 1) if (a[at] !== b[at]) return false;
  return true;
}

/** What of two lists of grids differs beyond the borders. */
export function compareGrids(
  before: readonly MapGrid[],
  after: readonly MapGrid[],
): Pick<MapPair, 'changedGrids' | 'retiredGrids' | 'changedParents'> {
  const known = new Map(before.map((grid) => [grid.gridId, grid]));
  const changedGrids: number[] = [];
  const changedParents = new Set<number>();
  const concern = (parentId: number | null): void => {
    if (parentId !== null) changedParents.add(parentId);
  };
  for (const [index, grid] of after.entries()) {
    const old = known.get(grid.gridId);
    known.delete(grid.gridId);
    if (old === undefined || !isSameRings(old.geometry, grid.geometry)) changedGrids.push(index);
    if (old !== undefined && old.parentId === grid.parentId && old.level === grid.level) continue;
    concern(grid.parentId);
    concern(old?.parentId ?? null);
    if (old !== undefined) concern(grid.gridId);
  }
  const retiredGrids: number[] = [];
  for (const [index, { gridId, parentId }] of before.entries()) {
    if (!known.has(gridId)) continue;
    retiredGrids.push(index);
    concern(parentId);
  }
  return { changedGrids, retiredGrids, changedParents };
}
