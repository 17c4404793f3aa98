import { containsPoint, ringSurroundsPoint } from '../geometry/contains-point.js';
import type { Level } from '../hierarchy/levels.js';
import type { LookupGrid, LookupIndex, LookupLevel } from './build-lookup-index.js';
import { findNearest, type Nearest } from './find-nearest.js';

export type LookupStatus = 'inside' | 'gap' | 'overlap' | 'outside' | 'invalid';

export interface PointLocation<G> {
  readonly status: LookupStatus;
  /** One grid a level where that is certain; see `locatePoint`. */
  readonly byLevel: ReadonlyMap<Level, G>;
  /** Every grid of the deepest level that holds the point, by id: none in a gap, two or more in an overlap. */
  readonly holders: readonly G[];
  /** In a gap and outside: the grid of the deepest level that is nearest, within 100 km. */
  readonly nearest?: Nearest<G>;
}

const halfTurn = 1_800_000_000;
const quarterTurn = 900_000_000;

/**
 * Which grids hold a lattice point. It is read at (x + ε, y + ε²), so that a point on a border or a vertex has
 * exactly one answer on every level of a clean map; −180° equals +180°.
 *
 * - `inside`: one grid of the deepest level holds it; the levels above come from the chain of parents.
 * - `overlap`: two or more do; a level above is told where the chains of all of them agree.
 * - `gap`: none does, but the map surrounds it; each level is answered by its own geometry where one grid holds it.
 * - `outside`: the map does not surround it. `invalid`: not a lattice coordinate of the Earth.
 *
 * Cost: the vertices of the grids whose boxes hold the point.
 */
export function locatePoint<G extends LookupGrid>(
  index: LookupIndex<G>,
  x: number,
  y: number,
): PointLocation<G> {
  const isOnEarth =
    Number.isInteger(x) && Number.isInteger(y) && Math.abs(x) <= halfTurn && Math.abs(y) <= quarterTurn;
  if (!isOnEarth) return { status: 'invalid', byLevel: new Map(), holders: [] };
  const readX = x === halfTurn ? -halfTurn : x;
  const deepest = index.levels.at(-1);
  if (deepest === undefined) return { status: 'outside', byLevel: new Map(), holders: [] };
  const holders = findHolders(deepest, readX, y);
  if (holders.length === 1) return { status: 'inside', byLevel: climb(index, holders), holders };
  if (holders.length > 1) return { status: 'overlap', byLevel: climb(index, holders), holders };
  return locateUncovered(index, deepest, readX, y);
}

function findHolders<G extends LookupGrid>(level: LookupLevel<G>, x: number, y: number): G[] {
  const holders: G[] = [];
  level.boxes.search(x, y, x, y, (at) => {
    const grid = level.grids[at];
    if (grid !== undefined && containsPoint(grid.geometry, x, y)) holders.push(grid);
    return false;
  });
  return holders.sort((a, b) => a.gridId - b.gridId);
}

/** The levels on which the chains of all starting grids meet in one grid; of one grid, its whole chain. */
function climb<G extends LookupGrid>(index: LookupIndex<G>, starts: readonly G[]): Map<Level, G> {
  const chains = starts.map((start) => chainOf(index, start));
  const agreed = new Map<Level, G>();
  for (const [level, grid] of chains[0] ?? []) {
    if (chains.every((chain) => chain.get(level) === grid)) agreed.set(level, grid);
  }
  return agreed;
}

/** From a grid up; a level that comes twice ends the chain, so a cycle of parents does too. */
function chainOf<G extends LookupGrid>(index: LookupIndex<G>, start: G): Map<Level, G> {
  const chain = new Map<Level, G>();
  let present: G | undefined = start;
  while (present !== undefined && !chain.has(present.level)) {
    chain.set(present.level, present);
    present = present.parentId === null ? undefined : index.byId.get(present.parentId);
  }
  return chain;
}

function locateUncovered<G extends LookupGrid>(
  index: LookupIndex<G>,
  deepest: LookupLevel<G>,
  x: number,
  y: number,
): PointLocation<G> {
  const byLevel = new Map<Level, G>();
  let isSurrounded = index.outline.some((ring) => ringSurroundsPoint(ring, x, y));
  for (const level of index.levels) {
    const holders = findHolders(level, x, y);
    if (holders.length > 0) isSurrounded = true;
    if (holders.length === 1 && holders[0] !== undefined) byLevel.set(level.level, holders[0]);
  }
  const nearest = findNearest(deepest, x, y);
  return {
    status: isSurrounded ? 'gap' : 'outside',
    byLevel,
    holders: [],
    ...(nearest === undefined ? {} : { nearest }),
  };
}
