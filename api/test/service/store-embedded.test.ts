import { spawn, type ChildProcess } from 'node:child_process';
import { cpSync, existsSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import pg from 'pg';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Database } from '../../src/store/database.js';
import { openDatabase } from '../../src/store/open-database.js';
import { isHolderAlive, readLock } from '../../src/store/server-lock.js';
import { defaultServerEntry } from '../../src/store/start-embedded-server.js';
import { makeTestFolder, openTestDatabase, waitUntilReleased } from '../database.js';

describe('the embedded database', () => {
  let template: string;
  const folders: string[] = [];
  const opened: Database[] = [];
  const children: ChildProcess[] = [];

  beforeAll(async () => {
    const test = await openTestDatabase('embedded');
    const { dataDir } = test;
    if (dataDir === undefined) throw new Error('The embedded database has a folder');
    await test.db.pool.query('create table note (id int primary key, text text not null)');
    await test.db.close();
    await waitUntilReleased(dataDir);
    template = dataDir;
    return () => rmSync(template, { recursive: true, force: true });
  });

  afterEach(async () => {
    for (const child of children.splice(0)) child.kill('SIGKILL');
    for (const db of opened.splice(0)) await db.close();
    for (const folder of folders.splice(0)) {
      const lock = readLock(folder);
      if (lock !== undefined && isHolderAlive(lock)) process.kill(lock.pid, 'SIGKILL');
      await waitUntilReleased(folder);
      rmSync(folder, { recursive: true, force: true });
    }
  });

  function makeFolder(): string {
    const folder = makeTestFolder();
    cpSync(template, folder, { recursive: true });
    folders.push(folder);
    return folder;
  }

  async function open(dataDir: string, answerTimeoutMs = 20_000, messages: string[] = []): Promise<Database> {
    const db = await openDatabase({
      dataDir,
      answerTimeoutMs,
      onProgress: (message) => messages.push(message),
    });
    opened.push(db);
    return db;
  }

  function holderOf(dataDir: string): number {
    const lock = readLock(dataDir);
    if (lock === undefined) throw new Error('Nobody holds the folder');
    return lock.pid;
  }

  async function countNotes(db: Database): Promise<number> {
    const { rows } = await db.pool.query<{ n: number }>('select count(*) as n from note');
    return rows[0]?.n ?? 0;
  }

  it.runIf(process.platform === 'linux')('ends at once where the system makes no folders', async () => {
    await expect(open('/proc/wangge/data')).rejects.toMatchObject({
      details: { type: 'data-folder-unwritable' },
    });
  });

  it('lets nobody in who does not know the secret in the lock file', async () => {
    const folder = makeFolder();
    await open(folder);
    const lock = readLock(folder);
    const login = { host: '127.0.0.1', port: lock?.port ?? 0, user: 'postgres', database: 'postgres' };
    for (const password of ['', 'guess']) {
      const stranger = new pg.Client({ ...login, password });
      stranger.on('error', () => undefined);
      await expect(stranger.connect()).rejects.toThrow();
    }
    const owner = new pg.Client({ ...login, password: lock?.secret ?? '' });
    await owner.connect();
    expect((await owner.query('select 1 as one')).rows).toEqual([{ one: 1 }]);
    await owner.end();
  });

  it('is started once by two who come at the same time, and serves both', async () => {
    const dataDir = makeFolder();
    const [first, second] = await Promise.all([open(dataDir), open(dataDir)]);
    await first.pool.query(`insert into note values (1, 'one')`);
    expect(await countNotes(second)).toBe(1);
  });

  it('leaves some seconds after its last client, not before', async () => {
    const dataDir = makeFolder();
    const first = await open(dataDir);
    const second = await open(dataDir);
    await first.close();
    await wait(4_000);
    const pid = holderOf(dataDir);
    expect(await countNotes(second)).toBe(0);
    await second.close();
    const third = await open(dataDir);
    expect(holderOf(dataDir)).toBe(pid);
    await third.close();
    opened.length = 0;
    const left = Date.now();
    await waitUntilReleased(dataDir);
    expect(Date.now() - left).toBeGreaterThan(1_500);
    expect(existsSync(join(dataDir, 'server.lock'))).toBe(false);
  });

  it('keeps what was committed when it is killed while writing, and comes back for who is still connected', async () => {
    const dataDir = makeFolder();
    const db = await open(dataDir);
    const pid = holderOf(dataDir);
    let committed = 0;
    const writing = (async () => {
      for (let id = 1; ; id++) {
        await db.pool.query(`insert into note values ($1, repeat('x', 20000))`, [id]);
        committed = id;
      }
    })();
    const outcome = writing.catch((error: unknown) => error);
    while (committed < 50) await wait(10);
    process.kill(pid, 'SIGKILL');
    expect(await outcome).toBeInstanceOf(Error);

    let count: number | undefined;
    while (count === undefined) count = await countNotes(db).catch(() => wait(100).then(() => undefined));
    expect(holderOf(dataDir)).not.toBe(pid);
    // The statement under way may have been committed without our hearing of it.
    expect([committed, committed + 1]).toContain(count);
    await db.pool.query(`insert into note values (-1, 'after')`);
  });

  it.each([
    [
      'the process of which is gone',
      JSON.stringify({ pid: 999_999_999, port: 1, secret: '', started: '', initialising: false }),
    ],
    [
      'the pid of which is another program now',
      JSON.stringify({ pid: process.ppid, port: 1, secret: '', started: '', initialising: false }),
    ],
    ['that was cut off while being written', '{"pid": 12'],
    ['that is empty', ''],
  ])('takes over a lock %s', async (_name, text) => {
    const dataDir = makeFolder();
    writeFileSync(join(dataDir, 'server.lock'), text);
    const [first, second] = await Promise.all([open(dataDir), open(dataDir)]);
    expect([await countNotes(first), await countNotes(second)]).toEqual([0, 0]);
  });

  it('names the process that holds the folder and does not answer', async () => {
    const dataDir = makeFolder();
    const db = await open(dataDir);
    const pid = holderOf(dataDir);
    process.kill(pid, 'SIGSTOP');
    try {
      await expect(open(dataDir, 1_000)).rejects.toMatchObject({
        details: { type: 'data-folder-held', file: dataDir },
        message: expect.stringContaining(`process ${pid}`) as string,
      });
    } finally {
      process.kill(pid, 'SIGCONT');
    }
    expect(await countNotes(db)).toBe(0);
  });

  it.each([
    [
      'an emptied control file',
      (folder: string) => truncateSync(join(folder, 'postgres/global/pg_control'), 0),
    ],
    [
      'a version file of nonsense',
      (folder: string) => writeFileSync(join(folder, 'postgres/PG_VERSION'), 'nonsense'),
    ],
    ['no catalogue', (folder: string) => rmSync(join(folder, 'postgres/base'), { recursive: true })],
    ['no log', (folder: string) => rmSync(join(folder, 'postgres/pg_wal'), { recursive: true })],
  ])('says that a folder with %s is damaged, and leaves it as it is', async (_name, damage) => {
    const dataDir = makeFolder();
    damage(dataDir);
    await expect(open(dataDir)).rejects.toMatchObject({
      details: {
        type: 'data-folder-damaged',
        file: dataDir,
        fix: expect.stringContaining('move it away') as string,
      },
      message: expect.not.stringContaining('\n') as string,
    });
    expect(existsSync(join(dataDir, 'server.lock'))).toBe(false);
  });

  it('says that a folder cannot be written', async () => {
    const folder = makeFolder();
    writeFileSync(join(folder, 'file'), '');
    await expect(open(join(folder, 'file'))).rejects.toMatchObject({
      details: { type: 'data-folder-unwritable' },
    });
    await expect(open(join(folder, 'file/below'))).rejects.toMatchObject({
      details: { type: 'data-folder-unwritable' },
    });
  });

  it('tells what it does while it starts', async () => {
    const messages: string[] = [];
    await open(makeFolder(), 20_000, messages);
    expect(messages).toEqual(['Opening the embedded database']);
  });

  it('goes on for other clients when Ctrl-C ends the one that started it', async () => {
    const dataDir = makeFolder();
    const module = pathToFileURL(defaultServerEntry().replace('embedded-server.js', 'open-database.js')).href;
    const starter = spawn(
      process.execPath,
      [
        '--input-type=module',
        '-e',
        `import { openDatabase } from '${module}';
         await openDatabase({ dataDir: ${JSON.stringify(dataDir)} });
         console.log('open');
         setInterval(() => undefined, 1000);`,
      ],
      { detached: true, stdio: ['ignore', 'pipe', 'inherit'] },
    );
    children.push(starter);
    await new Promise((resolve) => starter.stdout.once('data', resolve));
    const pid = holderOf(dataDir);
    const db = await open(dataDir);
    const ended = new Promise((resolve) => starter.once('exit', resolve));
    // As a terminal does it: to the whole process group.
    process.kill(-(starter.pid ?? 0), 'SIGINT');
    await ended;
    await wait(3_500);
    expect(await countNotes(db)).toBe(0);
    expect(holderOf(dataDir)).toBe(pid);
  });

  it('rolls back the transaction of a client that vanishes, and goes on with the others', async () => {
    const dataDir = makeFolder();
    const db = await open(dataDir);
    const client = new pg.Client({
      host: '127.0.0.1',
      port: db.pool.options.port ?? 0,
      password: readLock(dataDir)?.secret ?? '',
      user: 'postgres',
      database: 'postgres',
    });
    client.on('error', () => undefined);
    await client.connect();
    await client.query('begin');
    await client.query(`insert into note values (1, 'half')`);
    const waiting = countNotes(db);
    await wait(200);
    client.connection.stream.destroy();
    expect(await waiting).toBe(0);
  });

  it('answers each query once after an error inside a transaction', async () => {
    const db = await open(makeFolder());
    const client = await db.pool.connect();
    for (let round = 0; round < 20; round++) {
      await client.query('begin');
      await expect(client.query('select 1 / $1::int', [0])).rejects.toMatchObject({ code: '22012' });
      await expect(client.query('select $1::int', [round])).rejects.toMatchObject({ code: '25P02' });
      await client.query('rollback');
      expect((await client.query('select $1::int as n', [round])).rows).toEqual([{ n: round }]);
    }
    client.release();
  });
});
