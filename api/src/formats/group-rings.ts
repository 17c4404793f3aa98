import { signedRingArea } from './measure-ring.js';

/** Which ring is a shell, and which holes it has; numbers are places in the list that was given. */
export interface RingGroup {
  readonly shell: number;
  readonly holes: readonly number[];
}

interface Box {
  readonly west: number;
  readonly south: number;
  readonly east: number;
  readonly north: number;
}

/**
 * Tells shells from holes by how rings lie in each other, whichever way round they run: a ring inside an even
 * number of others is a shell, inside an odd number a hole of the smallest of them (even-odd).
 *
 * Definition: ring r lies in ring s when r is the smaller and the first vertex (then edge midpoint) of r
 * that is not on s is inside s. Rings that touch are told apart so; a ring that equals another lies in none.
 * Does not detect rings that cross; such input is for the repair that follows.
 *
 * @param rings flat closed paths `x0,y0, …, x0,y0`.
 * @returns groups in the order of their shells in the list. Cost: O(n² boxes + vertices of rings whose boxes
 *   nest), n = rings of one feature.
 */
export function groupRings(rings: readonly ArrayLike<number>[]): RingGroup[] {
  const areas = rings.map((ring) => Math.abs(signedRingArea(ring)));
  const boxes = rings.map(boxOf);
  const largestFirst = rings.map((_, index) => index).sort((a, b) => areas[b]! - areas[a]! || a - b);
  const depths = new Int32Array(rings.length);
  const owners = new Int32Array(rings.length).fill(-1);
  for (const [rank, inner] of largestFirst.entries()) {
    for (let k = rank - 1; k >= 0; k -= 1) {
      const outer = largestFirst[k]!;
      if (!boxHolds(boxes[outer]!, boxes[inner]!) || !ringLiesIn(rings[inner]!, rings[outer]!)) continue;
      if (owners[inner] === -1) owners[inner] = outer;
      depths[inner]! += 1;
    }
  }
  const holes = new Map<number, number[]>();
  for (let i = 0; i < rings.length; i += 1) {
    if (depths[i]! % 2 === 0) holes.set(i, []);
  }
  for (let i = 0; i < rings.length; i += 1) {
    if (depths[i]! % 2 === 1) holes.get(owners[i]!)?.push(i);
  }
  return [...holes].map(([shell, list]) => ({ shell, holes: list }));
}

function boxOf(ring: ArrayLike<number>): Box {
  let [west, south, east, north] = [Infinity, Infinity, -Infinity, -Infinity];
  for (let i = 0; i < ring.length; i += 2) {
    west = Math.min(west, ring[i]!);
    east = Math.max(east, ring[i]!);
    south = Math.min(south, ring[i + 1]!);
    north = Math.max(north, ring[i + 1]!);
  }
  return { west, south, east, north };
}

function boxHolds(outer: Box, inner: Box): boolean {
  return (
    outer.west <= inner.west &&
    outer.south <= inner.south &&
    outer.east >= inner.east &&
    outer.north >= inner.north
  );
}

function ringLiesIn(inner: ArrayLike<number>, outer: ArrayLike<number>): boolean {
  for (let i = 0; i + 3 < inner.length; i += 2) {
    const side = pointSide(inner[i]!, inner[i + 1]!, outer);
    if (side !== 0) return side > 0;
  }
  for (let i = 0; i + 3 < inner.length; i += 2) {
    const side = pointSide((inner[i]! + inner[i + 2]!) / 2, (inner[i + 1]! + inner[i + 3]!) / 2, outer);
    if (side !== 0) return side > 0;
  }
  return false;
}

/** 1 inside, −1 outside, 0 on the ring. */
function pointSide(x: number, y: number, ring: ArrayLike<number>): -1 | 0 | 1 {
  let inside = false;
  for (let i = 0; i + 3 < ring.length; i += 2) {
    const ax = ring[i]! - x;
    const ay = ring[i + 1]! - y;
    const bx = ring[i + 2]! - x;
    const by = ring[i + 3]! - y;
    const cross = ax * by - bx * ay;
    if (cross === 0 && ax * bx <= 0 && ay * by <= 0) return 0;
    if (ay > 0 !== by > 0 && cross > 0 === by > ay) inside = !inside;
  }
  return inside ? 1 : -1;
}
