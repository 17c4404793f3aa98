import { z } from 'zod';
import { parentLevel } from '../hierarchy/levels.js';
import { Problem } from '../problem.js';
import type { GridQuery, GridRow, Store } from '../store/types.js';
import { route, type Reply, type Route } from './endpoint.js';
import { readCursor, writeCursor } from './page-cursor.js';
import { resolveGrid } from './resolve-grid.js';
import { resolveRevision, type RevisionAsked, type RevisionStore } from './resolve-revision.js';
import {
  getGrid,
  type gridSchema,
  levelSchema,
  listAncestors,
  listChildren,
  listGrids,
} from './schemas/grid.js';
import { defaultLimit } from './schemas/page.js';

export type GridStore = RevisionStore &
  Pick<Store, 'listGrids' | 'getGridsByCode' | 'getGridById' | 'listAncestors'>;

const cursorSchema = z.tuple([z.int(), levelSchema, z.string()]);

export function gridRoutes(store: GridStore): Route[] {
  return [
    route(listGrids, async ({ params, query, wantsGeoJson }) => {
      const { level, parent, category, bbox, q, limit, cursor } = query;
      const { territoryId } = params;
      const place = cursor === undefined ? undefined : readCursor(cursorSchema, cursor);
      const revision = await resolveRevision(store, territoryId, pinToCursor(query, place?.[0]));
      const parentReference = {
        text: parent ?? '',
        level: level === undefined ? undefined : parentLevel(level),
        field: 'parent',
      };
      const parentId =
        parent === undefined
          ? undefined
          : (await resolveGrid(store, territoryId, revision, parentReference)).gridId;
      return listPage(store, wantsGeoJson, limit ?? defaultLimit, {
        territoryId,
        revision,
        ...(level === undefined ? {} : { level }),
        ...(parentId === undefined ? {} : { parentId }),
        ...(category === undefined ? {} : { category }),
        ...(bbox === undefined ? {} : { bbox }),
        ...(q === undefined ? {} : { text: q }),
        ...(place === undefined ? {} : { after: { level: place[1], code: place[2] } }),
      });
    }),
    route(getGrid, async ({ params, query, wantsGeoJson }) => {
      const { grid } = await findGrid(store, params, query);
      return wantsGeoJson ? { geoJson: showFeature(grid) } : { body: showGrid(grid) };
    }),
    route(listChildren, async ({ params, query, wantsGeoJson }) => {
      const place = query.cursor === undefined ? undefined : readCursor(cursorSchema, query.cursor);
      const { grid, revision } = await findGrid(store, params, {
        ...query,
        ...pinToCursor(query, place?.[0]),
      });
      return listPage(store, wantsGeoJson, query.limit ?? defaultLimit, {
        territoryId: params.territoryId,
        revision,
        parentId: grid.gridId,
        ...(place === undefined ? {} : { after: { level: place[1], code: place[2] } }),
      });
    }),
    route(listAncestors, async ({ params, query }) => {
      const { grid, revision } = await findGrid(store, params, query);
      const ancestors = await store.listAncestors(params.territoryId, revision, grid.gridId);
      return { body: { revision, items: ancestors.map(showGrid) } };
    }),
  ];
}

/** Later pages stay on the revision of the first, whatever is published in between. */
function pinToCursor(asked: RevisionAsked, revision: number | undefined): RevisionAsked {
  if (revision === undefined) return { revision: asked.revision, asOf: asked.asOf };
  if (asked.revision === undefined || asked.revision === revision) return { revision };
  throw new Problem({
    type: 'invalid-cursor',
    status: 400,
    detail: `cursor belongs to revision ${revision}, not ${asked.revision}.`,
    fix: 'Start again without cursor, or leave revision out.',
    field: 'cursor',
  });
}

async function findGrid(
  store: GridStore,
  params: { readonly territoryId: string; readonly grid: string },
  query: RevisionAsked & { readonly level?: GridRow['level'] | undefined },
): Promise<{ grid: GridRow; revision: number }> {
  const revision = await resolveRevision(store, params.territoryId, query);
  const reference = { text: params.grid, level: query.level, field: 'grid' };
  return { grid: await resolveGrid(store, params.territoryId, revision, reference), revision };
}

/** One row more than the page is asked for: it tells whether there is a next page. */
async function listPage(
  store: GridStore,
  wantsGeoJson: boolean,
  limit: number,
  query: Omit<GridQuery, 'limit' | 'withGeometry'>,
): Promise<NonNullable<Reply<typeof listGrids>>> {
  const rows = await store.listGrids({ ...query, limit: limit + 1, withGeometry: wantsGeoJson });
  const page = rows.slice(0, limit);
  const last = page.at(-1);
  const nextCursor =
    rows.length > limit && last !== undefined ? writeCursor([query.revision, last.level, last.code]) : null;
  if (!wantsGeoJson) return { body: { revision: query.revision, items: page.map(showGrid), nextCursor } };
  return {
    geoJson: {
      type: 'FeatureCollection',
      features: page.map(showFeature),
      revision: query.revision,
      nextCursor,
    },
  };
}

type ShownGrid = z.input<typeof gridSchema>;

function showGrid(grid: GridRow): ShownGrid {
  return {
    gridId: grid.gridId,
    level: grid.level,
    code: grid.code,
    name: grid.name,
    parent: grid.parentCode,
    category: grid.category,
    class: grid.class,
    areaSquareMetres: grid.areaSquareMetres,
    labelPoint: [...grid.labelPoint],
    implied: grid.implied,
    attributes: { ...grid.attributes },
  };
}

function showFeature(grid: GridRow): {
  type: 'Feature';
  id: number;
  properties: ShownGrid;
  geometry: NonNullable<GridRow['geometry']>;
} {
  if (grid.geometry === undefined) throw new Error(`grid ${grid.gridId} was read without its geometry`);
  return { type: 'Feature', id: grid.gridId, properties: showGrid(grid), geometry: grid.geometry };
}
