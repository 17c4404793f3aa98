import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findMartin, startMartin } from '../../../scripts/martin.js';
import { createLogger } from '../../src/operations/create-logger.js';
import { startServer } from '../../src/server.js';
import { createStore } from '../../src/store/create-store.js';
import type { Database } from '../../src/store/database.js';
import { groupRoles } from '../../src/store/grant-roles.js';
import { migrate } from '../../src/store/migrate.js';
import { openDatabase } from '../../src/store/open-database.js';
import { makeTestFolder, openTestDatabase, type TestDatabase } from '../database.js';
import { makeLivedInMap, tellTerritory } from '../lived-in-map.js';
import { at, local } from '../store-maps.js';
import { cityChanges, makeTerritory, publishSquares } from '../tiles-fake-city.js';
import { decodeTile } from '../tiles-decode.js';

/** What each role can do, and that it can do no more. Logins are this test's own; groups belong to the whole server. */
const suffix = process.pid;
const logins = {
  api: { name: `test_api_${suffix}`, group: 'wangge_api' },
  tiles: { name: `test_tiles_${suffix}`, group: 'wangge_tiles' },
  reader: { name: `test_reader_${suffix}`, group: 'wangge_reader' },
  nobody: { name: `test_nobody_${suffix}`, group: undefined },
} as const;
const password = 'of this test alone';

let database: TestDatabase;
let url: string;
let api: Database;
let drawn: number;

async function asOwner<Row extends object>(text: string): Promise<Row[]> {
  return (await database.db.pool.query<Row>(text)).rows;
}

function urlOf(who: keyof typeof logins, of = url): string {
  const changed = new URL(of);
  changed.username = logins[who].name;
  changed.password = password;
  return changed.href;
}

/** SQLSTATE of the refusal; undefined when it was done. */
async function tryAs(who: keyof typeof logins, statement: string): Promise<string | undefined> {
  const client = new pg.Client({ connectionString: urlOf(who) });
  await client.connect();
  try {
    await client.query(statement);
    return undefined;
  } catch (error) {
    return (error as { code: string }).code;
  } finally {
    await client.end();
  }
}

const notAllowed = '42501';

function urlOfDatabase(): string {
  if (database.url === undefined) throw new Error('the test needs a server');
  return database.url;
}

beforeAll(async () => {
  database = await openTestDatabase('server');
  url = urlOfDatabase();
  await migrate(database.db);
  for (const { name, group } of Object.values(logins)) {
    await asOwner(`create role ${name} login password '${password}'`);
    if (group !== undefined) await asOwner(`grant ${group} to ${name}`);
  }
  await makeTerritory(database.store, 'tiled');
  drawn = await publishSquares(database.store, 'tiled', cityChanges());
  api = await openDatabase({ databaseUrl: urlOf('api'), dataDir: makeTestFolder() });
}, 300_000);

afterAll(async () => {
  await api?.close();
  for (const { name } of Object.values(logins)) await asOwner(`drop role if exists ${name}`);
  await database?.drop();
});

describe('the login of the API', () => {
  it('can do all that a territory needs, from its first map to audits, waivers, layers and a sweep', async () => {
    const store = createStore(api);
    const territoryId = await makeLivedInMap(store);
    expect(await tellTerritory(store, territoryId)).toEqual(await tellTerritory(database.store, territoryId));
    expect((await store.listRevisions(territoryId)).map(({ status }) => status).sort()).toContain(
      'published',
    );
  });

  it('can draw a map, and have tables analysed that it does not own', async () => {
    const store = createStore(api);
    await makeTerritory(store, 'drawn-by-api');
    await publishSquares(store, 'drawn-by-api', cityChanges());
    const before = at(await analysedAt(), 0);
    await store.replaceReference(
      'drawn-by-api',
      ['water'],
      Array.from({ length: 600 }, (_, index) => ({
        kind: 'water' as const,
        rank: 1 as const,
        name: null,
        geometry: { type: 'Point' as const, coordinates: [index / 1000, 0] },
      })),
    );
    const after = at(await analysedAt(), 0);
    expect(after.tuples).toBeGreaterThan(before.tuples);
  });

  it('finds the schema up to date and changes nothing', async () => {
    expect(await migrate(api)).toEqual([]);
  });

  it('serves the product', async () => {
    const logged: string[] = [];
    const server = await startServer({
      port: 0,
      host: '127.0.0.1',
      dataDir: makeTestFolder(),
      databaseUrl: urlOf('api'),
      environment: {},
      onProgress: () => undefined,
      note: () => undefined,
      logger: createLogger({ level: 'warn', format: 'json' }, { write: (line) => logged.push(line) }),
      noticeMs: 0,
      graceMs: 1000,
      signal: new AbortController().signal,
    });
    try {
      const answer = await fetch(`${server.url}api/v1/territories/tiled/grids?limit=1`);
      expect(answer.status).toBe(200);
      const tile = await fetch(`${server.url}api/v1/tiles/grids/8/128/127?territory=tiled&revision=${drawn}`);
      expect(tile.status).toBe(200);
      expect(logged).toEqual([]);
    } finally {
      await server.close();
    }
  });

  it.each([
    'create table wangge.mine ()',
    'alter table wangge.territory add column mine text',
    'drop table wangge.waiver',
    'truncate wangge.waiver',
    'create schema mine',
    "insert into wangge.migration (name, run_on) values ('made up', now())",
    'analyze wangge.grid_version',
    `create role mine_${suffix}`,
  ])('may not: %s', async (statement) => {
    // ANALYZE of another's table is passed over with a warning, the rest is refused.
    const state = await tryAs('api', statement);
    if (statement.startsWith('analyze')) expect(state).toBeUndefined();
    else expect(state).toBe(notAllowed);
  });

  async function analysedAt(): Promise<{ tuples: number }[]> {
    return asOwner(
      `select c.reltuples::float8 as tuples from pg_class c where c.oid = 'wangge.reference_feature'::regclass`,
    );
  }
});

