import type { GridLevel } from '../hierarchy/levels.js';
import type { FindingTotal } from '../store/finding-types.js';
import type { AuditRun, Store } from '../store/types.js';
import { shareBuilds } from '../tiles/share-builds.js';
import { route, type Route } from './endpoint.js';
import { resolveRevision, type RevisionStore } from './resolve-revision.js';
import { getCoverageSummary } from './schemas/coverage.js';
import { type CountySummary, summariseCounties, type TreeGrid } from './summarise-counties.js';

export type SummaryStore = RevisionStore &
  Pick<Store, 'latestAudit' | 'countGrids' | 'countFindings' | 'sumFindings' | 'listGrids'>;

const keptSummaries = 20;
const gridsAtOnce = 2000;

export function coverageRoutes(store: SummaryStore): Route[] {
  // A revision and a finished run never change, so neither do the figures of both; what is waived does.
  const shared = shareBuilds<Figures>(keptSummaries);
  return [
    route(getCoverageSummary, async ({ params, query }) => {
      const { territoryId } = params;
      const revision = await resolveRevision(store, territoryId, query);
      const run = await store.latestAudit(territoryId, revision);
      const counts = await store.countGrids(territoryId, revision);
      const key = `${territoryId} ${revision} ${run?.auditId ?? 'none'}`;
      const figures = await shared(key, () => readFigures(store, territoryId, revision, run));
      const totals = run === undefined ? [] : await store.countFindings(territoryId, run.auditId);
      const severities = countSeverities(totals);
      const waived = totals.reduce((sum, total) => sum + total.count - total.openCount, 0);
      const counties =
        run === undefined || waived === 0
          ? figures.counties
          : summariseCounties(figures.grids, await store.sumFindings(territoryId, run.auditId, 'open'));
      return {
        body: {
          revision,
          auditId: run?.auditId ?? null,
          clean: run === undefined ? null : severities.error === 0,
          auditedAt: run?.finishedAt ?? null,
          levels: (run?.levels ?? []).map((level) => ({
            ...level,
            findings: openByKind(totals, level.level),
          })),
          categories: counts
            .filter((each) => each.level === 'element')
            .map(({ category, count }) => ({ category, count })),
          severities,
          waived,
          counties: counties.map((county) => ({ ...county, kinds: { ...county.kinds } })),
        },
      };
    }),
  ];
}

function countSeverities(totals: readonly FindingTotal[]): { error: number; warning: number; info: number } {
  const sums = { error: 0, warning: 0, info: 0 };
  for (const total of totals) sums[total.severity] += total.openCount;
  return sums;
}

/** Open findings of one level; kinds of which none is open are left out. */
function openByKind(
  totals: readonly FindingTotal[],
  level: GridLevel,
): Record<string, { count: number; areaSquareMetres: number }> {
  const sums: Record<string, { count: number; areaSquareMetres: number }> = {};
  for (const total of totals) {
    if (total.level !== level || total.openCount === 0) continue;
    const sum = (sums[total.kind] ??= { count: 0, areaSquareMetres: 0 });
    sum.count += total.openCount;
    sum.areaSquareMetres += total.openAreaSquareMetres;
  }
  return sums;
}

/** What a revision and a run say, before anything is waived. */
interface Figures {
  readonly grids: readonly TreeGrid[];
  readonly counties: readonly CountySummary[];
}

async function readFigures(
  store: SummaryStore,
  territoryId: string,
  revision: number,
  run: AuditRun | undefined,
): Promise<Figures> {
  const grids: TreeGrid[] = [];
  for (;;) {
    const last = grids.at(-1);
    const page = await store.listGrids({
      territoryId,
      revision,
      limit: gridsAtOnce,
      withGeometry: false,
      ...(last === undefined ? {} : { after: { level: last.level, code: last.code } }),
    });
    // Attributes of a whole city are not worth keeping for a tree.
    for (const { gridId, level, code, name, parentId } of page)
      grids.push({ gridId, level, code, name, parentId });
    if (page.length < gridsAtOnce) break;
  }
  const findings = run === undefined ? [] : await store.sumFindings(territoryId, run.auditId);
  return { grids, counties: summariseCounties(grids, findings) };
}
