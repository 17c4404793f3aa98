import { afterEach, describe, expect, it } from 'vitest';
import type { AppDependencies } from '../../src/app.js';
import { createReadiness } from '../../src/routes/check-readiness.js';
import { problemSchema } from '../../src/routes/schemas/problem.js';
import { createFakeStore, fakeRevision, fakeTerritory, type FakeData } from '../fake-store.js';
import { serveApp, type ServedApp, tinyData } from '../serve-app.js';

let app: ServedApp | undefined;

afterEach(async () => {
  await app?.close();
  app = undefined;
});

async function readiness(data: Partial<FakeData>, change: Partial<AppDependencies> = {}): Promise<unknown> {
  app = await serveApp(data, change);
  const response = await app.get('/readyz');
  expect((await app.get('/healthz')).status).toBe(200);
  expect(app.logged).toEqual([]);
  if (response.status === 200) return response.json();
  expect(response.headers.get('retry-after')).toBe('5');
  expect(response.headers.get('cache-control')).toBe('no-store');
  const { type, detail, checks } = problemSchema.strict().parse(await response.json());
  return { status: response.status, type, detail, checks };
}

const ok = { status: 'ok' };
const unknown = { status: 'unknown' };
const away = {
  checkHealth: async () => 'Martin does not answer (ECONNREFUSED).',
} as AppDependencies['martin'];
const healthy = { checkHealth: async () => undefined } as AppDependencies['martin'];

describe('/readyz', () => {
  it('says that all is well', async () => {
    const change = { martin: healthy!, listPendingMigrations: async () => [] };
    expect(await readiness({}, change)).toEqual({
      status: 'ready',
      checks: { database: ok, migrations: ok, tiles: ok, maps: ok },
    });
  });

  it('names the database, and what cannot be told without it', async () => {
    const database = { status: 'failed', detail: 'The database cannot be reached: ECONNREFUSED.' };
    expect(await readiness({ fault: database.detail })).toEqual({
      status: 503,
      type: 'database-unavailable',
      detail: 'database: The database cannot be reached: ECONNREFUSED.',
      checks: { database, migrations: unknown, tiles: unknown, maps: unknown },
    });
    expect(app?.calls).not.toContain('listTerritories');
  });

  it('names Martin, also together with the database', async () => {
    const tiles = { status: 'failed', detail: 'Martin does not answer (ECONNREFUSED).' };
    expect(await readiness({}, { martin: away! })).toEqual({
      status: 503,
      type: 'tiles-unavailable',
      detail: 'tiles: Martin does not answer (ECONNREFUSED).',
      checks: { database: ok, migrations: ok, tiles, maps: ok },
    });
    await app?.close();
    expect(await readiness({ fault: 'Away.' }, { martin: away! })).toMatchObject({
      type: 'database-unavailable',
      detail: 'database: Away. tiles: Martin does not answer (ECONNREFUSED).',
      checks: { tiles },
    });
  });

  it('names migrations that the database lacks', async () => {
    const listPendingMigrations = async (): Promise<string[]> => ['1_a', '2_b'];
    expect(await readiness({}, { listPendingMigrations })).toMatchObject({
      type: 'not-ready',
      detail: 'migrations: The database lacks 2 migrations (1_a, …).',
      checks: { database: ok, maps: ok },
    });
  });

  it('names a map in force that is not drawn; old ones and territories without a map do not matter', async () => {
    const undrawn = (revision: number) => fakeRevision(revision, { isDrawn: false });
    expect(await readiness({ revisions: [undrawn(3)] })).toMatchObject({
      type: 'not-drawn-yet',
      detail: 'maps: The map of revision 3 of territory tiny is still being drawn.',
    });
    await app?.close();
    const territories = [fakeTerritory(), fakeTerritory({ territoryId: 'empty', currentRevision: null })];
    expect(await readiness({ territories, revisions: [undrawn(2), fakeRevision(3)] })).toMatchObject({
      status: 'ready',
    });
  });
});

describe('checking often', () => {
  it('asks once for all who ask within a second, and again after it', async () => {
    const { store, calls } = createFakeStore(tinyData);
    const check = createReadiness({ store, sharedMs: 100 });
    await Promise.all([check(), check(), check()]);
    await check();
    expect(calls.filter((call) => call === 'checkReady')).toHaveLength(1);
    await new Promise((resolve) => setTimeout(resolve, 120));
    await check();
    expect(calls.filter((call) => call === 'checkReady')).toHaveLength(2);
    expect(calls.filter((call) => call === 'getRevision')).toHaveLength(1);
  });

  it('answers in bounded time when the database hangs, asks it only once meanwhile, and recovers', async () => {
    const { store } = createFakeStore(tinyData);
    let asked = 0;
    let come: (fault: undefined) => void = () => undefined;
    const checkReady = (): Promise<undefined> => {
      asked += 1;
      return asked === 1 ? new Promise((resolve) => (come = resolve)) : Promise.resolve(undefined);
    };
    const slow = {
      ...{ checkReady, getTerritory: store.getTerritory, getRevision: store.getRevision },
      ...{ revisionAsOf: store.revisionAsOf, getAudit: store.getAudit, latestAudit: store.latestAudit },
      listTerritories: store.listTerritories,
    };
    const check = createReadiness({ store: slow, checkMs: 30, sharedMs: 0 });
    const hung = { database: { status: 'failed', detail: 'No answer within 30 ms.' }, maps: unknown };
    expect(await check()).toMatchObject(hung);
    expect(await check()).toMatchObject(hung);
    expect(asked).toBe(1);
    come(undefined);
    await new Promise((resolve) => setTimeout(resolve, 10));
    expect(await check()).toMatchObject({ database: ok, maps: ok });
  });
});
