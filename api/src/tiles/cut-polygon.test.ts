import { describe, expect, it } from 'vitest';
import { dissolveEvenOdd } from '../coverage/dissolve-even-odd.js';
import { findRingFault } from '../coverage/find-ring-fault.js';
import { containsPoint } from '../geometry/contains-point.js';
import { runSteps } from '../geometry/run-steps.js';
import type { Ring } from '../geometry/types.js';
import { cutPolygon } from './cut-polygon.js';

type Path = readonly (readonly [x: number, y: number])[];

/** A closed ring through places. */
function ring(path: Path): Ring {
  return Int32Array.from([...path, path[0]!].flat());
}

function cut(...polygon: Path[]): number[][] {
  return cutPolygon(polygon.map(ring), 0, 0).map((path) => [...path]);
}

function doubledArea(path: ArrayLike<number>): number {
  let sum = 0;
  for (let at = 0; at + 3 < path.length; at += 2)
    sum += path[at]! * path[at + 3]! - path[at + 2]! * path[at + 1]!;
  return sum;
}

/** What vector tiles ask of a polygon's rings: the first clockwise on the screen, holes the other way in it, all simple. */
function expectProper(rings: readonly ArrayLike<number>[], what: string): void {
  const polygons: Int32Array[][] = [];
  for (const path of rings) {
    const area = doubledArea(path);
    expect(area, `${what}: a ring has an area`).not.toBe(0);
    if (area > 0) polygons.push([Int32Array.from(path)]);
    else {
      expect(polygons.length, `${what}: a shell comes first`).toBeGreaterThan(0);
      polygons.at(-1)!.push(Int32Array.from(path));
    }
    const places = new Set<string>();
    for (let at = 2; at < path.length; at += 2) places.add(`${path[at]} ${path[at + 1]}`);
    expect(places.size, `${what}: a ring meets itself`).toBe(path.length / 2 - 1);
  }
  expect(runSteps(findRingFault(polygons)), what).toBeUndefined();
}

