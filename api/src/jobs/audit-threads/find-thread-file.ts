import { existsSync } from 'node:fs';

const threadFile = 'audit-thread.js';

/**
 * The compiled file that a thread runs: beside this one, or, where this one is run from its source, in the build.
 *
 * @returns undefined where nothing was built
 */
export function findThreadFile(): URL | undefined {
  return [`./${threadFile}`, `../../../dist/jobs/audit-threads/${threadFile}`]
    .map((path) => new URL(path, import.meta.url))
    .find((file) => existsSync(file));
}
