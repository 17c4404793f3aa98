import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { importGrids } from '../src/jobs/import-grids.js';
import { generateSample } from '../src/sample/generate-sample.js';
import { gridsToGeoJson } from '../src/sample/sample-to-geojson.js';
import { createStore } from '../src/store/create-store.js';
import { migrate } from '../src/store/migrate.js';
import { openDatabase } from '../src/store/open-database.js';

const help = `Import of the sample city, from its GeoJSON file to the published revision, on the embedded database.

  npm run bench -- import [--runs N] [--elements N]

  --runs N       counted runs, each into a new territory (default 3); medians are printed
  --elements N   size of the city (default 7183)
  --help         this text

Beside it what the file costs without us: JSON.parse of its text. Bar (design.md 6): 20 s.
`;

/** Seen from the compiled bench. */
const migrationsDir = fileURLToPath(new URL('../../../migrations', import.meta.url));

const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '3' },
    elements: { type: 'string', default: '7183' },
    help: { type: 'boolean', default: false },
  },
});
const runs = Number(values.runs);
const elements = Number(values.elements);
if (values.help) process.stdout.write(help);
else if (!Number.isInteger(runs) || runs < 1 || !Number.isInteger(elements)) {
  process.stderr.write('--runs and --elements must be whole numbers of at least 1.\n');
  process.exitCode = 2;
} else await runBench();

async function runBench(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'wangge-bench-'));
  const file = join(folder, 'city.geojson');
  writeFileSync(file, [...gridsToGeoJson(makeGrids())].join(''));
  const db = await openDatabase({ dataDir: join(folder, 'data') });
  try {
    await migrate(db, { migrationsDir });
    const store = createStore(db);
    const rows: { step: string; ms: number }[][] = [];
    for (let run = 0; run <= runs; run += 1) rows.push(await timeImport(store, file, `run-${run}`));
    printRows(file, rows.slice(1));
  } finally {
    await db.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

function makeGrids() {
  const steps = generateSample({ seed: 1, elements });
  for (let step = steps.next(); ; step = steps.next()) if (step.done === true) return step.value.grids;
}

async function timeImport(
  store: ReturnType<typeof createStore>,
  file: string,
  territoryId: string,
): Promise<{ step: string; ms: number }[]> {
  const parseStarted = performance.now();
  JSON.parse(readFileSync(file, 'utf8'));
  const parseMs = performance.now() - parseStarted;

  const marks: { step: string; at: number }[] = [];
  const started = performance.now();
  await importGrids({
    store,
    territoryId,
    files: [{ path: file, fields: {} }],
    options: {
      matchMetres: 0.002,
      mergeSameCode: false,
      replace: false,
      audit: false,
      codeScheme: 'standard',
      create: { name: { zh: territoryId, en: territoryId }, codeScheme: 'standard' },
    },
    principal: { id: 'bench' },
    onProgress: ({ step }) => {
      if (marks.at(-1)?.step !== step) marks.push({ step, at: performance.now() });
    },
  });
  const ended = performance.now();
  const steps = marks.map(({ step, at }, i) => ({ step, ms: (marks[i + 1]?.at ?? ended) - at }));
  return [
    { step: 'JSON.parse of the file, alone', ms: parseMs },
    ...steps,
    { step: 'file to published revision', ms: ended - started },
  ];
}

function printRows(file: string, rows: readonly (readonly { step: string; ms: number }[])[]): void {
  const cpu = cpus();
  const megabytes = readFileSync(file).length / 1e6;
  process.stdout.write(
    `${cpu.length} × ${cpu[0]?.model ?? 'unknown processor'}, Node ${process.version}, ${elements} elements, ${megabytes.toFixed(1)} MB, medians of ${rows.length}\n\n`,
  );
  for (const [i, { step }] of (rows[0] ?? []).entries()) {
    const sorted = rows.map((row) => row[i]?.ms ?? Number.NaN).sort((a, b) => a - b);
    const median = sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
    process.stdout.write(`${step.padEnd(40)} ${(median / 1000).toFixed(2).padStart(8)} s\n`);
  }
}
