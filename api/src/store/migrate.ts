import { fileURLToPath } from 'node:url';
import { runner } from 'node-pg-migrate';
import type pg from 'pg';
import type { Database } from './database.js';
import { fillRegistries } from './fill-registries.js';

export interface MigrateOptions {
  readonly onProgress?: (message: string) => void;
  /** Folder of plain `.sql` files; by default the one of this project. */
  readonly migrationsDir?: string;
}

/** The same distance from `src/store` and from `dist/store`. */
const migrationsFolder = fileURLToPath(new URL('../../../migrations', import.meta.url));

/**
 * Brings the schema up to date and fills the registries from the constants of `hierarchy`. Safe when several
 * processes do it at once: on a server the runner's advisory lock makes the others wait; the embedded database
 * has no session of one's own to lock in, but an open transaction there excludes every other client, so everything,
 * the reading of what has run included, happens inside one.
 *
 * @returns names of the migrations that were run now
 */
export async function migrate(db: Database, options: MigrateOptions = {}): Promise<string[]> {
  const { onProgress = () => undefined, migrationsDir = migrationsFolder } = options;
  const client = await db.pool.connect();
  try {
    const names = await run(client, db.kind, migrationsDir);
    if (names.length > 0) onProgress(`Brought the database schema up to date (${names.length} migrations)`);
    await fillRegistries(client);
    return names;
  } finally {
    client.release();
  }
}

async function run(client: pg.PoolClient, kind: Database['kind'], dir: string): Promise<string[]> {
  const isEmbedded = kind === 'embedded';
  if (isEmbedded) await client.query('begin');
  try {
    const done = await runner({
      dbClient: client,
      dir,
      direction: 'up',
      migrationsTable: 'migration',
      migrationsSchema: 'wangge',
      createMigrationsSchema: true,
      singleTransaction: true,
      noLock: isEmbedded,
      advisoryLockMode: 'wait',
      logger: {
        debug: () => undefined,
        info: () => undefined,
        warn: () => undefined,
        error: () => undefined,
      },
    });
    if (isEmbedded) await client.query('commit');
    return done.map((migration) => migration.name);
  } catch (error) {
    if (isEmbedded) await client.query('rollback');
    throw error;
  }
}
