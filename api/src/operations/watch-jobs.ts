import type { Store } from '../store/types.js';

export type JobKind = 'audit' | 'import' | 'drawing';

/** A job that began or ended; `durationMs` of those that began in this process. */
export interface JobEvent {
  readonly kind: JobKind;
  readonly event: 'started' | 'done' | 'failed' | 'cancelled' | 'dead';
  readonly territory: string;
  /** Id of the run; of a drawing its revision. */
  readonly id: number;
  readonly principal?: string;
  readonly durationMs?: number;
  readonly reason?: string;
}

type Watched = Pick<
  Store,
  | 'beginAudit'
  | 'finishAudit'
  | 'failAudit'
  | 'beginImport'
  | 'finishImport'
  | 'writeZoomDrawing'
  | 'finishDrawing'
  | 'sweepRevision'
>;

/**
 * The same store; what begins and ends a job is told, whichever code runs it. A drawing begins with its first zoom that is
 * written. A sign that failed tells nothing, since the job's own end follows.
 */
export function watchJobs(store: Store, tell: (event: JobEvent) => void): Store {
  const begun = new Map<string, number>();
  const start = (kind: JobKind, territory: string, id: number, principal?: string): void => {
    begun.set(`${kind} ${territory} ${id}`, performance.now());
    tell({ kind, event: 'started', territory, id, ...(principal === undefined ? {} : { principal }) });
  };
  const isBegun = (kind: JobKind, territory: string, id: number): boolean =>
    begun.has(`${kind} ${territory} ${id}`);
  const end = (
    kind: JobKind,
    territory: string,
    id: number,
    event: Exclude<JobEvent['event'], 'started'>,
    reason?: string,
  ): void => {
    const key = `${kind} ${territory} ${id}`;
    const since = begun.get(key);
    begun.delete(key);
    tell({
      ...{ kind, event, territory, id },
      ...(since === undefined ? {} : { durationMs: Math.round(performance.now() - since) }),
      ...(reason === undefined ? {} : { reason }),
    });
  };

  const watched: Watched = {
    async beginAudit(territoryId, revision, principal) {
      const begunRun = await store.beginAudit(territoryId, revision, principal);
      start('audit', territoryId, begunRun.auditId, principal.id);
      return begunRun;
    },
    async finishAudit(territoryId, auditId, result) {
      await store.finishAudit(territoryId, auditId, result);
      end('audit', territoryId, auditId, 'done');
    },
    async failAudit(territoryId, auditId, status, error) {
      await store.failAudit(territoryId, auditId, status, error);
      end('audit', territoryId, auditId, status, error);
    },
    async beginImport(territoryId, principal) {
      const begunRun = await store.beginImport(territoryId, principal);
      start('import', territoryId, begunRun.importId, principal.id);
      return begunRun;
    },
    async finishImport(territoryId, importId, outcome) {
      await store.finishImport(territoryId, importId, outcome);
      if (outcome.status !== 'running') end('import', territoryId, importId, outcome.status, outcome.error);
    },
    async writeZoomDrawing(territoryId, revision, drawing, options) {
      if (!isBegun('drawing', territoryId, revision)) start('drawing', territoryId, revision);
      await store.writeZoomDrawing(territoryId, revision, drawing, options);
    },
    async finishDrawing(territoryId, revision) {
      await store.finishDrawing(territoryId, revision);
      end('drawing', territoryId, revision, 'done');
    },
    async sweepRevision(territoryId, revision) {
      await store.sweepRevision(territoryId, revision);
      if (isBegun('drawing', territoryId, revision)) end('drawing', territoryId, revision, 'failed');
    },
  };
  return { ...store, ...watched };
}
