import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../test/tessellate.js';
import { ringSurroundsPoint } from './contains-point.js';
import { doubledRingArea } from './doubled-area.js';
import { findRingContainers, noContainer } from './find-ring-containers.js';
import { runSteps } from './run-steps.js';
import type { Ring } from './types.js';

function box(west: number, south: number, east: number, north: number, isClockwise = false): Ring {
  const ring = [west, south, east, south, east, north, west, north, west, south];
  return Int32Array.from(
    isClockwise ? ring.flatMap((_, at) => (at % 2 ? [] : [ring[8 - at]!, ring[9 - at]!])) : ring,
  );
}

/** The smallest ring that surrounds another: every pair is tried. */
function containersByForce(rings: readonly Ring[]): number[] {
  const size = (ring: Ring): bigint => {
    const area = doubledRingArea(ring);
    return area < 0n ? -area : area;
  };
  return rings.map((ring, index) => {
    let best = noContainer;
    rings.forEach((other, candidate) => {
      if (candidate === index || !ringSurroundsPoint(other, ring[0]!, ring[1]!)) return;
      if (best === noContainer || size(other) < size(rings[best]!)) best = candidate;
    });
    return best;
  });
}

/** Crooked rings, none touching another: every square is divided again or filled with a smaller ring. */
function nestAtRandom(west: number, south: number, size: number, draw: () => number, rings: Ring[]): void {
  if (size < 40) return;
  if (draw() < 0.5) {
    const half = Math.floor(size / 2);
    for (const [dx, dy] of [
      [0, 0],
      [half, 0],
      [0, half],
      [half, half],
    ] as const) {
      nestAtRandom(west + dx, south + dy, half, draw, rings);
    }
    return;
  }
  const inset = Math.max(1, Math.floor(size / 10));
  const jag = (): number => Math.floor(draw() * inset);
  const [w, s, e, n] = [west + inset, south + inset, west + size - inset, south + size - inset];
  const path = [w - jag(), s - jag(), e + jag(), s - jag(), e + jag(), n + jag(), w - jag(), n + jag()];
  const ring = [...path, path[0]!, path[1]!];
  const isReversed = draw() < 0.5;
  rings.push(
    Int32Array.from(
      isReversed ? ring.flatMap((_, at) => (at % 2 ? [] : [ring[8 - at]!, ring[9 - at]!])) : ring,
    ),
  );
  if (draw() < 0.8) nestAtRandom(w, s, e - w, draw, rings);
}

describe('findRingContainers', () => {
  it('finds the ring that surrounds each: S holds T and R, T holds U, and V lies outside', () => {
    const rings = [
      box(0, 0, 100, 100),
      box(10, 40, 40, 70),
      box(60, 50, 90, 60, true),
      box(20, 50, 30, 60, true),
      box(200, 0, 210, 100),
    ];
    expect([...runSteps(findRingContainers(rings))]).toEqual([noContainer, 0, 0, 1, noContainer]);
  });

  it('agrees with trying every pair, on crooked rings nested at random', () => {
    let nested = 0;
    fc.assert(
      fc.property(fc.integer(), fc.constantFrom(1, 50_000), (seed, scale) => {
        const rings: Ring[] = [];
        nestAtRandom(-17, 5, 4000, seededRandom(seed), rings);
        const scaled = rings.map((ring) => ring.map((value) => value * scale));
        const found = scaled.length === 0 ? [] : [...runSteps(findRingContainers(scaled))];
        nested += found.filter((container) => container !== noContainer).length;
        expect(found).toEqual(containersByForce(scaled));
      }),
      { seed: 20_240_611, numRuns: 50 },
    );
    expect(nested).toBeGreaterThan(500);
  });

  it('takes 20 000 rings in one row, in one column, in a square and each in the last, at once', () => {
    const count = 20_000;
    const side = Math.ceil(Math.sqrt(count));
    const shapes: Record<string, (index: number) => Ring> = {
      row: (index) => box(10 * index + 1, 1, 10 * index + 8, 9),
      column: (index) => box(1, 10 * index + 1, 9, 10 * index + 8),
      square: (index) => {
        const x = 10 * (index % side) + 1;
        const y = 10 * Math.floor(index / side) + 1;
        return box(x, y, x + 7, y + 7);
      },
      nest: (index) => box(index, index, 100_000 - index, 100_000 - index),
    };
    for (const [name, shape] of Object.entries(shapes)) {
      const shell = box(-10, -10, 1_000_000, 1_000_000);
      const rings = [shell, ...Array.from({ length: count }, (_, index) => shape(index))];
      const steps = findRingContainers(rings);
      let stepsTaken = 0;
      let step = steps.next();
      for (; step.done !== true; step = steps.next()) stepsTaken += 1;
      const found = step.value;
      // Every pair of rings would be thousands of steps.
      expect(stepsTaken, name).toBeLessThan(200);
      if (name !== 'nest')
        expect(
          found.subarray(1).every((container) => container === 0),
          name,
        ).toBe(true);
      else
        expect(
          found.subarray(1).every((container, index) => container === index),
          name,
        ).toBe(true);
    }
  });
});
