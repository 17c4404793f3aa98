import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { expect } from 'vitest';
import { findMartin } from '../../../scripts/martin.js';
import { openStack, type Stack } from '../../../scripts/open-stack.js';
import { findPostgis } from '../../../scripts/postgis.js';
import { changeMap, cleanMap, writeMap, type TestFeature } from '../cli/write-map.js';
import { buildApi } from '../database.js';

const bin = fileURLToPath(new URL('../../bin/wangge.js', import.meta.url));
const pollMs = 50;
const pollLimitMs = 120_000;

export const territoryId = 'town';

export interface Command {
  readonly pid: number;
  readonly stderr: () => string;
  readonly kill: (signal: NodeJS.Signals) => void;
  readonly ended: Promise<{ code: number | null; stdout: string; stderr: string }>;
}

/** The native stack over a small town of 16 elements, whose parts a test may kill. */
export interface FaultStack {
  readonly stack: Stack;
  /** The town with one village renamed and the corner that four villages share moved: another revision, as seamless. */
  readonly changedFile: string;
  /** Answers of the API. */
  get(path: string, init?: RequestInit): Promise<Response>;
  /** `wangge` with the API's login. */
  run(...args: string[]): Command;
  /** A superuser's session of the test's own. */
  connect(): Promise<pg.Client>;
  /** What a visitor sees of the present map: its number, every grid, tiles of several zooms. */
  readMap(): Promise<PublishedMap>;
  close(): Promise<void>;
}

export interface PublishedMap {
  readonly revision: number;
  readonly grids: string;
  readonly tiles: Record<string, string>;
}

/** Tiles that show the town: one with all of it, one with a part of every level. */
export const wholeTile = '9/412/207';
export const closeTile = '13/6599/3325';

export interface FaultStackOptions {
  /** By default a new folder; removed in any case. */
  readonly dataDir?: string;
  readonly settings?: readonly string[];
}

/** Starts the stack, imports the town as revision 1 and audits it. */
export async function openFaultStack(options: FaultStackOptions = {}): Promise<FaultStack> {
  buildApi();
  const postgis = findPostgis();
  const martin = findMartin();
  if (postgis === undefined || martin === undefined)
    throw new Error('The stack needs PostgreSQL with PostGIS, and Martin (MARTIN_PATH).');
  const dataDir = options.dataDir ?? mkdtempSync(join(tmpdir(), 'wangge-stack-'));
  // PostgreSQL may run as another user, who has to pass through.
  chmodSync(dataDir, 0o711);
  // What is killed here is processes, not the machine.
  const settings = ['fsync=off', ...(options.settings ?? [])];
  const stack = await openStack({ dataDir, postgis, martin, port: 0, settings });
  const files = mkdtempSync(join(tmpdir(), 'wangge-stack-files-'));
  const changedFile = writeMap(
    files,
    'changed.geojson',
    changeMap(cleanMap(), 'E1N2', rename).map(moveCorner),
  );

  const run = (...args: string[]): Command => startCommand(args, stack.databaseUrls.api);
  const get = (path: string, init?: RequestInit): Promise<Response> =>
    fetch(new URL(path, stack.urls.api), init);
  const close = async (): Promise<void> => {
    await stack.stop();
    rmSync(files, { recursive: true });
    for (const name of readdirSync(dataDir)) rmSync(join(dataDir, name), { recursive: true });
    if (options.dataDir === undefined) rmSync(dataDir, { recursive: true });
  };
  try {
    await stack.startDatabase();
    const town = writeMap(files, 'town.geojson', cleanMap());
    const first = await run('import', town, '--territory', territoryId).ended;
    expect(first.code, first.stderr).toBe(0);
    await stack.startMartin();
    await stack.startApi();
  } catch (error) {
    await close();
    throw error;
  }
  return {
    ...{ stack, changedFile, get, run, close },
    connect: async () => {
      const client = new pg.Client({ connectionString: stack.databaseUrls.superuser });
      // The tests end servers on purpose; a session that breaks then is no fault.
      client.on('error', () => undefined);
      await client.connect();
      return client;
    },
    readMap: () => readMap(get),
  };
}

function rename(each: TestFeature): TestFeature {
  return { ...each, properties: { ...each.properties, name: '改名村', category: 'hospital' } };
}

/** Inside one outlet area, so that nothing but its four villages meets there. */
const corner = [110.03, 32.03] as const;
const movedCorner = [110.031, 32.0295];

function moveCorner(each: TestFeature): TestFeature {
  const rings = each.geometry.coordinates as number[][][];
  const coordinates = rings.map((ring) =>
    ring.map((point) => (point[0] === corner[0] && point[1] === corner[1] ? movedCorner : point)),
  );
  return { ...each, geometry: { type: 'Polygon', coordinates } };
}

function startCommand(args: readonly string[], databaseUrl: string): Command {
  const child = spawn(process.execPath, [bin, ...args], {
    env: { ...process.env, DATABASE_URL: databaseUrl },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  const ended = new Promise<{ code: number | null; stdout: string; stderr: string }>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, stdout, stderr }));
  });
  return { pid: child.pid!, stderr: () => stderr, kill: (signal) => child.kill(signal), ended };
}

