import { z } from 'zod';
import { Problem } from '../problem.js';
import type { FindingRow, Store } from '../store/types.js';
import { requireAudit } from './audits.js';
import { route, type Route } from './endpoint.js';
import { readCursor, writeCursor } from './page-cursor.js';
import { requireTerritory } from './resolve-revision.js';
import { getFinding, listFindings, updateFinding } from './schemas/finding.js';
import { defaultLimit } from './schemas/page.js';
import { showFinding, showFindingProperties } from './show-finding.js';

export type FindingStore = Pick<
  Store,
  'getTerritory' | 'getAudit' | 'listFindings' | 'countFindings' | 'getFinding' | 'updateFinding'
>;

const cursorSchema = z.tuple([z.int().positive()]);

export function findingRoutes(store: FindingStore): Route[] {
  return [
    route(listFindings, async ({ params, query, wantsGeoJson }) => {
      const { territoryId, auditId } = params;
      const { kind, level, severity, sizeClass, parent, bbox, cursor } = query;
      const limit = query.limit ?? defaultLimit;
      const place = cursor === undefined ? undefined : readCursor(cursorSchema, cursor);
      await requireAudit(store, territoryId, auditId);
      const rows = await store.listFindings({
        territoryId,
        auditId,
        ...(kind === undefined ? {} : { kind }),
        ...(level === undefined ? {} : { level }),
        ...(severity === undefined ? {} : { severity }),
        ...(sizeClass === undefined ? {} : { sizeClass }),
        ...(parent === undefined ? {} : { parent }),
        ...(bbox === undefined ? {} : { bbox }),
        limit: limit + 1,
        ...(place === undefined ? {} : { afterId: place[0] }),
      });
      const page = rows.slice(0, limit);
      const last = page.at(-1);
      const nextCursor = rows.length > limit && last !== undefined ? writeCursor([last.findingId]) : null;
      const totals = await store.countFindings(territoryId, auditId);
      if (!wantsGeoJson) return { body: { items: page.map(showFinding), nextCursor, totals } };
      return {
        geoJson: { type: 'FeatureCollection' as const, features: page.map(showFeature), nextCursor, totals },
      };
    }),
    route(getFinding, async ({ params, wantsGeoJson }) => {
      const finding = await requireFinding(store, params.territoryId, params.findingId);
      return wantsGeoJson ? { geoJson: showFeature(finding) } : { body: showFinding(finding) };
    }),
    route(updateFinding, async ({ params, body, principal }) => {
      await requireFinding(store, params.territoryId, params.findingId);
      const { state, assignee, dueDate, note, waive } = body;
      const change = {
        ...(state === undefined ? {} : { state }),
        ...(assignee === undefined ? {} : { assignee }),
        ...(dueDate === undefined ? {} : { dueDate }),
        ...(note === undefined ? {} : { note }),
        ...(waive === undefined ? {} : { waive }),
      };
      return {
        body: showFinding(await store.updateFinding(params.territoryId, params.findingId, change, principal)),
      };
    }),
  ];
}

async function requireFinding(
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

function showFeature(finding: FindingRow): {
  type: 'Feature';
  id: number;
  properties: ReturnType<typeof showFindingProperties>;
  geometry: FindingRow['geometry'];
} {
  return {
    type: 'Feature',
    id: finding.findingId,
    properties: showFindingProperties(finding),
    geometry: finding.geometry,
  };
}
