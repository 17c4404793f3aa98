import { z } from 'zod';
import { endpoint } from '../endpoint.js';
import { gridLevelSchema } from './coverage.js';
import { changeSchema, findingSchema, sizeClassSchema, stateSchema, statusSchema } from './finding-fields.js';
import { runParams } from './finding.js';
import { findingKindSchema } from './registry.js';
import { nextCursorSchema, pageQuery } from './page.js';

const changeCountsSchema = z
  .object({ new: z.int(), same: z.int(), changed: z.int(), gone: z.int() })
  .meta({ id: 'ChangeCounts' });

export const listChanges = endpoint({
  method: 'get',
  path: '/territories/{territoryId}/audits/{auditId}/changes',
  operationId: 'listChanges',
  tag: 'findings',
  summary: 'A run against the one before it: counts, and the findings of one sort in pages',
  description:
    '`same`: the same geometry; `changed`: the same condition where it was, with another geometry; `gone`: of the run ' +
    'before, as they were there. Without a run before, all counts are 0.',
  params: runParams,
  query: z.strictObject({
    list: z
      .enum(['new', 'same', 'changed', 'gone'])
      .optional()
      .meta({ description: 'Which findings to list; `gone` when not given' }),
    ...pageQuery,
  }),
  answer: z
    .object({
      auditId: z.int(),
      comparedWith: z.int().nullable().meta({ description: 'The run before; null for the first' }),
      counts: changeCountsSchema,
      items: z.array(findingSchema),
      nextCursor: nextCursorSchema,
    })
    .meta({ id: 'FindingChanges' }),
  refusals: [404],
});

const noiseGroupSchema = z
  .object({
    level: gridLevelSchema,
    parent: z.string().nullable(),
    count: z.int(),
    openCount: z.int().meta({ description: 'Of these, without a live waiver' }),
    areaSquareMetres: z.number(),
    kinds: z.record(z.string(), z.int()).meta({ description: 'Count by kind' }),
  })
  .meta({ id: 'NoiseGroup' });

export const listNoise = endpoint({
  method: 'get',
  path: '/territories/{territoryId}/audits/{auditId}/noise',
  operationId: 'listNoise',
  tag: 'findings',
  summary: 'Findings of size class noise, grouped by level and parent, most first',
  description:
    'A group is changed as a whole by POST …/findings/bulk with `{"sizeClass": "noise", "level": …, "parent": …}`.',
  params: runParams,
  answer: z.object({ items: z.array(noiseGroupSchema) }).meta({ id: 'NoiseGroups' }),
  refusals: [404],
});

const findingTallySchema = z
  .object({
    kind: findingKindSchema,
    sizeClass: sizeClassSchema.nullable(),
    change: changeSchema.nullable(),
    status: statusSchema,
    state: stateSchema,
    assignee: z.string().nullable(),
    count: z.int(),
  })
  .meta({ id: 'FindingTally' });

export const tallyFindings = endpoint({
  method: 'get',
  path: '/territories/{territoryId}/audits/{auditId}/findings/tallies',
  operationId: 'tallyFindings',
  tag: 'findings',
  summary: 'How many findings of a run there are by everything a list is filtered by',
  description: 'Of the whole run; combinations of which there is none are left out.',
  params: runParams,
  answer: z.object({ items: z.array(findingTallySchema) }).meta({ id: 'FindingTallies' }),
  refusals: [404],
});
