import { z } from 'zod';
import { endpoint } from '../endpoint.js';

export const getMetrics = endpoint({
  method: 'get',
  path: '/metrics',
  operationId: 'getMetrics',
  tag: 'operations',
  summary: 'Counts and durations for Prometheus; docs/operations.md lists them',
  answer: z.undefined(),
  texts: { 'text/plain': 'Prometheus text format 0.0.4' },
  atRoot: true,
});
