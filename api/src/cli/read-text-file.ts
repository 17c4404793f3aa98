import { readFile } from 'node:fs/promises';
import { Problem } from '../problem.js';
import { tellUnreadable } from './tell-system-error.js';

/** The text of a small file that a flag names. @throws Problem `unreadable`. */
export async function readTextFile(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    const { reason, fix } = tellUnreadable(code);
    throw new Problem(
      {
        type: 'unreadable',
        status: 422,
        file: path,
        detail: `The file cannot be read: ${reason}.`,
        fix,
      },
      { cause: error },
    );
  }
}
