import type pg from 'pg';
import { describe, expect, it } from 'vitest';
import { StoreUnavailable } from './map-error.js';
import { createSql } from './run-sql.js';

/** A pool whose statements fail with this, as often as it is asked. */
function failingPool(error: Error): { pool: pg.Pool; tries: () => number } {
  let tries = 0;
  const query = async (): Promise<never> => {
    tries += 1;
    throw error;
  };
  return { pool: { query } as unknown as pg.Pool, tries: () => tries };
}

describe('reading from a database that gives no connection', () => {
  it('is over after one wait when the pool is exhausted', async () => {
    const { pool, tries } = failingPool(new Error('timeout exceeded when trying to connect'));
    await expect(createSql(pool).read('select 1')).rejects.toBeInstanceOf(StoreUnavailable);
    expect(tries()).toBe(1);
  });

  it('is tried again for some seconds when the connection is lost, and then told', async () => {
    const { pool, tries } = failingPool(Object.assign(new Error('refused'), { code: 'ECONNREFUSED' }));
    const start = performance.now();
    await expect(createSql(pool).read('select 1')).rejects.toBeInstanceOf(StoreUnavailable);
    expect(performance.now() - start).toBeLessThan(8_000);
    expect(tries()).toBeGreaterThan(3);
  }, 15_000);
});
