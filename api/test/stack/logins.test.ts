import { execFileSync, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { PG_MIGRATE_LOCK_ID } from 'node-pg-migrate';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findPostgis } from '../../../scripts/postgis.js';
import { openDatabase } from '../../src/store/open-database.js';
import { migrate, type MigrateOptions } from '../../src/store/migrate.js';
import { makeTestFolder } from '../database.js';

/** What scripts/create-logins.sql makes, in a database of its own; roles belong to the whole server. */
const name = `wangge_test_made_${process.pid}`;
const password = 'of this test alone';
const notAllowed = '42501';
const made = ['wangge_owner', 'wangge_api_login', 'wangge_tiles_login', 'wangge_reader_login'];
const others = made.slice(1);
const bin = findPostgis()!;
const loginsFile = fileURLToPath(new URL('../../../scripts/create-logins.sql', import.meta.url));

let root: pg.Client;
/** Roles that were there before this test stay. */
let before: string[];

function urlOf(login: string | undefined, database = name): string {
  const url = new URL(process.env['TEST_DATABASE_URL']!);
  url.pathname = `/${database}`;
  if (login !== undefined) [url.username, url.password] = [login, password];
  return url.href;
}

async function connect(login?: string, database = name): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: urlOf(login, database) });
  await client.connect();
  return client;
}

/** SQLSTATE of the refusal; `done` when it was done. */
async function tryAs(login: string, statement: string, database = name): Promise<string> {
  const client = await connect(login, database);
  try {
    await client.query(statement);
    return 'done';
  } catch (error) {
    return (error as { code: string }).code;
  } finally {
    await client.end();
  }
}

async function migrateAsOwner(options: MigrateOptions): Promise<string[]> {
  const db = await openDatabase({ databaseUrl: urlOf('wangge_owner'), dataDir: makeTestFolder() });
  try {
    return await migrate(db, options);
  } finally {
    await db.close();
  }
}

/** Runs the file as a superuser; without `secret` the logins keep the passwords that they have. */
function createLogins(database: string, secret?: string): string {
  const parts = secret === undefined ? [] : ['OWNER', 'API', 'TILES', 'READER'];
  const ended = spawnSync(
    join(bin, 'psql'),
    ['-X', '-q', '-d', urlOf(undefined, database), '-f', loginsFile],
    {
      encoding: 'utf8',
      env: {
        ...process.env,
        PGOPTIONS: '-c client_min_messages=warning',
        ...Object.fromEntries(parts.map((part) => [`WANGGE_${part}_PASSWORD`, secret])),
      },
    },
  );
  if (ended.status !== 0) throw new Error(ended.stderr);
  return ended.stderr;
}

beforeAll(async () => {
  root = new pg.Client({ connectionString: process.env['TEST_DATABASE_URL'] });
  await root.connect();
  before = (await root.query<{ name: string }>('select r.rolname as name from pg_roles r')).rows.map(
    (row) => row.name,
  );
  await root.query(`create database ${name}`);
  for (let time = 0; time < 2; time++) createLogins(name, password);
}, 60_000);

afterAll(async () => {
  await root.query(`drop database ${name} with (force)`);
  for (const role of made) if (!before.includes(role)) await root.query(`drop role ${role}`);
  await root.end();
});

