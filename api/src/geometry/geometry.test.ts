import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { boundingBox } from './bounding-box.js';
import { containsPoint } from './contains-point.js';
import { doubledRingArea } from './doubled-area.js';
import { hashGeometry, hashPoint } from './hash-geometry.js';
import { labelPoint } from './label-point.js';
import { fromLattice, toLattice } from './lattice.js';
import { orientation } from './orientation.js';
import { toGeoJson } from './to-geojson.js';
import type { MultiPolygon } from './types.js';
import { numbersPerEdge, visitNearPairs } from './visit-near-pairs.js';
import { visitRingPairs } from './visit-ring-pairs.js';
import { runSteps } from './run-steps.js';

const run = { seed: 20_240_611, numRuns: 300 };
const coordinate = fc.integer({ min: -1_800_000_000, max: 1_800_000_000 });

function square(west: number, south: number, size: number): Int32Array {
  return Int32Array.of(
    west,
    south,
    west + size,
    south,
    west + size,
    south + size,
    west,
    south + size,
    west,
    south,
  );
}

describe('orientation', () => {
  it('has the sign of the determinant over the whole lattice', () => {
    fc.assert(
      fc.property(
        fc.tuple(coordinate, coordinate, coordinate, coordinate, coordinate, coordinate),
        (points) => {
          const [ax, ay, bx, by, cx, cy] = points.map(BigInt) as [
            bigint,
            bigint,
            bigint,
            bigint,
            bigint,
            bigint,
          ];
          const exact = (bx - ax) * (cy - ay) - (by - ay) * (cx - ax);
          expect(orientation(...points)).toBe(exact > 0n ? 1 : exact < 0n ? -1 : 0);
        },
      ),
      run,
    );
  });

  it('tells a vertex one step off a line of 360° from one on it', () => {
    expect(orientation(-1.8e9, -0.9e9, 1.8e9, 0.9e9, 0, 0)).toBe(0);
    expect(orientation(-1.8e9, -0.9e9, 1.8e9, 0.9e9, 0, 1)).toBe(1);
    expect(orientation(-1.8e9, -0.9e9, 1.8e9, 0.9e9, 2, 0)).toBe(-1);
  });
});

describe('doubledRingArea', () => {
  it('is exact for rings as large as the Earth', () => {
    expect(doubledRingArea(square(-900_000_000, -900_000_000, 1_800_000_000))).toBe(
      2n * 1_800_000_000n ** 2n,
    );
    expect(doubledRingArea(square(5, 5, 3).reverse())).not.toBe(0n);
  });
});

describe('lattice', () => {
  it('comes back from degrees to the same step', () => {
    fc.assert(
      fc.property(coordinate, (step) => {
        expect(toLattice(fromLattice(step))).toBe(step);
      }),
      run,
    );
    expect(Object.is(toLattice(-1e-9), 0)).toBe(true);
  });
});

describe('containsPoint', () => {
  it('gives every point of a checkerboard to exactly one square, corners and edges too', () => {
    const squares = [0, 1, 2].flatMap((row) => [0, 1, 2].map((column) => square(column * 10, row * 10, 10)));
    for (let x = 0; x < 30; x += 5) {
      for (let y = 0; y < 30; y += 5) {
        expect(squares.filter((ring) => containsPoint([[ring]], x, y))).toHaveLength(1);
      }
    }
  });

  it('reads a hole as outside', () => {
    const withHole: MultiPolygon = [[square(0, 0, 10), square(4, 4, 2)]];
    expect(containsPoint(withHole, 5, 5)).toBe(false);
    expect(containsPoint(withHole, 2, 5)).toBe(true);
    expect(containsPoint([], 0, 0)).toBe(false);
  });
});

