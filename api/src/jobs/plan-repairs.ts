import { planRepairs } from '../coverage/repair/plan-repairs.js';
import type { RepairOptions, RepairPlan } from '../coverage/repair-types.js';
import type { AuditResult, Grid } from '../coverage/types.js';
import type { ReportProgress } from './job-progress.js';
import { letOthersRun } from './let-others-run.js';

export interface PlanRequest extends RepairOptions {
  readonly onProgress?: ReportProgress | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Makes the plan of repairs for an audit in slices of 20 ms.
 *
 * @param grids the map that `result` is the audit of
 * @throws the reason of `signal` when it is aborted on the way
 */
export async function makeRepairPlan(
  grids: readonly Grid[],
  result: AuditResult,
  request: PlanRequest = {},
): Promise<RepairPlan> {
  const { onProgress, signal, ...options } = request;
  const pause = letOthersRun(signal);
  const steps = planRepairs(grids, result, options);
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
    onProgress?.({ step: 'Looking for repairs', ...step.value });
    await pause();
  }
}
