import { workPerStep, type Steps } from '../geometry/run-steps.js';
import { countEdges } from '../geometry/signed-edges.js';
import type { MultiPolygon } from '../geometry/types.js';
import { findRingFault, type RingFault } from './find-ring-fault.js';
import type { Grid } from './types.js';

/**
 * The fault of every geometry that was looked at, undefined for a valid one. A Map for one audit; a WeakMap, which takes
 * several times as long to fill, where grids come and go.
 */
export type FaultMemory = Pick<WeakMap<MultiPolygon, RingFault | undefined>, 'has' | 'get' | 'set'>;

/**
 * Looks for the ring faults of grids whose geometry was not looked at before: of the same geometry never twice,
 * so that a grid is judged once as a child and as a parent, and again only after an edit.
 */
export function* findFaults(grids: Iterable<Pick<Grid, 'geometry'>>, faults: FaultMemory): Steps<void> {
  let work = 0;
  for (const { geometry } of grids) {
    if (faults.has(geometry)) continue;
    faults.set(geometry, yield* findRingFault(geometry));
    work += countEdges(geometry);
    if (work < workPerStep) continue;
    work = 0;
    yield;
  }
}
