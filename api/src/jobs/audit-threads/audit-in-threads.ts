import type { FamilyAudit } from '../../coverage/audit-family.js';
import { concludeAudit } from '../../coverage/conclude-audit.js';
import type { FaultMemory } from '../../coverage/find-faults.js';
import { groupByParent, type Family } from '../../coverage/group-by-parent.js';
import type { AuditOptions, AuditResult, Grid } from '../../coverage/types.js';
import { runInSlices } from '../run-in-slices.js';
import { packGeometry } from './pack-geometry.js';
import { planFamilyTasks, planFaultTasks } from './plan-tasks.js';
import { startThreads } from './run-threads.js';
import type { NumberedFault } from './types.js';

export interface ThreadedAudit {
  readonly grids: readonly Grid[];
  readonly options: AuditOptions;
  /** The compiled file that a thread runs (`findThreadFile`). */
  readonly file: URL;
  readonly threads: number;
  /** Told how many parents are proven. */
  readonly onParents?: ((done: number) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * `auditCoverage` on several threads, with the same result to the last digit: first the rings of all grids, then
 * the families, each in shares of about equal edges; what concerns all together follows here, in slices. Geometry is
 * copied once, into memory that the threads share.
 *
 * @throws Error with its cause when a thread fails; the reason of `signal`, and then the threads are ended at once
 */
export async function auditInThreads(request: ThreadedAudit): Promise<AuditResult> {
  const { options, file, threads, onParents, signal } = request;
  const families = groupByParent(request.grids);
  const { grids } = families;
  const geometry = packGeometry(grids.map((grid) => grid.geometry));
  const pool = startThreads(file, threads, geometry, signal);
  try {
    const numbered = new Map<number, NumberedFault>();
    for (const answer of await pool.answer(planFaultTasks(grids, threads))) {
      if (answer.kind === 'faults') for (const fault of answer.faults) numbered.set(fault.index, fault);
    }
    const faults: FaultMemory = new Map();
    grids.forEach((grid, index) => faults.set(grid.geometry, numbered.get(index)?.fault));

    const withChildren = families.families.filter((family) => family.children.length > 0);
    let done = families.families.length - withChildren.length;
    const indexOf = new Map(grids.map((grid, index) => [grid, index]));
    const tasks = planFamilyTasks(withChildren, indexOf, numbered, threads, options.edgeBow);
    const answers = await pool.answer(tasks, (task) => {
      if (task.kind === 'families') done += task.families.length;
      onParents?.(done);
    });
    const told = answers.flatMap((answer) => (answer.kind === 'families' ? answer.audits : []));
    const audits = new Map<Family, FamilyAudit>(withChildren.map((family, index) => [family, told[index]!]));
    return await runInSlices(concludeAudit(families, audits, faults, options), signal);
  } finally {
    await pool.close();
  }
}
