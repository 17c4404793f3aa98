/** `npm run migrate`: brings the schema of the database up to date. Needs an install and a build (`npm start` makes both). */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const root = fileURLToPath(new URL('..', import.meta.url));
const store = new URL('../api/dist/store/', import.meta.url);

const help = `Usage: npm run migrate -- [--data-dir FOLDER]

Brings the database schema up to date and prints what was run.
With DATABASE_URL in the environment that server is used, otherwise the embedded database.

  --data-dir FOLDER  folder of the embedded database (default: .wangge in the project)
  --help             this text
`;

/** @returns {Promise<number>} exit code */
async function main() {
  let values;
  try {
    ({ values } = parseArgs({ options: { 'data-dir': { type: 'string' }, help: { type: 'boolean' } } }));
  } catch (error) {
    process.stderr.write(`${error.message}\n\n${help}`);
    return 2;
  }
  if (values.help) {
    process.stdout.write(help);
    return 0;
  }
  if (!existsSync(new URL('migrate.js', store))) {
    process.stderr.write(
      'The API is not built yet. Fix: run "npm start" once, or "npx tsc -p api/tsconfig.build.json".\n',
    );
    return 2;
  }
  const { openDatabase } = await import(new URL('open-database.js', store).href);
  const { migrate } = await import(new URL('migrate.js', store).href);
  const onProgress = (message) => process.stderr.write(`${message}\n`);
  try {
    const db = await openDatabase({
      databaseUrl: process.env.DATABASE_URL,
      dataDir: values['data-dir'] ?? join(root, '.wangge'),
      onProgress,
    });
    try {
      const names = await migrate(db);
      process.stdout.write(names.length > 0 ? `${names.join('\n')}\n` : 'The schema is up to date.\n');
    } finally {
      await db.close();
    }
    return 0;
  } catch (error) {
    if (error?.name !== 'Problem') throw error;
    process.stderr.write(`${error.message}\n`);
    return 2;
  }
}

process.exitCode = await main();
