import { findRevision } from '../jobs/find-revision.js';
import { Problem } from '../problem.js';
import type { AuditRun, Store } from '../store/types.js';

/**
 * The run whose findings a command is about: the one that is named, otherwise the newest of the present revision.
 *
 * @throws Problem `audit-not-found`, `audit-not-done`, `not-audited`.
 */
export async function chooseRun(
  store: Store,
  territoryId: string,
  named: number | undefined,
): Promise<AuditRun> {
  if (named === undefined) {
    const revision = await findRevision(store, territoryId);
    const latest = await store.latestAudit(territoryId, revision);
    if (latest !== undefined) return latest;
    throw new Problem({
      type: 'not-audited',
      status: 409,
      field: '--territory',
      detail: `Revision ${revision} of ${territoryId} has not been audited.`,
      fix: `wangge audit --territory ${territoryId}`,
    });
  }
  const run = await store.getAudit(territoryId, named);
  if (run?.status === 'done') return run;
  throw new Problem({
    type: run === undefined ? 'audit-not-found' : 'audit-not-done',
    status: run === undefined ? 404 : 409,
    field: '--audit',
    detail:
      run === undefined
        ? `Territory ${territoryId} has no audit ${named}.`
        : `Audit ${named} is ${run.status}, so it has no findings to show.`,
    fix: 'Leave --audit out for the newest run.',
  });
}
