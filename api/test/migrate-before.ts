import { copyFileSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runner } from 'node-pg-migrate';
import type { Database } from '../src/store/database.js';
import { fillRegistries } from '../src/store/fill-registries.js';

const migrations = fileURLToPath(new URL('../../migrations', import.meta.url));

/**
 * Makes the schema anew as it was before a migration: with all whose names come before `name`. Without the rights of
 * roles, which may be about schemas that came later.
 */
export async function migrateBefore({ pool }: Database, name: string): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'wangge-migrations-'));
  const client = await pool.connect();
  try {
    for (const file of readdirSync(migrations).filter((each) => each < name))
      copyFileSync(join(migrations, file), join(folder, file));
    await client.query('drop schema if exists tiles, wangge_gis, wangge cascade');
    await runner({
      ...{ dbClient: client, dir: folder, direction: 'up', noLock: true },
      ...{ migrationsTable: 'migration', migrationsSchema: 'wangge', createMigrationsSchema: true },
      log: () => undefined,
    });
    await fillRegistries(client);
  } finally {
    client.release();
    rmSync(folder, { recursive: true });
  }
}
