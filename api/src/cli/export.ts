import { exportGrids } from '../jobs/export-grids.js';
import { findRevision } from '../jobs/find-revision.js';
import { chooseTerritory } from './choose-territory.js';
import { exitCodes, type Command, type CommandContext } from './command.js';
import { commonFlags, databaseFlags } from './flag.js';
import { readLevel } from './make-file-specs.js';
import { withStore } from './open-store.js';
import type { CommandLine } from './parse-command-line.js';
import { readNumber, readSwitch, readOutFile, readText } from './read-flags.js';
import { refuseFiles } from './refuse-files.js';
import { writeAtomically } from './write-atomically.js';

export const exportCommand: Command = {
  name: 'export',
  about: 'write a published map as GeoJSON',
  usage: ['export [--territory NAME] [--revision N] [--level LEVEL] [--out FILE]'],
  flags: {
    territory: { value: 'NAME', about: 'the map to export; needed only when there are several' },
    revision: { value: 'N', about: 'the published revision (default: the present one)' },
    level: { value: 'LEVEL', about: 'only this level' },
    out: { value: 'FILE', about: 'write there instead of stdout, whole or not at all' },
    force: { about: 'write over an existing FILE' },
    ...databaseFlags,
    ...commonFlags,
  },
  notes: [
    'WGS84, at most 7 decimals, codes as text, with the fields level, code, parent, name, category, every attribute,\n' +
      'and implied on grids that were made up to fill a level. Importing the file again with --match 0 changes nothing;\n' +
      'without it, vertices that lie in a neighbour’s edge are matched as in any other file.',
    'Example:\n  wangge export --territory sample --level county --out counties.geojson',
  ],
  run: async (line: CommandLine, context: CommandContext) => {
    refuseFiles(line, 'export');
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
