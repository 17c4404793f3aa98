import { drawMissing } from '../jobs/draw-missing.js';
import { importAll } from '../jobs/import-all.js';
import type { ReportProgress } from '../jobs/job-progress.js';
import { createBundleStore } from '../store/create-bundle-store.js';
import { exitCodes, type CommandContext } from './command.js';
import { describeBundle } from './describe-bundle.js';
import { withStore } from './open-store.js';
import type { CommandLine } from './parse-command-line.js';
import { readSwitch, readText } from './read-flags.js';
import { requirePlainFile } from './require-plain-file.js';
import { usageError } from './usage-error.js';

/** Flags that a bundle can be brought in with; what the others say, the bundle says itself. */
const known = new Set(['all', 'territory', 'json', 'data-dir', 'database-url']);

/** `wangge import --all FILE`: what `export --all` wrote, whole. */
export async function runImportAll(line: CommandLine, context: CommandContext): Promise<number> {
  const [path, ...others] = line.positionals;
  const given = [...Object.keys(line.flags), ...line.files.flatMap((file) => Object.keys(file.flags))];
  const stranger = given.find((flag) => !known.has(flag));
  if (stranger !== undefined)
    throw usageError(`--${stranger} does not go with --all`, 'a bundle says itself how it is read');
  if (path === undefined || others.length > 0)
    throw usageError('import --all needs one FILE', 'name the one that wangge export --all wrote');
  await requirePlainFile(path);
  const { signal } = context;
  const onProgress: ReportProgress = ({ step, done, total }) => context.progress.report(step, done, total);
  const report = await withStore(line.flags, context, (store, database) =>
    importAll({
      store,
      bundles: createBundleStore(database),
      path,
      territoryId: readText(line.flags, 'territory'),
      draw: async (territoryId) => void (await drawMissing({ store, territoryId, onProgress, signal })),
      onProgress,
      signal,
    }),
  );
  context.progress.clear();
  await context.write(
    readSwitch(line.flags, 'json')
      ? `${JSON.stringify({ file: path, ...report }, null, 2)}\n`
      : `brought in from ${path}:\n${describeBundle(report.territories, report.rows)}`,
  );
  return exitCodes.clean;
}
