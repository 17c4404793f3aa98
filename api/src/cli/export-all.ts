import { exportAll, type Bundle } from '../jobs/export-all.js';
import { productVersion } from '../operations/product-version.js';
import { createBundleStore } from '../store/create-bundle-store.js';
import { exitCodes, type CommandContext } from './command.js';
import { describeBundle } from './describe-bundle.js';
import { withStore } from './open-store.js';
import type { CommandLine } from './parse-command-line.js';
import { readOutFile, readSwitch, readText } from './read-flags.js';
import { usageError } from './usage-error.js';
import { writeAtomically } from './write-atomically.js';

/** `wangge export --all`: the bundle as a file, and what it holds on stdout. */
export async function runExportAll(line: CommandLine, context: CommandContext): Promise<number> {
  const { flags } = line;
  const out = readOutFile(flags);
  for (const flag of ['level', 'revision']) {
    if (flag in flags)
      throw usageError(`--${flag} does not go with --all`, 'a bundle holds every level of every revision');
  }
  if (out === undefined)
    throw usageError('export --all needs a file', 'name it: --out FILE, for example --out city.wangge.gz');
  const bundle = await withStore(flags, context, async (store, database) => {
    const made = await exportAll({
      store,
      bundles: createBundleStore(database),
      territoryId: readText(flags, 'territory'),
      product: productVersion,
      createdAt: new Date(),
      onProgress: ({ step, done, total }) => context.progress.report(step, done, total),
      signal: context.signal,
    });
    await writeAtomically(out, made.parts, {
      overwrite: readSwitch(flags, 'force'),
      signal: context.signal,
    });
    return made;
  });
  context.progress.clear();
  await context.write(readSwitch(flags, 'json') ? toJson(bundle, out) : tell(bundle, out));
  return exitCodes.clean;
}

function tell({ head, end }: Bundle, out: string): string {
  return `${out}:\n${describeBundle(head.territories, end()?.rows ?? {})}`;
}

function toJson({ head, end }: Bundle, out: string): string {
  return `${JSON.stringify({ ...head, file: out, ...end() }, null, 2)}\n`;
}
