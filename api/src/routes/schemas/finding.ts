import { z } from 'zod';
import { endpoint } from '../endpoint.js';
import { gridLevelSchema } from './coverage.js';
import {
  findingChangeSchema,
  findingFeatureSchema,
  findingFilterQuery,
  findingFilterSchema,
  findingSchema,
  sizeClassSchema,
} from './finding-fields.js';
import { nextCursorSchema, pageQuery } from './page.js';
import { findingKindSchema, severitySchema } from './registry.js';
import { idText, territoryIdSchema } from './scope.js';

const findingTotalSchema = z
  .object({
    kind: findingKindSchema,
    level: gridLevelSchema,
    severity: severitySchema,
    sizeClass: sizeClassSchema.nullable(),
    count: z.int(),
    areaSquareMetres: z.number(),
    openCount: z.int().meta({ description: 'Of these, without a live waiver' }),
    openAreaSquareMetres: z.number(),
  })
  .meta({ id: 'FindingTotal' });

const totalsSchema = z
  .array(findingTotalSchema)
  .meta({ description: 'Of the whole run, whatever the filters' });

export const runParams = z.strictObject({ territoryId: territoryIdSchema, auditId: idText('Audit run') });

export const listFindings = endpoint({
  method: 'get',
  path: '/territories/{territoryId}/audits/{auditId}/findings',
  operationId: 'listFindings',
  tag: 'findings',
  summary: 'The findings of a run: by severity, then largest first',
  params: runParams,
  query: z.strictObject({ ...findingFilterQuery, ...pageQuery }),
  answer: z
    .object({ items: z.array(findingSchema), nextCursor: nextCursorSchema, totals: totalsSchema })
    .meta({ id: 'FindingPage' }),
  geoJson: z
    .object({
      type: z.literal('FeatureCollection'),
      features: z.array(findingFeatureSchema),
      nextCursor: nextCursorSchema,
      totals: totalsSchema,
    })
    .meta({ id: 'FindingFeatures' }),
  refusals: [404],
});

export const exportFindings = endpoint({
  method: 'get',
  path: '/territories/{territoryId}/audits/{auditId}/findings/export',
  operationId: 'exportFindings',
  tag: 'findings',
  summary: 'All findings of a run with their work items as one file, GeoJSON or CSV',
  description:
    'Streamed, whatever their number. `format` decides, otherwise `Accept`; GeoJSON when neither does. The CSV is UTF-8 ' +
    'with a byte order mark, codes as text.',
  params: runParams,
  query: z.strictObject({ ...findingFilterQuery, format: z.enum(['geojson', 'csv']).optional() }),
  answer: z.undefined(),
  texts: { 'application/geo+json': 'GeoJSON FeatureCollection', 'text/csv': 'One finding a line' },
  refusals: [404, 406],
});

export const updateFindings = endpoint({
  method: 'post',
  path: '/territories/{territoryId}/audits/{auditId}/findings/bulk',
  operationId: 'updateFindings',
  tag: 'findings',
  summary: 'The same change for many findings of a run: those of a list, or those that a filter takes',
  description:
    'Made in batches of 1 000, each whole or not at all. A group of noise is mended with the filter ' +
    '`{"sizeClass": "noise", "level": …, "parent": …}`. An empty filter takes all.',
  params: runParams,
  body: z
    .strictObject({
      ids: z.array(z.int().positive()).min(1).max(5000).optional(),
      filter: findingFilterSchema.optional(),
      change: findingChangeSchema,
    })
    .refine(
      (body) => (body.ids === undefined) !== (body.filter === undefined),
      'must have either ids or filter',
    )
    .meta({ id: 'FindingsChange' }),
  answer: z
    .object({
      updated: z.int(),
      missing: z
        .object({ count: z.int(), ids: z.array(z.int()).meta({ description: 'The first 100' }) })
        .optional()
        .meta({
          description: 'Those of `ids` that are no findings of this run; left out where there is none',
        }),
    })
    .meta({ id: 'FindingsUpdated' }),
  refusals: [404, 409],
});

const findingParams = z.strictObject({ territoryId: territoryIdSchema, findingId: idText('Finding') });

export const getFinding = endpoint({
  method: 'get',
  path: '/territories/{territoryId}/findings/{findingId}',
  operationId: 'getFinding',
  tag: 'findings',
  summary: 'One finding',
  params: findingParams,
  answer: findingSchema,
  geoJson: findingFeatureSchema,
  refusals: [404],
});

export const updateFinding = endpoint({
  method: 'patch',
  path: '/territories/{territoryId}/findings/{findingId}',
  operationId: 'updateFinding',
  tag: 'findings',
  summary: 'Work on a finding: state, assignee, due date, a note, a waiver or its withdrawal',
  params: findingParams,
  body: findingChangeSchema,
  answer: findingSchema,
  refusals: [404, 409],
});
