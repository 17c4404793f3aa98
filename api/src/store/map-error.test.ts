import { describe, expect, it } from 'vitest';
import { Problem } from '../problem.js';
import { isConnectionLost, isRetriable, mapError, StoreUnavailable } from './map-error.js';

const pgError = (code: string, constraint?: string): Error =>
  Object.assign(new Error('from PostgreSQL'), { code, constraint });

describe('mapError', () => {
  it.each([
    ['23505', 'territory_pkey', 'territory-exists', 409],
    ['23514', 'grid_version_code_shape', 'code-shape', 400],
    ['23P01', 'grid_version_code_once_per_level', 'code-twice', 409],
    ['23503', 'import_run_territory_fkey', 'territory-not-found', 404],
    ['23505', 'some_new_key', 'conflict', 409],
  ])('makes %s of %s the problem %s', (code, constraint, type, status) => {
    expect(mapError(pgError(code, constraint))).toMatchObject({ details: { type, status } });
  });

  it.each(['08006', '53300', '57P01', 'ECONNREFUSED', 'ECONNRESET'])(
    'makes %s an unavailable store',
    (code) => {
      const cause = pgError(code);
      expect(mapError(cause)).toBeInstanceOf(StoreUnavailable);
      expect(mapError(cause)).toMatchObject({ cause });
    },
  );

  it.each([
    [pgError('53100'), 'disk-full'],
    [
      Object.assign(new Error('could not write to file "x": No space left on device'), { code: '58030' }),
      'disk-full',
    ],
    [pgError('53300'), 'overloaded'],
    [new Error('timeout exceeded when trying to connect'), 'overloaded'],
    [pgError('57P01'), 'away'],
    [new Error('Query read timeout'), 'away'],
  ])('tells why: %s is %s', (error, shortage) => {
    expect(mapError(error)).toMatchObject({ name: 'StoreUnavailable', shortage, cause: error });
  });

  it('knows a connection that was not made in time as lost', () => {
    expect(isConnectionLost(new Error('timeout expired'))).toBe(true);
  });

  it('knows a lost connection by what pg says, and in an aggregate', () => {
    expect(isConnectionLost(new Error('Connection terminated unexpectedly'))).toBe(true);
    expect(isConnectionLost(new AggregateError([pgError('ECONNREFUSED')]))).toBe(true);
    expect(isConnectionLost(pgError('22012'))).toBe(false);
  });

  it('leaves our own faults and finished answers as they are', () => {
    const problem = new Problem({ type: 'x', status: 400, detail: 'x' });
    for (const error of [problem, pgError('42601'), new TypeError('x'), 'text'])
      expect(mapError(error)).toBe(error);
  });

  it('repeats only what PostgreSQL ended for concurrency', () => {
    expect(['40001', '40P01', '23505', '57014'].map((code) => isRetriable(pgError(code)))).toEqual([
      true,
      true,
      false,
      false,
    ]);
  });
});
