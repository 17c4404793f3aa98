import type { z } from 'zod';
import type { Store, Territory } from '../store/types.js';
import { route, type Route } from './endpoint.js';
import { requireTerritory } from './resolve-revision.js';
import { getTerritory, listRevisions, listTerritories, type territorySchema } from './schemas/territory.js';

export type TerritoryStore = Pick<
  Store,
  'listTerritories' | 'getTerritory' | 'listRevisions' | 'latestAudit'
>;

export function territoryRoutes(store: TerritoryStore): Route[] {
  return [
    route(listTerritories, async () => {
      const territories = await store.listTerritories();
      return { body: { items: await Promise.all(territories.map((each) => showTerritory(store, each))) } };
    }),
    route(getTerritory, async ({ params }) => ({
      body: await showTerritory(store, await requireTerritory(store, params.territoryId)),
    })),
    route(listRevisions, async ({ params }) => {
      await requireTerritory(store, params.territoryId);
      return { body: { items: await store.listRevisions(params.territoryId) } };
    }),
  ];
}

async function showTerritory(
  store: TerritoryStore,
  territory: Territory,
): Promise<z.input<typeof territorySchema>> {
  const { territoryId, name, codeScheme, upperLevels, levelLabels, displayDatum, currentRevision, bbox } =
    territory;
  const audit = currentRevision === null ? undefined : await store.latestAudit(territoryId, currentRevision);
  return {
    territoryId,
    name,
    codeScheme,
    upperLevels,
    levelLabels,
    displayDatum,
    currentRevision,
    bbox: bbox === null ? null : [...bbox],
    latestAuditId: audit?.auditId ?? null,
  };
}
