import type { Steps } from '../../geometry/run-steps.js';
import type { RepairProposal, RepairRefusal, RepairWish } from '../repair-types.js';
import type { Finding } from '../types.js';
import { attemptRepair } from './attempt-repair.js';
import { describeRepair } from './describe-repair.js';
import type { RepairMap } from './repair-map.js';

/**
 * Turns a finding into a proposed change of geometry and proves it; nothing is applied.
 *
 * A gap goes to the neighbour with the longest shared border, an overlap is cut from the side for which it is the smaller share, an
 * intrusion is clipped at the parent's border, an unmatched vertex is added, a sliver is snapped shut by the same means. The
 * parent's border does not move, no grid disappears, what changes on an upper level is carried down to the elements.
 *
 * Does not mend what is no matter of borders: codes, categories, parents, parts, duplicates.
 *
 * @param map the map as it stands; made once for many suggestions with `openRepairMap`, which a suggestion leaves as it is
 * @param wish who gets a gap or keeps an overlap; without it the rule decides, and the next best where the rule's way does not hold
 * @returns the proposal, or why there is none
 * Cost: the proof of the families touched, once before and once after for every way tried.
 */
export function* suggestRepair(
  finding: Finding,
  map: RepairMap,
  wish?: RepairWish,
): Steps<RepairProposal | RepairRefusal> {
  const attempt = yield* attemptRepair(map, finding, wish);
  if (attempt === 'gone') {
    return { identity: finding.identity, kind: finding.kind, reason: 'it is not on the map any more' };
  }
  return 'reason' in attempt ? attempt : yield* describeRepair(finding, attempt);
}
