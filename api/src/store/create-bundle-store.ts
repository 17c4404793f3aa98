import type { BundleStore } from './bundle-types.js';
import type { Database } from './database.js';
import { createBundleReader } from './read-bundle.js';
import { createSql } from './run-sql.js';
import { createBundleWriter } from './write-bundle.js';

/** Territories as rows of text, out of a database and into one. */
export function createBundleStore(db: Pick<Database, 'pool'>): BundleStore {
  const sql = createSql(db.pool);
  return { ...createBundleReader(sql), ...createBundleWriter(sql) };
}
