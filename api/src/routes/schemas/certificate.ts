import { z } from 'zod';
import { gridLevelSchema, kindTotalSchema } from './coverage.js';
import { geometrySchema } from './place.js';

const certifiedLevelSchema = z
  .object({
    level: gridLevelSchema,
    grids: z.int(),
    parents: z.int(),
    parentsProven: z.int(),
    edgesCancelled: z.int(),
    doubledLatticeArea: z
      .string()
      .meta({ description: "Twice the sum of the children's areas in squared lattice steps, exact" }),
    parentDoubledLatticeArea: z.string().nullable(),
    areaSquareMetres: z.number(),
  })
  .meta({ id: 'CertifiedLevel' });

const certifiedWaiverSchema = z
  .object({
    identity: z.string(),
    geometryHash: z.string(),
    reason: z.string(),
    author: z.string(),
    expiresAt: z.string().nullable(),
  })
  .meta({ id: 'CertifiedWaiver' });

const opinionFields = { engine: z.string(), parents: z.int(), agreed: z.int() };

export const secondOpinionSchema = z
  .object({
    ...opinionFields,
    toleranceSquareMetres: z.number(),
    notJudged: z.int().meta({ description: 'Findings too small for the second engine to judge' }),
    disagreements: z.array(
      z
        .object({
          level: gridLevelSchema,
          parent: z.string().nullable(),
          what: z.enum(['gap', 'overlap', 'outside-parent', 'failure']),
          oursSquareMetres: z.number(),
          turfSquareMetres: z.number(),
          ours: geometrySchema.nullable(),
          turf: geometrySchema.nullable(),
          message: z.string(),
        })
        .meta({ id: 'Disagreement' }),
    ),
    retried: z
      .array(z.object({ level: gridLevelSchema, parent: z.string().nullable(), message: z.string() }))
      .meta({
        description: 'Parents over which the second engine failed at first; a second try judged them',
      }),
  })
  .meta({ id: 'SecondOpinion', description: 'What a second engine says of every parent' });

export const certificateSchema = z
  .object({
    format: z.literal('wangge-certificate/1'),
    algorithm: z.string(),
    territory: z.string().nullable(),
    levels: z.array(certifiedLevelSchema),
    contentSha256: z.string(),
    noise: z.record(z.string(), kindTotalSchema),
    waivers: z.array(certifiedWaiverSchema),
    secondOpinion: z.object(opinionFields).nullable(),
    sha256: z.string(),
    revision: z.int().nullable(),
    issuedAt: z.string(),
  })
  .meta({
    id: 'Certificate',
    description: 'Written by a run that ends with no open error; `wangge verify` checks it',
  });
