import { drawMissing } from '../jobs/draw-missing.js';
import { createStore } from '../store/create-store.js';
import { migrate } from '../store/migrate.js';
import { openDatabase } from '../store/open-database.js';
import { exitCodes, type Command, type CommandContext } from './command.js';
import { findDataDir } from './find-data-dir.js';
import { commonFlags, databaseFlags } from './flag.js';
import { explainShortage } from './open-store.js';
import type { CommandLine } from './parse-command-line.js';
import { readText } from './read-flags.js';
import { refuseFiles } from './refuse-files.js';

export const migrateCommand: Command = {
  name: 'migrate',
  about: "bring the database's schema up to date, and draw the maps that are older than drawings",
  usage: ['migrate [--data-dir DIR | --database-url URL]'],
  flags: { ...databaseFlags, ...commonFlags },
  notes: ['Every command that opens the database does this by itself; here it is alone, for deployments.'],
  run: async (line: CommandLine, context: CommandContext) => {
    refuseFiles(line, 'migrate');
    const onProgress = (message: string): void => context.progress.report(message);
    const database = await openDatabase({
      databaseUrl: readText(line.flags, 'database-url') ?? process.env['DATABASE_URL'],
      dataDir: findDataDir(readText(line.flags, 'data-dir'), process.env),
      onProgress,
    });
    try {
      const names = await migrate(database, { onProgress, note: context.note });
      const drawn = await drawMissing({
        store: createStore(database),
        onProgress: ({ step, done, total }) => context.progress.report(step, done, total),
        signal: context.signal,
      });
      context.progress.clear();
      const lines = names.length === 0 ? ['the schema is up to date'] : names;
      const told = drawn === 0 ? lines : [...lines, `revisions drawn: ${drawn}`];
      await context.write(told.map((line) => `${line}\n`).join(''));
      return exitCodes.clean;
    } catch (error) {
      throw explainShortage(error, database);
    } finally {
      await database.close();
    }
  },
};
