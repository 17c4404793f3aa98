import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { lookAgainMs, rememberRows } from './remember-rows.js';

interface Row {
  readonly made: string | undefined;
}

/** A store with one row, which the test changes. */
function remembering(first: Row | undefined) {
  const store = { row: first, isAway: false, readings: 0 };
  const rows = rememberRows<Row>(
    () => {
      store.readings += 1;
      return store.isAway ? Promise.reject(new Error('away')) : Promise.resolve(store.row);
    },
    ({ made }) => made,
  );
  return { store, rows };
}

describe('rememberRows', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it('asks once for what is settled, and each time for what is not', async () => {
    const { store, rows } = remembering({ made: undefined });
    await rows.recall('town', 1);
    await rows.recall('town', 1);
    expect(store.readings).toBe(2);
    expect(rows.watch('town', 1)()).toBe(false);
    store.row = { made: 'Monday' };
    for (let times = 0; times < 5; times += 1) await rows.recall('town', 1);
    expect(store.readings).toBe(3);
    expect(rows.watch('town', 1)()).toBe(true);
  });

  it('looks again in the background, every few seconds at most and only when asked', async () => {
    const { store, rows } = remembering({ made: 'Monday' });
    await rows.recall('town', 1);
    const isPresent = rows.watch('town', 1);
    await vi.advanceTimersByTimeAsync(10 * lookAgainMs);
    expect(store.readings).toBe(1);
    store.row = { made: 'Tuesday' };
    for (let times = 0; times < 100; times += 1) expect(isPresent()).toBe(true);
    await vi.advanceTimersByTimeAsync(0);
    expect([store.readings, isPresent()]).toEqual([2, false]);
    expect(await rows.recall('town', 1)).toEqual({ made: 'Tuesday' });
    expect([store.readings, rows.watch('town', 1)()]).toEqual([2, true]);
  });

  it('is corrected by everyone who asks the store', async () => {
    const { store, rows } = remembering({ made: 'Monday' });
    await rows.recall('town', 1);
    const isPresent = rows.watch('town', 1);
    store.row = undefined;
    expect(await rows.read('town', 1)).toBeUndefined();
    expect([isPresent(), await rows.recall('town', 1)]).toEqual([false, undefined]);
  });

  it('stays with what it knows while the database is away', async () => {
    const { store, rows } = remembering({ made: 'Monday' });
    await rows.recall('town', 1);
    const isPresent = rows.watch('town', 1);
    store.isAway = true;
    await vi.advanceTimersByTimeAsync(2 * lookAgainMs);
    isPresent();
    await vi.advanceTimersByTimeAsync(0);
    expect([store.readings, isPresent(), await rows.recall('town', 1)]).toEqual([
      2,
      true,
      { made: 'Monday' },
    ]);
  });
});
