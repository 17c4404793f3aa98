import type { Steps } from '../../geometry/run-steps.js';
import type { LatticePoint, MultiPolygon, Polygon, Ring } from '../../geometry/types.js';
import { dissolveEvenOdd } from '../dissolve-even-odd.js';

/**
 * Adds an area to a geometry that lies beside it, or takes it away from one that it lies in: both are the area
 * surrounded an odd number of times. Exact where the two meet in edges they share: on the lattice, after `insertNodes`.
 */
export function* toggleArea(geometry: MultiPolygon, area: MultiPolygon): Steps<MultiPolygon> {
  if (area.length === 0) return geometry;
  return yield* dissolveEvenOdd([geometry, area]);
}

/** The polygon of closed paths of lattice points, without points equal to their predecessor; nothing where all collapses. */
export function polygonOf(paths: readonly (readonly LatticePoint[])[]): MultiPolygon {
  const rings: Ring[] = [];
  for (const path of paths) {
    const numbers: number[] = [];
    for (const [x, y] of path) {
      if (numbers[numbers.length - 2] !== x || numbers[numbers.length - 1] !== y) numbers.push(x, y);
    }
    if (numbers.length >= 8) rings.push(Int32Array.from(numbers));
  }
  const polygon: Polygon = rings;
  return rings.length === 0 ? [] : [polygon];
}
