import { z } from 'zod';
import { categoryCodes } from '../../hierarchy/categories.js';
import { levels } from '../../hierarchy/levels.js';
import { endpoint } from '../endpoint.js';
import { nextCursorSchema, pageQuery } from './page.js';
import { bboxQuery, geometrySchema, lngLatSchema } from './place.js';
import { plainText, revisionQuery, territoryIdSchema, territoryParams } from './scope.js';

export const levelSchema = z.enum(levels);

export const gridSchema = z
  .object({
    gridId: z.int(),
    level: levelSchema,
    code: z.string(),
    name: z.string(),
    parent: z.string().nullable().meta({ description: 'Code of the grid one level up' }),
    category: z.string().nullable(),
    class: z.string().nullable(),
    areaSquareMetres: z.number(),
    labelPoint: lngLatSchema,
    implied: z.boolean().meta({ description: 'Made up to fill a level that this branch of the tree lacks' }),
    attributes: z.record(z.string(), z.unknown()),
  })
  .meta({ id: 'Grid' });

const gridFeatureSchema = z
  .object({
    type: z.literal('Feature'),
    id: z.int(),
    properties: gridSchema,
    geometry: geometrySchema,
  })
  .meta({ id: 'GridFeature' });

const gridPageSchema = z
  .object({ revision: z.int(), items: z.array(gridSchema), nextCursor: nextCursorSchema })
  .meta({ id: 'GridPage' });

const gridFeaturesSchema = z
  .object({
    type: z.literal('FeatureCollection'),
    features: z.array(gridFeatureSchema),
    revision: z.int(),
    nextCursor: nextCursorSchema,
  })
  .meta({ id: 'GridFeatures' });

const gridParams = z.strictObject({
  territoryId: territoryIdSchema,
  grid: plainText(64).meta({ description: 'Code of the grid, or `id:` and its identity', example: 'id:123' }),
});

/** Which of the grids that share a code; only asked for where a code stands on several levels. */
const gridQuery = { level: levelSchema.optional(), ...revisionQuery };

export const listGrids = endpoint({
  method: 'get',
  path: '/territories/{territoryId}/grids',
  operationId: 'listGrids',
  tag: 'grids',
  summary: 'Grids by level, then code; filters combine',
  params: territoryParams,
  query: z.strictObject({
    level: levelSchema.optional(),
    parent: plainText(64).optional().meta({
      description: 'Code (or `id:…`) of the grid one level up; with `level` it is looked for one level above',
    }),
    category: z.enum(categoryCodes).optional(),
    bbox: bboxQuery.optional(),
    q: plainText(100).optional().meta({ description: 'First part of a code, or any part of a name' }),
    ...revisionQuery,
    ...pageQuery,
  }),
  answer: gridPageSchema,
  geoJson: gridFeaturesSchema,
  refusals: [404, 409],
});

export const getGrid = endpoint({
  method: 'get',
  path: '/territories/{territoryId}/grids/{grid}',
  operationId: 'getGrid',
  tag: 'grids',
  summary: 'One grid',
  params: gridParams,
  query: z.strictObject(gridQuery),
  answer: gridSchema,
  geoJson: gridFeatureSchema,
  refusals: [404, 409],
});

export const listChildren = endpoint({
  method: 'get',
  path: '/territories/{territoryId}/grids/{grid}/children',
  operationId: 'listChildren',
  tag: 'grids',
  summary: 'The grids one level below that belong to a grid',
  params: gridParams,
  query: z.strictObject({ ...gridQuery, ...pageQuery }),
  answer: gridPageSchema,
  geoJson: gridFeaturesSchema,
  refusals: [404, 409],
});

export const listAncestors = endpoint({
  method: 'get',
  path: '/territories/{territoryId}/grids/{grid}/ancestors',
  operationId: 'listAncestors',
  tag: 'grids',
  summary: 'The chain above a grid, from its parent up to the territory',
  params: gridParams,
  query: z.strictObject(gridQuery),
  answer: z.object({ revision: z.int(), items: z.array(gridSchema) }).meta({ id: 'Ancestors' }),
  refusals: [404, 409],
});
