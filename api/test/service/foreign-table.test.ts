import { randomUUID } from 'node:crypto';
import type pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { auditFiles, type FileAudit } from '../../src/jobs/audit-files.js';
import type { FileSpec } from '../../src/jobs/reading/types.js';
import { Problem } from '../../src/problem.js';
import { changeMap, cleanMap, type TestFeature } from '../cli/write-map.js';
import { buildApi, databaseKinds, openTestDatabase, type TestDatabase } from '../database.js';
import { runWangge } from '../cli/run-wangge.js';

/** Roles belong to the whole server, not to the test's database. */
const analyst = `analyst_${randomUUID().slice(0, 8)}`;

let database: TestDatabase;
let url: string;

beforeAll(async () => {
  database = await openTestDatabase();
  url = addressOf(database);
  buildApi();
});
afterAll(() => database.drop());

function addressOf({ db }: TestDatabase): string {
  const { connectionString, host, port, user, password, database: name } = db.pool.options;
  if (connectionString !== undefined) return connectionString;
  return `postgresql://${user}:${encodeURIComponent(String(password))}@${host}:${port}/${name}`;
}

function spec(table: string, more: Partial<FileSpec> = {}, databaseUrl = url): FileSpec {
  const { geometryField } = more.table ?? {};
  return { path: table, fields: {}, ...more, table: { databaseUrl, table, geometryField } };
}

function audit(files: readonly FileSpec[], signal?: AbortSignal): Promise<FileAudit> {
  return auditFiles({
    files,
    matchMetres: 0.002,
    mergeSameCode: false,
    ...(signal === undefined ? {} : { signal }),
  });
}

async function refusal(work: Promise<unknown>): Promise<Problem> {
  const error: unknown = await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof Problem)) throw new Error(`no refusal, but ${String(error)}`);
  return error;
}

/** The features as a table `level, code, parent, name, category, households, geom` with a key of its own. */
async function fill(table: string, features: readonly TestFeature[], srid: number): Promise<void> {
  const rows = features.map(({ properties, geometry }) => ({ ...properties, geometry }));
  await database.db.pool.query(
    `create table ${table} (
       id int generated always as identity primary key,
       level text, code text, parent text, name text, category text, households int,
       geom geometry
     )`,
  );
  await database.db.pool.query(
    `insert into ${table} (level, code, parent, name, category, households, geom)
     select r.level, r.code, r.parent, r.name, r.category, r.households,
       st_transform(st_setsrid(st_geomfromgeojson(r.geometry::text), 4326), $2::int)
     from jsonb_to_recordset($1::jsonb) as r(
       level text, code text, parent text, name text, category text, households int, geometry jsonb
     )`,
    [JSON.stringify(rows), srid],
  );
}

