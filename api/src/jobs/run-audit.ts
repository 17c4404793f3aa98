import { auditCoverage } from '../coverage/audit-coverage.js';
import type { AuditResult, Grid } from '../coverage/types.js';
import type { GridLevel } from '../hierarchy/levels.js';
import { letOthersRun } from './let-others-run.js';

/**
 * Runs the audit to its end in slices of 20 ms.
 *
 * @param onProgress parents proven so far and in all, over every level.
 * @throws the reason of `signal` when it is aborted on the way.
 */
export async function runAudit(
  grids: readonly Grid[],
  onProgress?: (done: number, total: number) => void,
  signal?: AbortSignal,
): Promise<AuditResult> {
  const pause = letOthersRun(signal);
  const total = countParents(grids);
  const doneByLevel = new Map<GridLevel, number>();
  const steps = auditCoverage(grids);
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
    const { level, parentsDone } = step.value;
    if (doneByLevel.get(level) !== parentsDone) {
      doneByLevel.set(level, parentsDone);
      onProgress?.(
        [...doneByLevel.values()].reduce((sum, done) => sum + done, 0),
        total,
      );
    }
    await pause();
  }
}

/** Every grid that is not an element is the parent of a level; counties have one parent, drawn or not. */
function countParents(grids: readonly Grid[]): number {
  const drawn = grids.filter((grid) => grid.level !== 'element').length;
  const hasTerritory = grids.some((grid) => grid.level === 'territory');
  return hasTerritory ? drawn : drawn + 1;
}
