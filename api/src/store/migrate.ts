import { runner } from 'node-pg-migrate';
import type pg from 'pg';
import type { Database } from './database.js';
import { fillRegistries } from './fill-registries.js';
import { grantRoles } from './grant-roles.js';
import { migrationsFolder } from './migrations-folder.js';
import { mayMigrate, requireSchema } from './require-schema.js';
import { withMigrationLock, type LockWait } from './with-migration-lock.js';

export interface MigrateOptions {
  readonly onProgress?: (message: string) => void;
  /** Told in one line what a DBA has to do, or whom it waits for; by default it is a progress message. */
  readonly note?: (line: string) => void;
  /** Folder of plain `.sql` files; by default the one of this project. */
  readonly migrationsDir?: string;
  /** How long it waits for another migration, on a server. */
  readonly lockWait?: LockWait;
}

/**
 * Brings the schema up to date and fills the registries from the constants of `hierarchy`. Safe when several
 * processes do it at once: on a server an advisory lock makes the others wait; the embedded database has no session
 * of one's own to lock in, but an open transaction there excludes every other client, so everything,
 * the reading of what has run included, happens inside one.
 *
 * On a server the group roles get their rights. A login that may not change the schema, such as the API's, changes
 * nothing where the schema is up to date.
 *
 * @throws Problem `schema-outdated` for such a login where it is not, `migration-locked` when the lock is not free in time
 * @returns names of the migrations that were run now
 */
export async function migrate(db: Database, options: MigrateOptions = {}): Promise<string[]> {
  const { onProgress = () => undefined, note = onProgress, migrationsDir = migrationsFolder } = options;
  const isOwner = db.kind === 'embedded' || (await mayMigrate(db));
  if (!isOwner) await requireSchema(db, migrationsDir);
  const client = await db.pool.connect();
  const isLocking = isOwner && db.kind === 'server';
  let isDone = false;
  try {
    const bringUp = async (): Promise<string[]> => {
      const names = isOwner ? await run(client, db.kind, migrationsDir) : [];
      if (names.length > 0) onProgress(`Brought the database schema up to date (${names.length} migrations)`);
      await fillRegistries(client);
      // Nobody but the product itself logs in to the embedded database.
      if (isLocking) await grantRoles(client, note);
      return names;
    };
    const names = isLocking
      ? await withMigrationLock(client, note, bringUp, options.lockWait)
      : await bringUp();
    isDone = true;
    return names;
  } finally {
    // A session that may still hold the lock is closed, which lets go of it.
    client.release(isLocking && !isDone);
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
      noLock: true,
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
