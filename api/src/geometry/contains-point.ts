import { orientation } from './orientation.js';
import type { MultiPolygon, Ring } from './types.js';

/**
 * Whether a walk from far west to the lattice point, read at (x + ε, y + ε²), crosses the edge a→b: 1 where the
 * edge runs down (the walk comes to its left), −1 where it runs up, 0 where it is not met. Exact: the shift settles points on
 * edges, horizontals and vertices. Summed over closed rings it is the winding number around the point.
 */
export function crossingOnTheWay(
  ax: number,
  ay: number,
  bx: number,
  by: number,
  x: number,
  y: number,
): -1 | 0 | 1 {
  // The horizontal line y + ε² meets exactly the edges with one end at or below y and one end above it.
  if (ay > y === by > y) return 0;
  if (ax > x && bx > x) return 0;
  const isUpward = ay < by;
  const side = isUpward ? orientation(ax, ay, bx, by, x, y) : orientation(bx, by, ax, ay, x, y);
  // On the right of the upward edge, or on it (then + ε decides): the edge is crossed on the way.
  if (side > 0) return 0;
  return isUpward ? -1 : 1;
}

/**
 * The same for a walk from far south straight up to the point: 1 where the edge runs east, −1 where it runs west. Both
 * walks sum to the same winding number over closed rings, so one can be left for the other at any point.
 */
export function crossingOnTheWayUp(
  ax: number,
  ay: number,
  bx: number,
  by: number,
  x: number,
  y: number,
): -1 | 0 | 1 {
  // The vertical line x + ε meets exactly the edges with one end at or west of x and one end east of it.
  if (ax > x === bx > x) return 0;
  if (ay > y && by > y) return 0;
  const isEastward = ax < bx;
  const side = isEastward ? orientation(ax, ay, bx, by, x, y) : orientation(bx, by, ax, ay, x, y);
  // The edge is crossed when the point is above it. On it + ε decides, unless the edge is level: then + ε² lifts it above.
  const isAbove = side > 0 || (side === 0 && (isEastward ? by <= ay : ay <= by));
  if (!isAbove) return 0;
  return isEastward ? 1 : -1;
}

/**
 * Whether a ring surrounds the lattice point, read at (x + ε, y + ε²): even-odd, so its direction does not
 * matter. The shift settles points on edges, horizontals and vertices; of the grids that meet there exactly one
 * answers yes. Exact, linear.
 */
export function ringSurroundsPoint(ring: Ring, x: number, y: number): boolean {
  let isInside = false;
  for (let at = 0; at + 3 < ring.length; at += 2) {
    if (crossingOnTheWay(ring[at]!, ring[at + 1]!, ring[at + 2]!, ring[at + 3]!, x, y) !== 0)
      isInside = !isInside;
  }
  return isInside;
}

/**
 * Whether a geometry holds the lattice point, read at (x + ε, y + ε²) as every lookup does (even-odd over all
 * rings, so holes count). Exact, linear in the vertices.
 */
export function containsPoint(geometry: MultiPolygon, x: number, y: number): boolean {
  let isInside = false;
  for (const polygon of geometry) {
    for (const ring of polygon) {
      if (ringSurroundsPoint(ring, x, y)) isInside = !isInside;
    }
  }
  return isInside;
}
