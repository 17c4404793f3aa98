import { z } from 'zod';
import type { ExportFormat } from '../jobs/export-findings.js';
import { exportFindings as writeExport } from '../jobs/export-findings.js';
import { Problem } from '../problem.js';
import { endOfWaiver, waiverEndWanted } from '../store/end-of-waiver.js';
import { pageFindings } from '../store/read-findings.js';
import type { FindingFilter, FindingQuery, FindingRow, FindingUpdate } from '../store/finding-types.js';
import type { Store } from '../store/types.js';
import { requireAudit } from './audits.js';
import { route, type Route } from './endpoint.js';
import { readCursor, writeCursor } from './page-cursor.js';
import { primePages } from './prime-pages.js';
import { requireTerritory } from './resolve-revision.js';
import {
  exportFindings,
  getFinding,
  listFindings,
  updateFinding,
  updateFindings,
} from './schemas/finding.js';
import { defaultLimit } from './schemas/page.js';
import { type Defined, withoutUndefined } from './without-undefined.js';
import { showFeature, showFinding } from './show-finding.js';

export type FindingStore = Pick<
  Store,
  | 'getTerritory'
  | 'getAudit'
  | 'listFindings'
  | 'countFindings'
  | 'getFinding'
  | 'updateFinding'
  | 'updateFindings'
  | 'locateFindings'
>;

/** Ids that an answer names; beyond it only their number. */
const mostMissingIds = 100;

const cursorSchema = z.tuple([z.int().positive()]);
const mediaTypes = { geojson: 'application/geo+json', csv: 'text/csv' } as const;

export function findingRoutes(store: FindingStore): Route[] {
  return [
    route(listFindings, async ({ params, query, wantsGeoJson }) => {
      const { territoryId, auditId } = params;
      const { cursor, limit, ...filter } = query;
      const ask = pageOf(cursor, limit);
      await requireAudit(store, territoryId, auditId);
      const page = await readPage(
        (from) => store.listFindings({ ...withoutUndefined(filter), territoryId, auditId, ...from }),
        ask,
      );
      const totals = (await store.countFindings(territoryId, auditId)).map((total) => ({ ...total }));
      const { items, nextCursor } = page;
      if (!wantsGeoJson) return { body: { items: items.map(showFinding), nextCursor, totals } };
      return {
        geoJson: { type: 'FeatureCollection' as const, features: items.map(showFeature), nextCursor, totals },
      };
    }),
    route(exportFindings, async ({ params, query, request, response }) => {
      const { territoryId, auditId } = params;
      const { format: asked, ...filter } = query;
      const format =
        asked ?? acceptedFormat(request.accepts([mediaTypes.geojson, 'application/json', mediaTypes.csv]));
      await requireAudit(store, territoryId, auditId);
      const pages = await primePages(pageFindings(store, territoryId, auditId, withoutUndefined(filter)));
      response.vary('Accept');
      return {
        chunks: writeExport(pages, format),
        mediaType: mediaTypes[format],
        headers: {
          'Content-Disposition': `attachment; filename="findings-${territoryId}-${auditId}.${format}"`,
        },
      };
    }),
    route(updateFindings, async ({ params, body, principal }) => {
      const { territoryId, auditId } = params;
      const run = await requireAudit(store, territoryId, auditId);
      if (run.status !== 'done') throw notDone(auditId, run.status);
      const filter: FindingFilter =
        body.ids === undefined ? withoutUndefined(body.filter ?? {}) : { ids: body.ids };
      const change = toUpdate(body.change);
      const { updated } = await store.updateFindings(territoryId, auditId, filter, change, principal);
      const ids = [...new Set(body.ids)];
      if (updated >= ids.length) return { body: { updated } };
      const found = await store.locateFindings(territoryId, ids);
      const ofRun = new Set(found.filter((each) => each.auditId === auditId).map((each) => each.findingId));
      const missing = ids.filter((id) => !ofRun.has(id));
      return { body: { updated, missing: { count: missing.length, ids: missing.slice(0, mostMissingIds) } } };
    }),
    route(getFinding, async ({ params, wantsGeoJson }) => {
      const finding = await requireFinding(store, params.territoryId, params.findingId);
      return wantsGeoJson ? { geoJson: showFeature(finding) } : { body: showFinding(finding) };
    }),
    route(updateFinding, async ({ params, body, principal }) => {
      const { territoryId, findingId } = params;
      await requireFinding(store, territoryId, findingId);
      const changed = await store.updateFinding(territoryId, findingId, toUpdate(body), principal);
      return { body: showFinding(changed) };
    }),
  ];
}

