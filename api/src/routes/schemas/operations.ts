import { z } from 'zod';
import { endpoint } from '../endpoint.js';
import { checksSchema } from './problem.js';

export const getHealth = endpoint({
  method: 'get',
  path: '/healthz',
  operationId: 'getHealth',
  tag: 'operations',
  summary: 'The process lives',
  description:
    'Asks nothing of the database or the tile server: whoever restarts what does not live asks here.',
  answer: z.object({ status: z.literal('ok') }).meta({ id: 'Health' }),
  atRoot: true,
});

export const getReadiness = endpoint({
  method: 'get',
  path: '/readyz',
  operationId: 'getReadiness',
  tag: 'operations',
  summary: 'The first page can be used',
  description: 'Otherwise 503, whose `checks` say what is away.',
  answer: z.object({ status: z.literal('ready'), checks: checksSchema }).meta({ id: 'Readiness' }),
  refusals: [503],
  atRoot: true,
});

export const getOpenApiDocument = endpoint({
  method: 'get',
  path: '/openapi.json',
  operationId: 'getOpenApiDocument',
  tag: 'operations',
  summary: 'This document; also at /api/openapi.json',
  answer: z.record(z.string(), z.unknown()).meta({ id: 'OpenApiDocument' }),
});
