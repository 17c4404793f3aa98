import { setTimeout as wait } from 'node:timers/promises';
import pg from 'pg';
import { Problem } from '../problem.js';
import { isHolderAlive, readLock, type ServerLock } from './server-lock.js';
import { serverEnded, startEmbeddedServer } from './start-embedded-server.js';

/** Where the embedded server answers, and a client there that keeps it from leaving. */
export interface EmbeddedConnection {
  readonly port: number;
  readonly password: string;
  readonly keeper: pg.Client;
}

export interface EmbeddedOptions {
  readonly dataDir: string;
  /** Compiled `embedded-server.js`. */
  readonly serverEntry: string;
  readonly onProgress: (message: string) => void;
  /** How long a holder may take to answer; 20 s. */
  readonly answerTimeoutMs?: number;
}

const defaultAnswerTimeoutMs = 20_000;
/** A first start was seen to take 15 s on two cores; a slow disk and a busy machine take a multiple. */
const initialiseTimeoutMs = 240_000;
/** A start after a crash replays the log before it answers. */
const openTimeoutMs = 60_000;
const pollMs = 100;
const connectTimeoutMs = 3_000;

export const embeddedLogin = { host: '127.0.0.1', user: 'postgres', database: 'postgres' } as const;

/**
 * Connects to the embedded server of a data folder, starting it when nobody holds the folder. Of several
 * processes that come at once one starts it and the others connect.
 *
 * Errors: `data-folder-held` when the holder lives but does not answer, `data-folder-damaged` when the database
 * cannot be opened, `embedded-server-failed` when its process ends without a word.
 */
export async function connectEmbedded(options: EmbeddedOptions): Promise<EmbeddedConnection> {
  const { dataDir, serverEntry, onProgress } = options;
  let waited: { readonly pid: number; readonly port: number | null; readonly since: number } | undefined;
  for (;;) {
    const lock = readLock(dataDir);
    if (lock === undefined || !isHolderAlive(lock)) {
      const outcome = await startEmbeddedServer(dataDir, serverEntry, onProgress);
      if (outcome.kind === 'failed') throw startProblem(dataDir, outcome);
      waited = undefined;
    } else {
      const connection = await tryConnect(lock);
      if (connection !== undefined) return connection;
      if (waited?.pid !== lock.pid || waited.port !== lock.port) {
        waited = { pid: lock.pid, port: lock.port, since: Date.now() };
        if (lock.port === null)
          onProgress(`Waiting for the embedded database that process ${lock.pid} is starting`);
      }
      if (Date.now() - waited.since > patienceMs(lock, options.answerTimeoutMs))
        throw describeHeld(dataDir, lock);
    }
    await wait(pollMs);
  }
}

function patienceMs(lock: ServerLock, answerTimeoutMs = defaultAnswerTimeoutMs): number {
  if (lock.port !== null) return answerTimeoutMs;
  return lock.initialising ? initialiseTimeoutMs : openTimeoutMs;
}

async function tryConnect(lock: ServerLock): Promise<EmbeddedConnection | undefined> {
  if (lock.port === null) return undefined;
  const keeper = new pg.Client({
    ...embeddedLogin,
    port: lock.port,
    password: lock.secret,
    connectionTimeoutMillis: connectTimeoutMs,
    keepAlive: true,
  });
  // A server that leaves just now resets the connection: the loop reads the lock again.
  keeper.on('error', () => undefined);
  try {
    await keeper.connect();
    return { port: lock.port, password: lock.secret, keeper };
  } catch {
    return undefined;
  }
}

function describeHeld(dataDir: string, lock: ServerLock): Problem {
  return new Problem({
    type: 'data-folder-held',
    status: 503,
    file: dataDir,
    detail: `The data folder is held by process ${lock.pid}, which does not answer.`,
    fix: `end process ${lock.pid}, or choose another folder with --data-dir.`,
  });
}

function startProblem(
  dataDir: string,
  failure: { readonly code: string; readonly message: string },
): Problem {
  if (['EACCES', 'EPERM', 'EROFS', 'ENOSPC', 'EDQUOT'].includes(failure.code))
    return describeUnwritable(dataDir, failure);
  if (failure.code === serverEnded) {
    return new Problem({
      type: 'embedded-server-failed',
      status: 503,
      file: dataDir,
      detail: `The embedded database did not start: ${failure.message}.`,
      fix: 'read what the log says; when a module is missing, run npm start, which installs and builds.',
    });
  }
  return new Problem({
    type: 'data-folder-damaged',
    status: 500,
    file: dataDir,
    detail: `The database in the data folder cannot be opened (${failure.message.split('\n')[0]}).`,
    fix: 'restore the folder from a backup, or move it away to begin with an empty one.',
  });
}

export function describeUnwritable(
  dataDir: string,
  cause: { readonly code: string; readonly message: string },
): Problem {
  return new Problem({
    type: 'data-folder-unwritable',
    status: 500,
    file: dataDir,
    detail: `The data folder cannot be written (${cause.code}).`,
    fix: 'make room or give yourself write access there, or choose another folder with --data-dir.',
  });
}
