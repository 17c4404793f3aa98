import { z } from 'zod';
import { endpoint } from '../endpoint.js';
import { textNumber } from '../text-number.js';
import { bboxSchema } from './place.js';
import { territoryIdSchema } from './scope.js';

export const tileSources = ['grids', 'grid_labels', 'findings', 'reference'] as const;

const sourceSchema = z.enum(tileSources);

export const deepestZoom = 24;

const tileNumber = (description: string, maximum: number, minimum = 0) =>
  textNumber({ type: 'integer', minimum, maximum, description, isCanonical: true });

const tileId = (description: string) => tileNumber(description, Number.MAX_SAFE_INTEGER, 1);

const sourceQuery = z.strictObject({
  territory: territoryIdSchema,
  revision: tileId('Revision; the current one when not given').optional(),
  audit: tileId('Audit run, source `findings` only; the newest finished one when not given').optional(),
});

const tileQuery = sourceQuery.extend({
  made: tileId(
    'When that was made, in milliseconds since 1970, as the TileJSON has it: the drawing of the revision, or, for ' +
      'findings, the end of the audit. Only together with `revision` (and `audit`, for findings); another moment is refused (410)',
  ).optional(),
});

export const getTileJson = endpoint({
  method: 'get',
  path: '/tiles/{source}.json',
  operationId: 'getTileJson',
  tag: 'tiles',
  summary: 'TileJSON 3.0 of a source',
  params: z.strictObject({ source: sourceSchema }),
  query: sourceQuery,
  answer: z
    .object({
      tilejson: z.literal('3.0.0'),
      name: z.string(),
      scheme: z.literal('xyz'),
      tiles: z.array(z.string()),
      minzoom: z.int(),
      maxzoom: z.int(),
      bounds: bboxSchema.meta({
        description:
          '[west, south, east, north] in degrees, WGS84, west ≤ east: as wide as the world where the territory crosses the antimeridian',
      }),
      vector_layers: z.array(
        z
          .object({
            id: z.string(),
            minzoom: z.int(),
            maxzoom: z.int(),
            fields: z.record(z.string(), z.string()),
          })
          .meta({ id: 'VectorLayer' }),
      ),
    })
    .meta({ id: 'TileJson' }),
  refusals: [404],
  atRoot: true,
});

export const getTile = endpoint({
  method: 'get',
  path: '/tiles/{source}/{z}/{x}/{y}',
  operationId: 'getTile',
  tag: 'tiles',
  summary: 'One vector tile; 204 when nothing is there',
  description:
    'Take the addresses from the TileJSON. With `revision` (and `audit`, for findings) and `made` in the query the bytes ' +
    'never change and may be kept for ever; without `made` ask again with `If-None-Match`. 410 where what the address ' +
    'shows was made anew or is no more, as after a restore: read the TileJSON again. ' +
    '503 while the tile server is away or the revision is still being drawn.',
  params: z.strictObject({
    source: sourceSchema,
    z: tileNumber('Zoom', deepestZoom),
    x: tileNumber('Column', 2 ** deepestZoom - 1),
    y: tileNumber('Row from the north', 2 ** deepestZoom - 1),
  }),
  query: tileQuery,
  answer: z.undefined(),
  binary: { mediaType: 'application/vnd.mapbox-vector-tile', description: 'Mapbox vector tile 2' },
  refusals: [404, 410, 503],
  atRoot: true,
});
