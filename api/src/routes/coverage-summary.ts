import { readFindings } from '../store/read-findings.js';
import type { AuditRun, GridRow, Store } from '../store/types.js';
import { shareBuilds } from '../tiles/share-builds.js';
import { showTotals } from './audits.js';
import { route, type Route } from './endpoint.js';
import { resolveRevision, type RevisionStore } from './resolve-revision.js';
import { getCoverageSummary } from './schemas/coverage.js';
import { type CountySummary, summariseCounties } from './summarise-counties.js';

export type SummaryStore = RevisionStore &
  Pick<Store, 'latestAudit' | 'countGrids' | 'countFindings' | 'listFindings' | 'listGrids'>;

const keptSummaries = 20;
const gridsAtOnce = 2000;

export function coverageRoutes(store: SummaryStore): Route[] {
  // A revision and a finished run never change, so neither do the figures of both.
  const shared = shareBuilds<CountySummary[]>(keptSummaries);
  return [
    route(getCoverageSummary, async ({ params, query }) => {
      const { territoryId } = params;
      const revision = await resolveRevision(store, territoryId, query);
      const run = await store.latestAudit(territoryId, revision);
      const counts = await store.countGrids(territoryId, revision);
      const key = `${territoryId} ${revision} ${run?.auditId ?? 'none'}`;
      const counties = await shared(key, () => readCounties(store, territoryId, revision, run));
      return {
        body: {
          revision,
          auditId: run?.auditId ?? null,
          clean: run?.clean ?? null,
          auditedAt: run?.finishedAt ?? null,
          levels: (run?.levels ?? []).map((level) => ({ ...level, findings: showTotals(level.findings) })),
          categories: counts
            .filter((each) => each.level === 'element')
            .map(({ category, count }) => ({ category, count })),
          severities: await countSeverities(store, territoryId, run),
          counties: counties.map((county) => ({ ...county })),
        },
      };
    }),
  ];
}

async function countSeverities(
  store: SummaryStore,
  territoryId: string,
  run: AuditRun | undefined,
): Promise<{ error: number; warning: number; info: number }> {
  const sums = { error: 0, warning: 0, info: 0 };
  if (run === undefined) return sums;
  for (const total of await store.countFindings(territoryId, run.auditId))
    sums[total.severity] += total.count;
  return sums;
}

async function readCounties(
  store: SummaryStore,
  territoryId: string,
  revision: number,
  run: AuditRun | undefined,
): Promise<CountySummary[]> {
  const grids: GridRow[] = [];
  for (;;) {
    const last = grids.at(-1);
    const page = await store.listGrids({
      territoryId,
      revision,
      limit: gridsAtOnce,
      withGeometry: false,
      ...(last === undefined ? {} : { after: { level: last.level, code: last.code } }),
    });
    grids.push(...page);
    if (page.length < gridsAtOnce) break;
  }
  const findings = run === undefined ? [] : await readFindings(store, territoryId, run.auditId);
  return summariseCounties(grids, findings);
}
