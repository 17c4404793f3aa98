/** `npm start`: installs and builds what changed, then serves. Works on a fresh clone with no node_modules. */
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ensureBuilt, ensureInstalled, projectRoot, requireNode, say } from './prepare.js';
import { watchStarter } from './watch-starter.js';

requireNode();
// Ends as it would have, had the signal come here.
watchStarter(() => process.kill(process.pid, 'SIGTERM'));
try {
  await ensureInstalled({ everything: false });
  await ensureBuilt();
} catch (error) {
  say(`wangge: could not prepare the product: ${error.message}`);
  process.exit(2);
}
process.argv = [process.argv[0], 'wangge', 'serve', ...process.argv.slice(2)];
await import(pathToFileURL(join(projectRoot, 'api/dist/cli/main.js')).href);