describe.each(databaseKinds.filter((kind) => kind === 'server'))(
  'auditing somebody’s own table on a %s',
  () => {
    const run = (sql: string, values: unknown[] = []): Promise<pg.QueryResult> =>
      database.db.pool.query(sql, values);

    beforeAll(async () => {
      await run('create schema sales');
      await fill(
        'sales.holed',
        changeMap(cleanMap(), 'E1N2', () => undefined),
        4326,
      );
    });

    it.each([4326, 4490, 4547, 3857, 6933])('reads SRID %i and finds the same map', async (srid) => {
      await fill(`sales.grids_${srid}`, cleanMap(), srid);
      const { result, read, grids } = await audit([spec(`sales.grids_${srid}`)]);
      expect(result.findings).toEqual([]);
      expect(read.files[0]).toMatchObject({ format: 'postgis', features: 24, crsSource: 'declared' });
      expect(grids.find((grid) => grid.code === 'E1N2')?.attributes).toMatchObject({ households: 10 });
    });

    it('finds the gap in a view of several levels read as several tables', async () => {
      await run('create view sales.elements as select * from sales.holed where level = $$element$$');
      await run('create view sales.upper as select * from sales.holed where level <> $$element$$');
      const { result } = await audit([spec('sales.upper'), spec('sales.elements', { level: 'element' })]);
      expect(result.findings).toMatchObject([{ kind: 'gap', parent: 'E1N' }]);
    });

    it('needs no more than select, creates nothing, and cannot be made to write', async () => {
      await run(`create role ${analyst} login`);
      await run(`grant usage on schema sales to ${analyst}`);
      await run(`grant select on sales.holed to ${analyst}`);
      const address = new URL(url);
      address.username = analyst;
      const count = async (): Promise<unknown> =>
        (
          await run(
            `select (select count(*) from pg_class) as relations, (select count(*) from pg_proc) as functions,
             (select count(*) from pg_namespace) as schemas, (select count(*) from pg_type) as types`,
          )
        ).rows[0];
      const before = await count();
      const { result } = await audit([spec('sales.holed', {}, address.href)]);
      expect(result.findings).toHaveLength(1);
      expect(await count()).toEqual(before);

      await run('create table sales.log (at int)');
      await run(
        `create function sales.note(integer) returns integer language plpgsql volatile as
       $$ begin insert into sales.log values ($1); return $1; end $$`,
      );
      await run('create view sales.writing as select h.*, sales.note(h.id) as noted from sales.holed h');
      expect((await refusal(audit([spec('sales.writing')]))).message).toMatch(/read-only transaction.*Fix:/);
      expect((await run('select * from sales.log')).rows).toEqual([]);

      const denied = await refusal(audit([spec('sales.log', {}, address.href)]));
      expect(denied.message).toMatch(/sales\.log.*may not read.*Grant/);
    });

    it('finds a table by its own spelling, with signs that SQL would run', async () => {
      await run('create schema "Big Sales"');
      await fill('"Big Sales"."grids; drop table x --"', cleanMap(), 4326);
      await run(`alter table "Big Sales"."grids; drop table x --" rename geom to "the ""geom"""`);
      const name = 'Big Sales.grids; drop table x --';
      expect((await audit([spec(name)])).result.findings).toEqual([]);
    });

    it('names what there is when table, geometry or field is not there', async () => {
      expect((await refusal(audit([spec('sales.holy')]))).message).toMatch(
        /no table or view "sales\.holy".*sales\.holed/,
      );
      const geometry = spec('sales.holed', {
        table: { databaseUrl: url, table: '', geometryField: 'shape' },
      });
      expect((await refusal(audit([geometry]))).message).toMatch(/no column "shape".*geom/);
      const level = spec('sales.holed', { table: { databaseUrl: url, table: '', geometryField: 'level' } });
      expect((await refusal(audit([level]))).message).toMatch(/"level" is no geometry/);
      const field = spec('sales.holed', { fields: { code: 'kode' } });
      expect((await refusal(audit([field]))).message).toMatch(
        /sales\.holed.*table has no column "kode".*columns.*code.*--code-field/,
      );
      await run('create table sales.two (level text, a geometry, b geometry)');
      expect((await refusal(audit([spec('sales.two')]))).message).toMatch(/several geometry columns: a, b/);
    });

    it('names the row that cannot be read by its key', async () => {
      const square = 'POLYGON((110 32,110.1 32,110.1 32.1,110 32))';
      const spoilt = async (name: string, wkt: string | null, srid = 4326): Promise<Problem> => {
        await run(`create table sales.${name} (gid text primary key, level text, geom geometry)`);
        await run(`insert into sales.${name} values ('a', 'element', st_geomfromtext($1, 4326))`, [square]);
        await run(`insert into sales.${name} values ('b', 'element', st_geomfromtext($1::text, $2::int))`, [
          wkt,
          srid,
        ]);
        return refusal(audit([spec(`sales.${name}`)]));
      };
      expect((await spoilt('empty_geometry', null)).message).toMatch(/gid b.*where geom is not null/);
      expect((await spoilt('mixed', square, 4490)).message).toMatch(
        /gid b has SRID 4490.*gid a has SRID 4326/,
      );
      expect((await spoilt('points', 'POINT(110 32)')).message).toMatch(/gid b: The geometry is a Point/);
      const curve = 'CURVEPOLYGON(CIRCULARSTRING(110 32,110.1 32.1,110.2 32,110.1 31.9,110 32))';
      expect((await spoilt('curved', curve)).message).toMatch(
        /gid b: The geometry is a CurvePolygon.*ST_CurveToLine/,
      );
      const solid = 'POLYGON Z((110.2 32 1,110.3 32 2,110.3 32.1 3,110.2 32 1))';
      await run('create table sales.solid (gid text primary key, level text, geom geometry)');
      await run(`insert into sales.solid values ('z', 'element', st_geomfromtext($1, 4326))`, [solid]);
      const { read } = await audit([spec('sales.solid')]);
      expect(read.repairs).toMatchObject([{ kind: 'z-or-m-dropped', count: 1 }]);
    });

    it('asks for the reference of a table with SRID 0, and takes the one that is given', async () => {
      await fill('sales.unreferenced', cleanMap(), 4326);
      await run('update sales.unreferenced set geom = st_setsrid(geom, 0)');
      expect((await refusal(audit([spec('sales.unreferenced')]))).message).toMatch(
        /^sales\.unreferenced, field geom: .*SRID 0.* Fix: .*--crs EPSG:4490.*st_setsrid\(geom/,
      );
      const { result, read } = await audit([spec('sales.unreferenced', { crs: 'EPSG:4326' })]);
      expect(result.findings).toEqual([]);
      expect(read.files[0]).toMatchObject({ crsSource: 'given' });
    });

    it('names a row by its code as well, or by that alone where the table has no key', async () => {
      await run(`create table sales.keyless (level text, code text, geom geometry)`);
      const row = (level: string, code: string | null, geometry: string): Promise<pg.QueryResult> =>
        run(`insert into sales.keyless values ($1, $2, st_setsrid(${geometry}, 4326))`, [level, code]);
      const corner = 'st_makeenvelope(110, 32, 110.1, 32.1)';
      const refuse = async (): Promise<string> => {
        const { message } = await refusal(audit([spec('sales.keyless')]));
        await run('truncate sales.keyless');
        return message;
      };
      await row('street', 'E9', corner);
      expect(await refuse()).toMatch(
        /^sales\.keyless, field level: The row with code E9: The level "street"/,
      );
      await row('street', null, corner);
      expect(await refuse()).toMatch(/: The row number 1: The level "street"/);
      await row(
        'element',
        'E9',
        `st_makepolygon(st_makeline(array[st_makepoint(110, 32), st_makepoint('Infinity', 32),
         st_makepoint(110.1, 32.1), st_makepoint(110, 32)]))`,
      );
      const infinite = await refuse();
      expect(infinite).toMatch(/The row with code E9: Position 2 of a ring is \[Infinity,32\].* Fix: .*view/);
      expect(infinite).not.toContain('[lng, lat]');

      await fill('sales.twice', [...cleanMap(), cleanMap()[3]!], 4326);
      const { code } = cleanMap()[3]!.properties;
      expect((await refusal(audit([spec('sales.twice')]))).message).toContain(
        `The row with id 25, code ${String(code)}: The code ${String(code)} of level element is already that of the row with id 4 in sales.twice.`,
      );
    });

    it('says what is the matter with an address, and never shows its password', async () => {
      const address = new URL(url);
      address.password = 'se%40cret';
      address.pathname = '/nowhere';
      const table = spec('sales.holed', {}, address.href);
      const missing = await refusal(audit([table]));
      expect(missing.message).toMatch(/nowhere.*no such database.*Fix:/);
      expect(missing.message).not.toMatch(/se%40cret|se@cret/);
      const { stderr, stdout, code } = await runWangge(['audit', address.href, '--table', 'sales.holed']);
      expect(code).toBe(2);
      expect(stderr + stdout).not.toMatch(/se%40cret|se@cret/);
      const stranger = new URL(url);
      stranger.username = `${analyst}_unknown`;
      stranger.password = 'se%40cret';
      const refused = await refusal(audit([spec('sales.holed', {}, stranger.href)]));
      expect(refused.message).toMatch(/refuses the login \(.*_unknown.*Fix: Check user and password/);
      expect(refused.message).not.toMatch(/reached|cret/);
      const away = new URL(url);
      away.port = '1';
      const unreachable = await refusal(audit([spec('sales.holed', {}, away.href)]));
      expect(unreachable.message).toMatch(/cannot be reached.*Fix: Check host and port/);
      const broken = spec('sales.holed', {}, 'postgresql://u:se@cret@:x:y/');
      expect((await refusal(audit([broken]))).message).not.toContain('cret');
    });

    it('ends its query on the server when it is stopped', async () => {
      await run('create view sales.slow as select * from sales.holed where pg_sleep(60)::text is not null');
      const stop = new AbortController();
      const slow = audit([spec('sales.slow')], stop.signal);
      const running = `select count(*)::int as n from pg_stat_activity where query like '%slow%' and state = 'active' and pid <> pg_backend_pid()`;
      for (let n = 0; n === 0;) n = (await run(running)).rows[0].n as number;
      stop.abort(new Error('enough'));
      await expect(slow).rejects.toThrow('enough');
      expect((await run(running)).rows).toEqual([{ n: 0 }]);
    });

    it('is a command: the address in place of a file', async () => {
      const args = ['audit', url, '--table', 'sales.holed', '--geometry-field', 'geom', '--json'];
      const { code, stdout } = await runWangge(args);
      expect(code).toBe(1);
      expect(JSON.parse(stdout)).toMatchObject({
        revision: null,
        findings: [{ kind: 'gap', parent: 'E1N' }],
      });
    });
  },
);

describe.each(databaseKinds.filter((kind) => kind === 'embedded'))(
  'auditing a table of the %s database',
  () => {
    it('is refused, since one long reading would stop everybody else', async () => {
      expect((await refusal(audit([spec('grid_version')]))).message).toMatch(
        /embedded database.*--territory/,
      );
    });
  },
);
