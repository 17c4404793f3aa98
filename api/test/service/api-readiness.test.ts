import type { ServerResponse } from 'node:http';
import { afterEach, describe, expect, it } from 'vitest';
import type { AppDependencies } from '../../src/app.js';
import { createReadiness } from '../../src/routes/check-readiness.js';
import { problemSchema } from '../../src/routes/schemas/problem.js';
import { createMartinTiles, type MartinTiles } from '../../src/tiles/create-martin-tiles.js';
import { catalogOf, type FakeMartin, startFakeMartin } from '../fake-martin.js';
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

  it('tells of a Martin that is away, and is ready, where browsers get their tiles elsewhere', async () => {
    const change = { martin: away!, tilesPublicUrl: 'https://tiles.example.com' };
    expect(await readiness({}, change)).toEqual({
      status: 'ready',
      checks: {
        ...{ database: ok, migrations: ok, maps: ok },
        tiles: { status: 'failed', detail: 'Martin does not answer (ECONNREFUSED).' },
      },
    });
    await app?.close();
    expect(await readiness({ fault: 'Away.' }, change)).toMatchObject({
      ...{ status: 503, type: 'database-unavailable', detail: 'database: Away.' },
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

  it('names a database that has no connection left, whichever check comes to know of it', async () => {
    const detail =
      'The database has nothing left to give: remaining connection slots are reserved for roles with the SUPERUSER attribute.';
    const refuse = async (): Promise<never> => {
      throw Object.assign(new Error(detail.replace(/^.*?: |\.$/g, '')), { code: '53300' });
    };
    const exhausted = {
      type: 'database-unavailable',
      detail: `database: ${detail}`,
      checks: {
        database: { status: 'failed', detail },
        migrations: unknown,
        tiles: ok,
        maps: unknown,
      },
    };
    expect(await readiness({}, { martin: healthy!, listPendingMigrations: refuse })).toMatchObject(exhausted);
    const { store } = createFakeStore(tinyData);
    const check = createReadiness({
      store: { ...store, listTerritories: refuse },
      martin: healthy,
      listPendingMigrations: async () => ['1_a'],
    });
    expect(await check()).toEqual(exhausted.checks);
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

describe('what MARTIN_URL names', () => {
  const served: { martin: FakeMartin; tiles: MartinTiles }[] = [];
  afterEach(async () => {
    for (const { martin, tiles } of served.splice(0)) {
      tiles.close();
      await martin.close();
    }
  });

  async function checkTiles(answer?: FakeMartin['answerCatalog'], path = ''): Promise<string | undefined> {
    const martin = await startFakeMartin();
    if (answer !== undefined) martin.answerCatalog = answer;
    const tiles = createMartinTiles({ url: martin.url + path, healthMs: 200 });
    served.push({ martin, tiles });
    const checks = await createReadiness({ store: createFakeStore(tinyData).store, martin: tiles })();
    expect(checks.tiles.detail ?? '').not.toContain('127.0.0.1');
    return checks.tiles.detail;
  }

  it('is well when it is a Martin with our sources', async () => {
    expect(await checkTiles()).toBeUndefined();
  });

  it.each<[string, FakeMartin['answerCatalog'], RegExp]>([
    ['another path', (response) => response.writeHead(404).end(), /MARTIN_URL does not name Martin.* 404/],
    ['a redirect', (response) => response.writeHead(302, { Location: '/' }).end(), /MARTIN_URL.* 302/],
    ['a page', (response) => response.end('<h1>Welcome</h1>'), /MARTIN_URL does not name Martin/],
    ['other JSON', (response) => response.end('{"status":"ok"}'), /MARTIN_URL does not name Martin/],
    ['what never ends', (response) => endless(response), /MARTIN_URL/],
    ['a proxy before nobody', (response) => response.writeHead(502).end(), /MARTIN_URL names answers 502/],
    ['what hangs', () => undefined, /Martin does not answer within 200 ms \(MARTIN_URL\)/],
    ['what breaks off', (response) => response.destroy(), /MARTIN_URL: ECONNRESET/],
    [
      'a Martin of others',
      (response) => response.end(catalogOf(['grids', 'findings'])),
      /MARTIN_URL lacks the tile sources grid_labels, reference: .*martin\.yaml/,
    ],
  ])('is told to be wrong when it is %s', async (_what, answer, detail) => {
    expect(await checkTiles(answer)).toMatch(detail);
  });

  it('is told to be wrong when the path is not Martin’s, and when nobody is there', async () => {
    expect(await checkTiles(undefined, '/elsewhere')).toMatch(/MARTIN_URL does not name Martin.* 204/);
    const { martin, tiles } = served[0]!;
    await martin.close();
    expect(await tiles.checkHealth()).toBe('Martin does not answer (MARTIN_URL: ECONNREFUSED).');
  });
});

function endless(response: ServerResponse): void {
  const part = 'x'.repeat(100_000);
  const write = (): void => {
    while (response.writable && response.write(part));
    response.once('drain', write);
  };
  write();
}

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
