import { z } from 'zod';
import { endpoint } from '../endpoint.js';
import { gridLevelSchema } from './coverage.js';
import { levelSchema } from './grid.js';
import { nextCursorSchema, pageQuery } from './page.js';
import { bboxQuery, geometrySchema } from './place.js';
import { findingKindSchema, severitySchema } from './registry.js';
import { idText, plainText, territoryIdSchema } from './scope.js';

const sizeClassSchema = z.enum(['real', 'sliver', 'noise']);
const stateSchema = z.enum(['open', 'in-progress', 'done']);

const noteSchema = z.object({ at: z.string(), by: z.string(), text: z.string() }).meta({ id: 'FindingNote' });

const waiverSchema = z
  .object({ reason: z.string(), author: z.string(), expiresAt: z.string().nullable() })
  .meta({ id: 'Waiver' });

const findingGridSchema = z
  .object({
    code: z.string(),
    name: z.string(),
    level: levelSchema,
    areaSquareMetres: z.number().nullable(),
  })
  .meta({ id: 'FindingGrid' });

const findingFields = {
  findingId: z.int(),
  auditId: z.int(),
  kind: findingKindSchema,
  cause: z.string().nullable(),
  sizeClass: sizeClassSchema.nullable(),
  severity: severitySchema,
  level: gridLevelSchema.meta({ description: 'Level of the children that fail to tile `parent`' }),
  parent: z.string().nullable(),
  areaSquareMetres: z.number().nullable(),
  widthMetres: z.number().nullable(),
  depth: z.int().nullable(),
  grids: z.array(findingGridSchema),
  identity: z.string(),
  geometryHash: z.string(),
  message: z.string(),
  state: stateSchema,
  assignee: z.string().nullable(),
  dueDate: z.string().nullable(),
  notes: z.array(noteSchema),
  waiver: waiverSchema.nullable(),
  status: z.enum(['open', 'waived']),
};

export const findingSchema = z.object({ ...findingFields, geometry: geometrySchema }).meta({ id: 'Finding' });

const findingFeatureSchema = z
  .object({
    type: z.literal('Feature'),
    id: z.int(),
    properties: z.object(findingFields).meta({ id: 'FindingProperties' }),
    geometry: geometrySchema,
  })
  .meta({ id: 'FindingFeature' });

const findingTotalSchema = z
  .object({
    kind: findingKindSchema,
    level: gridLevelSchema,
    severity: severitySchema,
    sizeClass: sizeClassSchema.nullable(),
    count: z.int(),
    areaSquareMetres: z.number(),
  })
  .meta({ id: 'FindingTotal' });

const totalsSchema = z
  .array(findingTotalSchema)
  .meta({ description: 'Of the whole run, whatever the filters' });

export const listFindings = endpoint({
  method: 'get',
  path: '/territories/{territoryId}/audits/{auditId}/findings',
  operationId: 'listFindings',
  tag: 'findings',
  summary: 'The findings of a run: by severity, then largest first',
  params: z.strictObject({ territoryId: territoryIdSchema, auditId: idText('Audit run') }),
  query: z.strictObject({
    kind: findingKindSchema.optional(),
    level: gridLevelSchema.optional(),
    severity: severitySchema.optional(),
    sizeClass: sizeClassSchema.optional(),
    parent: plainText(64).optional(),
    bbox: bboxQuery.optional(),
    ...pageQuery,
  }),
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

const somethingWanted = 'must change at least one of state, assignee, dueDate, note, waive';

export const updateFinding = endpoint({
  method: 'patch',
  path: '/territories/{territoryId}/findings/{findingId}',
  operationId: 'updateFinding',
  tag: 'findings',
  summary: 'Work on a finding: state, assignee, due date, a note, a waiver',
  params: findingParams,
  body: z
    .strictObject({
      state: stateSchema.optional(),
      assignee: plainText(200).nullable().optional(),
      dueDate: z.iso.date().nullable().optional(),
      note: z
        .string()
        .trim()
        .min(1)
        .max(2000)
        .regex(/^[^\0]*$/)
        .optional(),
      waive: z
        .strictObject({
          reason: z
            .string()
            .trim()
            .min(1)
            .max(500)
            .regex(/^[^\0]*$/),
          expiresAt: z
            .union([z.iso.date(), z.iso.datetime({ offset: true })])
            .nullable()
            .meta({ description: 'Null for a waiver that holds until the place changes' }),
        })
        .optional(),
    })
    .refine((change) => Object.keys(change).length > 0, somethingWanted)
    .meta({ id: 'FindingChange' }),
  answer: findingSchema,
  refusals: [404, 409],
});
