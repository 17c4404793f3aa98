import type { Steps } from '../../geometry/run-steps.js';
import { compareTroubles } from './compare-troubles.js';
import type { Trouble } from './inspect-family.js';
import type { Family } from '../group-by-parent.js';
import { provePlacements } from './prove-placements.js';
import type { RepairDraft } from './repair-draft.js';

/**
 * Proves a draft: in every family that it touches nothing is wrong that was not wrong before, the trouble that it is for
 * is gone, and every grid stays where it is counted: so the audit finds nothing that it did not find before.
 *
 * @param goal what is to be gone, and in which family
 * @returns undefined when it holds, or what speaks against it
 */
export function* proveDraft(
  draft: RepairDraft,
  goal: { readonly family: Family; readonly trouble: Trouble } | undefined,
): Steps<string | undefined> {
  for (const [grid, geometry] of draft.changes)
    if (geometry.length === 0) return `${grid.level} ${grid.code} would disappear`;
  for (const family of draft.touchedFamilies()) {
    const before = yield* draft.map.troublesOf(family);
    const expected = family === goal?.family ? before.filter((one) => one !== goal.trouble) : before;
    const after = yield* draft.troublesOf(family);
    const [fresh] = compareTroubles(expected, after);
    if (fresh !== undefined) return `it would leave ${tellTrouble(fresh, family)}`;
  }
  return yield* provePlacements(draft);
}

function tellTrouble(trouble: Trouble, { parent }: Family): string {
  const place = parent === undefined ? '' : ` in ${parent.level} ${parent.code}`;
  switch (trouble.kind) {
    case 'invalid-ring':
      return `an invalid ring in ${trouble.grid.code}`;
    case 'multipart-element':
      return `element ${trouble.grid.code} in several parts`;
    case 'unmatched-vertex':
      return `an unmatched vertex on ${trouble.lacking.code}${place}`;
    case 'gap':
      return `a gap${place}`;
    case 'overlap':
      return `an overlap of ${trouble.codes.join(' and ')}${place}`;
    case 'outside-parent':
      return `${trouble.codes.join(' and ')} outside the parent${place}`;
  }
}
