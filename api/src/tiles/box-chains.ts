import type { Ring } from '../geometry/types.js';
import { tileBuffer, tileExtent } from './tile-size.js';

/** The buffered tile in its own units: what is cut stays between these, the edges included. */
export const least = -tileBuffer;
export const most = tileExtent + tileBuffer;

/** Length of a side, and of the way around. */
export const side = most - least;
export const wayAround = 4 * side;

/** Corners in the order of the way around: clockwise on the screen, from the north-west. */
export const corners: readonly (readonly [x: number, y: number])[] = [
  [least, least],
  [most, least],
  [most, most],
  [least, most],
];

/** What a ring is in the box. */
export type CutRing =
  /** It never leaves the inside of the box. */
  | { readonly kind: 'whole'; readonly path: Int16Array }
  /** Its stretches through the inside, from the edge of the box to its edge, and twice the area that it surrounds there. */
  | { readonly kind: 'cut'; readonly chains: readonly Int16Array[]; readonly doubledArea: number };

/**
 * Cuts a ring to the box of a buffered tile.
 *
 *     - - +-------------------+      A ring that comes from the west, a → b → c, and leaves at d is one chain a b c d.
 *         |                   |      What lies outside or along an edge of the box is in none.
 *    *----a------b            |
 *         |      |            |
 *    *----d------c            |
 *
 * Precondition: a ring has a vertex wherever it crosses one of the four lines of the box, so that moving what lies outside
 * to the nearest place of the box moves every edge that lies outside to one of its edges.
 *
 * @param ring closed, in units of the zoom
 * @param west the tile's west edge in the same units
 * @param north its north edge
 */
export function cutRing(ring: Ring, west: number, north: number): CutRing {
  const path = new Int16Array(ring.length);
  let start = -1;
  let doubledArea = 0;
  for (let at = 0; at < ring.length; at += 2) {
    const x = (path[at] = keepWithin(ring[at]! - west));
    const y = (path[at + 1] = keepWithin(ring[at + 1]! - north));
    if (at > 0) doubledArea += path[at - 2]! * y - x * path[at - 1]!;
    if (start < 0 && isOnEdge(x, y)) start = at;
  }
  if (start < 0) return { kind: 'whole', path };
  return { kind: 'cut', chains: findChains(path, start), doubledArea };
}

/** @param start a vertex on the edge of the box */
function findChains(path: Int16Array, start: number): Int16Array[] {
  const chains: Int16Array[] = [];
  const last = path.length - 2;
  let open: number[] = [];
  for (let step = 0; step < last; step += 2) {
    const from = (start + step) % last;
    const [x, y, nextX, nextY] = [path[from]!, path[from + 1]!, path[from + 2]!, path[from + 3]!];
    if (runsAlongEdge(x, y, nextX, nextY)) continue;
    if (open.length === 0) open.push(x, y);
    open.push(nextX, nextY);
    if (!isOnEdge(nextX, nextY)) continue;
    chains.push(Int16Array.from(open));
    open = [];
  }
  return chains;
}

/** How far a place on the edge of the box lies on the way around. */
export function placeOnWay(x: number, y: number): number {
  if (y === least) return x - least;
  if (x === most) return side + (y - least);
  if (y === most) return 2 * side + (most - x);
  return 3 * side + (most - y);
}

function runsAlongEdge(x: number, y: number, nextX: number, nextY: number): boolean {
  return (
    (x === nextX && (x === least || x === most || y === nextY)) ||
    (y === nextY && (y === least || y === most))
  );
}

function isOnEdge(x: number, y: number): boolean {
  return x === least || x === most || y === least || y === most;
}

function keepWithin(unit: number): number {
  return unit < least ? least : unit > most ? most : unit;
}