async function readMap(get: FaultStack['get']): Promise<PublishedMap> {
  const territory = await readJson<{ currentRevision: number }>(
    await get(`api/v1/territories/${territoryId}`),
  );
  const grids = await get(`api/v1/territories/${territoryId}/grids?limit=1000`, {
    headers: { accept: 'application/geo+json' },
  });
  expect(grids.status).toBe(200);
  const tiles: Record<string, string> = {};
  for (const place of [wholeTile, closeTile])
    tiles[place] = hash(Buffer.from(await (await getTile(get, place)).arrayBuffer()));
  return {
    revision: territory.currentRevision,
    grids: hash(await grids.text()),
    tiles,
  };
}

/** A tile of the present map that must be there. */
export async function getTile(get: FaultStack['get'], place: string): Promise<Response> {
  const tile = await askTile(get, place);
  expect(tile.status, `tile ${place}`).toBe(200);
  return tile;
}

export function askTile(get: FaultStack['get'], place: string): Promise<Response> {
  return get(`tiles/grids/${place}?territory=${territoryId}`);
}

export async function readJson<Body>(response: Response): Promise<Body> {
  const text = await response.text();
  expect(response.ok, text).toBe(true);
  return JSON.parse(text) as Body;
}

/** The answer while something behind the API is away: 503, in the form of a problem, with a time to come again. */
export async function expectUnavailable(response: Response): Promise<{ type: string; detail: string }> {
  const text = await response.text();
  expect(response.status, text).toBe(503);
  expect(response.headers.get('content-type')).toMatch(/^application\/problem\+json/);
  expect(Number(response.headers.get('retry-after'))).toBeGreaterThan(0);
  expect(response.headers.get('cache-control')).toBe('no-store');
  return JSON.parse(text) as { type: string; detail: string };
}

/** Readiness is checked once a second at most: what fails now shows a moment later. */
export async function untilUnready(get: FaultStack['get']): Promise<{ type: string; detail: string }> {
  await until('the API says that it is not ready', async () => (await get('readyz')).status === 503);
  return expectUnavailable(await get('readyz'));
}

/** Asks until the answer is true; fails with `what` after two minutes. */
export async function until(what: string, isSo: () => Promise<boolean>): Promise<void> {
  const deadline = Date.now() + pollLimitMs;
  while (!(await isSo())) {
    if (Date.now() > deadline) throw new Error(`${what}: not within ${pollLimitMs / 1000} s`);
    await wait(pollMs);
  }
}

/**
 * Takes a lock, lets work begin that needs it, and resolves when the product stands before the lock: at a place that is
 * the same every time. `release` lets it go on; a server that is killed releases as well.
 */
export async function stall<Work>(
  faults: FaultStack,
  lock: string,
  begin: () => Work,
): Promise<{ work: Work; release: () => Promise<void> }> {
  const client = await faults.connect();
  try {
    await client.query('begin');
    await client.query(`lock table ${lock} mode`);
    const work = begin();
    await untilBlocked(client);
    return { work, release: () => client.end() };
  } catch (error) {
    await client.end();
    throw error;
  }
}

/** Waits until a session of the product stands before a lock of ours. */
function untilBlocked(client: pg.Client): Promise<void> {
  return until('somebody waits for the lock', async () => {
    // A transaction sees the sessions as they were when it first looked.
    await client.query('select pg_stat_clear_snapshot()');
    const { rowCount } = await client.query(
      `select 1 from pg_stat_activity a where a.wait_event_type = 'Lock' and a.usename <> current_user`,
    );
    return (rowCount ?? 0) > 0;
  });
}

/** Ends PostgreSQL and every process of it at once, as a power cut would. */
export async function cutPower({ parts: { postgis } }: Stack): Promise<void> {
  const { pid } = postgis;
  if (pid === undefined) throw new Error('PostgreSQL does not run');
  process.kill(pid, 'SIGSTOP');
  for (const child of childrenOf(pid)) process.kill(child, 'SIGKILL');
  await postgis.kill('SIGKILL');
}

/** Stops PostgreSQL and every process of it where they are: it accepts connections and never answers. Returns what lets it go on. */
export function freeze({ parts: { postgis } }: Stack): () => void {
  const { pid } = postgis;
  if (pid === undefined) throw new Error('PostgreSQL does not run');
  process.kill(pid, 'SIGSTOP');
  const frozen = [pid, ...childrenOf(pid)];
  for (const child of frozen) process.kill(child, 'SIGSTOP');
  return () => {
    for (const child of frozen) process.kill(child, 'SIGCONT');
  };
}

function childrenOf(pid: number): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((name) => parentOf(name) === pid)
    .map(Number);
}

/** The fourth field of /proc/PID/stat, after the name in brackets; undefined for a process that is gone. */
function parentOf(name: string): number | undefined {
  try {
    const stat = readFileSync(`/proc/${name}/stat`, 'utf8');
    return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
  } catch {
    return undefined;
  }
}

/** As if half a minute had gone by since a run or a build gave its last sign of life. */
export async function age(client: pg.Client): Promise<void> {
  for (const table of ['audit_run', 'revision'])
    await client.query(
      `update wangge.${table} as r set heartbeat_at = r.heartbeat_at - interval '31 seconds' where r.heartbeat_at is not null`,
    );
}

function hash(content: string | Buffer): string {
  return createHash('sha256').update(content).digest('hex');
}
