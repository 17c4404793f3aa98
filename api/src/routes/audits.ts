import type { z } from 'zod';
import type { AuditJobs as RunningAudits } from '../jobs/start-audit.js';
import { Problem } from '../problem.js';
import { pageFindings } from '../store/read-findings.js';
import type { FindingRow } from '../store/finding-types.js';
import type { AuditRun, Store } from '../store/types.js';
import { route, type Route } from './endpoint.js';
import { primePages } from './prime-pages.js';
import { showFinding } from './show-finding.js';
import { requireTerritory } from './resolve-revision.js';
import {
  type auditRunSchema,
  type auditSchema,
  cancelAudit,
  getAudit,
  getCertificate,
  listAudits,
  startAudit,
} from './schemas/audit.js';

export type AuditStore = Pick<Store, 'getTerritory' | 'listAudits' | 'getAudit' | 'listFindings'>;

/** Runs audits of this installation. */
export type AuditJobs = Pick<RunningAudits, 'startAudit' | 'cancelAudit'>;

const listedRuns = 100;

export function auditRoutes(store: AuditStore, jobs: AuditJobs): Route[] {
  return [
    route(startAudit, async ({ params, principal }) => {
      const { territoryId } = params;
      const territory = await requireTerritory(store, territoryId);
      if (territory.currentRevision === null) throw nothingToAudit(territoryId);
      const { auditId } = await jobs.startAudit(territoryId, principal);
      const run = await requireAudit(store, territoryId, auditId);
      return {
        body: showRun(run),
        headers: { Location: `/api/v1/territories/${territoryId}/audits/${auditId}` },
      };
    }),
    route(listAudits, async ({ params }) => {
      await requireTerritory(store, params.territoryId);
      const runs = await store.listAudits(params.territoryId, listedRuns);
      return { body: { items: runs.map(showRun) } };
    }),
    route(getAudit, async ({ params, query }) => {
      const run = await requireAudit(store, params.territoryId, params.auditId);
      const { certificate, secondOpinion } = showPapers(run);
      const document = { ...showRun(run), certificate, secondOpinion };
      if (query.findings === 'false') return { body: document };
      const pages = await primePages(pageFindings(store, params.territoryId, params.auditId));
      return { chunks: writeDocument(document, pages), mediaType: 'application/json' };
    }),
    route(getCertificate, async ({ params }) => {
      const run = await requireAudit(store, params.territoryId, params.auditId);
      const { certificate } = showPapers(run);
      if (certificate !== null) return { body: certificate };
      throw noCertificate(run);
    }),
    route(cancelAudit, async ({ params, principal }) => {
      const run = await requireAudit(store, params.territoryId, params.auditId);
      if (run.status !== 'running') {
        throw new Problem({
          type: 'audit-not-running',
          status: 409,
          detail: `Audit ${params.auditId} is ${run.status}.`,
          fix: 'Only a running audit can be cancelled.',
          field: 'auditId',
        });
      }
      await jobs.cancelAudit(params.territoryId, params.auditId, principal);
      return { body: showRun(await requireAudit(store, params.territoryId, params.auditId)) };
    }),
  ];
}

/** The run. Errors: 404 `audit-not-found`. */
export async function requireAudit(
  store: Pick<Store, 'getAudit'>,
  territoryId: string,
  auditId: number,
): Promise<AuditRun> {
  const run = await store.getAudit(territoryId, auditId);
  if (run !== undefined) return run;
  throw new Problem({
    type: 'audit-not-found',
    status: 404,
    detail: `Territory ${territoryId} has no audit ${auditId}.`,
    fix: 'Take one of GET …/audits.',
    field: 'auditId',
  });
}

function nothingToAudit(territoryId: string): Problem {
  return new Problem({
    type: 'nothing-published',
    status: 409,
    detail: `Territory ${territoryId} has no published map to audit.`,
    fix: 'Import one with wangge import.',
    field: 'territory',
  });
}

function showRun(run: AuditRun): z.input<typeof auditRunSchema> {
  return {
    format: 'wangge-audit/1',
    auditId: run.auditId,
    status: run.status,
    principal: run.principal,
    startedAt: run.startedAt,
    finishedAt: run.finishedAt,
    progress: run.progress,
    error: run.error,
    clean: run.clean,
    revision: run.revision,
    levels: run.levels.map((level) => ({ ...level, findings: showTotals(level.findings) })),
    comparedWith: run.comparedWith,
    ...(run.alongside === undefined || run.alongside === null ? {} : { alongside: run.alongside }),
  };
}

type Papers = Pick<z.input<typeof auditSchema>, 'certificate' | 'secondOpinion'>;

/** What is stored is shown as it is: a certificate that is changed is none. */
function showPapers({ certificate, secondOpinion }: AuditRun): Papers {
  return { certificate, secondOpinion } as unknown as Papers;
}

/** The document as text, a page of findings a part: a run may have more of them than fit one string. */
async function* writeDocument(document: object, pages: AsyncIterable<FindingRow[]>): AsyncGenerator<string> {
  yield `${JSON.stringify(document).slice(0, -1)},"findings":[`;
  let separator = '';
  for await (const page of pages) {
    yield separator + page.map((finding) => JSON.stringify(showFinding(finding))).join(',');
    separator = ',';
  }
  yield ']}';
}

function noCertificate(run: AuditRun): Problem {
  return new Problem({
    type: 'not-certified',
    status: run.status === 'running' ? 409 : 404,
    detail:
      run.status === 'done'
        ? `Audit ${run.auditId} ended with an open error, so it has no certificate.`
        : `Audit ${run.auditId} is ${run.status}, so it has no certificate.`,
    fix: 'Mend or waive what GET …/findings?severity=error&status=open lists, and audit again.',
    field: 'auditId',
  });
}

/** Only kinds that were found: an absent total is left out. */
export function showTotals(
  totals: AuditRun['levels'][number]['findings'],
): Record<string, { count: number; areaSquareMetres: number }> {
  return Object.fromEntries(Object.entries(totals).filter((entry) => entry[1] !== undefined));
}
