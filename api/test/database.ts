import { execFileSync } from 'node:child_process';
import { createHash, randomUUID } from 'node:crypto';
import {
  cpSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { createStore } from '../src/store/create-store.js';
import type { Database } from '../src/store/database.js';
import { migrate } from '../src/store/migrate.js';
import { openDatabase } from '../src/store/open-database.js';
import { isHolderAlive, readLock } from '../src/store/server-lock.js';
import type { Store } from '../src/store/types.js';

export interface TestDatabase {
  readonly db: Database;
  readonly store: Store;
  /** Data folder of the embedded database; undefined on a server. */
  readonly dataDir: string | undefined;
  /** Address on a server; undefined for the embedded database. */
  readonly url: string | undefined;
  /** Closes the database and removes it. */
  drop(): Promise<void>;
}

export type DatabaseKind = Database['kind'];

const apiFolder = fileURLToPath(new URL('..', import.meta.url));
const migrationsFolder = fileURLToPath(new URL('../../migrations', import.meta.url));
const serverUrl = process.env.TEST_DATABASE_URL;
const TEMPLATE_WAIT_MS = 150_000;

/** The databases of this run: the PostGIS that `TEST_DATABASE_URL` names (as a superuser), otherwise the embedded one. */
export const databaseKinds: readonly DatabaseKind[] =
  serverUrl === undefined || serverUrl === '' ? ['embedded'] : ['server'];

/**
 * A migrated, empty database of its own for one test file, copied from a template that is made once per state of
 * the migrations. `embedded` starts the server's own process, so the compiled API must be there; it is built when
 * it is older than its sources.
 */
export async function openTestDatabase(kind = databaseKinds[0] ?? 'embedded'): Promise<TestDatabase> {
  return kind === 'embedded' ? openEmbeddedCopy() : openServerCopy();
}

/** A fresh folder under the system's temporary one. */
export function makeTestFolder(): string {
  return mkdtempSync(join(tmpdir(), 'wangge-test-'));
}

/** Waits until the embedded server of a folder has left. */
export async function waitUntilReleased(dataDir: string): Promise<void> {
  for (;;) {
    const lock = readLock(dataDir);
    if (lock === undefined || !isHolderAlive(lock)) return;
    await wait(50);
  }
}

/** Compiles the API when a source of what runs beside the tests (the embedded server, worker threads) is newer. */
export function buildApi(): void {
  const built =
    statSync(join(apiFolder, 'dist/store/embedded-server.js'), { throwIfNoEntry: false })?.mtimeMs ?? 0;
  const folder = join(apiFolder, 'src');
  const sources = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'))
    .map((name) => join(folder, name));
  if (sources.every((source) => statSync(source).mtimeMs < built)) return;
  execFileSync(process.execPath, [tscPath(), '-p', join(apiFolder, 'tsconfig.build.json')], {
    stdio: 'inherit',
  });
}

async function openEmbeddedCopy(): Promise<TestDatabase> {
  buildApi();
  const dataDir = makeTestFolder();
  cpSync(await embeddedTemplate(), dataDir, { recursive: true });
  const db = await openDatabase({ dataDir });
  return {
    db,
    store: createStore(db),
    dataDir,
    url: undefined,
    async drop() {
      await db.close();
      const lock = readLock(dataDir);
      if (lock !== undefined && isHolderAlive(lock)) process.kill(lock.pid, 'SIGTERM');
      await waitUntilReleased(dataDir);
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

/** Made under a name of its own and renamed when it is whole, so that parallel makers do not see half of it. */
async function embeddedTemplate(): Promise<string> {
  const template = join(tmpdir(), `wangge-template-${stateOfMigrations()}`);
  if (existsSync(template)) return template;
  const draft = makeTestFolder();
  const db = await openDatabase({ dataDir: draft });
  await migrate(db);
  await db.close();
  const pid = readLock(draft)?.pid;
  if (pid !== undefined) process.kill(pid, 'SIGTERM');
  await Promise.race([waitUntilReleased(draft), wait(TEMPLATE_WAIT_MS)]);
  try {
    renameSync(draft, template);
  } catch (error) {
    // Somebody else was quicker: theirs is as good.
    if (!existsSync(template)) throw error;
    rmSync(draft, { recursive: true, force: true });
  }
  return template;
}

async function openServerCopy(): Promise<TestDatabase> {
  if (serverUrl === undefined) throw new Error('TEST_DATABASE_URL is not set');
  const template = await serverTemplate(serverUrl);
  const name = `wangge_test_${randomUUID().replaceAll('-', '')}`;
  await administer(serverUrl, `create database ${name} template ${template}`);
  const url = urlOf(serverUrl, name);
  const db = await openDatabase({ databaseUrl: url, dataDir: makeTestFolder() });
  return {
    db,
    store: createStore(db),
    dataDir: undefined,
    url,
    async drop() {
      await db.close();
      await administer(serverUrl, `drop database ${name}`);
    },
  };
}

async function serverTemplate(url: string): Promise<string> {
  const template = `wangge_template_${stateOfMigrations()}`;
  const draft = `wangge_draft_${randomUUID().replaceAll('-', '')}`;
  const present = await administer(url, `select 1 from pg_database d where d.datname = '${template}'`);
  if (present > 0) return template;
  await administer(url, `create database ${draft}`);
  const db = await openDatabase({ databaseUrl: urlOf(url, draft), dataDir: makeTestFolder() });
  await migrate(db);
  await db.close();
  await administer(url, `alter database ${draft} rename to ${template}`);
  return template;
}

/** Runs one statement in the database the address names; returns the number of rows. */
async function administer(url: string, statement: string): Promise<number> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(statement)).rowCount ?? 0;
  } finally {
    await client.end();
  }
}

function urlOf(url: string, database: string): string {
  const changed = new URL(url);
  changed.pathname = `/${database}`;
  return changed.href;
}

/** Changes with every migration, every registry and every version of the embedded database. */
function stateOfMigrations(): string {
  const hash = createHash('sha256');
  for (const name of readdirSync(migrationsFolder).sort())
    hash.update(readFileSync(join(migrationsFolder, name)));
  hash.update(readFileSync(join(apiFolder, 'package.json')));
  for (const name of ['categories.ts', 'finding-kinds.ts']) {
    hash.update(readFileSync(join(apiFolder, 'src/hierarchy', name)));
  }
  return hash.digest('hex').slice(0, 16);
}

function tscPath(): string {
  return fileURLToPath(import.meta.resolve('typescript/lib/tsc.js'));
}