describe('hashGeometry', () => {
  const a = Int32Array.of(0, 0, 10, 0, 10, 10, 0, 10, 0, 0);
  it('does not depend on ring start, direction, or order of parts and holes', () => {
    const rotated = Int32Array.of(10, 10, 0, 10, 0, 0, 10, 0, 10, 10);
    const reversed = Int32Array.of(0, 0, 0, 10, 10, 10, 10, 0, 0, 0);
    const b = square(20, 0, 5);
    expect(hashGeometry([[rotated]])).toBe(hashGeometry([[a]]));
    expect(hashGeometry([[reversed]])).toBe(hashGeometry([[a]]));
    expect(hashGeometry([[a], [b]])).toBe(hashGeometry([[b], [rotated]]));
    expect(hashGeometry([[a, square(1, 1, 2), square(5, 5, 2)]])).toBe(
      hashGeometry([[a, square(5, 5, 2), square(1, 1, 2)]]),
    );
  });

  it('depends on every vertex and on what is a part and what a hole', () => {
    const withVertex = Int32Array.of(0, 0, 5, 0, 10, 0, 10, 10, 0, 10, 0, 0);
    const hashes = [
      hashGeometry([[a]]),
      hashGeometry([[withVertex]]),
      hashGeometry([[a, square(1, 1, 2)]]),
      hashGeometry([[a], [square(1, 1, 2)]]),
      hashGeometry([]),
      hashPoint(0, 0),
      hashPoint(0, 1),
    ];
    expect(new Set(hashes).size).toBe(hashes.length);
    expect(hashes[0]).toMatch(/^[0-9a-f]{64}$/);
  });
});

describe('labelPoint', () => {
  it('is strictly inside the largest part, also where its middle is a hole', () => {
    const ring = square(0, 0, 1000);
    const point = labelPoint([[square(-50, -50, 10)], [ring, square(100, 100, 800).slice().reverse()]])!;
    expect(containsPoint([[ring]], point[0], point[1])).toBe(true);
    expect(Math.min(point[0], point[1], 1000 - point[0], 1000 - point[1])).toBeLessThan(100);
    expect(Math.min(point[0], point[1], 1000 - point[0], 1000 - point[1])).toBeGreaterThan(0);
  });

  it('gives a vertex of a part without any inner lattice point, and nothing for nothing', () => {
    expect(labelPoint([[Int32Array.of(0, 0, 1, 0, 1, 1, 0, 0)]])).toEqual([0, 0]);
    expect(labelPoint([])).toBeUndefined();
  });

  it('finds the inside of a strip three steps wide and 2 km long', () => {
    const strip: MultiPolygon = [[Int32Array.of(0, 0, 200_000, 100_000, 200_000, 100_003, 0, 3, 0, 0)]];
    const [x, y] = labelPoint(strip)!;
    expect(containsPoint(strip, x, y)).toBe(true);
    expect(orientation(0, 0, 200_000, 100_000, x, y)).toBe(1);
  });
});

describe('toGeoJson and boundingBox', () => {
  it('writes a Polygon for one part and a MultiPolygon for several, seven decimals', () => {
    expect(toGeoJson([[Int32Array.of(1, 2, 3, 2, 3, 4, 1, 2)]])).toEqual({
      type: 'Polygon',
      coordinates: [
        [
          [1e-7, 2e-7],
          [3e-7, 2e-7],
          [3e-7, 4e-7],
          [1e-7, 2e-7],
        ],
      ],
    });
    expect(toGeoJson([[square(0, 0, 1)], [square(5, 5, 1)]]).type).toBe('MultiPolygon');
    expect(toGeoJson([])).toEqual({ type: 'MultiPolygon', coordinates: [] });
    expect(boundingBox([[square(0, 0, 1)], [square(5, 5, 1)]])).toEqual([0, 0, 6, 6]);
    expect(boundingBox([])).toBeUndefined();
  });
});