describe('a login that may not migrate', () => {
  it('is told what to run where the schema is behind', async () => {
    const last = await asOwner<{ name: string }>(
      'select m.name from wangge.migration m order by m.id desc limit 1',
    );
    const { name } = at(last, 0);
    await asOwner(`delete from wangge.migration where name = '${name}'`);
    try {
      await expect(migrate(api)).rejects.toThrow(
        new RegExp(
          `lacks 1 migrations \\(${name} …\\), and the login ${logins.api.name} may not run them\\. Fix: run once .* wangge migrate`,
        ),
      );
    } finally {
      await asOwner(`insert into wangge.migration (name, run_on) values ('${name}', now())`);
    }
  });

  it('is told to be made a member of the group when it has no rights at all', async () => {
    const db = await openDatabase({ databaseUrl: urlOf('nobody'), dataDir: makeTestFolder() });
    try {
      await expect(migrate(db)).rejects.toThrow(
        new RegExp(
          `no schema of this product that the login ${logins.nobody.name} may write to.*grant wangge_api to`,
        ),
      );
    } finally {
      await db.close();
    }
  });
});

describe('the login of Martin', () => {
  it('starts Martin and serves tiles', async () => {
    const bin = findMartin();
    if (bin === undefined) throw new Error('Martin is not installed; MARTIN_PATH may name it');
    const martin = await startMartin({ bin, databaseUrl: urlOf('tiles') });
    try {
      const catalog = (await (await fetch(`${martin.url}/catalog`)).json()) as { tiles: object };
      expect(Object.keys(catalog.tiles).sort()).toEqual(['findings', 'grid_labels', 'grids', 'reference']);
      const answer = await fetch(`${martin.url}/grids/8/128/127?territory=tiled&revision=${drawn}`);
      expect(answer.status).toBe(200);
      const grids = decodeTile(new Uint8Array(await answer.arrayBuffer())).get('grids');
      expect(grids?.map(({ id }) => id)).toEqual([1, 2, 3, 4, 5, 6, 7]);
      expect((await fetch(`${martin.url}/grids/8/10/10?territory=tiled&revision=${drawn}`)).status).toBe(204);
      expect((await fetch(`${martin.url}/grids/8/10/10?territory=nowhere`)).status).toBe(500);
    } finally {
      await martin.stop();
    }
  });

  it('may read no table and no view, and write nothing', async () => {
    const rows = await asOwner<{ name: string }>(
      `select format('%I.%I', n.nspname, c.relname) as name
       from pg_class c
       join pg_namespace n
         on n.oid = c.relnamespace
       where n.nspname in ('wangge', 'wangge_gis')
         and c.relkind in ('r', 'v')
       order by name`,
    );
    expect(rows.length).toBeGreaterThan(20);
    for (const { name } of rows)
      expect([name, await tryAs('tiles', `select from ${name} limit 1`)]).toEqual([name, notAllowed]);
    expect(await tryAs('tiles', 'delete from wangge.waiver')).toBe(notAllowed);
    expect(await tryAs('tiles', "select wangge.analyze_tables(array['waiver'])")).toBe(notAllowed);
    expect(await tryAs('tiles', "select wangge_gis.grids_as_of('tiled', 'element')")).toBe(notAllowed);
  });

  it('cannot be given another table by a schema of its own', async () => {
    const client = new pg.Client({ connectionString: urlOf('tiles') });
    await client.connect();
    try {
      await client.query(
        `create function pg_temp.st_asmvt(text) returns bytea language sql as $$ select 'mine'::bytea $$`,
      );
      await client.query('set search_path = pg_temp, public');
      const { rows } = await client.query<{ tile: Buffer }>(
        `select tiles.grids(8, 128, 127, '{"territory": "tiled", "revision": "${drawn}"}') as tile`,
      );
      expect(decodeTile(at(rows, 0).tile).get('grids')).toHaveLength(7);
    } finally {
      await client.end();
    }
  });
});

