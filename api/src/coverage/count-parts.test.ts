import { describe, expect, it } from 'vitest';
import type { Polygon } from '../geometry/types.js';
import { countParts } from './count-parts.js';

const line = 1_800_000_000;

function box(west: number, south: number, east: number, north: number): Polygon {
  return [Int32Array.from([west, south, east, south, east, north, west, north, west, south])];
}

/** West of the line, whose edge on it is at +180°. */
const west = (south: number, north: number): Polygon => box(line - 10, south, line, north);
/** East of the line, whose edge on it is at −180°. */
const east = (south: number, north: number): Polygon => box(-line, south, -line + 10, north);

describe('the pieces of a geometry on the globe', () => {
  it('are its parts, away from 180°', () => {
    expect(countParts([])).toBe(0);
    expect(countParts([box(0, 0, 1, 1)])).toBe(1);
    expect(countParts([box(0, 0, 1, 1), box(2, 0, 3, 1)])).toBe(2);
    expect(countParts([box(0, 0, 1, 1), box(1, 1, 2, 2)])).toBe(2);
  });

  it('are one where both sides share a stretch of 180°', () => {
    expect(countParts([west(0, 5), east(0, 5)])).toBe(1);
    expect(countParts([east(4, 9), west(0, 5)])).toBe(1);
    expect(countParts([west(0, 9), east(2, 3), east(5, 6)])).toBe(1);
  });

  it('are joined along a chain of stretches', () => {
    expect(countParts([west(0, 4), west(5, 9), east(3, 6)])).toBe(1);
    expect(countParts([east(8, 12), west(0, 4), east(3, 6), west(5, 9)])).toBe(1);
  });

  it('stay two where they meet in a point, on one side, or not at all', () => {
    expect(countParts([west(0, 5), east(5, 9)])).toBe(2);
    expect(countParts([west(0, 5), west(6, 9)])).toBe(2);
    expect(countParts([west(0, 5), east(7, 9)])).toBe(2);
    const tip = [Int32Array.from([-line, 2, -line + 5, 0, -line + 5, 4, -line, 2])];
    expect(countParts([west(0, 5), tip])).toBe(2);
  });

  it('count what stands aside beside the piece that crosses', () => {
    expect(countParts([west(0, 5), box(0, 0, 1, 1), east(1, 4)])).toBe(2);
  });

  it('know a stretch with vertices of its own on either side', () => {
    const stepped = [
      Int32Array.from([-line, 0, -line + 5, 0, -line + 5, 5, -line, 5, -line, 3, -line, 1, -line, 0]),
    ];
    expect(countParts([west(0, 5), stepped])).toBe(1);
  });
});