describe('visitNearPairs and visitRingPairs', () => {
  const key = (a: number, b: number): string => `${Math.min(a, b)} ${Math.max(a, b)}`;
  const meet = (path: Int32Array, i: number, j: number): boolean => {
    const side = (a: number, b: number, c: number): number =>
      orientation(
        path[2 * a]!,
        path[2 * a + 1]!,
        path[2 * b]!,
        path[2 * b + 1]!,
        path[2 * c]!,
        path[2 * c + 1]!,
      );
    const overlap = [0, 1].every(
      (axis) =>
        Math.max(path[2 * i + axis]!, path[2 * i + 2 + axis]!) >=
          Math.min(path[2 * j + axis]!, path[2 * j + 2 + axis]!) &&
        Math.max(path[2 * j + axis]!, path[2 * j + 2 + axis]!) >=
          Math.min(path[2 * i + axis]!, path[2 * i + 2 + axis]!),
    );
    return (
      overlap &&
      side(i, i + 1, j) * side(i, i + 1, j + 1) <= 0 &&
      side(j, j + 1, i) * side(j, j + 1, i + 1) <= 0
    );
  };

  /** An edge and the next one, both east, west, north or south: visitRingPairs may leave them out. */
  const goesOn = (path: Int32Array, i: number, j: number): boolean =>
    j === i + 1 &&
    [0, 1].some((axis) => {
      const first = path[2 * j + axis]! - path[2 * i + axis]!;
      const second = path[2 * j + 2 + axis]! - path[2 * j + axis]!;
      return first * second > 0;
    });

  it('visit every pair that meets, on walks short and long, crowded and spread', () => {
    const walk = fc
      .record({
        count: fc.integer({ min: 3, max: 400 }),
        seed: fc.integer(),
        stride: fc.constantFrom(3, 1000, 500_000),
        isCrowded: fc.boolean(),
      })
      .map(({ count, seed, stride, isCrowded }) => {
        let state = seed >>> 0;
        const next = (): number =>
          (state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0) / 2 ** 32 - 0.5;
        const path = new Int32Array(2 * (count + 1));
        for (let at = 2; at < path.length; at += 2) {
          const reach = isCrowded && at % 50 === 0 ? 100 * stride : stride;
          path[at] = path[at - 2]! + Math.round(next() * reach);
          path[at + 1] = path[at - 1]! + Math.round(next() * reach);
        }
        return path;
      });
    fc.assert(
      fc.property(walk, (path) => {
        const count = path.length / 2 - 1;
        const expected = new Set<string>();
        const expectedAlong = new Set<string>();
        for (let i = 0; i < count; i += 1) {
          for (let j = i + 1; j < count; j += 1) {
            if (!meet(path, i, j)) continue;
            expected.add(key(i, j));
            if (!goesOn(path, i, j)) expectedAlong.add(key(i, j));
          }
        }
        const edges = new Int32Array(count * numbersPerEdge);
        for (let i = 0; i < count; i += 1) edges.set(path.subarray(2 * i, 2 * i + 4), i * numbersPerEdge);
        const near = new Set<string>();
        runSteps(
          visitNearPairs(edges, (a, b) => {
            near.add(key(a, b));
            return false;
          }),
        );
        const along = new Set<string>();
        const outcome = runSteps(
          visitRingPairs(path, [{ first: 0, end: count }], (a, b) => {
            along.add(key(a, b));
            return false;
          }),
        );
        expect([...expected].filter((pair) => !near.has(pair))).toEqual([]);
        if (outcome === 'done') expect([...expectedAlong].filter((pair) => !along.has(pair))).toEqual([]);
      }),
      { ...run, numRuns: 80 },
    );
  });

  it('gives up on a hatching within its budget and stops when told to', () => {
    const count = 20_000;
    const path = new Int32Array(2 * (count + 1));
    for (let vertex = 0; vertex <= count; vertex += 1) {
      path[2 * vertex] = vertex * 4 + (vertex % 2) * 1_000_000;
      path[2 * vertex + 1] = (vertex % 2) * 1_000_000;
    }
    expect(runSteps(visitRingPairs(path, [{ first: 0, end: count }], () => false))).toBe('over-budget');
    expect(runSteps(visitRingPairs(path, [{ first: 0, end: count }], () => true))).toBe('stopped');
    expect(runSteps(visitRingPairs(path, [], () => true))).toBe('done');
  });
});