describe('a login without a group', () => {
  it('may not even execute a tile function', async () => {
    expect(await tryAs('nobody', `select tiles.grids(0, 0, 0, '{"territory": "tiled"}')`)).toBe(notAllowed);
    expect(await tryAs('nobody', 'select from wangge.territory')).toBe(notAllowed);
    expect(await tryAs('nobody', 'select from wangge_gis.counties')).toBe(notAllowed);
  });
});

describe('the login of desktop GIS', () => {
  it('reads the views, and changes nothing', async () => {
    expect(await tryAs('reader', 'select from wangge_gis.elements')).toBeUndefined();
    expect(await tryAs('reader', "select wangge_gis.grids_as_of('tiled', 'element')")).toBeUndefined();
    expect(await tryAs('reader', 'select from wangge.grid_version')).toBe(notAllowed);
    expect(await tryAs('reader', 'delete from wangge_gis.revisions')).not.toBeUndefined();
    expect(await tryAs('reader', "update wangge_gis.elements set name = 'mine'")).not.toBeUndefined();
  });
});

describe('migrating', () => {
  it('says of its own table what it is', async () => {
    const rows = await asOwner<{ comment: string | null }>(
      `select obj_description('wangge.migration'::regclass) as comment
       union all
       select col_description('wangge.migration'::regclass, a.attnum)
       from pg_attribute a
       where a.attrelid = 'wangge.migration'::regclass
         and a.attnum > 0`,
    );
    expect(rows).toHaveLength(4);
    for (const { comment } of rows) expect(comment).toMatch(/\.$/);
  });

  it('gives later tables to the API, and grants again what was taken away', async () => {
    await asOwner('create table wangge.later (id bigint)');
    expect(await tryAs('api', 'insert into wangge.later values (1)')).toBeUndefined();
    await asOwner('revoke all on wangge.later from wangge_api');
    expect(await tryAs('api', 'insert into wangge.later values (1)')).toBe(notAllowed);
    await migrate(database.db);
    expect(await tryAs('api', 'insert into wangge.later values (1)')).toBeUndefined();
    await asOwner('drop table wangge.later');
  });

  it('may be done by several at once', async () => {
    const all = await Promise.all(Array.from({ length: 4 }, () => migrate(database.db)));
    expect(all).toEqual([[], [], [], []]);
  });

  it('says in one line what a DBA has to do where the owner may not create roles, and works without', async () => {
    const owner = `test_owner_${suffix}`;
    const name = `wangge_test_owned_${suffix}`;
    await asOwner(`create role ${owner} login password '${password}'`);
    await asOwner(`create database ${name} owner ${owner}`);
    const owned = new URL(url);
    owned.pathname = `/${name}`;
    const root = new pg.Client({ connectionString: owned.href });
    await root.connect();
    await root.query('create extension postgis');
    await root.query('create extension btree_gist');
    await root.end();
    owned.username = owner;
    owned.password = password;
    // Roles are known by number to everything that was granted: away with their names for a moment.
    for (const role of groupRoles) await asOwner(`alter role ${role} rename to ${role}_away_${suffix}`);
    try {
      const db = await openDatabase({ databaseUrl: owned.href, dataDir: makeTestFolder() });
      try {
        const notes: string[] = [];
        expect((await migrate(db, { note: (line) => notes.push(line) })).length).toBeGreaterThan(10);
        expect(notes).toHaveLength(1);
        expect(at(notes, 0)).toMatch(
          /may not create roles.*create role wangge_api nologin;.*create role wangge_reader nologin;.*wangge migrate again/,
        );
        await createStore(db).createTerritory(
          {
            territoryId: 'small',
            name: { zh: '小', en: 'small' },
            codeScheme: 'own',
            codePatterns: {},
            upperLevels: 'drawn',
            displayDatum: 'wgs84',
          },
          local,
        );
      } finally {
        await db.close();
      }
    } finally {
      for (const role of groupRoles) await asOwner(`alter role ${role}_away_${suffix} rename to ${role}`);
      await asOwner(`drop database ${name}`);
      await asOwner(`drop role ${owner}`);
    }
  });
});
