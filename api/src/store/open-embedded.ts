import { accessSync, constants, mkdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import pg from 'pg';
import {
  connectEmbedded,
  describeUnwritable,
  embeddedLogin,
  type EmbeddedOptions,
} from './connect-embedded.js';
import type { Database } from './database.js';
import { typeParsers } from './type-parsers.js';

/** The server has one session for all, so more connections would only wait for each other. */
const POOL_SIZE = 4;
const CONNECT_TIMEOUT_MS = 10_000;
/** Before the next attempt when the lost server could not be started again. */
const REVIVE_PAUSE_MS = 5_000;

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
    max: POOL_SIZE,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    types: typeParsers,
  });
  // An idle connection that breaks is dropped by the pool; the query that needs one opens another.
  pool.on('error', () => undefined);

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
        await wait(REVIVE_PAUSE_MS, undefined, { ref: false });
      }
    }
  };
  watch();

  return {
    pool,
    kind: 'embedded',
    async close() {
      isClosing = true;
      await pool.end();
      await connection.keeper.end();
    },
  };
}

function ensureWritable(dataDir: string): void {
  try {
    mkdirSync(dataDir, { recursive: true, mode: 0o700 });
    accessSync(dataDir, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (error) {
    if (error instanceof Error && 'code' in error) {
      throw describeUnwritable(dataDir, { code: String(error.code), message: error.message });
    }
    throw error;
  }
}
