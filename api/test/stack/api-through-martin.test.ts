import { setTimeout as wait } from 'node:timers/promises';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createLogger } from '../../src/operations/create-logger.js';
import { problemSchema } from '../../src/routes/schemas/problem.js';
import { startServer, type RunningServer } from '../../src/server.js';
import { askRaw, type RawAnswer } from '../ask-raw.js';
import { makeTestFolder, openTestDatabase, type TestDatabase } from '../database.js';
import { forgetTerritory } from '../forget-territory.js';
import { openLine, type Line } from '../open-line.js';
import { decodeTile } from '../tiles-decode.js';
import { cityChanges, makeTerritory, publishSquares } from '../tiles-fake-city.js';
import { loadFijianMap, type TiledMap } from '../tiles-maps.js';
import { openMartinPath } from '../tiles-paths.js';

/**
 * The server as production has it: behind it a real Martin and a real PostGIS, each over a line that is cut and mended.
 * The map lies beside 180° east, 17° south.
 */
let database: TestDatabase;
let map: TiledMap;
let martin: Awaited<ReturnType<typeof openMartinPath>>;
let toDatabase: Line;
let toMartin: Line;
let server: RunningServer;
/** When the map was drawn, as its addresses have it. */
let made: string | null;
const logged: string[] = [];

const forEver = 'public, max-age=31536000, immutable';

beforeAll(async () => {
  database = await openTestDatabase('server');
  map = await loadFijianMap(database.store);
  martin = await openMartinPath(database);
  toDatabase = await openLine(Number(addressOfDatabase().port));
  toMartin = await openLine(Number(new URL(martin.url).port));
  server = await start();
  made = new URL(await addressOf('grids', tileAt(11), map.territoryId)).searchParams.get('made');
}, 300_000);

afterAll(async () => {
  await server?.close();
  await toMartin?.cut();
  await toDatabase?.cut();
  await martin?.close();
  await database?.drop();
});

function addressOfDatabase(): URL {
  if (database.url === undefined) throw new Error('TEST_DATABASE_URL names no PostGIS');
  return new URL(database.url);
}

async function start(told: string[] = [], databaseWaitMs = 30_000, port = 0): Promise<RunningServer> {
  const address = addressOfDatabase();
  address.port = String(toDatabase.port);
  return startServer({
    port,
    host: '127.0.0.1',
    dataDir: makeTestFolder(),
    databaseUrl: address.href,
    databaseWaitMs,
    environment: { MARTIN_URL: `http://127.0.0.1:${toMartin.port}` },
    onProgress: ({ step }) => told.push(step),
    note: (line) => told.push(line),
    logger: createLogger({ level: 'warn', format: 'json' }, { write: (line) => logged.push(line) }),
    noticeMs: 0,
    graceMs: 1000,
    signal: new AbortController().signal,
  });
}

const ask = (path: string, headers?: Record<string, string>): Promise<RawAnswer> =>
  askRaw(new URL(path, server.url).href, headers);

/** A tile that the map covers, at a zoom of elements, to be asked for once or more. */
function tileAt(z: number, dx = 0): string {
  const x = 2 ** z - 1 - dx;
  const y = Math.floor(((1 + Math.asinh(Math.tan((16.95 * Math.PI) / 180)) / Math.PI) / 2) * 2 ** z);
  return `${z}/${x}/${y}`;
}

const fixedTile = (place: string): string =>
  `tiles/grids/${place}?territory=${map.territoryId}&revision=${map.revision}&made=${made}`;

/** The address of a tile, as the TileJSON of its source gives it. */
async function addressOf(source: string, place: string, territoryId: string): Promise<string> {
  const description = await ask(`tiles/${source}.json?territory=${territoryId}`);
  const { tiles } = JSON.parse(description.body.toString()) as { tiles: [string] };
  const [z = '', x = '', y = ''] = place.split('/');
  return tiles[0].replace('{z}', z).replace('{x}', x).replace('{y}', y);
}

function expectAway(answer: RawAnswer, type: string): void {
  expect([answer.status, answer.headers['cache-control'], answer.headers['retry-after']]).toEqual([
    503,
    'no-store',
    '5',
  ]);
  expect(JSON.parse(answer.body.toString())).toMatchObject({ type, status: 503 });
}

