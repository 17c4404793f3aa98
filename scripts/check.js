/** `npm run check`: lock, format, lint, arrows, types, and that the page's API types are those the server publishes. */
import { isAbsolute } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { ensureBuilt, ensureInstalled, localBin, requireNode, run, say, seconds } from './prepare.js';

const { values } = parseArgs({
  options: { help: { type: 'boolean', default: false }, fix: { type: 'boolean', default: false } },
});
if (values.help) {
  process.stdout.write(
    'npm run check [-- --fix]\n\nLock, format, lint, import arrows, types. --fix writes what can be mended by itself.\n',
  );
  process.exit(0);
}
requireNode();
await ensureInstalled({ everything: true });
await ensureBuilt();

const apiTypes = fileURLToPath(new URL('./api-types.js', import.meta.url));
const lock = fileURLToPath(new URL('./check-lock.js', import.meta.url));
const links = fileURLToPath(new URL('./check-links.js', import.meta.url));
const steps = [
  ['lock', [lock]],
  ['format', ['prettier/bin/prettier.cjs', values.fix ? '--write' : '--check', '--log-level', 'warn', '.']],
  ['lint', ['eslint/bin/eslint.js', ...(values.fix ? ['--fix'] : []), '.']],
  [
    'arrows',
    [
      'dependency-cruiser/bin/dependency-cruise.mjs',
      '--config',
      '.dependency-cruiser.cjs',
      'api/src',
      'web/src',
    ],
  ],
  ['links', [links]],
  ['types of the contract', [apiTypes, ...(values.fix ? [] : ['--check'])]],
  ['types of api', ['typescript/bin/tsc', '-p', 'api']],
  [
    'types of web',
    [
      'svelte-check/bin/svelte-check',
      '--workspace',
      'web',
      '--tsconfig',
      './tsconfig.json',
      '--fail-on-warnings',
    ],
  ],
];

const failed = [];
for (const [name, [program, ...args]] of steps) {
  const started = Date.now();
  try {
    await run(process.execPath, [isAbsolute(program) ? program : localBin(program), ...args]);
    say(`ok      ${name} (${seconds(started)})`);
  } catch {
    failed.push(name);
    say(`FAILED  ${name} (${seconds(started)})`);
  }
}
if (failed.length > 0)
  say(`check: ${failed.join(', ')} failed; \`npm run check -- --fix\` mends what can be mended by itself`);
process.exitCode = failed.length > 0 ? 1 : 0;
