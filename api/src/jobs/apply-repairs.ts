import { applyPlan } from '../coverage/repair/apply-plan.js';
import type { AppliedPlan, RepairPlan } from '../coverage/repair-types.js';
import type { Grid } from '../coverage/types.js';
import type { ReportProgress } from './job-progress.js';
import { letOthersRun } from './let-others-run.js';

export interface ApplyRequest {
  readonly onProgress?: ReportProgress | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Applies a plan to the map it was made for, in slices of 20 ms; each proposal is proven again.
 *
 * @throws Problem `plan-for-another-map`
 * @throws the reason of `signal` when it is aborted on the way
 */
export async function applyRepairPlan<T extends Grid>(
  grids: readonly T[],
  plan: RepairPlan,
  { onProgress, signal }: ApplyRequest = {},
): Promise<AppliedPlan<T>> {
  const pause = letOthersRun(signal);
  const steps = applyPlan(grids, plan);
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
    onProgress?.({ step: 'Applying repairs', ...step.value });
    await pause();
  }
}
