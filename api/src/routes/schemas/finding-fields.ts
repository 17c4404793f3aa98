import { z } from 'zod';
import { endOfWaiver, waiverEndWanted } from '../../store/end-of-waiver.js';
import { gridLevelSchema } from './coverage.js';
import { levelSchema } from './grid.js';
import { bboxQuery, bboxSchema, geometrySchema } from './place.js';
import { findingKindSchema, severitySchema } from './registry.js';
import { plainText, wholeCharacters, wholeCharactersWanted } from './scope.js';

export const sizeClassSchema = z.enum(['real', 'sliver', 'noise']);
export const stateSchema = z.enum(['open', 'in-progress', 'done']);
export const changeSchema = z.enum(['new', 'same', 'changed']);
export const statusSchema = z.enum(['open', 'waived']);

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

export const findingFields = {
  findingId: z.int(),
  auditId: z.int(),
  caseId: z
    .int()
    .meta({ description: 'The condition: findingId of its first report, the same from run to run' }),
  change: changeSchema
    .nullable()
    .meta({ description: "Against the run before; null in a territory's first run" }),
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
  causedBy: z
    .array(z.string())
    .meta({ description: 'Identities of findings of the same run that this one follows from' }),
  message: z.string(),
  state: stateSchema,
  assignee: z.string().nullable(),
  dueDate: z.string().nullable(),
  notes: z.array(noteSchema),
  waiver: waiverSchema.nullable(),
  status: statusSchema,
};

export const findingSchema = z.object({ ...findingFields, geometry: geometrySchema }).meta({ id: 'Finding' });

export const findingFeatureSchema = z
  .object({
    type: z.literal('Feature'),
    id: z.int(),
    properties: z.object(findingFields).meta({ id: 'FindingProperties' }),
    geometry: geometrySchema,
  })
  .meta({ id: 'FindingFeature' });

/** What narrows a list of findings, in a query. */
export const findingFilterQuery = {
  kind: findingKindSchema.optional(),
  level: gridLevelSchema.optional(),
  severity: severitySchema.optional(),
  sizeClass: sizeClassSchema.optional(),
  exceptSizeClass: sizeClassSchema.optional().meta({ description: 'Leaves out findings of this size class' }),
  parent: plainText(64).optional(),
  bbox: bboxQuery.optional(),
  change: changeSchema.optional(),
  status: statusSchema.optional(),
  state: stateSchema.optional(),
  assignee: plainText(200).optional(),
};

const longText = (maximum: number) =>
  z
    .string()
    .trim()
    .min(1)
    .max(maximum)
    .regex(/^[^\0]*$/, 'must not hold U+0000')
    .regex(wholeCharacters, wholeCharactersWanted);

const dayWanted = 'must be a day such as 2027-01-31';

const somethingWanted = 'must change at least one of state, assignee, dueDate, note, waive';

/** What is done about a finding. */
export const findingChangeSchema = z
  .strictObject({
    state: stateSchema.optional(),
    assignee: plainText(200).nullable().optional(),
    // PostgreSQL knows no year 0.
    dueDate: z.iso
      .date(dayWanted)
      .regex(/^(?!0000)/, dayWanted)
      .nullable()
      .optional(),
    note: longText(2000).optional(),
    waive: z
      .strictObject({
        reason: longText(500),
        expiresAt: z
          .union([z.iso.date(), z.iso.datetime({ offset: true })], waiverEndWanted)
          .refine((text) => endOfWaiver(text) !== undefined, waiverEndWanted)
          .nullable()
          .default(null)
          .meta({
            description:
              'A day holds through its end in the time zone of the server, a date-time exactly until then; it must lie ' +
              'ahead. Null, or left out: until the place changes. The answer tells the moment',
          }),
      })
      .nullable()
      .optional()
      .meta({ description: 'Null withdraws the waiver' }),
  })
  .refine((change) => Object.keys(change).length > 0, somethingWanted)
  .meta({ id: 'FindingChange' });

/** The same filter in a body. */
export const findingFilterSchema = z
  .strictObject({
    ...findingFilterQuery,
    parent: plainText(64).nullable().optional().meta({ description: 'Null: those without a parent' }),
    bbox: bboxSchema.optional(),
  })
  .meta({ id: 'FindingFilter' });
