/** What went wrong with a file, by the system's name for it; `code` is '' where nothing names it. */
export interface FileFault {
  readonly code: string;
  readonly message: string;
}

/**
 * PGlite's file system throws objects that are no errors and carry WASI's numbers (wasi-libc, errno.h). Only those that
 * the user can mend are named.
 */
const wasiCodes: Readonly<Record<number, string>> = {
  2: 'EACCES',
  19: 'EDQUOT',
  22: 'EFBIG',
  29: 'EIO',
  51: 'ENOSPC',
  63: 'EPERM',
  69: 'EROFS',
};

/** Reads the fault out of whatever was thrown while the database was opened. */
export function readFileFault(thrown: unknown): FileFault {
  if (thrown instanceof Error) {
    return {
      code: 'code' in thrown && typeof thrown.code === 'string' ? thrown.code : '',
      message: thrown.message,
    };
  }
  if (
    typeof thrown === 'object' &&
    thrown !== null &&
    'errno' in thrown &&
    typeof thrown.errno === 'number'
  ) {
    const code = wasiCodes[thrown.errno] ?? '';
    return { code, message: code === '' ? `file system error ${thrown.errno}` : code };
  }
  return { code: '', message: String(thrown) };
}
