/** `npm run bench`: compiles and runs the benches of api/bench, each with its peers in the same run. */
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { ensureBuilt, ensureInstalled, localBin, projectRoot, requireNode, run, say } from './prepare.js';

const folder = join(projectRoot, 'api/bench');
const names = existsSync(folder)
  ? readdirSync(folder)
      .filter((name) => name.endsWith('.bench.ts'))
      .map((name) => name.replace('.bench.ts', ''))
  : [];
const [wanted, ...args] = process.argv.slice(2);
if (wanted === '--help' || (wanted !== undefined && !names.includes(wanted))) {
  process.stdout.write(
    `npm run bench [-- NAME [--help]]\n\nBenches: ${names.join(', ')}. Without a name all of them run.\n`,
  );
  process.exit(wanted === '--help' ? 0 : 2);
}
requireNode();
await ensureInstalled({ everything: true });
await ensureBuilt();
await run(process.execPath, [localBin('typescript/bin/tsc'), '-p', 'api/tsconfig.bench.json']);
for (const name of wanted === undefined ? names : [wanted]) {
  say(`\n── ${name}`);
  await run(process.execPath, [
    '--expose-gc',
    join(projectRoot, `api/dist-bench/bench/${name}.bench.js`),
    ...args,
  ]);
}
