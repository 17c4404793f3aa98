import type { CertifiedWaiver } from '../coverage/certificate-types.js';
import type { AuditResult, CodeRules, Grid } from '../coverage/types.js';
import type { Principal, Store, StoredGrid } from '../store/types.js';
import { afterFailure } from './after-failure.js';
import { certifyAudit, type AuditPapers } from './certify-audit.js';
import { declaredParentCode } from './file-properties.js';
import { describeFailure } from './describe-failure.js';
import { findRevision } from './find-revision.js';
import type { ReportProgress } from './job-progress.js';
import { runAudit } from './run-audit.js';
import type { AskSecondOpinion } from './second-opinion/types.js';

export interface AuditRequest {
  readonly store: Store;
  readonly territoryId: string;
  /** Default: the revision in force. */
  readonly revision?: number;
  readonly principal: Principal;
  /** Who is asked for a second opinion; nobody when absent. */
  readonly askSecondOpinion?: AskSecondOpinion | undefined;
  readonly onProgress?: ReportProgress | undefined;
  readonly signal?: AbortSignal | undefined;
  /** A run that was begun before; without it one is begun. */
  readonly auditId?: number;
}

export interface AuditOutcome extends AuditPapers {
  readonly auditId: number;
  readonly revision: number;
  readonly result: AuditResult;
  /** What was audited, as it is stored. */
  readonly stored: readonly StoredGrid[];
  readonly codes: CodeRules;
  /** Those in force when it was audited. */
  readonly waivers: readonly CertifiedWaiver[];
}

/**
 * Audits one revision and stores the run with its findings, its certificate where it deserves one, and the second
 * opinion where one was asked for. A finding that a live waiver accepts is not open. Works in slices, so that a server goes on answering;
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
    const grids = stored.map(toAuditGrid);
    const codes = await readCodeRules(store, territoryId);
    const result = await runAudit(
      grids,
      (done, total) => {
        store.noteAuditProgress(territoryId, auditId, { done, total });
        onProgress?.({ step: 'Proving the coverage', done, total });
      },
      signal,
      { codes },
    );
    const waivers = await store.listWaivers(territoryId);
    const { askSecondOpinion } = request;
    const papers = await certifyAudit({
      grids,
      result,
      revision,
      waivers,
      askSecondOpinion,
      onProgress,
      signal,
    });
    onProgress?.({ step: 'Storing the findings' });
    await store.finishAudit(territoryId, auditId, { ...result, ...papers });
    return { auditId, revision, result, stored, codes, waivers, ...papers };
  } catch (error) {
    const status = signal?.aborted === true ? 'cancelled' : 'failed';
    await afterFailure(error, () => store.failAudit(territoryId, auditId, status, describeFailure(error)));
    throw error;
  }
}

async function readCodeRules(store: Pick<Store, 'getTerritory'>, territoryId: string): Promise<CodeRules> {
  const territory = await store.getTerritory(territoryId);
  return {
    codeScheme: territory?.codeScheme ?? 'own',
    codePatterns: territory?.codePatterns ?? {},
  };
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
