import { describe, expect, it } from 'vitest';
import { readFileFault } from './read-file-fault.js';

describe('readFileFault', () => {
  it('names a full disk as the embedded database throws it', () => {
    expect(readFileFault({ name: 'ErrnoError', errno: 51 })).toEqual({ code: 'ENOSPC', message: 'ENOSPC' });
  });

  it('keeps the number of what it has no name for', () => {
    expect(readFileFault({ errno: 999 })).toEqual({ code: '', message: 'file system error 999' });
  });

  it("keeps the code and words of Node's errors, and the words of others", () => {
    const denied = Object.assign(new Error('permission denied'), { code: 'EACCES' });
    expect(readFileFault(denied)).toEqual({ code: 'EACCES', message: 'permission denied' });
    expect(readFileFault(new Error('odd'))).toEqual({ code: '', message: 'odd' });
    expect(readFileFault('text')).toEqual({ code: '', message: 'text' });
  });
});
