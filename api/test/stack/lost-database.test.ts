import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { createStores } from '../../src/store/create-store.js';
import type { Database } from '../../src/store/database.js';
import { openDatabase } from '../../src/store/open-database.js';
import { createSql } from '../../src/store/run-sql.js';
import { surviveLosses } from '../../src/store/survive-losses.js';
import type { Store } from '../../src/store/types.js';
import { watchOutage } from '../../src/store/watch-outage.js';
import { makeTestFolder, openTestDatabase, type TestDatabase } from '../database.js';

/** How long the store for requests waits for an answer here. */
const answerMs = 700;

/** Stands between the store and the database, and can be away, or take connections and pass nothing on. */
interface Line {
  readonly port: number;
  cut(): Promise<void>;
  mend(): Promise<void>;
  hold(): void;
  letGo(): void;
  /** Connections that came in until now. */
  count(): number;
}

async function openLine(to: { host: string; port: number }): Promise<Line & { close(): Promise<void> }> {
  const sockets = new Set<Socket>();
  let isHeld = false;
  let count = 0;
  let server: Server | undefined;
  const accept = (near: Socket): void => {
    count += 1;
    const far = connect(to);
    for (const [socket, other] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(socket);
      socket.on('error', () => undefined);
      socket.on('close', () => {
        sockets.delete(socket);
        other.destroy();
      });
    }
    near.pipe(far);
    far.pipe(near);
    if (isHeld) near.pause();
  };
  const listen = (port: number): Promise<number> =>
    new Promise((resolve, reject) => {
      server = createServer(accept);
      server.once('error', reject);
      server.listen(port, '127.0.0.1', () => resolve((server!.address() as AddressInfo).port));
    });
  const stop = (): Promise<void> =>
    new Promise((resolve) => {
      if (server === undefined) return resolve();
      server.close(() => resolve());
      server = undefined;
      for (const socket of sockets) socket.destroy();
    });
  const port = await listen(0);
  return {
    port,
    cut: stop,
    close: stop,
    async mend() {
      if (server === undefined) await listen(port);
    },
    hold() {
      isHeld = true;
      for (const socket of sockets) socket.pause();
    },
    letGo() {
      isHeld = false;
      for (const socket of sockets) socket.resume();
    },
    count: () => count,
  };
}

async function time<Result>(work: Promise<Result>): Promise<{ ms: number; error: unknown }> {
  const start = performance.now();
  const error: unknown = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  return { ms: performance.now() - start, error };
}

const unavailable = { name: 'StoreUnavailable' };