interface PageAsked {
  readonly limit: number;
  readonly afterId?: number;
}

/** Errors: 400 `invalid-cursor`. */
export function pageOf(cursor: string | undefined, limit = defaultLimit): PageAsked {
  const place = cursor === undefined ? undefined : readCursor(cursorSchema, cursor);
  return { limit, ...(place === undefined ? {} : { afterId: place[0] }) };
}

/** Asks for one row more than wanted, which tells whether another page follows. */
export async function readPage(
  list: (from: Pick<FindingQuery, 'limit' | 'afterId'>) => Promise<FindingRow[]>,
  asked: PageAsked,
): Promise<{ items: FindingRow[]; nextCursor: string | null }> {
  const rows = await list({ ...asked, limit: asked.limit + 1 });
  const items = rows.slice(0, asked.limit);
  const last = items.at(-1);
  const hasMore = rows.length > asked.limit && last !== undefined;
  return { items, nextCursor: hasMore ? writeCursor([last.findingId]) : null };
}

function toUpdate(body: z.output<NonNullable<(typeof updateFinding)['body']>>): FindingUpdate {
  const { waive, ...rest }: Defined<typeof body> = withoutUndefined(body);
  if (waive === undefined || waive === null) return { ...rest, ...(waive === null ? { waive } : {}) };
  const { reason, expiresAt } = waive;
  if (expiresAt === null) return { ...rest, waive: { reason, expiresAt } };
  const end = endOfWaiver(expiresAt);
  if (end === undefined) throw waiverOver();
  return { ...rest, waive: { reason, expiresAt: end } };
}

/** Its end came between the check of the request and now. */
function waiverOver(): Problem {
  return new Problem({
    type: 'invalid-request',
    status: 400,
    detail: `waive.expiresAt in the body ${waiverEndWanted}.`,
    fix: 'Choose a later end.',
    field: 'waive.expiresAt',
  });
}

function acceptedFormat(accepted: string | false): ExportFormat {
  if (accepted === mediaTypes.csv) return 'csv';
  if (accepted !== false) return 'geojson';
  throw new Problem({
    type: 'not-acceptable',
    status: 406,
    detail: 'Accept takes neither GeoJSON nor CSV.',
    fix: 'Send Accept: application/geo+json or text/csv, or say ?format=geojson or ?format=csv.',
    field: 'Accept',
  });
}

/** The finding. Errors: 404 `territory-not-found`, `finding-not-found`. */
export async function requireFinding(
  store: Pick<Store, 'getTerritory' | 'getFinding'>,
  territoryId: string,
  findingId: number,
): Promise<FindingRow> {
  await requireTerritory(store, territoryId);
  const finding = await store.getFinding(territoryId, findingId);
  if (finding !== undefined) return finding;
  throw new Problem({
    type: 'finding-not-found',
    status: 404,
    detail: `Territory ${territoryId} has no finding ${findingId}.`,
    fix: 'Take one of GET …/audits/{auditId}/findings.',
    field: 'findingId',
  });
}

function notDone(auditId: number, status: string): Problem {
  return new Problem({
    type: 'audit-not-done',
    status: 409,
    detail: `Audit ${auditId} is ${status}: its findings are not to be worked on.`,
    fix: 'Take a run with status done.',
    field: 'auditId',
  });
}
