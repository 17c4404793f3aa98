import type { Metrics } from '../operations/create-metrics.js';
import { route, type Route } from './endpoint.js';
import { getMetrics } from './schemas/metrics.js';

/** What Prometheus scrapes. */
export function metricsRoutes(metrics: Pick<Metrics, 'read' | 'contentType'>): Route[] {
  return [
    route(getMetrics, async ({ response }) => {
      const text = await metrics.read();
      response.set('Cache-Control', 'no-store').type(metrics.contentType).send(text);
      return undefined;
    }),
  ];
}
