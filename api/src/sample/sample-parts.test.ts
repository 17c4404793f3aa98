import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRandom } from './create-random.js';
import { dentBorder } from './dent-border.js';
import { MinHeap } from './min-heap.js';
import { chineseNumber } from './name-grids.js';
import { shareOut } from './share-out.js';

describe('shares', () => {
  it('add up exactly and keep the minimum, for any weights', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 5000 }), { minLength: 1, maxLength: 30 }),
        fc.integer({ min: 30, max: 100_000 }),
        (weights, total) => {
          const shares = shareOut(total, weights, 1);
          expect(shares.reduce((a, b) => a + b, 0)).toBe(total);
          expect(Math.min(...shares)).toBeGreaterThanOrEqual(1);
        },
      ),
    );
  });

  it('are the weights themselves when the total is their sum', () => {
    expect(shareOut(7183, [1951, 742, 1861, 190, 2058, 381], 1)).toEqual([1951, 742, 1861, 190, 2058, 381]);
  });

  it('refuse a minimum that does not fit', () => {
    expect(() => shareOut(2, [1, 1, 1], 1)).toThrow(RangeError);
  });
});

describe('random numbers', () => {
  it('repeat for the same seed and stream, and differ for another', () => {
    const draw = (seed: number, stream: string): number[] => {
      const random = createRandom(seed, stream);
      return Array.from({ length: 5 }, () => random.unit());
    };
    expect(draw(1, 'a')).toEqual(draw(1, 'a'));
    expect(draw(1, 'a')).not.toEqual(draw(2, 'a'));
    expect(draw(1, 'a')).not.toEqual(draw(1, 'b'));
    expect(draw(1, 'a').every((value) => value >= 0 && value < 1)).toBe(true);
  });
});

describe('the heap', () => {
  it('gives values by key, equal keys in order of insertion', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 9 }), { maxLength: 60 }), (keys) => {
        const heap = new MinHeap();
        keys.forEach((key, index) => heap.push(key, index));
        const popped = keys.map(() => heap.pop()?.value);
        const expected = keys
          .map((_, index) => index)
          .sort((a, b) => (keys[a] ?? 0) - (keys[b] ?? 0) || a - b);
        expect(popped).toEqual(expected);
        expect(heap.pop()).toBeUndefined();
      }),
    );
  });
});

describe('Chinese numbers', () => {
  it.each([
    [2, '二'],
    [10, '十'],
    [12, '十二'],
    [20, '二十'],
    [105, '一百零五'],
    [110, '一百一十'],
    [1000, '1000'],
  ])('counts %i as %s', (number, text) => {
    expect(chineseNumber(number)).toBe(text);
  });
});

describe('a dent in a border', () => {
  // Squares of 10 000 steps (about 100 m) side by side; K is the vertex in the middle of their border.
  const west = Int32Array.from([0, 0, 10_000, 0, 10_000, 5000, 10_000, 10_000, 0, 10_000, 0, 0]);
  const east = Int32Array.from([
    10_000, 0, 20_000, 0, 20_000, 10_000, 10_000, 10_000, 10_000, 5000, 10_000, 0,
  ]);

  it('inwards opens the triangle P K Q M', () => {
    const dent = dentBorder(west, 2, 9.38, 'inwards', [east]);
    expect(dent?.to).toEqual([9000, 5000]);
    expect(dent?.areaSquareLattice).toBe(5_000_000);
    expect([...(dent?.ring ?? [])].slice(4, 6)).toEqual([9000, 5000]);
  });

  it('outwards lies over the neighbour', () => {
    expect(dentBorder(west, 2, 9.38, 'outwards', [east])?.to).toEqual([11_000, 5000]);
  });

  it('is refused where it would reach through the neighbour', () => {
    expect(dentBorder(west, 2, 120, 'outwards', [east])).toBeUndefined();
    expect(dentBorder(west, 2, 120, 'inwards', [east])).toBeUndefined();
  });
});
