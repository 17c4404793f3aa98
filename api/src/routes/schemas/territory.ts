import { z } from 'zod';
import { levels } from '../../hierarchy/levels.js';
import { endpoint } from '../endpoint.js';
import { bboxSchema } from './place.js';
import { localTextSchema } from './registry.js';
import { territoryParams } from './scope.js';

export const datumSchema = z.enum(['wgs84', 'cgcs2000', 'gcj02', 'bd09']);

const levelLabelsSchema = z.object(
  Object.fromEntries(levels.map((level) => [level, localTextSchema])) as Record<
    (typeof levels)[number],
    typeof localTextSchema
  >,
);

export const territorySchema = z
  .object({
    territoryId: z.string(),
    name: localTextSchema,
    codeScheme: z.enum(['standard', 'own']),
    upperLevels: z.enum(['drawn', 'derived']),
    levelLabels: levelLabelsSchema.meta({ id: 'LevelLabels' }),
    displayDatum: datumSchema,
    currentRevision: z.int().nullable(),
    bbox: bboxSchema.nullable(),
    latestAuditId: z
      .int()
      .nullable()
      .meta({ description: 'The newest finished audit of the current revision' }),
  })
  .meta({ id: 'Territory' });

export const listTerritories = endpoint({
  method: 'get',
  path: '/territories',
  operationId: 'listTerritories',
  tag: 'territories',
  summary: 'All territories',
  answer: z.object({ items: z.array(territorySchema) }).meta({ id: 'Territories' }),
});

export const getTerritory = endpoint({
  method: 'get',
  path: '/territories/{territoryId}',
  operationId: 'getTerritory',
  tag: 'territories',
  summary: 'One territory',
  params: territoryParams,
  answer: territorySchema,
  refusals: [404],
});

export const listRevisions = endpoint({
  method: 'get',
  path: '/territories/{territoryId}/revisions',
  operationId: 'listRevisions',
  tag: 'territories',
  summary: 'The revisions of a territory, newest first',
  params: territoryParams,
  answer: z
    .object({
      items: z.array(
        z
          .object({
            revision: z.int(),
            status: z.enum(['building', 'published', 'failed']),
            author: z.string(),
            baseRevision: z.int().nullable(),
            createdAt: z.string(),
            effectiveFrom: z.string().nullable(),
            note: z.string().nullable(),
            isDrawn: z
              .boolean()
              .meta({ description: 'Whether its zooms are drawn, so that there are tiles of it' }),
            drawnAt: z.string().nullable().meta({ description: 'When they were drawn; null until then' }),
          })
          .meta({ id: 'Revision' }),
      ),
    })
    .meta({ id: 'Revisions' }),
  refusals: [404],
});
