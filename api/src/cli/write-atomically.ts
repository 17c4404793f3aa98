import { createWriteStream } from 'node:fs';
import { link, rename, rm, unlink } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Problem } from '../problem.js';
import { partPath, sweepParts } from './sweep-parts.js';
import { tellUnwritable } from './tell-system-error.js';

/**
 * Writes a file beside its place and renames it there when it is whole: a reader sees the old file or the new
 * one. Without `overwrite` an existing file is left alone.
 *
 * @throws Problem `file-exists`, or `cannot-write` for what the system refuses (folder, rights, space).
 */
export async function writeAtomically(
  path: string,
  chunks: Iterable<string> | AsyncIterable<string | Uint8Array>,
  options: {
    readonly overwrite: boolean;
    /** The flag of the command that lets it write over a file; `--force` where nothing is said. */
    readonly overwriteFlag?: string;
    readonly signal?: AbortSignal;
  },
): Promise<void> {
  const beside = partPath(path);
  try {
    await sweepParts(path);
    await pipeline(
      Readable.from(chunks),
      createWriteStream(beside, { flags: 'wx' }),
      options.signal === undefined ? {} : { signal: options.signal },
    );
    if (options.overwrite) await rename(beside, path);
    else await linkNew(beside, path, options.overwriteFlag);
  } catch (error) {
    await rm(beside, { force: true });
    if (!isSystemError(error) || error.code === 'ABORT_ERR') throw error;
    const { reason, fix } = tellUnwritable(error.code, path);
    throw new Problem(
      {
        type: 'cannot-write',
        status: 422,
        file: path,
        detail: `The file cannot be written: ${reason}.`,
        fix,
      },
      { cause: error },
    );
  }
}

/** A hard link fails where the name is taken, which a rename would not. */
async function linkNew(from: string, to: string, overwriteFlag: string | undefined): Promise<void> {
  try {
    await link(from, to);
  } catch (error) {
    if (!isSystemError(error) || error.code !== 'EEXIST') throw error;
    throw describeExisting(to, error, overwriteFlag);
  }
  await unlink(from);
}

export function describeExisting(path: string, cause?: unknown, overwriteFlag = '--force'): Problem {
  return new Problem(
    {
      type: 'file-exists',
      status: 409,
      file: path,
      detail: 'The file exists already.',
      fix: `Choose another place, or add ${overwriteFlag} to write over it.`,
    },
    { cause },
  );
}

function isSystemError(error: unknown): error is NodeJS.ErrnoException & { code: string } {
  return error instanceof Error && typeof (error as NodeJS.ErrnoException).code === 'string';
}