/** Results of the checks are shared for a second. */
const untilChecksAreOld = (): Promise<unknown> => wait(1100);

async function untilReady(): Promise<void> {
  for (let tries = 0; (await ask('readyz')).status !== 200; tries += 1) {
    if (tries > 300) throw new Error('it did not become ready again');
    await wait(100);
  }
}

describe('tiles of Martin through the API', () => {
  it('are the same however they are packed, and may be kept for ever', async () => {
    const path = fixedTile(tileAt(11));
    const plain = await ask(path);
    expect(plain.headers['content-encoding']).toBeUndefined();
    expect(decodeTile(plain.body).get('grids')?.length).toBeGreaterThan(3);
    const unpack = { gzip: gunzipSync, br: brotliDecompressSync };
    for (const name of ['gzip', 'br'] as const) {
      const answer = await ask(path, { 'Accept-Encoding': name });
      expect(answer.headers).toMatchObject({
        'content-type': 'application/vnd.mapbox-vector-tile',
        'content-encoding': name,
        'content-length': String(answer.body.length),
        'cache-control': forEver,
        vary: 'Accept-Encoding',
        etag: plain.headers.etag,
      });
      expect(unpack[name](answer.body).equals(plain.body)).toBe(true);
    }
  });

  it('are 304 where they are known, 204 where nothing is, 404 beyond the last zoom', async () => {
    const current = `tiles/grids/${tileAt(11)}?territory=${map.territoryId}`;
    const first = await ask(current);
    expect(first.headers['cache-control']).toBe('no-cache');
    expect(first.headers.etag).toMatch(/^W\/"/);
    const { etag = '' } = first.headers;
    for (const header of [etag, etag.replace('W/', ''), `"x", ${etag}`, '*']) {
      const known = await ask(current, { 'If-None-Match': header });
      expect([known.status, known.headers.etag, known.body.length]).toEqual([304, first.headers.etag, 0]);
    }
    const empty = await ask(fixedTile('11/0/0'));
    expect([empty.status, empty.headers['cache-control']]).toEqual([204, forEver]);
    expect((await ask(fixedTile('17/0/0'))).status).toBe(404);
    expect((await ask(`tiles/grids/0/0/0?territory=${map.territoryId}&revision=999`)).status).toBe(404);
  });

  it('are described by addresses that give them, of every source', async () => {
    for (const source of ['grids', 'grid_labels', 'findings', 'reference']) {
      const url = await addressOf(source, tileAt(11), map.territoryId);
      expect([200, 204], url).toContain((await askRaw(url)).status);
    }
  });

  it('are told at the start, and ready is what stands behind them', async () => {
    const ready = await ask('readyz');
    expect([ready.status, JSON.parse(ready.body.toString())]).toMatchObject([
      200,
      {
        checks: {
          database: { status: 'ok' },
          migrations: { status: 'ok' },
          tiles: { status: 'ok' },
          maps: { status: 'ok' },
        },
      },
    ]);
  });
});

describe('a restore beneath all of them', () => {
  const territoryId = 'restored';
  const [seen, unseen] = ['10/512/511', '9/256/255'];

  async function makeMap(name: string): Promise<string> {
    const { store } = database;
    await makeTerritory(store, territoryId);
    const changes = cityChanges().map((grid) => ({ ...grid, name: `${name} ${grid.code}` }));
    await publishSquares(store, territoryId, changes);
    return addressOf('grids', seen, territoryId);
  }

  const direct = (address: string): string => address.replace(/^.*\/tiles\//, `${martin.url}/`);
  const at = (address: string, place: string): string => address.replace(seen, place);

  it('gives the same numbers to another map: its addresses are others, and old ones never show it', async () => {
    const old = await makeMap('old');
    for (const address of [old, direct(old)]) expect((await askRaw(address)).body.includes('old')).toBe(true);
    await forgetTerritory(database.db, territoryId);
    const present = await makeMap('new');
    const withoutMade = (address: string): string => address.replace(/&made=.*/, '');
    expect(withoutMade(present)).toBe(withoutMade(old));
    expect(present).not.toBe(old);
    for (const address of [present, direct(present), withoutMade(present)]) {
      const answer = await askRaw(address);
      expect([answer.status, answer.body.includes('new'), answer.body.includes('old')]).toEqual([
        200,
        true,
        false,
      ]);
    }
    for (const place of [seen, unseen]) {
      const gone = await askRaw(at(old, place));
      expect([gone.status, gone.headers['cache-control']]).toEqual([410, 'no-store']);
      expect(JSON.parse(gone.body.toString())).toMatchObject({ type: 'tile-gone' });
      const refused = await askRaw(direct(at(old, place)));
      // What Martin has in memory is of the map that the address names.
      expect([refused.status, refused.body.includes('new')]).toEqual([place === seen ? 200 : 500, false]);
    }
  });
});

describe('while Martin is away', () => {
  it('tiles are 503, lists are there, and tiles come again without hands', async () => {
    const path = fixedTile(tileAt(12));
    const before = await ask(path);
    await toMartin.cut();
    expectAway(await ask(path), 'tiles-unavailable');
    expect((await ask(`api/v1/territories/${map.territoryId}`)).status).toBe(200);
    await untilChecksAreOld();
    expectAway(await ask('readyz'), 'tiles-unavailable');
    await toMartin.mend();
    expect((await ask(path)).body.equals(before.body)).toBe(true);
    await untilReady();
  });
});

describe('while PostGIS is away', () => {
  it('tiles of a settled revision come on, the rest is 503 in bounded time, and the process survives', async () => {
    const path = fixedTile(tileAt(11));
    const before = await ask(path);
    await toDatabase.cut();
    // Neither we nor Martin have to ask the database for it.
    expect((await ask(path)).body.equals(before.body)).toBe(true);
    await untilChecksAreOld();
    const start = performance.now();
    const [list, current, readiness] = await Promise.all([
      ask(`api/v1/territories/${map.territoryId}`),
      ask(`tiles/grids/${tileAt(11)}?territory=${map.territoryId}`),
      ask('readyz'),
    ]);
    expect(performance.now() - start).toBeLessThan(10_000);
    for (const answer of [list, current, readiness]) expectAway(answer, 'database-unavailable');
    expect((await ask('healthz')).status).toBe(200);
    await toDatabase.mend();
    await untilReady();
    expect((await ask(`api/v1/territories/${map.territoryId}`)).status).toBe(200);
  });

  it('a connection that breaks between two statements of a transaction ends neither the process nor the pool', async () => {
    const { db } = database;
    const client = await db.pool.connect();
    await client.query('begin');
    const { rows } = await client.query<{ pid: number }>('select pg_backend_pid() as pid');
    await db.pool.query('select pg_terminate_backend($1::integer)', [rows[0]?.pid]);
    await wait(200);
    await expect(client.query('commit')).rejects.toThrow();
    client.release(true);
    expect((await db.pool.query('select 1')).rowCount).toBe(1);
  });

  it('a pool without a free connection is 503 in bounded time', async () => {
    const { db } = database;
    const held = await Promise.all(Array.from({ length: 10 }, () => db.pool.connect()));
    const start = performance.now();
    await expect(database.store.listTerritories()).rejects.toMatchObject({ name: 'StoreUnavailable' });
    expect(performance.now() - start).toBeLessThan(8_000);
    for (const client of held) client.release();
    expect(await database.store.listTerritories()).not.toEqual([]);
  });

  it('a start waits for it, tells so, and lives meanwhile; one that waits in vain says why', async () => {
    await toDatabase.cut();
    await expect(start([], 500)).rejects.toMatchObject({ details: { type: 'database-unreachable' } });
    const told: string[] = [];
    const unused = await openLine(0);
    await unused.cut();
    const starting = start(told, 30_000, unused.port);
    await wait(1500);
    const own = `http://127.0.0.1:${unused.port}`;
    expect((await askRaw(`${own}/healthz`)).status).toBe(200);
    const early = await askRaw(`${own}/readyz`);
    expect([early.status, early.headers['retry-after']]).toEqual([503, '2']);
    expect(problemSchema.parse(JSON.parse(early.body.toString())).type).toBe('not-ready');
    await toDatabase.mend();
    const started = await starting;
    expect(told.filter((line) => line.startsWith('Waiting for the database'))).not.toEqual([]);
    expect(told).toContain(`Tiles: Martin at http://127.0.0.1:${toMartin.port}`);
    expect((await askRaw(new URL('readyz', started.url).href)).status).toBe(200);
    await started.close();
  });
});
