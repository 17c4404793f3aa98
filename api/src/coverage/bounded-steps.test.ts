import { describe, expect, it } from 'vitest';
import { labelPoint } from '../geometry/label-point.js';
import type { Steps } from '../geometry/run-steps.js';
import type { MultiPolygon } from '../geometry/types.js';
import { areaSquareMetres } from '../geometry/area-square-metres.js';
import { findDefects } from './find-defects.js';
import { measureWidth } from './measure-width.js';
import { proveParent } from './prove-parent.js';
import { repairRings } from './repair-rings.js';

function countSteps<T>(steps: Steps<T>): { readonly count: number; readonly value: T } {
  for (let count = 0; ; count += 1) {
    const step = steps.next();
    if (step.done === true) return { count, value: step.value };
  }
}

function box(west: number, south: number, east: number, north: number): Int32Array {
  return Int32Array.of(west, south, east, south, east, north, west, north, west, south);
}

/** Teeth that go up and down between two rows and come back shifted: every tooth crosses its neighbours. */
function zigzag(teeth: number): Int32Array {
  const path: number[] = [];
  for (let tooth = 0; tooth < teeth; tooth += 1) path.push(tooth * 1000, (tooth % 2) * 1e6);
  for (let tooth = teeth - 1; tooth >= 0; tooth -= 1) path.push(tooth * 1000 + 7, ((tooth + 1) % 2) * 1e6);
  return Int32Array.from([...path, path[0]!, path[1]!]);
}

describe('long work', () => {
  it('is cut into steps while one bad ring is repaired', () => {
    const { count, value } = countSteps(repairRings([{ geometry: [[zigzag(120)]] }]));
    expect(value.repaired).toHaveLength(1);
    expect(count).toBeGreaterThan(10);
  });

  it('is cut into steps inside one parent with many defects', () => {
    const holes = Array.from({ length: 900 }, (_, index) => {
      const x = (index % 30) * 1000 + 100;
      const y = Math.floor(index / 30) * 1000 + 100;
      return Int32Array.of(x, y, x, y + 800, x + 800, y + 800, x + 800, y, x, y);
    });
    const parent: MultiPolygon = [[box(0, 0, 30_000, 30_000)]];
    const children: MultiPolygon[] = [[[parent[0]![0]!, ...holes]]];
    const residual = proveParent(children, parent);
    const { count, value } = countSteps(findDefects({ children, parent, residual }));
    expect(value).toHaveLength(900);
    expect(count).toBeGreaterThan(900);
  });

  it('names the causes of 400 children that are one and the same area', () => {
    const parent: MultiPolygon = [[box(0, 0, 1000, 1000)]];
    const children = Array.from({ length: 400 }, (): MultiPolygon => [[box(0, 0, 1000, 1000)]]);
    const { value } = countSteps(findDefects({ children, parent, residual: proveParent(children, parent) }));
    expect(value).toMatchObject([{ kind: 'overlap', cause: 'duplicate' }]);
    expect(value[0]!.owners).toHaveLength(400);
  });

  it('stays out of the inside of a seamless level that has no parent', () => {
    const across = 60;
    const children = Array.from({ length: across * across }, (_, index): MultiPolygon => {
      const x = (index % across) * 1000;
      const y = Math.floor(index / across) * 1000;
      return [[box(x, y, x + 1000, y + 1000)]];
    });
    const residual = proveParent(children, undefined);
    const { count, value } = countSteps(findDefects({ children, parent: undefined, residual }));
    expect(value).toEqual([]);
    // Only the outline of 240 edges is looked at: the 14 400 edges inside would take several times as many steps.
    expect(count).toBeLessThan(12);
  });
});

describe('the width of ribbons', () => {
  it('is that of a 1 m gap around a square of 100 km, at once', () => {
    const shell = box(0, 0, 10_000_000, 10_000_000);
    const hole = Int32Array.of(100, 100, 100, 9_999_900, 9_999_900, 9_999_900, 9_999_900, 100, 100, 100);
    const start = performance.now();
    const width = measureWidth([shell, hole], areaSquareMetres([[shell, hole]]));
    expect(performance.now() - start).toBeLessThan(1000);
    expect(width).toBeGreaterThan(0.99);
    expect(width).toBeLessThan(1.35);
  });

  it('is within 5 % of the side of a square', () => {
    const square = box(0, 0, 9000, 9000);
    const width = measureWidth([square], areaSquareMetres([[square]]));
    expect(Math.abs(width / (9000 * 0.011057) - 1)).toBeLessThan(0.05);
  });

  it('does not hold up the labels of long rectangles of 2 m by 1 km', () => {
    const start = performance.now();
    for (let index = 0; index < 50; index += 1) {
      const [x, y] = labelPoint([[box(0, 0, 200, 100_000 + index)]])!;
      expect(x).toBeGreaterThan(0);
      expect(x).toBeLessThan(200);
      expect(y).toBeGreaterThan(0);
      expect(y).toBeLessThan(100_000);
    }
    expect(performance.now() - start).toBeLessThan(3000);
  });
});
