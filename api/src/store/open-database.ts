import type { Database } from './database.js';
import { openEmbedded } from './open-embedded.js';
import { openServer } from './open-server.js';
import { defaultServerEntry } from './start-embedded-server.js';

export interface OpenDatabaseOptions {
  /** A PostgreSQL server with PostGIS; without it the embedded database in `dataDir` is used. */
  readonly databaseUrl?: string | undefined;
  readonly dataDir: string;
  readonly onProgress?: (message: string) => void;
  /** Compiled `embedded-server.js`; by default the one of this package. */
  readonly serverEntry?: string;
  /** How long the process that holds the data folder may take to answer; 20 s. */
  readonly answerTimeoutMs?: number;
}

/**
 * Opens the database the product works on. The caller closes it; the embedded server then leaves by itself, some
 * seconds after its last client.
 *
 * Errors (all `Problem`, one line with the fix): `database-unreachable`, `database-without-postgis`,
 * `data-folder-unwritable`, `data-folder-damaged`, `data-folder-held`.
 */
export function openDatabase(options: OpenDatabaseOptions): Promise<Database> {
  if (options.databaseUrl !== undefined && options.databaseUrl !== '') return openServer(options.databaseUrl);
  return openEmbedded({
    dataDir: options.dataDir,
    serverEntry: options.serverEntry ?? defaultServerEntry(),
    onProgress: options.onProgress ?? (() => undefined),
    ...(options.answerTimeoutMs === undefined ? {} : { answerTimeoutMs: options.answerTimeoutMs }),
  });
}
