import { readdir } from 'node:fs/promises';
import { basename, extname } from 'node:path';
import type { Database } from './database.js';
import { migrationsFolder } from './migrations-folder.js';
import { defaultAnswerMs, queryWithin } from './query-within.js';

/**
 * Names of the migrations of this program that the database lacks, in order: after a backup of an older version was
 * put back, say. One statement.
 */
export async function listPendingMigrations(
  db: Pick<Database, 'pool'>,
  folder: string = migrationsFolder,
): Promise<string[]> {
  const files = await readdir(folder);
  const { rows } = await db.pool.query<{ name: string }>(
    queryWithin(defaultAnswerMs, 'select m.name from wangge.migration m'),
  );
  const done = new Set(rows.map((row) => row.name));
  return files
    .filter((file) => extname(file) === '.sql')
    .map((file) => basename(file, '.sql'))
    .filter((name) => !done.has(name))
    .sort();
}
