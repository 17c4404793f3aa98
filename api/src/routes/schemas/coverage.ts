import { z } from 'zod';
import { gridLevels } from '../../hierarchy/levels.js';
import { endpoint } from '../endpoint.js';
import { revisionQuery, territoryParams } from './scope.js';

export const gridLevelSchema = z.enum(gridLevels);

export const kindTotalSchema = z
  .object({ count: z.int(), areaSquareMetres: z.number() })
  .meta({ id: 'KindTotal' });

export const levelSummarySchema = z
  .object({
    level: gridLevelSchema,
    grids: z.int(),
    parents: z.int().meta({ description: 'Grids one level up that have children to prove' }),
    parentsProven: z.int().meta({ description: 'Parents whose children cover them exactly once' }),
    edgesCancelled: z
      .int()
      .optional()
      .meta({ description: 'Edges that met their opposite; runs before this was counted have none' }),
    outerBorder: z
      .literal('unknown')
      .optional()
      .meta({ description: 'Told where the level above has no grids' }),
    findings: z.record(z.string(), kindTotalSchema).meta({ description: 'Count and m² by kind' }),
  })
  .meta({ id: 'LevelSummary' });

const countySummarySchema = z
  .object({
    gridId: z.int(),
    code: z.string(),
    name: z.string(),
    grids: z.int().meta({ description: 'Grids of every level under the county, itself included' }),
    findings: z.int(),
    noise: z.int().meta({ description: 'Of these, of size class noise' }),
    kinds: z.record(z.string(), z.int()).meta({ description: 'The others, counted by kind' }),
    gapSquareMetres: z.number(),
    overlapSquareMetres: z.number(),
    outsideSquareMetres: z.number(),
  })
  .meta({ id: 'CountySummary' });

export const getCoverageSummary = endpoint({
  method: 'get',
  path: '/territories/{territoryId}/coverage/summary',
  operationId: 'getCoverageSummary',
  tag: 'coverage',
  summary: 'How seamless a revision is: per level, category and county',
  description:
    'Figures of the newest finished audit of the revision; `auditId` is null when there is none yet. Findings that a ' +
    'live waiver accepts are counted as `waived` and nowhere else.',
  params: territoryParams,
  query: z.strictObject(revisionQuery),
  answer: z
    .object({
      revision: z.int(),
      auditId: z.int().nullable(),
      clean: z.boolean().nullable(),
      auditedAt: z.string().nullable(),
      levels: z.array(levelSummarySchema),
      categories: z.array(
        z.object({ category: z.string().nullable(), count: z.int() }).meta({ id: 'CategoryCount' }),
      ),
      severities: z
        .object({ error: z.int(), warning: z.int(), info: z.int() })
        .meta({ id: 'SeverityCounts', description: 'Open findings' }),
      waived: z.int(),
      counties: z.array(countySummarySchema),
    })
    .meta({ id: 'CoverageSummary' }),
  refusals: [404],
});
