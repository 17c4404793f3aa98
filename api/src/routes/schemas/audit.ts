import { z } from 'zod';
import { endpoint } from '../endpoint.js';
import { levelSummarySchema } from './coverage.js';
import { certificateSchema, secondOpinionSchema } from './certificate.js';
import { findingSchema } from './finding-fields.js';
import { idText, territoryIdSchema, territoryParams } from './scope.js';

const auditFields = {
  format: z.literal('wangge-audit/1'),
  auditId: z.int(),
  status: z.enum(['running', 'done', 'failed', 'cancelled', 'dead']),
  principal: z.string(),
  startedAt: z.string(),
  finishedAt: z.string().nullable(),
  progress: z.object({ done: z.int(), total: z.int() }).nullable(),
  error: z.string().nullable(),
  clean: z.boolean().nullable(),
  revision: z.int(),
  levels: z.array(levelSummarySchema),
  comparedWith: z.int().nullable().meta({
    description:
      'The run that findings are compared with: the one done last when this was done; null for the first, and until done',
  }),
  alongside: z.int().optional().meta({
    description: 'While it runs: a run of another process that examines the same revision meanwhile',
  }),
};

export const auditRunSchema = z.object(auditFields).meta({ id: 'AuditRun' });

export const auditSchema = z
  .object({
    ...auditFields,
    findings: z.array(findingSchema).optional(),
    certificate: certificateSchema
      .nullable()
      .meta({ description: 'Null until done, and where a finding of severity error was open' }),
    secondOpinion: secondOpinionSchema.nullable(),
  })
  .meta({ id: 'Audit', description: 'A run as the document "wangge-audit/1"' });

const auditParams = z.strictObject({ territoryId: territoryIdSchema, auditId: idText('Audit run') });

export const startAudit = endpoint({
  method: 'post',
  path: '/territories/{territoryId}/audits',
  operationId: 'startAudit',
  tag: 'audits',
  summary: 'Audit the current revision',
  params: territoryParams,
  status: 202,
  answer: auditRunSchema,
  refusals: [404, 409],
});

export const listAudits = endpoint({
  method: 'get',
  path: '/territories/{territoryId}/audits',
  operationId: 'listAudits',
  tag: 'audits',
  summary: 'The newest 100 runs, newest first',
  params: territoryParams,
  answer: z.object({ items: z.array(auditRunSchema) }).meta({ id: 'AuditRuns' }),
  refusals: [404],
});

export const getAudit = endpoint({
  method: 'get',
  path: '/territories/{territoryId}/audits/{auditId}',
  operationId: 'getAudit',
  tag: 'audits',
  summary: 'One run with its findings, streamed',
  params: auditParams,
  query: z.strictObject({
    findings: z
      .enum(['true', 'false'])
      .optional()
      .meta({ description: '`false` leaves the findings out; page through them at …/findings' }),
  }),
  answer: auditSchema,
  refusals: [404],
});

export const getCertificate = endpoint({
  method: 'get',
  path: '/territories/{territoryId}/audits/{auditId}/certificate',
  operationId: 'getCertificate',
  tag: 'audits',
  summary: 'The certificate of a run that ended with no open error',
  params: auditParams,
  answer: certificateSchema,
  refusals: [404, 409],
});

export const cancelAudit = endpoint({
  method: 'delete',
  path: '/territories/{territoryId}/audits/{auditId}',
  operationId: 'cancelAudit',
  tag: 'audits',
  summary: 'Cancel a running audit, in whatever process it runs',
  params: auditParams,
  status: 202,
  answer: auditRunSchema,
  refusals: [404, 409],
});
