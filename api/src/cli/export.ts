import { exportGrids } from '../jobs/export-grids.js';
import { findRevision } from '../jobs/find-revision.js';
import { chooseTerritory } from './choose-territory.js';
import { exitCodes, type Command, type CommandContext } from './command.js';
import { runExportAll } from './export-all.js';
import { commonFlags, databaseFlags } from './flag.js';
import { readLevel } from './make-file-specs.js';
import { withStore } from './open-store.js';
import type { CommandLine } from './parse-command-line.js';
import { readNumber, readSwitch, readOutFile, readText } from './read-flags.js';
import { refuseFiles } from './refuse-files.js';
import { usageError } from './usage-error.js';
import { writeAtomically } from './write-atomically.js';

export const exportCommand: Command = {
  name: 'export',
  about: 'write a published map as GeoJSON, or everything as one file for another installation',
  usage: [
    'export [--territory NAME] [--revision N] [--level LEVEL] [--out FILE]',
    'export --all [--territory NAME] --out FILE [--json]',
  ],
  flags: {
    territory: {
      value: 'NAME',
      about: 'the map to export; needed only when there are several (with --all: only this one)',
    },
    revision: { value: 'N', about: 'the published revision (default: the present one)' },
    level: { value: 'LEVEL', about: 'only this level' },
    out: { value: 'FILE', about: 'write there instead of stdout, whole or not at all' },
    force: { about: 'write over an existing FILE' },
    all: { about: 'everything of all maps, history and work on findings included, for wangge import --all' },
    json: { about: 'with --all: print what was written as JSON' },
    ...databaseFlags,
    ...commonFlags,
  },
  notes: [
    'WGS84, at most 7 decimals, codes as text, with the fields level, code, parent, name, category, every attribute,\n' +
      'and implied on grids that were made up to fill a level. Importing the file again with --match 0 changes nothing;\n' +
      'without it, vertices that lie in a neighbour’s edge are matched as in any other file.',
    'With --all: names, code schemes, categories, every published revision with its date and author, grids with their\n' +
      'ids, reference layers, imports, audits, findings, their work items and waivers; compressed lines of JSON that\n' +
      'carry their own hash. Drawn tiles are not in it: they are drawn anew.',
    'Examples:\n' +
      '  wangge export --territory sample --level county --out counties.geojson\n' +
      '  wangge export --all --out city.wangge.gz\n' +
      '  wangge import --all city.wangge.gz --database-url postgresql://…',
  ],
  run: async (line: CommandLine, context: CommandContext) => {
    refuseFiles(line, 'export');
    if (readSwitch(line.flags, 'all')) return runExportAll(line, context);
    if (readSwitch(line.flags, 'json'))
      throw usageError('--json goes with --all alone', 'a map is written as GeoJSON anyway');
    const level = readLevel(readText(line.flags, 'level'));
    const wanted = readNumber(line.flags, 'revision', { least: 1, most: 2 ** 31 - 1, whole: true });
    const grids = await withStore(line.flags, context, async (store) => {
      const territoryId = await chooseTerritory(store, readText(line.flags, 'territory'));
      const revision = await findRevision(store, territoryId, wanted);
      return store.readGrids(territoryId, revision, {
        onProgress: (done, total) => context.progress.report('Reading the map', done, total),
        signal: context.signal,
      });
    });
    context.progress.clear();
    const chunks = exportGrids(grids, level);
    const out = readOutFile(line.flags);
    if (out !== undefined) {
      await writeAtomically(out, chunks, {
        overwrite: readSwitch(line.flags, 'force'),
        signal: context.signal,
      });
    } else {
      for (const chunk of chunks) await context.write(chunk);
    }
    return exitCodes.clean;
  },
};
