import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  age,
  askTile,
  closeTile,
  cutPower,
  expectUnavailable,
  freeze,
  getTile,
  openFaultStack,
  readJson,
  stall,
  territoryId,
  until,
  untilUnready,
  type FaultStack,
  type PublishedMap,
} from './open-fault-stack.js';

interface AuditRun {
  readonly auditId: number;
  readonly status: string;
  readonly certificate: { readonly sha256: string } | null;
}

let faults: FaultStack;
let map: PublishedMap;

beforeAll(async () => {
  faults = await openFaultStack();
  map = await faults.readMap();
});
afterAll(() => faults?.close());

/** Starts PostgreSQL again, and nothing else; the API has to find it by itself. */
async function startDatabaseAgain(): Promise<void> {
  const { stack } = faults;
  const { pid } = stack.parts.api;
  await stack.startPart(stack.parts.postgis);
  await until('the API is ready again', async () => (await faults.get('readyz')).ok);
  expect(stack.parts.api.pid).toBe(pid);
}

async function countVersions(): Promise<{ versions: number; building: number }> {
  const client = await faults.connect();
  const { rows } = await client.query<{ versions: number; building: number }>(
    `select
       (select count(*)::integer from wangge.grid_version v where v.territory_id = $1) as versions,
       (select count(*)::integer from wangge.revision r where r.territory_id = $1 and r.status = 'building') as building`,
    [territoryId],
  );
  await client.end();
  return rows[0]!;
}

describe('PostGIS killed during an import', () => {
  it('leaves the published map whole, tells the cause, and lets the same import through afterwards', async () => {
    const before = await countVersions();
    // Its rows are written, its drawings are not.
    const { work: importing } = await stall(faults, 'wangge.grid_drawing in share', () =>
      faults.run('import', faults.changedFile, '--territory', territoryId),
    );

    await cutPower(faults.stack);
    const { code, stderr } = await importing.ended;
    expect(stderr).toMatch(
      /^wangge: The database 127\.0\.0\.1:\d+\/wangge was lost on the way \(.+\)\. The map of town is as it was, and nothing half-written is shown\. Fix: .+ same import again/m,
    );
    expect(code).toBe(2);
    expect(await expectUnavailable(await faults.get(`api/v1/territories/${territoryId}`))).toMatchObject({
      type: 'database-unavailable',
    });
    expect((await faults.get('healthz')).status).toBe(200);
    await untilUnready(faults.get);

    await startDatabaseAgain();
    expect(await faults.readMap()).toEqual(map);
    expect((await countVersions()).building).toBe(1);

    const client = await faults.connect();
    await age(client);
    await client.end();
    const again = await faults.run('import', faults.changedFile, '--territory', territoryId).ended;
    expect(again.code, again.stderr).toBe(0);
    const changed = await faults.readMap();
    expect(changed.revision).toBeGreaterThan(map.revision);
    expect(changed.grids).not.toBe(map.grids);
    expect(changed.tiles).not.toEqual(map.tiles);
    // Four villages have new versions; nothing of the killed import is left.
    expect(await countVersions()).toEqual({ versions: before.versions + 4, building: 0 });
    map = changed;
  });
});

describe('PostGIS killed during a tile', () => {
  it('is a 503 with a time to come again, and the tile comes when the database does', async () => {
    const place = '14/13199/6652';
    const { work: asked } = await stall(faults, 'wangge.grid_drawing in access exclusive', () =>
      askTile(faults.get, place),
    );

    await cutPower(faults.stack);
    await expectUnavailable(await asked);
    await expectUnavailable(await askTile(faults.get, '14/13198/6652'));

    await startDatabaseAgain();
    await until('the tile comes again', async () => (await askTile(faults.get, place)).status === 200);
    const tile = await getTile(faults.get, place);
    expect((await tile.arrayBuffer()).byteLength).toBeGreaterThan(100);
    expect(await faults.readMap()).toEqual(map);
    expect((await getTile(faults.get, closeTile)).headers.get('etag')).toMatch(/^(W\/)?".+"$/);
  });
});