describe('the logins that create-logins.sql makes', () => {
  it('leave the owner nothing but the database: it creates no role and no database, and joins no group', async () => {
    for (const statement of [
      `create role mine_${process.pid}`,
      `create database mine_${process.pid}`,
      `alter role postgres password 'mine'`,
      'alter role wangge_api_login superuser',
      'grant pg_execute_server_program to wangge_owner',
      'grant wangge_tiles to wangge_owner',
      'set role postgres',
    ])
      expect([statement, await tryAs('wangge_owner', statement)]).toEqual([statement, notAllowed]);
    const { rows } = await root.query(
      `select r.rolsuper, r.rolcreaterole, r.rolcreatedb, r.rolreplication, r.rolbypassrls
       from pg_roles r
       where r.rolname = 'wangge_owner'`,
    );
    expect(Object.values(rows[0] as object)).toEqual([false, false, false, false, false]);
  });

  it('let the owner migrate, twice, with nothing left to a DBA, and each part do its work', async () => {
    const notes: string[] = [];
    const note = (line: string): number => notes.push(line);
    expect((await migrateAsOwner({ note })).length).toBeGreaterThan(10);
    expect(await migrateAsOwner({ note })).toEqual([]);
    expect(notes).toEqual([]);
    expect(await tryAs('wangge_api_login', 'select from wangge.finding_kind')).toBe('done');
    const tile = await tryAs('wangge_tiles_login', `select tiles.grids(0, 0, 0, '{"territory": "none"}')`);
    expect(tile).not.toBe(notAllowed);
    expect(await tryAs('wangge_reader_login', 'select from wangge_gis.counties')).toBe('done');
  });

  it.each([
    "select lo_put(lo_create(0), 0, repeat('x', 100000)::bytea)",
    'select lo_creat(-1)',
    "select lo_from_bytea(0, 'x')",
    `select pg_advisory_lock(${PG_MIGRATE_LOCK_ID})`,
    `select pg_try_advisory_lock(${PG_MIGRATE_LOCK_ID})`,
    `select pg_advisory_lock_shared(${PG_MIGRATE_LOCK_ID})`,
    `select pg_advisory_xact_lock(${PG_MIGRATE_LOCK_ID})`,
    `select pg_try_advisory_xact_lock_shared(${Math.floor(PG_MIGRATE_LOCK_ID / 2 ** 32)}, 7)`,
  ])('may not, the owner apart, what would spoil a backup or a migration: %s', async (statement) => {
    for (const login of others) expect([login, await tryAs(login, statement)]).toEqual([login, notAllowed]);
  });

  it('leave connections for the others, however many one of them opens', async () => {
    const open: pg.Client[] = [];
    try {
      for (let count = 0; count < 20; count++) open.push(await connect('wangge_reader_login'));
      await expect(connect('wangge_reader_login')).rejects.toMatchObject({ code: '53300' });
      expect(await tryAs('wangge_api_login', 'select 1')).toBe('done');
    } finally {
      await Promise.all(open.map((client) => client.end()));
    }
    const { rows } = await root.query<{ name: string; most: number }>(
      `select r.rolname as name, r.rolconnlimit as most from pg_roles r where r.rolname = any($1) order by 1`,
      [made],
    );
    expect(rows.map((row) => row.most)).toEqual([-1, -1, 20, 40]);
  });

  it('end what a reader leaves running or open', async () => {
    const reader = await connect('wangge_reader_login');
    const settings = ['statement_timeout', 'idle_in_transaction_session_timeout'];
    const shown = await Promise.all(
      settings.map(async (each) => (await reader.query(`show ${each}`)).rows[0]),
    );
    await reader.end();
    expect(shown).toEqual([{ statement_timeout: '1min' }, { idle_in_transaction_session_timeout: '1min' }]);
  });

  it('let the owner dump without large objects, and the copy is closed as the original is', async () => {
    const copy = `${name}_copy`;
    const owned = await connect();
    await owned.query("select lo_from_bytea(0, 'not the owner''s')");
    await owned.end();
    const dump = join(makeTestFolder(), 'wangge.dump');
    const owner = urlOf('wangge_owner');
    expect(spawnSync(join(bin, 'pg_dump'), ['-Fc', '-f', dump, owner], { encoding: 'utf8' }).stderr).toMatch(
      /large object.*permission denied|permission denied.*large object/s,
    );
    execFileSync(join(bin, 'pg_dump'), ['-Fc', '-B', '-f', dump, owner]);
    await root.query(`create database ${copy}`);
    try {
      expect(await tryAs('wangge_reader_login', 'create temp table mine ()', copy)).toBe('done');
      // As docs/operations.md says: no password has to be known.
      expect(createLogins(copy)).toMatch(/wangge_reader_login keeps its password/);
      const into = ['--exit-on-error', '--single-transaction', '-d', urlOf(undefined, copy), dump];
      execFileSync(join(bin, 'pg_restore'), into);
      for (const statement of [
        'create temp table mine ()',
        'select lo_create(0)',
        'select pg_advisory_lock(1)',
      ])
        expect([statement, await tryAs('wangge_reader_login', statement, copy)]).toEqual([
          statement,
          notAllowed,
        ]);
      expect(await tryAs('wangge_reader_login', 'select from wangge_gis.counties', copy)).toBe('done');
      expect(await tryAs('wangge_owner', 'select pg_advisory_lock(1)', copy)).toBe('done');
    } finally {
      await root.query(`drop database ${copy} with (force)`);
    }
  });
});

describe('migrating while somebody holds the lock', () => {
  it('says who, and gives up in the end', async () => {
    const holder = await connect();
    await holder.query(`select pg_advisory_lock(${PG_MIGRATE_LOCK_ID})`);
    const { rows } = await holder.query<{ pid: number; login: string }>(
      'select pg_backend_pid() as pid, current_user as login',
    );
    const { pid, login } = rows[0]!;
    try {
      const notes: string[] = [];
      const note = (line: string): number => notes.push(line);
      await expect(
        migrateAsOwner({ note, lockWait: { noticeMs: 100, timeoutMs: 800 } }),
      ).rejects.toMatchObject({
        name: 'Problem',
        message: expect.stringMatching(
          new RegExp(`login ${login}.*process ${pid}.*pg_terminate_backend\\(${pid}\\)`),
        ) as string,
      });
      expect(notes).toEqual([expect.stringMatching(new RegExp(`login ${login}.*process ${pid}`))]);
    } finally {
      await holder.end();
    }
  });

  it('goes on as soon as it is free, and leaves it free', async () => {
    const holder = await connect();
    await holder.query(`select pg_advisory_lock(${PG_MIGRATE_LOCK_ID})`);
    const migrating = migrateAsOwner({
      note: () => void holder.end(),
      lockWait: { noticeMs: 100, timeoutMs: 20_000 },
    });
    expect(await migrating).toEqual([]);
    const { rows } = await root.query<{ held: number }>(
      `select count(*)::int as held
       from pg_locks l
       join pg_database d
         on d.oid = l.database
       where d.datname = $1
         and l.locktype = 'advisory'`,
      [name],
    );
    expect(rows).toEqual([{ held: 0 }]);
  });
});
