import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { matchVertices } from './match-vertices.js';
import type { MatchOptions, MatchResult } from './match-types.js';

const metres: MatchOptions = { matchMetres: 0.002, unit: { kind: 'length', metres: 1 } };

function ring(...points: readonly (readonly [number, number])[]): Float64Array {
  return Float64Array.from([...points, points[0]!].flat());
}

function match(rings: readonly Float64Array[], options = metres, lastDecimal = 0): MatchResult {
  return matchVertices({ rings, lastDecimals: rings.map(() => lastDecimal) }, options);
}

function path(result: MatchResult, index: number): string[] {
  return [...result.ids.subarray(result.starts[index], result.starts[index + 1])].map(
    (id) => `${result.vertices[2 * id]},${result.vertices[2 * id + 1]}`,
  );
}

/** Undirected edges whose steps in the two directions do not cancel. */
function residualEdges(result: MatchResult): number {
  const sums = new Map<string, number>();
  for (let r = 0; r + 1 < result.starts.length; r += 1) {
    for (let i = result.starts[r]!; i + 1 < result.starts[r + 1]!; i += 1) {
      const [a, b] = [result.ids[i]!, result.ids[i + 1]!];
      const key = a < b ? `${a} ${b}` : `${b} ${a}`;
      sums.set(key, (sums.get(key) ?? 0) + (a < b ? 1 : -1));
    }
  }
  return [...sums.values()].filter((sum) => sum !== 0).length;
}

describe('joining near vertices', () => {
  it('makes A and A′ of two neighbours one, 1 mm apart, and leaves 3 mm apart', () => {
    const left = ring([0, 0], [10, 0], [10, 10], [0, 10]);
    const right = ring([10.001, 0], [20, 0], [20, 10], [10.003, 10]);
    const result = match([left, right]);
    expect(result.matchedVertices).toBe(1);
    expect(result.largestMoveMetres).toBeCloseTo(0.001, 9);
    expect(path(result, 1)).toEqual(['10,0', '20,0', '20,10', '10.003,10', '10,0']);
  });

  it('moves nothing farther than the distance, however long a row of near vertices is', () => {
    const rows = Array.from({ length: 40 }, (_, k) => ring([k * 0.0015, 0], [5, 10], [-5, 10]));
    const result = match(rows);
    expect(result.largestMoveMetres).toBeLessThanOrEqual(0.002);
    expect(result.matchedVertices).toBe(20);
  });

  it('gives the same whatever the order of the features', () => {
    const rings = [
      ring([0, 0], [10, 0], [10, 10], [0, 10]),
      ring([10.0011, 0.0003], [20, 0], [20, 10], [9.9995, 10.0008]),
      ring([10.0006, 10.0002], [20.0003, 10], [20, 20], [10, 20]),
    ];
    const places = (order: readonly number[]): Map<string, string> => {
      const result = match(order.map((k) => rings[k]!));
      return new Map(order.map((k, at) => [String(k), path(result, at).join(' ')]));
    };
    expect(new Map([...places([2, 0, 1])].sort())).toEqual(new Map([...places([0, 1, 2])].sort()));
  });

  it('measures metres along the parallel in degrees: 2 mm at 60° N are twice the longitude of the equator', () => {
    const degrees: MatchOptions = { matchMetres: 0.002, unit: { kind: 'degrees' } };
    /** 1.5 mm at 60° N. */
    const step = 1.5e-3 / (111_412 * 0.5);
    const north = [ring([10, 60], [11, 60], [11, 61]), ring([10 + step, 60], [9, 59], [11, 59])];
    const equator = [ring([10, 0], [11, 0], [11, 1]), ring([10 + step, 0], [9, -1], [11, -1])];
    expect(match(north, degrees).matchedVertices).toBe(1);
    expect(match(equator, degrees).matchedVertices).toBe(0);
  });

  it('keeps a ring that would lose its area', () => {
    const speck = ring([0, 0], [0.0015, 0], [0.0015, 0.0015]);
    const result = match([speck]);
    expect(path(result, 0)).toHaveLength(4);
    expect(result.refusedMatches).toBeGreaterThan(0);
  });

  it('takes out a needle whose sides fall together, and nothing else of the ring', () => {
    const needle = ring([0, 0], [10, 0], [10, 5], [30, 5.0005], [10, 5.001], [10, 10], [0, 10]);
    expect(path(match([needle]), 0)).toEqual(['0,0', '10,0', '10,5', '10,10', '0,10', '0,0']);
  });

  it('does nothing at distance 0', () => {
    const rings = [ring([0, 0], [10, 0], [10, 10]), ring([10.0001, 0], [20, 0], [10, 10])];
    const result = match(rings, { ...metres, matchMetres: 0 });
    expect(result).toMatchObject({ matchedVertices: 0, insertedVertices: 0, largestMoveMetres: 0 });
    expect(result.vertices).toHaveLength(2 * 5);
  });
});

