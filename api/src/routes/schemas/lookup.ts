import { z } from 'zod';
import { endpoint } from '../endpoint.js';
import { levelSchema } from './grid.js';
import { latQuery, lngQuery } from './place.js';
import { revisionQuery, territoryIdSchema } from './scope.js';
import { datumSchema } from './territory.js';

const upperGridSchema = z
  .object({ gridId: z.int(), code: z.string(), name: z.string() })
  .meta({ id: 'LookupGrid' });

const elementSchema = z
  .object({
    gridId: z.int(),
    code: z.string(),
    name: z.string(),
    category: z.string().nullable(),
    class: z.string().nullable(),
  })
  .meta({ id: 'LookupElement' });

const candidateSchema = z
  .object({ gridId: z.int(), level: levelSchema, code: z.string(), name: z.string() })
  .meta({ id: 'LookupCandidate' });

const lookupStatuses = ['inside', 'gap', 'overlap', 'outside', 'invalid'] as const;

export const lookupPoint = endpoint({
  method: 'get',
  path: '/lookup',
  operationId: 'lookupPoint',
  tag: 'lookup',
  summary: 'The grids that hold a point',
  description:
    'A point in a gap or an overlap is an answer, not an error. `territory` may be left out: then the territory ' +
    'whose map holds the point answers. Levels come from the parent chain of the grid found; in a gap each level is ' +
    'answered by its own geometry, in an overlap only the levels that all candidates share.',
  query: z.strictObject({
    lng: lngQuery,
    lat: latQuery,
    datum: datumSchema
      .optional()
      .meta({ description: 'What lng and lat are given in; wgs84 when not given' }),
    territory: territoryIdSchema.optional(),
    ...revisionQuery,
  }),
  answer: z
    .object({
      status: z.enum(lookupStatuses),
      territory: z.string().nullable(),
      revision: z.int().nullable(),
      element: elementSchema.nullable(),
      outletArea: upperGridSchema.nullable(),
      branch: upperGridSchema.nullable(),
      county: upperGridSchema.nullable(),
      nearest: z
        .object({ gridId: z.int(), code: z.string(), level: levelSchema, distanceMetres: z.number() })
        .meta({ id: 'LookupNearest' })
        .optional(),
      candidates: z.array(z.string()).optional(),
      candidateGrids: z.array(candidateSchema).optional(),
    })
    .meta({ id: 'LookupAnswer' }),
  refusals: [404],
});
