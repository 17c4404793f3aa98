import type { AuditResult, Grid } from '../coverage/types.js';
import type { Principal, Store, StoredGrid } from '../store/types.js';
import { afterFailure } from './after-failure.js';
import { declaredParentCode } from './file-properties.js';
import { describeFailure } from './describe-failure.js';
import { findRevision } from './find-revision.js';
import type { ReportProgress } from './job-progress.js';
import { runAudit } from './run-audit.js';

export interface AuditRequest {
  readonly store: Store;
  readonly territoryId: string;
  /** Default: the revision in force. */
  readonly revision?: number;
  readonly principal: Principal;
  readonly onProgress?: ReportProgress | undefined;
  readonly signal?: AbortSignal | undefined;
  /** A run that was begun before; without it one is begun. */
  readonly auditId?: number;
}

export interface AuditOutcome {
  readonly auditId: number;
  readonly revision: number;
  readonly result: AuditResult;
}

/**
 * Audits one revision and stores the run with its findings. Works in slices, so that a server goes on answering;
 * an abort marks the run `cancelled`, an error `failed`.
 *
 * @throws Problem `unknown-territory`, `unknown-revision`, `no-revision`; the reason of `signal`.
 */
export async function auditTerritory(request: AuditRequest): Promise<AuditOutcome> {
  const { store, territoryId, principal, onProgress, signal } = request;
  const revision = await findRevision(store, territoryId, request.revision);
  const auditId = request.auditId ?? (await store.beginAudit(territoryId, revision, principal)).auditId;
  try {
    signal?.throwIfAborted();
    const stored = await store.readGrids(territoryId, revision, {
      onProgress: (done, total) => onProgress?.({ step: 'Reading the map', done, total }),
      ...(signal === undefined ? {} : { signal }),
    });
    const result = await runAudit(
      stored.map(toAuditGrid),
      (done, total) => {
        store.noteAuditProgress(territoryId, auditId, { done, total });
        onProgress?.({ step: 'Proving the coverage', done, total });
      },
      signal,
    );
    onProgress?.({ step: 'Storing the findings' });
    await store.finishAudit(territoryId, auditId, result);
    return { auditId, revision, result };
  } catch (error) {
    const status = signal?.aborted === true ? 'cancelled' : 'failed';
    await afterFailure(error, () => store.failAudit(territoryId, auditId, status, describeFailure(error)));
    throw error;
  }
}

/** The grid as the audit takes it; a parent that was named and is absent is named again. */
export function toAuditGrid(grid: StoredGrid): Grid {
  return {
    level: grid.level,
    code: grid.code,
    name: grid.name,
    parentCode: declaredParentCode(grid),
    category: grid.category,
    geometry: grid.geometry,
    implied: grid.implied,
    original: grid.original ?? undefined,
  };
}
