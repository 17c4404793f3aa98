import type { Steps } from '../geometry/run-steps.js';
import type { Level } from '../hierarchy/levels.js';
import { checkCodes } from './check-codes.js';
import { checkHierarchy } from './check-hierarchy.js';
import { gridKey, type FamilyBook, type GridKey } from './family-book.js';
import { findFaults, type FaultMemory } from './find-faults.js';
import { compareGrids, type Families } from './group-by-parent.js';
import type { AuditOptions, Finding, Grid } from './types.js';

/** Looked at together: a county's code is held against the territory's, and both file under the same level. */
const topLevels = ['territory', 'county'] as const satisfies readonly Level[];

/**
 * Looks at touched grids one by one: rings, parts, categories, codes, children.
 *
 * @param keys some may be no more
 * @param faults takes up what is found
 * @returns findings by source: one for territory and counties together, one for each other key, empty lists included
 */
export function* checkTouched(
  book: FamilyBook,
  keys: readonly GridKey[],
  isChildless: (grid: Grid) => boolean,
  faults: FaultMemory,
  options: AuditOptions,
): Steps<Map<string, Finding[]>> {
  const grids = keys.flatMap((key): Grid[] => {
    const grid = isTop(key.level) ? undefined : book.gridsOf(key.level).get(key.code);
    return grid === undefined ? [] : [grid];
  });
  if (keys.some(({ level }) => isTop(level))) {
    for (const level of topLevels) for (const grid of book.gridsOf(level).values()) grids.push(grid);
  }
  grids.sort(compareGrids);
  yield* findFaults(grids, faults);
  const families: Families = { grids, families: [], orphans: [], childless: grids.filter(isChildless) };
  const findings = new Map(keys.map((key) => [sourceOf(key), [] as Finding[]]));
  const file = (found: readonly Finding[]): void => {
    for (const finding of found) findings.get(sourceOf(finding.grids[0]!))!.push(finding);
  };
  file(yield* checkHierarchy(families, (grid) => faults.get(grid.geometry)));
  if (options.codes !== undefined) file(checkCodes(families, options.codes));
  return findings;
}

function isTop(level: Level): boolean {
  return (topLevels as readonly Level[]).includes(level);
}

function sourceOf(key: GridKey): string {
  return isTop(key.level) ? 'top' : `grid ${gridKey(key)}`;
}
