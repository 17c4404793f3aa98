import { dirname } from 'node:path';

/** What the system says of a file, in words, and what to do about it. */
export interface SystemReason {
  readonly reason: string;
  readonly fix: string;
}

/** @param code of the system's error, `ENOENT` … */
export function tellUnreadable(code: string): SystemReason {
  if (code === 'ENOENT') return { reason: 'there is no such file', fix: 'Check the path.' };
  if (code === 'EISDIR') return { reason: 'it is a folder', fix: 'Name a file.' };
  if (code === 'EACCES' || code === 'EPERM')
    return { reason: 'this user may not read it', fix: 'Change who may read it.' };
  return { reason: code, fix: 'Check the path and who may read it.' };
}

/** @param code of the system's error, `ENOENT` … */
export function tellUnwritable(code: string, path: string): SystemReason {
  if (code === 'ENOENT' || code === 'ENOTDIR') {
    return {
      reason: `the folder ${dirname(path)} does not exist`,
      fix: 'Make the folder first, or choose another place.',
    };
  }
  if (code === 'EISDIR') return { reason: 'it is a folder', fix: 'Name a file in it.' };
  if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS') {
    return {
      reason: `this user may not write in the folder ${dirname(path)}`,
      fix: 'Change who may write there, or choose another place.',
    };
  }
  if (code === 'ENOSPC')
    return { reason: 'there is no room left', fix: 'Make room, or choose another place.' };
  return { reason: code, fix: 'Check that its folder exists, may be written, and has room.' };
}
