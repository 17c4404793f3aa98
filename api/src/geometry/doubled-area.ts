import type { MultiPolygon, Ring } from './types.js';

/** Products of differences below this stay under 2^52, so one cross product is exact in a double. */
const exactDifferenceLimit = 2 ** 26;
/** An accumulator is moved to BigInt before it could pass the integers a double holds exactly. */
const exactSumLimit = 2 ** 53 - 1;

/**
 * Twice the signed area of a closed ring in square lattice steps, exact: positive when it runs
 * counter-clockwise. For a self-crossing ring it is Σ winding · area. Linear.
 */
export function doubledRingArea(ring: Ring): bigint {
  const originX = ring[0] ?? 0;
  const originY = ring[1] ?? 0;
  let flushed = 0n;
  let sum = 0;
  for (let at = 0; at + 3 < ring.length; at += 2) {
    const ux = ring[at]! - originX;
    const uy = ring[at + 1]! - originY;
    const vx = ring[at + 2]! - originX;
    const vy = ring[at + 3]! - originY;
    const reach = Math.max(Math.abs(ux), Math.abs(uy), Math.abs(vx), Math.abs(vy));
    if (reach >= exactDifferenceLimit) {
      flushed += BigInt(ux) * BigInt(vy) - BigInt(uy) * BigInt(vx);
      continue;
    }
    const cross = ux * vy - uy * vx;
    if (Math.abs(sum) + Math.abs(cross) > exactSumLimit) {
      flushed += BigInt(sum);
      sum = 0;
    }
    sum += cross;
  }
  return flushed + BigInt(sum);
}

/** Twice the signed area of a geometry in square lattice steps, exact; holes count negative when they run clockwise. */
export function doubledArea(geometry: MultiPolygon): bigint {
  let sum = 0n;
  for (const polygon of geometry) {
    for (const ring of polygon) sum += doubledRingArea(ring);
  }
  return sum;
}
