import type { RawFeature } from 'geojson-vt';
import { describe, expect, it } from 'vitest';
import { settleRings } from './settle-rings.js';

function settle(...rings: number[][]): number[][] | undefined {
  const feature: RawFeature = { type: 3, tags: {}, geometry: rings.map((ring) => Int16Array.from(ring)) };
  const settled = settleRings(feature);
  return settled?.type === 3 ? settled.geometry.map((ring) => [...ring]) : undefined;
}

function doubledAreas(rings: readonly number[][] | undefined): number[] {
  return (rings ?? []).map((ring) => {
    let sum = 0;
    for (let at = 0; at + 3 < ring.length; at += 2)
      sum += ring[at]! * ring[at + 3]! - ring[at + 2]! * ring[at + 1]!;
    return sum;
  });
}

describe('settleRings', () => {
  it('leaves what is fine as it is', () => {
    const square = [0, 0, 10, 0, 10, 10, 0, 10, 0, 0];
    const hole = [2, 2, 2, 4, 4, 4, 2, 2];
    expect(settle(square)).toEqual([square]);
    expect(settle(square, hole)).toEqual([square, hole]);
  });

  it('turns around a shell that simplifying has turned over', () => {
    expect(doubledAreas(settle([0, 0, 0, 10, 10, 10, 10, 0, 0, 0]))).toEqual([200]);
  });

  it('gives each piece a ring of its own where a ring walks along an edge twice', () => {
    // Two squares that cutting has joined along y = 0.
    const joined = [0, 0, 10, 0, 30, 0, 40, 0, 40, 10, 30, 10, 30, 0, 10, 0, 10, 10, 0, 10, 0, 0];
    expect(doubledAreas(settle(joined))).toEqual([200, 200]);
  });

  it('cuts apart what crosses or meets itself', () => {
    //  a---b   c---d    b → c' crosses c → b': two triangles that meet in the middle
    const bow = [0, 0, 20, 20, 20, 0, 0, 20, 0, 0];
    expect(doubledAreas(settle(bow))).toEqual([200, 200]);
    // The notch of a square reaches down to its base.
    const notched = [0, 0, 10, 20, 20, 0, 20, 20, 0, 20, 0, 0];
    expect(doubledAreas(settle(notched))).toEqual([200, 200]);
  });

  it('takes a hole that has moved over its shell out of it', () => {
    const shell = [0, 0, 20, 0, 20, 20, 0, 20, 0, 0];
    const moved = [10, 5, 10, 15, 30, 15, 30, 5, 10, 5];
    const settled = settle(shell, moved);
    expect(doubledAreas(settled).every((area) => area > 0)).toBe(true);
    expect(doubledAreas(settled).reduce((sum, area) => sum + area, 0)).toBe(2 * (400 - 100 + 100));
  });

  it('leaves out repeated vertices, rings without an area and what is nothing but them', () => {
    const repeated = [0, 0, 0, 0, 10, 0, 10, 10, 10, 10, 0, 0];
    expect(settle(repeated, [3, 3, 5, 3, 3, 3])).toEqual([[0, 0, 10, 0, 10, 10, 0, 0]]);
    expect(settle([0, 0, 5, 5, 0, 0])).toBeUndefined();
  });
});
