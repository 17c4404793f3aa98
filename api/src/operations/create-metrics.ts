import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import { collectDatabase, type DatabaseFigures } from './collect-database.js';
import type { JobEvent } from './watch-jobs.js';
import { leftStatus, tileRoute, type SeenRequest } from './watch-requests.js';

export interface Metrics {
  readonly contentType: string;
  seeRequest(seen: SeenRequest): void;
  seeJob(event: JobEvent): void;
  /** The text that Prometheus scrapes; what is away is left out of it. */
  read(): Promise<string>;
}

export interface MetricsOptions extends DatabaseFigures {
  readonly version: string;
  /** Who makes the tiles. */
  readonly tilePath: 'embedded' | 'martin';
}

/** From a warm tile to a stream of a million points, seconds. */
const requestBuckets = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];
/** From an audit of a small map to a first drawing of a large one, seconds. */
const jobBuckets = [0.1, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300, 600, 1800];

/** A method is the caller's to make up; a label is not. */
const methods = new Set(['GET', 'HEAD', 'POST', 'PATCH', 'DELETE', 'OPTIONS', 'PUT']);

/**
 * What the server counts and measures. Labels come from closed sets (routes, statuses, sources, territories), so their
 * number does not grow with traffic.
 */
export function createMetrics(options: MetricsOptions): Metrics {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });
  const requests = new Counter({
    name: 'wangge_http_requests_total',
    help: 'Requests that are over.',
    labelNames: ['method', 'route', 'status'],
    registers,
  });
  const requestSeconds = new Histogram({
    name: 'wangge_http_request_duration_seconds',
    help: 'From the request to the last byte of its answer.',
    labelNames: ['method', 'route'],
    buckets: requestBuckets,
    registers,
  });
  const tileSeconds = new Histogram({
    name: 'wangge_tile_duration_seconds',
    help: 'Tiles by source, by who made them, and by how it went.',
    labelNames: ['source', 'path', 'outcome'],
    buckets: requestBuckets,
    registers,
  });
  const lookupSeconds = new Histogram({
    name: 'wangge_lookup_duration_seconds',
    help: 'Lookups of a point.',
    labelNames: ['outcome'],
    buckets: requestBuckets,
    registers,
  });
  const jobSeconds = new Histogram({
    name: 'wangge_job_duration_seconds',
    help: 'Audits, imports and drawings of this process, by how they ended.',
    labelNames: ['kind', 'outcome'],
    buckets: jobBuckets,
    registers,
  });
  const jobsRunning = new Gauge({
    name: 'wangge_jobs_running',
    help: 'Audits, imports and drawings under way in this process.',
    labelNames: ['kind'],
    registers,
  });
  new Gauge({
    name: 'wangge_build_info',
    help: 'Always 1; the labels say which build runs.',
    labelNames: ['version', 'node'],
    registers,
  }).set({ version: options.version, node: process.version }, 1);
  collectDatabase(registry, options);

  return {
    contentType: registry.contentType,
    read: () => registry.metrics(),

    seeRequest({ method: said, route, status, durationMs, source }) {
      const method = methods.has(said) ? said : 'OTHER';
      const seconds = durationMs / 1000;
      requests.inc({ method, route, status });
      requestSeconds.observe({ method, route }, seconds);
      if (route === tileRoute && source !== undefined)
        tileSeconds.observe({ source, path: options.tilePath, outcome: tileOutcome(status) }, seconds);
      if (route === '/lookup') lookupSeconds.observe({ outcome: outcomeOf(status) }, seconds);
    },

    seeJob({ kind, event, durationMs }) {
      if (event === 'started') jobsRunning.inc({ kind });
      else if (durationMs !== undefined) {
        jobsRunning.dec({ kind });
        jobSeconds.observe({ kind, outcome: event }, durationMs / 1000);
      }
    },
  };
}

function tileOutcome(status: number): string {
  if (status === 204) return 'empty';
  return status === 304 ? 'unchanged' : outcomeOf(status);
}

function outcomeOf(status: number): string {
  if (status === leftStatus) return 'left';
  if (status >= 500) return 'failed';
  return status >= 400 ? 'refused' : 'ok';
}
