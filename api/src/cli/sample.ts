import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { defaultSample } from '../jobs/load-sample.js';
import { makeSample } from '../jobs/make-sample.js';
import { Problem } from '../problem.js';
import { gridsToGeoJson, referenceToGeoJson, truthToJson } from '../sample/sample-to-geojson.js';
import { exitCodes, type Command, type CommandContext } from './command.js';
import { commonFlags } from './flag.js';
import type { CommandLine } from './parse-command-line.js';
import { readNumber, readSwitch, readText } from './read-flags.js';
import { refuseFiles } from './refuse-files.js';
import { usageError } from './usage-error.js';
import { describeExisting, writeAtomically } from './write-atomically.js';

const fileNames = [
  'grids.geojson',
  'streets.geojson',
  'water.geojson',
  'buildings.geojson',
  'truth.json',
] as const;

const largestSeed = 2 ** 32 - 1;
const smallestCity = 300;
const largestCity = 1_000_000;

export const sampleCommand: Command = {
  name: 'sample',
  about: 'write a made-up city as files, with known defects if wanted',
  usage: ['sample --out DIR [--seed S] [--elements N] [--defects N]'],
  flags: {
    out: { value: 'DIR', about: 'folder to write to; made when it is not there' },
    seed: { value: 'S', about: `the same seed gives the same city (default: ${defaultSample.seed})` },
    elements: { value: 'N', about: `number of elements (default: ${defaultSample.elements})` },
    defects: { value: 'N', about: 'gaps, overlaps and other defects to put in (default: 0)' },
    force: { about: 'write over files that exist' },
    ...commonFlags,
  },
  notes: [
    'Writes grids.geojson (all levels), streets.geojson, water.geojson, buildings.geojson, and truth.json: what an\n' +
      'exact audit of grids.geojson with --match 0 has to report, and nothing else.',
    'Example:\n  wangge sample --out city --defects 50 --seed 7\n  wangge audit city/grids.geojson --match 0',
  ],
  run: runSample,
};

async function runSample(line: CommandLine, context: CommandContext): Promise<number> {
  refuseFiles(line, 'sample');
  const { flags } = line;
  const out = readText(flags, 'out');
  if (out === undefined) throw usageError('sample needs a folder', 'name it: --out DIR');
  const seed = readNumber(flags, 'seed', { least: 0, most: largestSeed, whole: true }) ?? defaultSample.seed;
  const elements =
    readNumber(flags, 'elements', { least: smallestCity, most: largestCity, whole: true }) ??
    defaultSample.elements;
  const defects = readNumber(flags, 'defects', { least: 0, most: elements, whole: true }) ?? 0;
  await makeFolder(out);
  const overwrite = readSwitch(flags, 'force');
  if (!overwrite) refuseExisting(out);
  const sample = await makeSample(
    { seed, elements, defects },
    ({ step, done, total }) => context.progress.report(step, done, total),
    context.signal,
  );
  const layer = (kind: string): Generator<string> =>
    referenceToGeoJson(sample.reference.filter((feature) => feature.kind === kind));
  const parts: Record<(typeof fileNames)[number], Iterable<string>> = {
    'grids.geojson': gridsToGeoJson(sample.grids),
    'streets.geojson': layer('street'),
    'water.geojson': layer('water'),
    'buildings.geojson': layer('building'),
    'truth.json': [truthToJson(sample)],
  };
  for (const [name, chunks] of Object.entries(parts)) {
    context.progress.report(`Writing ${name}`);
    await writeAtomically(join(out, name), chunks, { overwrite, signal: context.signal });
  }
  context.progress.clear();
  await context.write(
    `${out}: ${sample.grids.length} grids, ${sample.reference.length} features to draw under them, ${sample.truth.length} defects\n`,
  );
  return exitCodes.clean;
}

/** Told before the city is made; the writing itself refuses what appears later. */
function refuseExisting(folder: string): void {
  const existing = fileNames.map((name) => join(folder, name)).find((path) => existsSync(path));
  if (existing !== undefined) throw describeExisting(existing);
}

async function makeFolder(path: string): Promise<void> {
  try {
    await mkdir(path, { recursive: true });
  } catch (cause) {
    throw new Problem(
      {
        type: 'cannot-write',
        status: 422,
        file: path,
        detail: 'The folder cannot be made.',
        fix: 'Choose a place that you may write to.',
      },
      { cause },
    );
  }
}