describe('cutPolygon', () => {
  it('falls into pieces where a shape leaves the tile and comes back, and walks no edge twice', () => {
    //  ┌─────A    the back of the comb lies outside, west of the line
    //  │ ┌─B      its teeth A and C reach in
    //  │ └─┐
    //  └─────C
    const comb: Path = [
      ...([
        [-100, 0],
        [-64, 0],
        [20, 0],
        [20, 10],
        [-64, 10],
        [-80, 10],
      ] as const),
      ...([
        [-80, 20],
        [-64, 20],
        [20, 20],
        [20, 30],
        [-64, 30],
        [-100, 30],
      ] as const),
    ];
    const rings = cut(comb);
    expect(rings).toHaveLength(2);
    expect(rings.map(doubledArea)).toEqual([2 * 84 * 10, 2 * 84 * 10]);
    expectProper(rings, 'comb');
  });

  it('opens a hole that crosses the edge, and keeps one that touches it', () => {
    const shell: Path = [
      [-100, 0],
      [-64, 0],
      [40, 0],
      [40, 40],
      [-64, 40],
      [-100, 40],
    ];
    const crossing = cut(shell, [
      [-80, 10],
      [-80, 30],
      [-64, 30],
      [0, 30],
      [0, 10],
      [-64, 10],
    ]);
    expect(crossing).toHaveLength(1);
    expectProper(crossing, 'crossing');
    expect(doubledArea(crossing[0]!)).toBe(2 * (104 * 40 - 64 * 20));
    const touching = cut(shell, [
      [-64, 20],
      [0, 30],
      [0, 10],
    ]);
    expect(touching).toHaveLength(2);
    expectProper(touching, 'touching');
    expect(touching.map(doubledArea)).toEqual([2 * 104 * 40, -64 * 20]);
  });

  it('goes around the corners, and around all of them beside a hole that touches the edge', () => {
    const around: Path = [
      [-500, -500],
      [5000, -500],
      [5000, 5000],
      [-500, 5000],
    ];
    expect(cut(around)).toEqual([[-64, -64, 4160, -64, 4160, 4160, -64, 4160, -64, -64]]);
    const beside = cut(around, [
      [-64, 20],
      [0, 30],
      [0, 10],
    ]);
    expectProper(beside, 'beside');
    expect(beside.map(doubledArea)).toEqual([2 * 4224 * 4224, -64 * 20]);
  });

  it('turns no ring over, however crooked its way outside is', () => {
    // Inside it is a square of 10; its way outside winds the other way around a larger one, beyond the north-west corner.
    const path: Path = [
      ...([
        [-64, 0],
        [-54, 0],
        [-54, 10],
        [-64, 10],
        [-90, 10],
        [-90, -64],
        [-90, -90],
      ] as const),
      ...([
        [-64, -90],
        [4000, -90],
        [4000, -80],
        [-64, -80],
        [-80, -80],
        [-80, -64],
        [-80, 0],
      ] as const),
    ];
    expect(cut(path)).toEqual([[-64, 0, -54, 0, -54, 10, -64, 10, -64, 0]]);
  });

  it('is the same area at every place, in proper rings, for shapes made of triangles around each corner', () => {
    // A field of 12 × 12 squares of 32 units whose middle is a corner of the box; each square is two triangles.
    for (let seed = 1; seed <= 240; seed += 1) {
      const random = randomBits(seed);
      const [cornerX, cornerY] = [seed % 2 === 0 ? -64 : 4160, seed % 4 < 2 ? -64 : 4160];
      const triangles = Array.from({ length: 288 }, (_, at): Ring => {
        const x = cornerX + 32 * ((at >> 1) % 12) - 192;
        const y = cornerY + 32 * Math.floor((at >> 1) / 12) - 192;
        return at % 2 === 0
          ? ring([
              [x, y],
              [x + 32, y],
              [x + 32, y + 32],
            ])
          : ring([
              [x, y],
              [x + 32, y + 32],
              [x, y + 32],
            ]);
      });
      const chosen = triangles.map(() => random());
      const drawn = runSteps(
        dissolveEvenOdd([triangles.flatMap((each, at) => (chosen[at] ? [[each]] : []))]),
      );
      const rings = drawn.flatMap((polygon) => cutPolygon(withCornersOfSquares(polygon), 0, 0));
      expectProper(rings, `seed ${seed}`);
      const doubled = rings.map((path) => [Int32Array.from(path, (unit) => 3 * unit)]);
      triangles.forEach((triangle, at) => {
        const [x, y] = middleTimesThree(triangle);
        const isInBox = x > -192 && x < 3 * 4160 && y > -192 && y < 3 * 4160;
        if (containsPoint(doubled, x, y) !== (chosen[at]! && isInBox))
          throw new Error(`seed ${seed}: wrong at triangle ${at}`);
      });
    }
  });
});

/** Dissolving joins edges in line; drawings have a vertex wherever a border crosses a line of the box. */
function withCornersOfSquares(polygon: readonly Ring[]): Ring[] {
  return polygon.map((path) => {
    const dense: number[] = [path[0]!, path[1]!];
    for (let at = 2; at < path.length; at += 2) {
      const [x, y] = [path[at - 2]!, path[at - 1]!];
      const steps = Math.max(Math.abs(path[at]! - x), Math.abs(path[at + 1]! - y)) / 32;
      for (let step = 1; step <= steps; step += 1)
        dense.push(x + ((path[at]! - x) * step) / steps, y + ((path[at + 1]! - y) * step) / steps);
    }
    return Int32Array.from(dense);
  });
}

function middleTimesThree(triangle: Ring): [number, number] {
  return [triangle[0]! + triangle[2]! + triangle[4]!, triangle[1]! + triangle[3]! + triangle[5]!];
}

/** Mostly yes for some seeds and mostly no for others, so that there are shapes with holes and islands. */
function randomBits(seed: number): () => boolean {
  let state = seed * 2_654_435_761;
  const share = 0.25 + 0.5 * ((seed % 7) / 6);
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32 < share;
  };
}
