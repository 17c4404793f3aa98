import { z } from 'zod';
import { findingKinds } from '../../hierarchy/finding-kinds.js';
import { territoryIdSchema } from './scope.js';
import { endpoint } from '../endpoint.js';

export const localTextSchema = z.object({ zh: z.string(), en: z.string() }).meta({ id: 'LocalText' });

export const severitySchema = z.enum(['error', 'warning', 'info']);

export const findingKindSchema = z.enum(findingKinds.map((kind) => kind.code));

const categorySchema = z
  .object({
    ordinal: z.int(),
    code: z.string(),
    zh: z.string(),
    en: z.string(),
    class: z.string(),
    segment: z.string(),
  })
  .meta({ id: 'Category' });

const categoryClassSchema = z
  .object({ code: z.string(), zh: z.string(), en: z.string() })
  .meta({ id: 'CategoryClass' });

export const listCategories = endpoint({
  method: 'get',
  path: '/categories',
  operationId: 'listCategories',
  tag: 'registry',
  summary: 'The element categories with class and segment, and the classes',
  description: 'With `territory` the registry of that territory, otherwise the defaults.',
  query: z.strictObject({ territory: territoryIdSchema.optional() }),
  answer: z
    .object({ items: z.array(categorySchema), classes: z.array(categoryClassSchema) })
    .meta({ id: 'Categories' }),
  refusals: [404],
});

export const listFindingKinds = endpoint({
  method: 'get',
  path: '/finding-kinds',
  operationId: 'listFindingKinds',
  tag: 'registry',
  summary: 'What can be wrong with a map',
  answer: z
    .object({
      items: z.array(
        z
          .object({ code: findingKindSchema, zh: z.string(), en: z.string(), severity: severitySchema })
          .meta({ id: 'FindingKind' }),
      ),
    })
    .meta({ id: 'FindingKinds' }),
});
