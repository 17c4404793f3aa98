import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import pg from 'pg';
import {
  age,
  expectUnavailable,
  openFaultStack,
  readJson,
  stall,
  territoryId,
  until,
  type FaultStack,
  type PublishedMap,
} from './open-fault-stack.js';

/** Connections of the API's pool. */
const poolSize = 10;

let faults: FaultStack;
let map: PublishedMap;

beforeAll(async () => {
  faults = await openFaultStack();
  map = await faults.readMap();
});
afterAll(() => faults?.close());

async function query<Row extends pg.QueryResultRow>(text: string): Promise<Row[]> {
  const client = await faults.connect();
  try {
    return (await client.query<Row>(text)).rows;
  } finally {
    await client.end();
  }
}

async function passHalfMinute(): Promise<void> {
  const client = await faults.connect();
  await age(client);
  await client.end();
}

describe('an import whose process is killed', () => {
  it('leaves the published map whole, and the same import goes through afterwards', async () => {
    const { work: importing, release } = await stall(faults, 'wangge.grid_drawing in share', () =>
      faults.run('import', faults.changedFile, '--territory', territoryId),
    );
    importing.kill('SIGKILL');
    expect((await importing.ended).code).toBeNull();
    await release();
    expect(await faults.readMap()).toEqual(map);

    await passHalfMinute();
    const again = await faults.run('import', faults.changedFile, '--territory', territoryId).ended;
    expect(again.code, again.stderr).toBe(0);
    const changed = await faults.readMap();
    expect(changed.revision).toBeGreaterThan(map.revision);
    expect(changed.grids).not.toBe(map.grids);
    expect(await query(`select r.revision from wangge.revision r where r.status = 'building'`)).toEqual([]);
    map = changed;
  });
});

describe('the API killed while it audits', () => {
  it('finds the run dead when it is started again, shows the map as it was, and audits anew', async () => {
    const audits = `api/v1/territories/${territoryId}/audits`;
    const { api } = faults.stack.parts;
    const { work, release } = await stall(faults, 'wangge.grid_version in access exclusive', async () =>
      readJson<{ auditId: number }>(await faults.get(audits, { method: 'POST' })),
    );
    const { auditId } = await work;
    await api.kill();
    await release();
    await passHalfMinute();
    await faults.stack.startPart(api);
    expect(await readJson(await faults.get(`${audits}/${auditId}`))).toMatchObject({ status: 'dead' });
    expect(await faults.readMap()).toEqual(map);

    const next = await readJson<{ auditId: number }>(await faults.get(audits, { method: 'POST' }));
    const read = async () => readJson<{ status: string }>(await faults.get(`${audits}/${next.auditId}`));
    await until('the audit is over', async () => (await read()).status !== 'running');
    expect(await read()).toMatchObject({
      status: 'done',
      clean: true,
      certificate: { sha256: expect.any(String) as unknown },
    });
  });
});

describe('two migrations at once', () => {
  it('make one schema, each migration once', async () => {
    await query('create database empty owner wangge_owner');
    const url = new URL(faults.stack.databaseUrls.superuser);
    url.pathname = '/empty';
    const client = new pg.Client({ connectionString: url.href });
    await client.connect();
    await client.query('create extension postgis');
    await client.query('create extension btree_gist');
    const owner = new URL(faults.stack.databaseUrls.owner);
    owner.pathname = '/empty';
    const runs = await Promise.all(
      [1, 2].map(() => faults.run('migrate', '--database-url', owner.href).ended),
    );
    for (const { code, stderr } of runs) expect(code, stderr).toBe(0);
    const { rows } = await client.query<{ runs: number }>(
      'select count(*)::integer as runs from wangge.migration m group by m.name',
    );
    await client.end();
    expect(rows.length).toBeGreaterThan(10);
    expect(rows.every((row) => row.runs === 1)).toBe(true);
    expect(runs.map(({ stdout }) => stdout.trim().split('\n').length).sort((a, b) => a - b)).toEqual([
      1,
      rows.length,
    ]);
  });
});

describe('connections that run out', () => {
  const territories = 'api/v1/territories';

  it('on the server are a 503, and the API goes on as soon as there are some again', async () => {
    await query('alter role wangge_api_login connection limit 0');
    onTestFinished(async () => void (await query('alter role wangge_api_login connection limit -1')));
    await query(
      `select pg_terminate_backend(a.pid) from pg_stat_activity a where a.usename = 'wangge_api_login'`,
    );
    expect(await expectUnavailable(await faults.get(territories))).toMatchObject({
      type: 'database-unavailable',
    });
    const importing = await faults.run('import', faults.changedFile, '--territory', territoryId).ended;
    expect(importing.code, importing.stderr).toBe(2);
    expect(importing.stderr).toContain('too many connections for role "wangge_api_login"');
    await query('alter role wangge_api_login connection limit -1');
    await until('the API answers again', async () => (await faults.get(territories)).ok);
    expect(await faults.readMap()).toEqual(map);
  });

  it('in the pool of the API are a 503 for whoever would wait too long, and the others are answered', async () => {
    const asked = poolSize + 4;
    const { work, release } = await stall(faults, 'wangge.territory in access exclusive', () =>
      Array.from({ length: asked }, () => faults.get(territories)),
    );
    const first = await Promise.race(work);
    await expectUnavailable(first);
    await release();
    const statuses = (await Promise.all(work)).map(({ status }) => status);
    expect(statuses.filter((status) => status === 200).length).toBeGreaterThanOrEqual(poolSize - 2);
    expect(statuses.filter((status) => status !== 200 && status !== 503)).toEqual([]);
    expect(await faults.readMap()).toEqual(map);
  });
});
