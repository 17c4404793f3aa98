import { randomBytes } from 'node:crypto';
import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { btree_gist } from '@electric-sql/pglite/contrib/btree_gist';
import { postgis } from '@electric-sql/pglite-postgis';
import { readFileFault } from './read-file-fault.js';
import { serveWire, type WireServer } from './serve-wire.js';
import { createLock, removeOwnLock, removeStaleLock, rewriteLock, type ServerLock } from './server-lock.js';

/** What the server tells the process that started it. */
export type ServerMessage =
  | { readonly kind: 'progress'; readonly message: string }
  | { readonly kind: 'held' }
  | { readonly kind: 'ready' }
  | { readonly kind: 'failed'; readonly code: string; readonly message: string };

/** Long enough for a command that ends and the next one in a script to find the server still up. */
const leaveAfterLastClientMs = 2_500;
/** Whoever started the server has this long to connect for the first time. */
const leaveWithoutClientMs = 15_000;
const clientPollMs = 250;
const secretBytes = 24;
/** PGlite's folder inside the data folder. */
const databaseFolder = 'postgres';
const versionFile = 'PG_VERSION';

/**
 * The process of its own that holds the embedded database: `node embedded-server.js DATA_DIR`. It takes the lock,
 * opens PGlite, serves it on a loopback socket and leaves soon after its last client. Messages go to the parent
 * over IPC while there is one; the process does not need it to go on.
 */
async function serve(dataDir: string): Promise<void> {
  const folder = join(dataDir, databaseFolder);
  const isNew = !existsSync(folder);
  const initialising = !existsSync(join(folder, versionFile));
  const lock: ServerLock = {
    pid: process.pid,
    port: null,
    secret: randomBytes(secretBytes).toString('hex'),
    started: new Date().toISOString(),
    initialising,
  };
  removeStaleLock(dataDir);
  if (!createLock(dataDir, lock)) {
    tell({ kind: 'held' });
    return;
  }
  try {
    await open(dataDir, folder, lock);
  } catch (error) {
    // Half of a first database helps nobody; what stood there before is never touched.
    if (isNew) rmSync(folder, { recursive: true, force: true });
    removeOwnLock(dataDir);
    tell({ kind: 'failed', ...readFileFault(error) });
    process.exitCode = 1;
    process.disconnect?.();
  }
}

async function open(dataDir: string, folder: string, lock: ServerLock): Promise<void> {
  progress(
    lock.initialising
      ? 'Creating the embedded database for the first time (about 15 seconds)'
      : 'Opening the embedded database',
  );
  const db = await PGlite.create({ dataDir: folder, extensions: { postgis, btree_gist } });
  if (lock.initialising) progress('Adding PostGIS to the embedded database');
  await db.exec('create extension if not exists postgis; create extension if not exists btree_gist');
  const server = await serveWire(db, lock.secret, failLoudly);
  rewriteLock(dataDir, { ...lock, port: server.port, initialising: false });

  let isLeaving = false;
  const leave = async (): Promise<void> => {
    if (isLeaving) return;
    isLeaving = true;
    // The lock stays until the files are closed: who comes meanwhile waits for its going.
    await server.close();
    await db.close();
    removeOwnLock(dataDir);
    process.exit(0);
  };
  process.on('SIGTERM', () => void leave());
  process.on('SIGINT', () => void leave());
  leaveWithoutClients(server, leave);
  tell({ kind: 'ready' });
}

/** The count of clients is read four times a second; nobody needs to tell. */
function leaveWithoutClients(server: WireServer, leave: () => Promise<void>): void {
  let patienceMs = leaveWithoutClientMs;
  let lonelySince = Date.now();
  setInterval(() => {
    if (server.countClients() > 0) {
      patienceMs = leaveAfterLastClientMs;
      lonelySince = Date.now();
    } else if (Date.now() - lonelySince >= patienceMs) {
      void leave();
    }
  }, clientPollMs);
}

/** PGlite itself failed (out of memory, a trap): the clients lose their connection and start another server. */
function failLoudly(error: unknown): void {
  process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  process.exit(1);
}

function progress(message: string): void {
  tell({ kind: 'progress', message });
}

/** The parent may have left already: then nobody needs to know. */
function tell(message: ServerMessage): void {
  if (process.connected) process.send?.(message, undefined, undefined, () => undefined);
}

const dataDir = process.argv[2];
if (dataDir === undefined) throw new Error('embedded-server needs the data folder as its argument');
await serve(dataDir);