describe('PostGIS killed during an audit', () => {
  const audits = `api/v1/territories/${territoryId}/audits`;
  const startAudit = async (): Promise<AuditRun> =>
    readJson<AuditRun>(await faults.get(audits, { method: 'POST' }));
  const readAudit = async (auditId: number): Promise<AuditRun> =>
    readJson<AuditRun>(await faults.get(`${audits}/${auditId}`));
  async function finish({ auditId }: AuditRun): Promise<AuditRun> {
    await until('the audit is over', async () => (await readAudit(auditId)).status !== 'running');
    return readAudit(auditId);
  }

  it('ends that run alone: the run before it stays, and the next one comes to the same certificate', async () => {
    const first = await finish(await startAudit());
    expect(first).toMatchObject({ status: 'done', certificate: { sha256: expect.any(String) as unknown } });

    const { work } = await stall(faults, 'wangge.grid_version in access exclusive', startAudit);
    const killed = await work;
    await cutPower(faults.stack);
    await startDatabaseAgain();
    expect(await readAudit(first.auditId)).toMatchObject({ status: 'done', certificate: first.certificate });
    const client = await faults.connect();
    await age(client);
    await client.end();
    expect((await finish(killed)).status).toMatch(/^(dead|failed|done)$/);

    const next = await finish(await startAudit());
    expect(next.auditId).not.toBe(first.auditId);
    expect(next).toMatchObject({ status: 'done', certificate: { sha256: first.certificate?.sha256 } });
    expect(await faults.readMap()).toEqual(map);
  });
});

const territory = `api/v1/territories/${territoryId}`;

/** An answer and how long it took. */
async function time(path: string): Promise<{ answer: Response; ms: number }> {
  const start = performance.now();
  const answer = await faults.get(path);
  return { answer, ms: performance.now() - start };
}

describe('PostGIS away for long', () => {
  it('keeps only the first requests waiting, and the map is back a moment after the database', async () => {
    await cutPower(faults.stack);
    const first = await Promise.all([time(territory), time(`${territory}/grids?limit=1`)]);
    for (const { answer, ms } of first) {
      await expectUnavailable(answer);
      expect(ms).toBeLessThan(5_000);
    }
    for (let count = 0; count < 5; count++) {
      const { answer, ms } = await time(territory);
      await expectUnavailable(answer);
      expect(ms).toBeLessThan(500);
    }
    await startDatabaseAgain();
    expect(await faults.readMap()).toEqual(map);
  });
});

describe('PostGIS that takes connections and never answers', () => {
  it('is a 503 within a time, and the map is back when it answers again', async () => {
    const { pid } = faults.stack.parts.api;
    // Some connections of the pool are open and idle.
    await Promise.all(Array.from({ length: 4 }, () => faults.get(territory)));
    const thaw = freeze(faults.stack);
    try {
      const first = await Promise.all(
        [territory, `${territory}/grids?limit=1`, `${territory}/coverage/summary`, 'api/v1/territories'].map(
          time,
        ),
      );
      for (const { answer, ms } of first) {
        await expectUnavailable(answer);
        expect(ms).toBeLessThan(20_000);
      }
      // Whether it is away or one statement is slow is being found out.
      expect((await time(territory)).ms).toBeLessThan(5_000);
      const later = await time(territory);
      await expectUnavailable(later.answer);
      expect(later.ms).toBeLessThan(500);
      expect((await faults.get('healthz')).status).toBe(200);
      await untilUnready(faults.get);
    } finally {
      thaw();
    }
    await until('the API is ready again', async () => (await faults.get('readyz')).ok);
    expect(faults.stack.parts.api.pid).toBe(pid);
    expect(await faults.readMap()).toEqual(map);
  });
});