describe('a database that is lost', () => {
  let database: TestDatabase;
  let line: Awaited<ReturnType<typeof openLine>>;
  let through: Database;
  /** For requests, and for jobs. */
  let requests: Store;
  let jobs: Store;

  beforeAll(async () => {
    database = await openTestDatabase('server');
    const url = new URL(database.url!);
    line = await openLine({ host: url.hostname, port: Number(url.port) });
    url.host = `127.0.0.1:${line.port}`;
    const pool = new pg.Pool({ connectionString: url.href, max: 4, connectionTimeoutMillis: 1_000 });
    surviveLosses(pool);
    through = { pool, kind: 'server', place: 'the test', close: () => pool.end() };
    ({ store: jobs, requestStore: requests } = createStores(through, undefined, { answerMs }));
  });
  afterAll(async () => {
    await through.close();
    await line.close();
    await database.drop();
  });
  afterEach(async () => {
    line.letGo();
    await line.mend();
    await expect
      .poll(() => time(requests.listTerritories()).then(({ error }) => error), { timeout: 5_000 })
      .toBe(undefined);
  });

  it('is not noticed by a request when it is back within two seconds', async () => {
    await requests.listTerritories();
    await line.cut();
    const asked = [requests.listTerritories(), requests.listTerritories(), jobs.listTerritories()];
    await wait(1_000);
    asked.push(requests.listTerritories());
    await wait(800);
    await line.mend();
    expect(await Promise.all(asked)).toEqual([[], [], [], []]);
  });

  it('keeps the first requests waiting, answers later ones at once, and is asked by one probe alone', async () => {
    await line.cut();
    for (const { ms, error } of await Promise.all([
      time(requests.listTerritories()),
      time(requests.getTerritory('town')),
    ])) {
      expect(error).toMatchObject(unavailable);
      expect(ms).toBeGreaterThan(1_800);
      expect(ms).toBeLessThan(4_000);
    }
    for (let count = 0; count < 20; count++) {
      const { ms, error } = await time(requests.listTerritories());
      expect(error).toMatchObject(unavailable);
      expect(ms).toBeLessThan(50);
    }
    await line.mend();
    const before = line.count();
    await expect
      .poll(() => time(requests.listTerritories()).then(({ error }) => error), { timeout: 2_500 })
      .toBe(undefined);
    // The probe's connection and the pool's.
    expect(line.count() - before).toBe(2);
  });

  it('lets a job wait on its own', async () => {
    await line.cut();
    const asked = jobs.listTerritories();
    expect((await time(requests.listTerritories())).error).toMatchObject(unavailable);
    await line.mend();
    expect(await asked).toEqual([]);
  });

  it('ends a request after a time when it hangs, throws the connection away, and lets a job wait', async () => {
    await Promise.all([requests.listTerritories(), requests.listTerritories()]);
    line.hold();
    const job = jobs.listTerritories();
    const asked = await Promise.all([
      time(requests.listTerritories()),
      time(requests.listTerritories()),
      time(requests.listTerritories()),
    ]);
    for (const { ms, error } of asked) {
      expect(error).toMatchObject(unavailable);
      expect(ms).toBeLessThan(5_500);
    }
    // Whether it is away or one statement is slow is being found out.
    expect((await time(requests.listTerritories())).ms).toBeLessThan(4_000);
    const later = await time(requests.listTerritories());
    expect(later.error).toMatchObject(unavailable);
    expect(later.ms).toBeLessThan(50);
    // The job's.
    expect(through.pool.totalCount).toBe(1);
    line.letGo();
    expect(await job).toEqual([]);
  });

  it('is not thought away because one statement is slow', async () => {
    const holder = new pg.Client({ connectionString: database.url! });
    await holder.connect();
    await holder.query('begin; lock table wangge.territory in access exclusive mode');
    const slowJob = jobs.listTerritories();
    expect((await time(requests.listTerritories())).error).toMatchObject(unavailable);
    expect(await requests.getRevision('town', 1)).toBeUndefined();
    await holder.end();
    expect(await slowJob).toEqual([]);
  });

  it('throws away a connection whose transaction hangs', async () => {
    await requests.listTerritories();
    const holder = new pg.Client({ connectionString: database.url! });
    await holder.connect();
    await holder.query('begin; lock table wangge.finding in access exclusive mode');
    const sql = createSql(through.pool, { answerMs, outage: watchOutage(through.pool) });
    const { error, ms } = await time(sql.transaction((run) => run('select from wangge.finding')));
    expect(error).toMatchObject(unavailable);
    expect(ms).toBeLessThan(3_000);
    expect(through.pool.totalCount).toBe(through.pool.idleCount);
    await holder.end();
  });

  it('does not go on with a statement that was given up, and is closed though one hangs', async () => {
    const direct = await openDatabase({ databaseUrl: database.url, dataDir: makeTestFolder() });
    const sql = createSql(direct.pool, { answerMs: 200, outage: watchOutage(direct.pool) });
    await expect(sql.read('select pg_sleep(30)')).rejects.toMatchObject(unavailable);
    const countSleepers = async (): Promise<number> => {
      const { rows } = await database.db.pool.query<{ count: number }>(
        `select count(*)::integer as count
         from pg_stat_activity a
         where a.datname = current_database()
           and a.query = 'select pg_sleep(30)'
           and a.state = 'active'`,
      );
      return rows[0]!.count;
    };
    expect(await countSleepers()).toBe(1);
    await expect.poll(countSleepers, { timeout: 5_000 }).toBe(0);

    const hanging = time(createSql(direct.pool).read('select pg_sleep(6)'));
    const { ms } = await time(direct.close());
    expect(ms).toBeLessThan(4_000);
    await hanging;
  });
});
