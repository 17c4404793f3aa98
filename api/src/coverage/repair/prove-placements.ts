import type { Steps } from '../../geometry/run-steps.js';
import { parentLevel, type Level } from '../../hierarchy/levels.js';
import { findPlacements } from './find-placements.js';
import type { RepairDraft } from './repair-draft.js';

/**
 * Proves that a draft leaves every grid in the parent where it is counted: one that came to lie in another would leave its
 * family and join that one, and neither would be what was proven.
 *
 * Only children of families that the draft touches, and on levels whose parents change also those that lie outside
 * elsewhere, can come to lie otherwise.
 *
 * @returns undefined when it holds, or what speaks against it
 */
export function* provePlacements(draft: RepairDraft): Steps<string | undefined> {
  const { map, changes } = draft;
  const changedLevels = new Set<Level | undefined>([...changes.keys()].map(({ level }) => level));
  const touched = new Set([...changes.keys()].flatMap((grid) => [...map.familiesWith(grid)]));
  const families = map.declared.families.filter(
    (family) => touched.has(family) || changedLevels.has(parentLevel(family.level)),
  );
  const orphans = map.declared.orphans.filter(
    (grid) => changes.has(grid) || changedLevels.has(parentLevel(grid.level)),
  );
  const found = yield* findPlacements(draft, map.declared, families, orphans);
  for (const [grid, holder] of found) {
    if (map.placements.get(grid) !== holder) return `it would put ${grid.code} into ${holder.code}`;
  }
  const looked = { families: new Set(families), orphans: new Set(orphans) };
  for (const [grid, holder] of map.placements) {
    if (found.has(grid)) continue;
    const family = map.declaredFamilyOf(grid);
    const wasLookedAt = family === undefined ? looked.orphans.has(grid) : looked.families.has(family);
    if (wasLookedAt) return `it would take ${grid.code} out of ${holder.code}, where it is counted`;
  }
  return undefined;
}
