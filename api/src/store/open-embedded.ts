import { accessSync, constants, mkdirSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import pg from 'pg';
import {
  connectEmbedded,
  describeUnwritable,
  embeddedLogin,
  type EmbeddedOptions,
} from './connect-embedded.js';
import { Problem } from '../problem.js';
import type { Database } from './database.js';
import { surviveLosses } from './survive-losses.js';
import { typeParsers } from './type-parsers.js';

/** The server has one session for all, so more connections would only wait for each other. */
const poolSize = 4;
const connectTimeoutMs = 10_000;
/** Before the next attempt when the lost server could not be started again. */
const revivePauseMs = 5_000;

/**
 * Opens the embedded database of a data folder. One client connection, the keeper, is held all the time: without
 * it the server would leave while the pool is idle. When the server is lost (killed, out of memory), it is
 * started again and the pool connects there.
 */
export async function openEmbedded(options: EmbeddedOptions): Promise<Database> {
  const dataDir = resolve(options.dataDir);
  ensureWritable(dataDir);
  let isClosing = false;
  let connection = await connectEmbedded({ ...options, dataDir });
  const pool = new pg.Pool({
    ...embeddedLogin,
    port: connection.port,
    password: connection.password,
    max: poolSize,
    connectionTimeoutMillis: connectTimeoutMs,
    types: typeParsers,
  });
  surviveLosses(pool);

  const watch = (): void => {
    connection.keeper.once('end', () => {
      if (!isClosing) void revive();
    });
  };
  const revive = async (): Promise<void> => {
    while (!isClosing) {
      try {
        connection = await connectEmbedded({ ...options, dataDir });
        if (isClosing) return await connection.keeper.end();
        pool.options.port = connection.port;
        pool.options.password = connection.password;
        return watch();
      } catch (error) {
        options.onProgress(
          `The embedded database is lost. ${error instanceof Error ? error.message : String(error)}`,
        );
        await wait(revivePauseMs, undefined, { ref: false });
      }
    }
  };
  watch();

  return {
    pool,
    kind: 'embedded',
    place: dataDir,
    async close() {
      isClosing = true;
      await pool.end();
      await connection.keeper.end();
    },
  };
}

/** Level by level: Node's own recursive way never ends where a file system refuses new folders (seen on /proc). */
function makeFolder(folder: string): void {
  const present = statSync(folder, { throwIfNoEntry: false });
  if (present?.isDirectory() === true) return;
  if (present !== undefined) throw describeNoFolder(folder);
  if (dirname(folder) !== folder) makeFolder(dirname(folder));
  try {
    mkdirSync(folder, { mode: 0o700 });
  } catch (error) {
    // Another process may have made it in between.
    if (statSync(folder, { throwIfNoEntry: false })?.isDirectory() !== true) throw error;
  }
}

function describeNoFolder(path: string): Problem {
  return new Problem({
    type: 'data-folder-unwritable',
    status: 500,
    file: path,
    detail: 'The data folder is a file.',
    fix: 'choose a folder with --data-dir.',
  });
}

function ensureWritable(dataDir: string): void {
  try {
    makeFolder(dataDir);
    accessSync(dataDir, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (error) {
    if (error instanceof Problem) throw error;
    if (error instanceof Error && 'code' in error) {
      throw describeUnwritable(dataDir, { code: String(error.code), message: error.message });
    }
    throw error;
  }
}
