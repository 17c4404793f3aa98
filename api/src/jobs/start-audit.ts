import { Problem } from '../problem.js';
import type { Principal, Store } from '../store/types.js';
import { auditTerritory } from './audit-territory.js';
import { findRevision } from './find-revision.js';

export interface AuditJobs {
  /** Begins a run of the present revision; it works when the runs before it are over. */
  startAudit(territoryId: string, principal: Principal): Promise<{ auditId: number }>;
  /**
   * Ends a run that waits or works here, and resolves when its row says so.
   *
   * @throws Problem `audit-elsewhere` when it is no run of this process.
   */
  cancelAudit(territoryId: string, auditId: number): Promise<void>;
  /** Cancels every run and waits for their ends. */
  close(): Promise<void>;
}

interface Run {
  readonly territoryId: string;
  readonly auditId: number;
  readonly stop: AbortController;
  ended: Promise<void>;
}

/**
 * Audits in the server's own process, one at a time, in the order they were asked for. A run that is cancelled,
 * or fails, says so in its row; `onFault` is told what was our fault.
 */
export function createAuditJobs(store: Store, onFault: (error: unknown) => void): AuditJobs {
  const runs = new Map<number, Run>();
  let last: Promise<void> = Promise.resolve();

  async function work(
    run: Run,
    before: Promise<void>,
    principal: Principal,
    revision: number,
  ): Promise<void> {
    await before;
    const { territoryId, auditId, stop } = run;
    try {
      await auditTerritory({ store, territoryId, revision, auditId, principal, signal: stop.signal });
    } catch (error) {
      if (!stop.signal.aborted) onFault(error);
    } finally {
      runs.delete(auditId);
    }
  }

  return {
    startAudit: async (territoryId, principal) => {
      const revision = await findRevision(store, territoryId);
      const { auditId } = await store.beginAudit(territoryId, revision, principal);
      const run: Run = { territoryId, auditId, stop: new AbortController(), ended: Promise.resolve() };
      run.ended = work(run, last, principal, revision);
      last = run.ended;
      runs.set(auditId, run);
      return { auditId };
    },
    cancelAudit: async (territoryId, auditId) => {
      const run = runs.get(auditId);
      if (run?.territoryId !== territoryId) throw describeElsewhere(auditId);
      run.stop.abort(new Error('cancelled'));
      await run.ended;
    },
    close: async () => {
      for (const run of runs.values()) run.stop.abort(new Error('the server was stopped'));
      await last;
    },
  };
}

function describeElsewhere(auditId: number): Problem {
  return new Problem({
    type: 'audit-elsewhere',
    status: 409,
    detail: `Audit ${auditId} does not run in this server.`,
    fix: 'Stop it where it was started; a run whose process is gone counts as dead after 30 seconds.',
  });
}
