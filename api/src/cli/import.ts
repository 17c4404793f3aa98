import { importGrids } from '../jobs/import-grids.js';
import { importReference } from '../jobs/import-reference.js';
import type { CodeScheme, Principal, ReferenceKind, Store } from '../store/types.js';
import { chooseImportTerritory } from './choose-territory.js';
import { exitCodes, type Command, type CommandContext } from './command.js';
import { describeImport } from './describe-import.js';
import { commonFlags, databaseFlags, gridFileFlags, readFlags } from './flag.js';
import { runImportAll } from './import-all.js';
import { makeFileSpecs } from './make-file-specs.js';
import { withStore } from './open-store.js';
import type { CommandLine } from './parse-command-line.js';
import { readNumber, readSwitch, readText } from './read-flags.js';
import { usageError } from './usage-error.js';
import { watchPublishing } from './watch-publishing.js';

/** Nearer vertices than this are one and the same by the design's measure. */
export const defaultMatchMetres = 0.002;

/** Matching is for noise, not for mending: beyond a metre it would eat real gaps. */
export const largestMatchMetres = 1;

const territoryName = /^[a-z0-9][a-z0-9-]{0,39}$/;

const localPrincipal: Principal = { id: 'local' };

export const importCommand: Command = {
  name: 'import',
  about: 'read grids from files and publish what differs as a new revision',
  usage: [
    'import FILE… [--territory NAME] [--level LEVEL] [FLAG …]',
    'import FILE… --reference street|water|building',
    'import --all FILE [--territory NAME] [--json]',
  ],
  flags: {
    ...gridFileFlags,
    reference: {
      value: 'KIND',
      perFile: true,
      choices: ['street', 'water', 'building'],
      about: 'the file is a layer to draw under the grids; it takes the place of the layer of this kind',
    },
    ...readFlags,
    territory: { value: 'NAME', about: 'the map to import into; created when there is none of this name' },
    'code-scheme': {
      value: 'SCHEME',
      choices: ['own', 'standard'],
      about: 'of a new territory: codes as they are (own, the default) or the 15 digits (standard)',
    },
    'name-zh': { value: 'TEXT', about: 'Chinese name of a new territory (default: its NAME)' },
    'name-en': { value: 'TEXT', about: 'English name of a new territory (default: its NAME)' },
    replace: { about: 'let the import retire more than half of the grids of a level' },
    all: { about: 'FILE is what wangge export --all wrote; bring in all of it, or --territory NAME alone' },
    'no-audit': { about: 'do not audit the new revision' },
    json: { about: 'print the report as JSON' },
    ...databaseFlags,
    ...commonFlags,
  },
  notes: [
    'Levels: territory, county, branch, outlet-area, element. Files: GeoJSON, Shapefile (.shp or zipped).\n' +
      'An import is a difference: levels that no FILE holds stay as they are, the same files again change nothing.\n' +
      'All or nothing: refused, stopped or killed, it leaves the present map as it was.',
    'Parents come from the parent field, else from the digits of a standard code, else from the place.\n' +
      'Grids without a code are numbered inside their parent.',
    'With --all, FILE is checked whole before anything is written, and shown by one statement when all is there.\n' +
      'Refused where a territory of that name is here already.',
    'Examples:\n' +
      '  wangge import city.geojson --territory shiyan --code-scheme standard\n' +
      '  wangge import counties.shp --level county --code-field ID elements.zip --level element --encoding gbk',
    'Exit codes: 0 published or nothing changed, 2 refused (the map is as it was), 3 a fault of ours, 130 interrupted.',
  ],
  run: runImport,
};

async function runImport(line: CommandLine, context: CommandContext): Promise<number> {
  if (readSwitch(line.flags, 'all')) return runImportAll(line, context);
  if (line.files.length === 0) throw usageError('import needs a FILE', 'see wangge import --help');
  const territory = readText(line.flags, 'territory');
  if (territory !== undefined && !territoryName.test(territory)) {
    throw usageError(
      `--territory "${territory}" is no name for a territory`,
      'use up to 40 small letters, digits and hyphens, beginning with a letter or digit',
    );
  }
  const isReference = line.files.map((file) => 'reference' in file.flags);
  if (isReference.includes(true) && isReference.includes(false)) {
    throw usageError('grids and reference layers cannot be read together', 'import them one after the other');
  }
  const specs = makeFileSpecs(line.files);
  if (isReference.includes(true) && specs.some((spec) => spec.table !== undefined))
    throw usageError(
      'a reference layer is read from a file, not from a table',
      'export the table to GeoJSON',
    );
  const publishing = watchPublishing();
  let chosen = territory ?? 'the territory';
  try {
    return await withStore(line.flags, context, async (store) => {
      chosen = await chooseImportTerritory(store, territory);
      return isReference.includes(true)
        ? await importLayers(publishing.watch(store), chosen, line, context)
        : await importMap(publishing.watch(store), chosen, line, context);
    });
  } catch (error) {
    throw publishing.explain(error, chosen);
  }
}

async function importMap(
  store: Store,
  territoryId: string,
  line: CommandLine,
  context: CommandContext,
): Promise<number> {
  const { flags } = line;
  const codeScheme = readText(flags, 'code-scheme') as CodeScheme | undefined;
  const report = await importGrids({
    store,
    territoryId,
    files: makeFileSpecs(line.files),
    options: {
      matchMetres: readMatch(flags),
      mergeSameCode: readSwitch(flags, 'merge-same-code'),
      replace: readSwitch(flags, 'replace'),
      audit: !readSwitch(flags, 'no-audit'),
      ...(codeScheme === undefined ? {} : { codeScheme }),
      create: {
        name: {
          zh: readText(flags, 'name-zh') ?? territoryId,
          en: readText(flags, 'name-en') ?? territoryId,
        },
        codeScheme: codeScheme ?? 'own',
      },
    },
    principal: localPrincipal,
    onProgress: ({ step, done, total }) => context.progress.report(step, done, total),
    signal: context.signal,
  });
  context.progress.clear();
  await context.write(
    readSwitch(flags, 'json') ? `${JSON.stringify(report, null, 2)}\n` : describeImport(report),
  );
  return exitCodes.clean;
}

export function readMatch(flags: CommandLine['flags']): number {
  return (
    readNumber(flags, 'match', { least: 0, most: largestMatchMetres, whole: false }) ?? defaultMatchMetres
  );
}

async function importLayers(
  store: Store,
  territoryId: string,
  line: CommandLine,
  context: CommandContext,
): Promise<number> {
  const specs = makeFileSpecs(line.files);
  if (specs.some((spec) => spec.table !== undefined))
    throw usageError(
      'a reference layer is read from a file, not from a table',
      'export the table to GeoJSON',
    );
  const counts = await importReference({
    store,
    territoryId,
    files: specs.map((spec, index) => ({
      ...spec,
      kind: readText(line.files[index]!.flags, 'reference') as ReferenceKind,
    })),
    onProgress: ({ step, done, total }) => context.progress.report(step, done, total),
    signal: context.signal,
  });
  context.progress.clear();
  const text = Object.entries(counts).map(([kind, count]) => `${kind}: ${count} features`);
  const json = { format: 'wangge-reference/1', territory: territoryId, features: counts };
  await context.write(
    readSwitch(line.flags, 'json')
      ? `${JSON.stringify(json, null, 2)}\n`
      : `${territoryId}: ${text.join(', ')}\n`,
  );
  return exitCodes.clean;
}