describe('inserting vertices into edges', () => {
  const left = ring([0, 0], [10, 0], [10, 10], [0, 10]);

  it('puts C into A–B of every ring that has the edge: child, neighbour and parent', () => {
    const below = ring([10, 0], [20, 0], [20, 5], [10.001, 5]);
    const above = ring([10.001, 5], [20, 5], [20, 10], [10, 10]);
    const result = match([left, left, below, above]);
    expect(path(result, 0)).toEqual(['0,0', '10,0', '10.001,5', '10,10', '0,10', '0,0']);
    expect(path(result, 1)).toEqual(path(result, 0));
    expect(result.insertedVertices).toBe(1);
    expect(result.inserted.map(({ ring: index }) => index)).toEqual([0, 1]);
    expect(result.largestMoveMetres).toBeCloseTo(0.001, 9);
  });

  it('puts several into one edge in their order along it, seen from either side', () => {
    const teeth = [7, 3, 5].map((y) => ring([10.0005, y], [20, y], [20, y + 1]));
    const result = match([left, ...teeth]);
    expect(path(result, 0).slice(1, 6)).toEqual(['10,0', '10.0005,3', '10.0005,5', '10.0005,7', '10,10']);
  });

  it('reaches 0.75 of the last decimal of a coarse file, and no farther', () => {
    const slanted = ring([0, 0], [10, 10], [0, 10]);
    const touching = ring([6, 5], [12, 5], [12, 8]);
    const apart = ring([7, 5], [12, 5], [12, 8]);
    expect(match([slanted, touching], metres, 1).insertedVertices).toBe(1);
    expect(match([slanted, touching]).insertedVertices).toBe(0);
    expect(match([slanted, apart], metres, 1).insertedVertices).toBe(0);
  });

  it('leaves a C open whose mouth is narrower than the distance', () => {
    const mouth = 0.0005;
    const c = ring(
      [0, 0],
      [10, 0],
      [10, 5],
      [8, 5],
      [8, 2],
      [2, 2],
      [2, 8],
      [8, 8],
      [8.2, 5 + mouth],
      [10, 8],
      [10, 10],
      [0, 10],
    );
    const result = match([c]);
    expect(result.insertedVertices).toBe(0);
    expect(result.refusedMatches).toBeGreaterThan(0);
  });
});

describe('matching a whole map', () => {
  it('closes a tessellation with noise under the distance exactly (property)', () => {
    fc.assert(
      fc.property(fc.integer(), fc.integer({ min: 2, max: 5 }), fc.boolean(), (seed, size, isDegrees) => {
        const rings = tessellate(size, seed, isDegrees);
        const result = match(rings, isDegrees ? { matchMetres: 0.002, unit: { kind: 'degrees' } } : metres);
        expect(residualEdges(result)).toBe(4 * size * 3);
        expect(result.largestMoveMetres).toBeLessThanOrEqual(0.002);
        expect(result.refusedMatches).toBe(0);
      }),
      { numRuns: 60 },
    );
  });
});

/** size² cells whose sides have 3 edges each, every copy of a vertex off by up to 0.5 mm. */
function tessellate(size: number, seed: number, isDegrees: boolean): Float64Array[] {
  const random = (...keys: readonly number[]): number => {
    let hash = seed | 0;
    for (const key of keys) hash = Math.imul(hash ^ key ^ (hash >>> 15), 0x2c1b3c6d) + 0x9e3779b9;
    hash = Math.imul(hash ^ (hash >>> 13), 0x297a2d39);
    return ((hash ^ (hash >>> 16)) >>> 0) / 2 ** 32 - 0.5;
  };
  const unit = isDegrees ? 1e-5 : 1;
  let copies = 0;
  const vertex = (i: number, j: number): [number, number] => {
    copies += 1;
    return [
      (isDegrees ? 104 : 400_000) + unit * (i * 33 + 8 * random(i, j, 1) + 7e-4 * random(copies, 2)),
      (isDegrees ? 31 : 3_400_000) + unit * (j * 33 + 8 * random(i, j, 3) + 7e-4 * random(copies, 4)),
    ];
  };
  const rings: Float64Array[] = [];
  for (let column = 0; column < size; column += 1) {
    for (let row = 0; row < size; row += 1) {
      const [i, j] = [3 * column, 3 * row];
      const around = [0, 1, 2, 3].flatMap((side) =>
        [0, 1, 2].map((k) => {
          const at = [
            [i + k, j],
            [i + 3, j + k],
            [i + 3 - k, j + 3],
            [i, j + 3 - k],
          ][side]!;
          return vertex(at[0]!, at[1]!);
        }),
      );
      rings.push(ring(...around));
    }
  }
  return rings;
}
