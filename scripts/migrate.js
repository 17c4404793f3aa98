/** `npm run migrate`: brings the schema of the database up to date; the command `wangge migrate`, installed and built first. */
import { join } from 'node:path';
import { ensureBuilt, ensureInstalled, projectRoot, requireNode, run } from './prepare.js';

requireNode();
await ensureInstalled({ everything: false });
await ensureBuilt();
try {
  await run(join(projectRoot, 'api/bin/wangge.js'), ['migrate', ...process.argv.slice(2)]);
} catch {
  // The command has said in one line what is wrong.
  process.exitCode = 2;
}
