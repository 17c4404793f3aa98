import type { ServerResponse } from 'node:http';
import { gzipSync } from 'node:zlib';
import { expect } from 'vitest';
import type { AppDependencies } from '../src/app.js';
import { problemSchema } from '../src/routes/schemas/problem.js';
import { createMartinTiles, type MartinOptions, type MartinTiles } from '../src/tiles/create-martin-tiles.js';
import { askRaw, type RawAnswer } from './ask-raw.js';
import { type FakeMartin, startFakeMartin, tileType } from './fake-martin.js';
import { fakeAudit, fakeFinding, type FakeData } from './fake-store.js';
import { serveApp, type ServedApp } from './serve-app.js';

/** Of what is named by its revision. */
export const forEver = 'public, max-age=31536000, immutable';
/** When the map of the fake revision was drawn, and when the fake run ended. */
export const drawnMs = Date.parse('2026-01-02T03:04:05.000Z');
export const auditedMs = Date.parse('2026-01-02T03:05:01.000Z');
export const named = `/tiles/grids/10/512/511?territory=tiny&revision=3&made=${drawnMs}`;
export const current = '/tiles/grids/10/512/511?territory=tiny';
export const findings = `/tiles/findings/10/512/511?territory=tiny&revision=3&audit=7&made=${auditedMs}`;
export const gzip = { 'Accept-Encoding': 'gzip' };
const tileBytes = Buffer.from('a tile '.repeat(40));
export const packed = gzipSync(tileBytes);

const closing: (() => unknown)[] = [];

/** Closed after the test, the last first. */
export function closeLater(close: () => unknown): void {
  closing.push(close);
}

/** For `afterEach`. */
export async function closeServed(): Promise<void> {
  for (const close of closing.splice(0).reverse()) await close();
}

export async function serveTiles(
  data: Partial<FakeData> = {},
  change: Partial<AppDependencies> = {},
): Promise<ServedApp> {
  const app = await serveApp({ audits: [fakeAudit()], findings: [fakeFinding(1)], ...data }, change);
  closeLater(() => app.close());
  return app;
}

export interface ServedThroughMartin {
  readonly app: ServedApp;
  readonly martin: FakeMartin;
  readonly tiles: MartinTiles;
  ask(path: string, headers?: Record<string, string>, method?: string): Promise<RawAnswer>;
}

/** The app before a fake Martin. */
export async function serveThroughMartin(
  options: Partial<MartinOptions> = {},
  data: Partial<FakeData> = {},
  change: Partial<AppDependencies> = {},
): Promise<ServedThroughMartin> {
  const martin = await startFakeMartin();
  const tiles = createMartinTiles({ url: martin.url, ...options });
  const app = await serveTiles(data, { martin: tiles, ...change });
  closeLater(() => {
    tiles.close();
    return martin.close();
  });
  return { app, martin, tiles, ask: (path, headers, method) => askRaw(app.origin + path, headers, method) };
}

/** Answers like Martin: packed, with length and tag. */
export function sendPacked(response: ServerResponse): void {
  response.writeHead(200, {
    'Content-Type': tileType,
    'Content-Encoding': 'gzip',
    'Content-Length': packed.length,
    ETag: '"abc"',
    'X-Secret': 'of the inner network',
  });
  response.end(packed);
}

export function problemIn(answer: RawAnswer): { type: string; detail: string } {
  expect(answer.headers['content-type']).toContain('application/problem+json');
  const problem = problemSchema.strict().parse(JSON.parse(answer.body.toString()));
  expect(problem.status).toBe(answer.status);
  return problem;
}

export function expectUnavailable(answer: RawAnswer): void {
  expect(problemIn(answer).type).toBe('tiles-unavailable');
  expect(answer.status).toBe(503);
  expect(answer.headers['retry-after']).toBe('5');
  expect(answer.headers['cache-control']).toBe('no-store');
  expect(answer.headers.etag).not.toBe('"of a fault"');
}
