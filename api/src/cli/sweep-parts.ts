import { readdir, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

/** What a process writes beside the place of a file until that is whole. */
export function partPath(path: string): string {
  return join(dirname(path), `.${basename(path)}.${process.pid}.part`);
}

/**
 * Takes away what processes that were killed have left half-written beside a file. One that bears our own number is of
 * a process before us: in a container every process may have the same.
 */
export async function sweepParts(path: string): Promise<void> {
  const prefix = `.${basename(path)}.`;
  for (const name of await readdir(dirname(path))) {
    if (!name.startsWith(prefix)) continue;
    const owner = /^(\d+)\.part$/.exec(name.slice(prefix.length))?.[1];
    if (owner === undefined) continue;
    if (Number(owner) === process.pid || !isAlive(Number(owner)))
      await rm(join(dirname(path), name), { force: true });
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ESRCH';
  }
}
