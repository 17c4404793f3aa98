import type { Request } from 'express';
import type { Territory } from '../store/types.js';
import { acceptedEncodings } from '../tiles/accept-encoding.js';
import type { TileScope } from '../tiles/create-tile-service.js';
import { type TileSource, tileSourceDescriptions } from '../tiles/describe-source.js';
import type { TilePath } from '../tiles/tile-answer.js';
import { tileSearch } from '../tiles/tile-search.js';
import { route, type Route } from './endpoint.js';
import { rememberSettled, type TileRouteStore } from './remember-settled.js';
import { requireInside, resolveScope, resolveTile } from './resolve-tile.js';
import { requireTerritory } from './resolve-revision.js';
import { getTile, getTileJson } from './schemas/tile.js';
import { knownEtags, leavingOf, sendTile } from './send-tile.js';
import { currentCaching, isFixed, tileCaching } from './tile-caching.js';
import type { WarmTiles } from './warm-tiles.js';

export interface TileRouteOptions {
  readonly path: TilePath;
  /** False: caches that several people share keep no tile. */
  readonly readingIsAnonymous: boolean;
  /** Where browsers are sent for tiles, without a slash at its end; by default here. */
  readonly publicUrl?: string | undefined;
  /** Told of tiles that may be answered again without asking anything. */
  readonly warm?: WarmTiles | undefined;
}

const wholeWorld: [number, number, number, number] = [-180, -85.0511, 180, 85.0511];

/** Tiles and their descriptions, by whichever path they are made. */
export function tileRoutes(anyStore: TileRouteStore, options: TileRouteOptions): Route[] {
  const { path, readingIsAnonymous, publicUrl, warm } = options;
  const settled = rememberSettled(anyStore);
  return [
    route(getTileJson, async ({ params, query, request }) => {
      const { source } = params;
      const { layers, maxZoom } = tileSourceDescriptions[source];
      const territory = await requireTerritory(settled.fresh, query.territory);
      const scope = await resolveScope(settled.fresh, source, query);
      return {
        headers: { 'Cache-Control': currentCaching(readingIsAnonymous) },
        body: {
          tilejson: '3.0.0' as const,
          name: source,
          scheme: 'xyz' as const,
          tiles: [tileUrl(publicUrl ?? ownUrl(request), source, scope)],
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
      const left = leavingOf(response);
      const scope = await resolveTile(settled, source, query);
      const answer = await path
        .answerTile({
          ...{ source, scope, z, x, y },
          encodings: acceptedEncodings(request.get('Accept-Encoding')),
          knownEtags: knownEtags(request),
          isHead: request.method === 'HEAD',
          signal: left,
        })
        .catch(unlessLeft(left));
      if (answer === undefined) return undefined;
      const caching = tileCaching(source, query, readingIsAnonymous);
      await sendTile(request, response, answer, caching, left);
      const address = `${request.baseUrl}/tiles/${source}/${z}/${x}/${y}?${tileSearch(source, scope)}`;
      if (isFixed(source, query) && request.originalUrl === address)
        warm?.keep(request, response, answer, settled.watch(scope));
      return undefined;
    }),
  ];
}

/** MapLibre and desktop GIS ask for no tile where west > east. */
function boundsOf({ bbox }: Territory): [number, number, number, number] {
  if (bbox === null) return wholeWorld;
  const [west, south, east, north] = bbox;
  return west <= east ? [...bbox] : [wholeWorld[0], south, wholeWorld[2], north];
}

/** Absolute, so that a desktop GIS can use the TileJSON. */
function ownUrl(request: Request): string {
  return `${request.protocol}://${request.get('host') ?? 'localhost'}${request.baseUrl}/tiles`;
}

/** Braces stay as they are: the map fills them. */
function tileUrl(base: string, source: TileSource, scope: TileScope): string {
  return `${base}/${source}/{z}/{x}/{y}?${tileSearch(source, scope)}`;
}

/** Nobody is told what went wrong for someone who is not there any more. */
function unlessLeft(left: AbortSignal): (error: unknown) => undefined {
  return (error) => {
    if (!left.aborted) throw error;
    return undefined;
  };
}
