import type { Principal, Store } from '../store/types.js';
import { auditTerritory } from './audit-territory.js';
import { findRevision } from './find-revision.js';

export interface AuditJobs {
  /**
   * Begins a run of the present revision and returns at once; it works when the runs before it are over. While one
   * of the same revision waits or works in this process, whoever began it, that one is returned: a second could find
   * nothing else. One of another process may end any moment, so it is not waited for: the new run says that the
   * other works beside it (`AuditRun.alongside`).
   */
  startAudit(territoryId: string, principal: Principal): Promise<{ auditId: number }>;
  /**
   * Ends a run, and resolves when its row says so, and who ended it. A run of another process (`wangge audit` in a
   * terminal) is ended in its row at once; that process finds it so at its next sign of life and stops. A run that
   * is over stays as it is.
   */
  cancelAudit(territoryId: string, auditId: number, principal: Principal): Promise<void>;
  /** Cancels every run and waits for their ends. */
  close(): Promise<void>;
}

interface Run {
  readonly territoryId: string;
  readonly revision: number;
  readonly auditId: number;
  readonly stop: AbortController;
  readonly ended: Promise<void>;
}

/**
 * Audits in the server's own process, one at a time, in the order they were asked for. A run that is cancelled,
 * or fails, says so in its row; `onFault` is told what was our fault.
 */
export function createAuditJobs(store: Store, onFault: (error: unknown) => void): AuditJobs {
  const runs = new Map<number, Run>();
  /** The run to share, by territory and revision; none that is being cancelled. */
  const shared = new Map<string, Promise<Run>>();
  let last: Promise<unknown> = Promise.resolve();

  async function work(
    run: Omit<Run, 'ended'>,
    before: Promise<unknown>,
    principal: Principal,
  ): Promise<void> {
    const { territoryId, revision, auditId, stop } = run;
    await Promise.race([before, aborted(stop.signal)]);
    try {
      await auditTerritory({ store, territoryId, revision, auditId, principal, signal: stop.signal });
    } catch (error) {
      if (error !== stop.signal.reason) onFault(error);
    } finally {
      runs.delete(auditId);
    }
  }

  async function begin(territoryId: string, revision: number, principal: Principal): Promise<Run> {
    const { auditId } = await store.beginAudit(territoryId, revision, principal);
    const begun = { territoryId, revision, auditId, stop: new AbortController() };
    const run: Run = { ...begun, ended: work(begun, last, principal) };
    // A run that is cancelled while it waits ends before those in front of it; whoever comes next waits for all.
    last = Promise.all([last, run.ended]);
    runs.set(auditId, run);
    return run;
  }

  function share(territoryId: string, revision: number, principal: Principal): Promise<Run> {
    const key = keyOf({ territoryId, revision });
    const present = shared.get(key);
    if (present !== undefined) return present;
    const begun = begin(territoryId, revision, principal);
    const forget = (): void => {
      if (shared.get(key) === begun) shared.delete(key);
    };
    shared.set(key, begun);
    begun.then(async (run) => {
      run.stop.signal.addEventListener('abort', forget);
      await run.ended;
      forget();
    }, forget);
    return begun;
  }

  return {
    startAudit: async (territoryId, principal) => {
      const revision = await findRevision(store, territoryId);
      const running = await store.findRunningAudit(territoryId, revision);
      if (running?.isOurs === true && !runs.has(running.auditId)) return { auditId: running.auditId };
      const { auditId } = await share(territoryId, revision, principal);
      return { auditId };
    },
    cancelAudit: async (territoryId, auditId, principal) => {
      const run = runs.get(auditId);
      const reason = `cancelled by ${principal.id}`;
      if (run?.territoryId !== territoryId) return store.failAudit(territoryId, auditId, 'cancelled', reason);
      run.stop.abort(new Error(reason));
      await run.ended;
    },
    close: async () => {
      for (const run of runs.values()) run.stop.abort(new Error('the server was stopped'));
      await last;
    },
  };
}

function keyOf({ territoryId, revision }: Pick<Run, 'territoryId' | 'revision'>): string {
  return `${territoryId} ${revision}`;
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
