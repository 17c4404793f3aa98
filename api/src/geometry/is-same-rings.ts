import type { MultiPolygon, Ring } from './types.js';

/** Whether two geometries are the same rings in the same order, each from the same vertex on. */
export function isSameRings(a: MultiPolygon, b: MultiPolygon): boolean {
  return (
    a === b ||
    (a.length === b.length &&
      a.every((polygon, index) => {
        const other = b[index]!;
        return polygon.length === other.length && polygon.every((ring, at) => isSameRing(ring, other[at]!));
      }))
  );
}

function isSameRing(a: Ring, b: Ring): boolean {
  if (a.length !== b.length) return false;
  for (let index = 0; index < a.length; index += 1) if (a[index] !== b[index]) return false;
  return true;
}
