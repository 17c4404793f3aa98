import { z } from 'zod';
import { endpoint } from '../endpoint.js';

export const getHealth = endpoint({
  method: 'get',
  path: '/healthz',
  operationId: 'getHealth',
  tag: 'operations',
  summary: 'The process answers',
  answer: z.object({ status: z.literal('ok') }).meta({ id: 'Health' }),
  atRoot: true,
});

export const getReadiness = endpoint({
  method: 'get',
  path: '/readyz',
  operationId: 'getReadiness',
  tag: 'operations',
  summary: 'The first page can be used',
  answer: z.object({ status: z.literal('ready') }).meta({ id: 'Readiness' }),
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
