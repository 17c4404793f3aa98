import { z } from 'zod';
import { repairMethods } from '../../coverage/repair-types.js';
import { endpoint } from '../endpoint.js';
import { gridLevelSchema } from './coverage.js';
import { levelSchema } from './grid.js';
import { geometrySchema } from './place.js';
import { findingKindSchema } from './registry.js';
import { idText, plainText, territoryIdSchema } from './scope.js';

const proposalSchema = z
  .object({
    geometryHash: z.string(),
    level: gridLevelSchema,
    parent: z.string().nullable(),
    method: z.enum(repairMethods),
    message: z.string(),
    changes: z.array(
      z
        .object({
          level: levelSchema,
          code: z.string(),
          gainsSquareMetres: z.number(),
          losesSquareMetres: z.number(),
          geometry: geometrySchema.meta({ description: 'The grid as it would become' }),
        })
        .meta({ id: 'RepairChange' }),
    ),
  })
  .meta({ id: 'RepairProposal' });

export const getProposal = endpoint({
  method: 'get',
  path: '/territories/{territoryId}/findings/{findingId}/proposal',
  operationId: 'getProposal',
  tag: 'findings',
  summary: 'A proven repair of a finding, on the revision that was audited; nothing is applied',
  description: 'Where no repair holds, `status` is `refused` and `reason` says why.',
  params: z.strictObject({ territoryId: territoryIdSchema, findingId: idText('Finding') }),
  query: z.strictObject({
    give: plainText(64).optional().meta({
      description:
        'Who gets a gap: a code, or `split` for all neighbours along the middle line; without it the longest shared border',
    }),
    keep: plainText(64).optional().meta({ description: 'Who keeps an overlap: a code' }),
  }),
  answer: z
    .object({
      status: z.enum(['proposed', 'refused']),
      findingId: z.int(),
      revision: z.int(),
      identity: z.string(),
      kind: findingKindSchema,
      reason: z.string().nullable(),
      proposal: proposalSchema.nullable(),
    })
    .meta({ id: 'RepairAnswer' }),
  refusals: [404],
});
