import type { SourceRing } from './types.js';

/**
 * Signed area of a flat path (closed or not) in the square of its unit: positive when it runs
 * counter-clockwise. Taken relative to the first vertex, so that large eastings lose no digits.
 */
export function signedRingArea(ring: ArrayLike<number>): number {
  const originX = ring[0] ?? 0;
  const originY = ring[1] ?? 0;
  let sum = 0;
  for (let i = 2; i + 3 < ring.length; i += 2) {
    const ax = ring[i]! - originX;
    const ay = ring[i + 1]! - originY;
    const bx = ring[i + 2]! - originX;
    const by = ring[i + 3]! - originY;
    sum += ax * by - bx * ay;
  }
  return sum / 2;
}

/** A ring tidied for what follows, and what had to be done to it. */
export interface TidiedRing {
  /** Closed, no vertex equal to its predecessor; undefined when fewer than three distinct vertices are left. */
  readonly ring: SourceRing | undefined;
  readonly wasOpen: boolean;
  readonly repeatedPoints: number;
}

/** Closes a path and drops vertices that repeat their predecessor, exactly as they stand in the file. */
export function tidyRing(path: SourceRing): TidiedRing {
  const vertices = path.length / 2;
  const wasOpen = vertices > 0 && (path[0] !== path[path.length - 2] || path[1] !== path[path.length - 1]);
  const tidy = new Float64Array(path.length + 2);
  let length = 0;
  let repeatedPoints = 0;
  for (let i = 0; i < path.length; i += 2) {
    const x = path[i]!;
    const y = path[i + 1]!;
    if (length > 0 && tidy[length - 2] === x && tidy[length - 1] === y) {
      repeatedPoints += 1;
      continue;
    }
    tidy[length] = x;
    tidy[length + 1] = y;
    length += 2;
  }
  if (wasOpen) {
    tidy[length] = path[0]!;
    tidy[length + 1] = path[1]!;
    length += 2;
  }
  const ring = length >= 8 ? tidy.slice(0, length) : undefined;
  return { ring, wasOpen, repeatedPoints };
}
