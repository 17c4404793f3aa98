import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import { Problem } from '../problem.js';
import { tellUnreadable } from './tell-system-error.js';

/** Refuses what is not a file that can be read more than once. @throws Problem `unreadable`. */
export async function requirePlainFile(path: string): Promise<void> {
  const kind = await findKind(path);
  if (kind === 'file') return;
  const { reason, fix } =
    kind === 'folder'
      ? tellUnreadable('EISDIR')
      : { reason: 'it is a pipe or a device, and must be read twice', fix: 'Save it as a file first.' };
  throw unreadable(path, reason, fix);
}

async function findKind(path: string): Promise<'file' | 'folder' | 'other'> {
  try {
    // Opened without waiting for whoever writes into a pipe.
    const file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
    try {
      const found = await file.stat();
      if (found.isDirectory()) return 'folder';
      return found.isFile() ? 'file' : 'other';
    } finally {
      await file.close();
    }
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    const { reason, fix } = tellUnreadable(code);
    throw unreadable(path, reason, fix, error);
  }
}

function unreadable(path: string, reason: string, fix: string, cause?: unknown): Problem {
  const detail = `The file cannot be read: ${reason}.`;
  return new Problem({ type: 'unreadable', status: 422, file: path, detail, fix }, { cause });
}
