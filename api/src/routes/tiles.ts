import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import type { Request, Response } from 'express';
import { Problem } from '../problem.js';
import type { Territory } from '../store/types.js';
import type { EncodedTile, TileScope, TileService } from '../tiles/create-tile-service.js';
import { type TileSource, tileSourceDescriptions } from '../tiles/describe-source.js';
import { requireAudit } from './audits.js';
import { route, type Route } from './endpoint.js';
import { rememberSettled, type TileRouteStore } from './remember-settled.js';
import { requireTerritory, resolveRevision } from './resolve-revision.js';
import { getTile, getTileJson } from './schemas/tile.js';

interface TileQuery {
  readonly territory: string;
  readonly revision?: number | undefined;
  readonly audit?: number | undefined;
}

const wholeWorld: [number, number, number, number] = [-180, -85.0511, 180, 85.0511];
const mediaType = 'application/vnd.mapbox-vector-tile';
const forEver = 'public, max-age=31536000, immutable';

const decompress = promisify(gunzip);

export function tileRoutes(anyStore: TileRouteStore, tiles: TileService): Route[] {
  const store = rememberSettled(anyStore);
  return [
    route(getTileJson, async ({ params, query, request }) => {
      const { source } = params;
      const { layers, maxZoom } = tileSourceDescriptions[source];
      const territory = await requireTerritory(store, query.territory);
      const scope = await resolveScope(store, source, query);
      return {
        body: {
          tilejson: '3.0.0' as const,
          name: source,
          scheme: 'xyz' as const,
          tiles: [tileUrl(request, source, scope)],
          minzoom: Math.min(...layers.map((layer) => layer.minzoom)),
          maxzoom: maxZoom,
          bounds: boundsOf(territory),
          vector_layers: layers.map((layer) => ({ ...layer, fields: { ...layer.fields } })),
        },
      };
    }),
    route(getTile, async ({ params, query, request, response }) => {
      const { source, z, x, y } = params;
      requireInside(source, z, x, y);
      const scope = await resolveScope(store, source, query);
      const tile = await tiles.readTile(source, scope, z, x, y);
      response.set('Cache-Control', isImmutable(source, query) ? forEver : 'no-cache');
      await sendTile(request, response, tile);
      return undefined;
    }),
  ];
}

function boundsOf({ bbox }: Territory): [number, number, number, number] {
  return bbox === null ? wholeWorld : [...bbox];
}

async function resolveScope(store: TileRouteStore, source: TileSource, query: TileQuery): Promise<TileScope> {
  const territoryId = query.territory;
  const revision = await resolveRevision(store, territoryId, { revision: query.revision });
  if (source !== 'findings') return { territoryId, revision };
  const run =
    query.audit === undefined
      ? await store.latestAudit(territoryId, revision)
      : await requireAudit(store, territoryId, query.audit);
  if (run?.revision === revision && run.status === 'done')
    return { territoryId, revision, auditId: run.auditId };
  throw new Problem({
    type: 'audit-not-found',
    status: 404,
    detail:
      query.audit === undefined
        ? `Revision ${revision} of territory ${territoryId} has no finished audit.`
        : `Audit ${query.audit} is not a finished audit of revision ${revision}.`,
    fix: 'Start one with POST …/audits, or take one of GET …/audits.',
    field: 'audit',
  });
}

/** Reference layers have no revision; everything else is fixed once its revision and its run are named. */
function isImmutable(source: TileSource, query: TileQuery): boolean {
  if (source === 'reference' || query.revision === undefined) return false;
  return source !== 'findings' || query.audit !== undefined;
}

/** Absolute, so that a desktop GIS can use the TileJSON; braces stay as they are. */
function tileUrl(request: Request, source: TileSource, scope: TileScope): string {
  const query = new URLSearchParams({ territory: scope.territoryId });
  if (source !== 'reference') query.set('revision', String(scope.revision));
  if (scope.auditId !== undefined) query.set('audit', String(scope.auditId));
  const origin = `${request.protocol}://${request.get('host') ?? 'localhost'}`;
  return `${origin}${request.baseUrl}/tiles/${source}/{z}/{x}/{y}?${query.toString()}`;
}

function requireInside(source: TileSource, z: number, x: number, y: number): void {
  const { maxZoom } = tileSourceDescriptions[source];
  const field = z > maxZoom ? 'z' : x >= 2 ** z ? 'x' : y >= 2 ** z ? 'y' : undefined;
  if (field === undefined) return;
  throw new Problem({
    type: 'tile-not-found',
    status: 404,
    detail: `Source ${source} has no tile ${z}/${x}/${y}.`,
    fix: `Zoom goes to ${maxZoom}, column and row to 2^zoom − 1.`,
    field,
  });
}

async function sendTile(request: Request, response: Response, tile: EncodedTile | undefined): Promise<void> {
  response.vary('Accept-Encoding');
  if (tile === undefined) {
    response.status(204).end();
    return;
  }
  response.set('ETag', tile.etag).type(mediaType);
  if (request.fresh) {
    response.status(304).end();
    return;
  }
  if (request.acceptsEncodings('gzip') === 'gzip') {
    response.set('Content-Encoding', 'gzip').send(tile.gzipped);
    return;
  }
  response.send(await decompress(tile.gzipped));
}
