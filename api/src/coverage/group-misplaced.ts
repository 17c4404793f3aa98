import type { Placements } from './place-grids.js';
import type { Grid } from './types.js';

/** Grids without a parent or under the wrong one whose findings may read alike, so that they are told together. */
export interface Misplaced {
  readonly orphans: readonly Grid[];
  readonly placements: Placements;
}

/**
 * Sorts orphans and grids under the wrong parent by what their findings are about: A in B and B in A, on the same
 * level, have the same subject and are told apart by an ordinal alone. Nearly every group has one grid. Linear.
 *
 * @param orphans by level and code
 * @param placements by level and code; orphans are among them where it is known where they lie
 * @returns by a text that is equal for equal subjects
 */
export function groupMisplaced(orphans: readonly Grid[], placements: Placements): Map<string, Misplaced> {
  const groups = new Map<string, { readonly orphans: Grid[]; readonly placements: Map<Grid, Grid> }>();
  const groupOf = (key: string): { readonly orphans: Grid[]; readonly placements: Map<Grid, Grid> } => {
    const known = groups.get(key);
    if (known !== undefined) return known;
    const none = { orphans: [], placements: new Map<Grid, Grid>() };
    groups.set(key, none);
    return none;
  };
  const known = new Set(orphans);
  for (const orphan of orphans) {
    const holder = placements.get(orphan);
    const group = groupOf(subjectOf(orphan, true, holder));
    group.orphans.push(orphan);
    if (holder !== undefined) group.placements.set(orphan, holder);
  }
  for (const [grid, holder] of placements) {
    if (!known.has(grid)) groupOf(subjectOf(grid, false, holder)).placements.set(grid, holder);
  }
  return groups;
}

/** Whether two groups are made of the very same grids, and so have the same findings. */
export function isSameMisplaced(a: Misplaced, b: Misplaced): boolean {
  return isSameList(a.orphans, b.orphans) && isSameList([...a.placements].flat(), [...b.placements].flat());
}

/** Whether two lists have the very same items in the same order. */
export function isSameList(a: readonly unknown[], b: readonly unknown[]): boolean {
  return a.length === b.length && a.every((item, index) => item === b[index]);
}

function subjectOf(grid: Grid, isOrphan: boolean, holder: Grid | undefined): string {
  const codes = holder === undefined ? [grid.code] : [grid.code, holder.code].sort();
  return `misplaced ${JSON.stringify([grid.level, isOrphan ? null : grid.parentCode, isOrphan, codes])}`;
}
