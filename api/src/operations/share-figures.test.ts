import { describe, expect, it } from 'vitest';
import { shareFigures } from './share-figures.js';

describe('figures that many ask for', () => {
  it('are read once for everyone who asks within the time', async () => {
    let reads = 0;
    const figures = shareFigures(async () => ++reads, { freshMs: 10_000, patienceMs: 1000 });
    expect(await Promise.all([figures(), figures()])).toEqual([1, 1]);
    expect(await figures()).toBe(1);
  });

  it('are read again when they are old, and after a failure', async () => {
    let reads = 0;
    const failing = async (): Promise<number> => {
      reads++;
      if (reads === 1) throw new Error('away');
      return reads;
    };
    const figures = shareFigures(failing, { freshMs: 0, patienceMs: 1000 });
    expect([await figures(), await figures(), await figures()]).toEqual([undefined, 2, 3]);
  });

  it('are not waited for beyond patience, nor asked a second time beside', async () => {
    let reads = 0;
    let answer = (_value: number): void => undefined;
    const slow = (): Promise<number> => {
      reads++;
      return new Promise((resolve) => (answer = resolve));
    };
    const figures = shareFigures(slow, { freshMs: 10_000, patienceMs: 10 });
    expect([await figures(), await figures()]).toEqual([undefined, undefined]);
    expect(reads).toBe(1);
    answer(7);
    expect(await figures()).toBe(7);
  });
});
