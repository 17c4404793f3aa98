import type { Steps } from '../../geometry/run-steps.js';
import type { Family } from '../group-by-parent.js';
import type { Grid } from '../types.js';
import { assignCells, type CellDecision } from './assign-cells.js';
import { compareTroubles } from './compare-troubles.js';
import { decideByRule } from './decide.js';
import { gatherCluster } from './gather-cluster.js';
import type { AreaTrouble } from './inspect-family.js';
import type { RepairDraft } from './repair-draft.js';

/** Rounding a crossing may leave noise that is mended in the next round; one round is usual. */
const mostRounds = 4;

/**
 * Does what was decided of the cells of a family and carries it down: below a grid that changed, what opened among its children is
 * given to those that border it, what reaches out of it now is clipped, and so on to the elements. What was wrong among them
 * before stays as it was.
 *
 * @returns undefined when done, or the reason why it cannot be done
 */
export function* mendCells(
  draft: RepairDraft,
  family: Family,
  decisions: readonly CellDecision[],
): Steps<string | undefined> {
  const touched = yield* assignCells(draft, family, decisions);
  if (typeof touched === 'string') return touched;
  for (const grid of touched) {
    const reason = yield* followParent(draft, grid);
    if (reason !== undefined) return reason;
  }
  return undefined;
}

function* followParent(draft: RepairDraft, grid: Grid): Steps<string | undefined> {
  const family = draft.map.familyBelow(grid);
  if (family === undefined) return undefined;
  const before = yield* draft.map.troublesOf(family);
  for (let round = 0; round < mostRounds; round += 1) {
    const after = yield* draft.troublesOf(family);
    const fresh = compareTroubles(before, after).filter((one): one is AreaTrouble => 'defect' in one);
    if (fresh.length === 0) return undefined;
    const decisions: CellDecision[] = [];
    for (const trouble of gatherCluster(draft, family, fresh, after, 'frozen')) {
      const decision = decideByRule(draft, family, trouble);
      if (typeof decision === 'string') return `below ${grid.code} ${decision}`;
      decisions.push(decision);
    }
    const reason = yield* mendCells(draft, family, decisions);
    if (reason !== undefined) return `below ${grid.code} ${reason}`;
  }
  return `the ${family.level}s of ${grid.code} cannot follow it`;
}
