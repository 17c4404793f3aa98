/**
 * `npm test`: installs what it needs, runs every tier this machine can run, and says in one line each what it
 * did not run and why. Exit code 1 when a test fails, or with --require-all when a tier could not run.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { findMartin } from './martin.js';
import { findPostgis, startPostgis } from './postgis.js';
import { ensureBuilt, ensureInstalled, localBin, requireNode, run, say } from './prepare.js';

const help = `npm test [-- --require-all] [-- --tier NAME …]

Runs the tests: ${'unit, truth, web, service (embedded), service (PostGIS), cli, stack, browser'}.
  --tier NAME     only this tier; may be repeated
  --require-all   a tier that cannot run here is a failure
PostGIS: the machine's own PostgreSQL with PostGIS, or TEST_DATABASE_URL (a superuser's). Martin: the machine's own, or
MARTIN_PATH. Browser: Chromium, or CHROMIUM_PATH. "stack" needs PostGIS, Martin and GDAL; "browser" looks at the map through them
too where they are there.`;

const { values } = parseArgs({
  options: {
    help: { type: 'boolean', default: false },
    'require-all': { type: 'boolean', default: false },
    tier: { type: 'string', multiple: true },
  },
});
if (values.help) {
  process.stdout.write(`${help}\n`);
  process.exit(0);
}

requireNode();
await ensureInstalled({ everything: true });
await ensureBuilt();

const chromium = [process.env.CHROMIUM_PATH, '/usr/bin/chromium', '/usr/bin/google-chrome'].find(
  (path) => path !== undefined && existsSync(path),
);
const postgis = process.env.TEST_DATABASE_URL ?? findPostgis();
const martin = findMartin();
const missingPostgis =
  postgis === undefined ? 'no PostgreSQL with PostGIS found; install it or set TEST_DATABASE_URL' : undefined;
const missingMartin = martin === undefined ? 'no Martin found; install it or set MARTIN_PATH' : undefined;

/** The fault tests run, and kill, a PostgreSQL of their own, wherever the other tests' database is. */
const missingStack =
  findPostgis() === undefined
    ? 'no PostgreSQL with PostGIS found on this machine; install it'
    : missingMartin;
const missingGdal =
  spawnSync('ogrinfo', ['--version']).status === 0
    ? undefined
    : 'no ogrinfo found, by which a desktop GIS reads the maps; install GDAL (gdal-bin)';

const tiers = [
  { name: 'unit', project: 'unit' },
  { name: 'truth', project: 'truth' },
  { name: 'web', project: 'web' },
  { name: 'service (embedded)', project: 'service' },
  {
    name: 'service (PostGIS)',
    project: 'service',
    missing: missingPostgis,
    prepare: () => lendPostgis({}),
  },
  { name: 'cli', project: 'cli' },
  {
    name: 'stack',
    project: 'stack',
    missing: missingStack ?? missingGdal,
    prepare: () => lendPostgis({ MARTIN_PATH: martin }),
  },
  {
    name: 'browser',
    project: 'browser',
    missing: chromium === undefined ? 'no Chromium found; install it or set CHROMIUM_PATH' : undefined,
    // The page over the stack is part of it; where that cannot run, the tier `stack` says so.
    prepare: async () => ({
      env: {
        CHROMIUM_PATH: chromium,
        ...(missingStack === undefined ? { MARTIN_PATH: martin } : { WANGGE_WITHOUT_STACK: '1' }),
      },
      stop: async () => undefined,
    }),
  },
];

const wanted = values.tier === undefined ? tiers : tiers.filter((tier) => values.tier.includes(tier.name));
if (values.tier !== undefined && wanted.length !== new Set(values.tier).size) {
  say(`test: unknown --tier; the tiers are: ${tiers.map((tier) => tier.name).join(', ')}`);
  process.exit(2);
}

/** A PostGIS for one tier, beside the rest of its environment. */
async function lendPostgis(environment) {
  if (process.env.TEST_DATABASE_URL !== undefined) return { env: environment, stop: async () => undefined };
  const server = await startPostgis(postgis);
  return { env: { ...environment, TEST_DATABASE_URL: server.url }, stop: server.stop };
}

const results = [];
for (const tier of wanted) results.push(await runTier(tier));

say('');
for (const result of results) say(describe(result));
const sum = (key) => results.reduce((total, result) => total + result[key], 0);
const failedTiers = results.filter((result) => result.broken || (result.missing && values['require-all']));
process.stdout.write(`${sum('passed')} passed, ${sum('failed')} failed, ${sum('skipped')} skipped\n`);
process.exitCode =
  failedTiers.length > 0 || sum('failed') > 0 || (values['require-all'] && sum('skipped') > 0) ? 1 : 0;

async function runTier(tier) {
  if (tier.missing !== undefined)
    return { name: tier.name, missing: tier.missing, passed: 0, failed: 0, skipped: 0 };
  say(`\n── ${tier.name}`);
  const folder = mkdtempSync(join(tmpdir(), 'wangge-test-'));
  const report = join(folder, 'report.json');
  const environment = { ...process.env };
  if (tier.name === 'service (embedded)') delete environment.TEST_DATABASE_URL;
  const prepared = await tier.prepare?.();
  let failure;
  try {
    const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
    await run(
      process.execPath,
      [localBin('vitest/vitest.mjs'), 'run', '--project', tier.project, ...reporters],
      {
        env: { ...environment, ...prepared?.env },
      },
    );
  } catch (error) {
    failure = error;
  } finally {
    await prepared?.stop();
  }
  const counts = existsSync(report) ? JSON.parse(readFileSync(report, 'utf8')) : {};
  rmSync(folder, { recursive: true, force: true });
  const passed = counts.numPassedTests ?? 0;
  const failed = counts.numFailedTests ?? 0;
  return {
    name: tier.name,
    passed,
    failed,
    skipped: (counts.numPendingTests ?? 0) + (counts.numTodoTests ?? 0),
    broken: failure !== undefined || passed === 0,
  };
}

function describe(result) {
  if (result.missing !== undefined) return `not run  ${result.name}: ${result.missing}`;
  return `${result.broken ? 'FAILED ' : 'ran    '}  ${result.name}: ${result.passed} passed, ${result.failed} failed`;
}
