import { createStore } from '../store/create-store.js';
import type { Database } from '../store/database.js';
import { mapError, StoreUnavailable } from '../store/map-error.js';
import { migrate } from '../store/migrate.js';
import { openDatabase } from '../store/open-database.js';
import type { Store } from '../store/types.js';
import type { CommandContext } from './command.js';
import { findDataDir } from './find-data-dir.js';
import type { FlagValues } from './parse-command-line.js';
import { readText } from './read-flags.js';
import { tellShortage } from './tell-shortage.js';

/**
 * Opens the database that the flags and the environment name, brings its schema up to date, does the work, and
 * closes it again, whatever the work's end.
 *
 * @throws Problem `database-lost`, `database-disk-full`, `database-overloaded` when the database could not serve to the end.
 */
export async function withStore<T>(
  flags: FlagValues,
  context: CommandContext,
  work: (store: Store, database: Database) => Promise<T>,
): Promise<T> {
  const onProgress = (message: string): void => context.progress.report(message);
  const database = await openDatabase({
    databaseUrl: readText(flags, 'database-url') ?? process.env['DATABASE_URL'],
    dataDir: findDataDir(readText(flags, 'data-dir'), process.env),
    onProgress,
  });
  try {
    await migrate(database, { onProgress });
    context.signal.throwIfAborted();
    return await work(createStore(database), database);
  } catch (error) {
    throw explainShortage(error, database);
  } finally {
    await database.close();
  }
}

/** The same error, but where the database was lost or full a Problem that says which, and what to do. */
export function explainShortage(error: unknown, database: Pick<Database, 'kind' | 'place'>): unknown {
  const known = mapError(error);
  return known instanceof StoreUnavailable ? tellShortage(known, database) : error;
}
