import { describe, expect, it } from 'vitest';
import { openWhenUp } from './open-when-up.js';
import { Problem } from './problem.js';
import type { Database } from './store/database.js';

const database = { kind: 'server' } as Database;
const { signal } = new AbortController();

const refused = (code: string, type = 'database-unreachable'): Problem =>
  new Problem(
    { type, status: 503, detail: 'The database cannot be reached.' },
    { cause: Object.assign(new Error('from PostgreSQL'), { code }) },
  );

/** Fails with each of these in turn, then opens. */
function opening(...errors: Problem[]): { open: () => Promise<Database>; tries: () => number } {
  let tries = 0;
  return {
    open: async () => {
      const error = errors[tries];
      tries += 1;
      if (error !== undefined) throw error;
      return database;
    },
    tries: () => tries,
  };
}

describe('openWhenUp', () => {
  it('waits for a database that is not up yet, or not yet known by its name, and tells so', async () => {
    const told: string[] = [];
    const { open, tries } = opening(refused('ENOTFOUND'), refused('ECONNREFUSED'), refused('57P03'));
    const options = { open, waitMs: 10_000, onProgress: (line: string) => told.push(line), signal };
    expect(await openWhenUp(options)).toBe(database);
    expect(tries()).toBe(4);
    expect(told[0]).toBe('Waiting for the database, 10 s more');
  });

  it('gives up with the last refusal once the time is over', async () => {
    const last = refused('ECONNREFUSED');
    const { open, tries } = opening(refused('ECONNREFUSED'), last, last, last, last);
    await expect(openWhenUp({ open, waitMs: 50, onProgress: () => undefined, signal })).rejects.toBe(last);
    expect(tries()).toBeGreaterThan(1);
  });

  it.each([
    ['a wrong password', refused('28P01')],
    ['a database that does not exist', refused('3D000')],
    ['a missing extension', refused('ECONNREFUSED', 'database-without-postgis')],
    [
      'a bad address',
      new Problem({ type: 'database-unreachable', status: 503, detail: 'This is not an address.' }),
    ],
  ])('does not wait for what waiting cannot mend: %s', async (_what, error) => {
    const { open, tries } = opening(error);
    await expect(openWhenUp({ open, waitMs: 10_000, onProgress: () => undefined, signal })).rejects.toBe(
      error,
    );
    expect(tries()).toBe(1);
  });

  it('stops waiting when the start is stopped', async () => {
    const abort = new AbortController();
    const reason = new Error('stopped');
    const { open } = opening(refused('ECONNREFUSED'));
    const onProgress = (): void => abort.abort(reason);
    await expect(openWhenUp({ open, waitMs: 60_000, onProgress, signal: abort.signal })).rejects.toBe(reason);
  });
});
