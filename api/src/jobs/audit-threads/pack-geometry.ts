import type { MultiPolygon, Ring } from '../../geometry/types.js';
import type { PackedGeometry } from './types.js';

/** Numbers of a grid in `starts`: where its shape begins, where its coordinates begin. */
const numbersPerStart = 2;

/**
 * Copies geometries into shared memory, which threads read without another copy.
 *
 * `shapes` has, a geometry after the other: its polygons; then for each polygon its rings; then for each ring
 * of it the length of its flat path. `coordinates` has the paths in the same order.
 */
export function packGeometry(geometries: readonly MultiPolygon[]): PackedGeometry {
  let numbers = 0;
  let shapeNumbers = 0;
  for (const geometry of geometries) {
    shapeNumbers += 1;
    for (const polygon of geometry) {
      shapeNumbers += 1 + polygon.length;
      for (const ring of polygon) numbers += ring.length;
    }
  }
  const coordinates = shareNumbers(numbers);
  const shapes = shareNumbers(shapeNumbers);
  const starts = shareNumbers(geometries.length * numbersPerStart);
  let at = 0;
  let shapeAt = 0;
  geometries.forEach((geometry, index) => {
    starts.set([shapeAt, at], index * numbersPerStart);
    shapes[shapeAt++] = geometry.length;
    for (const polygon of geometry) {
      shapes[shapeAt++] = polygon.length;
      for (const ring of polygon) {
        shapes[shapeAt++] = ring.length;
        coordinates.set(ring, at);
        at += ring.length;
      }
    }
  });
  return { coordinates, shapes, starts };
}

/** One geometry; its rings are views of the shared memory. */
export function unpackGeometry({ coordinates, shapes, starts }: PackedGeometry, index: number): MultiPolygon {
  let shapeAt = starts[index * numbersPerStart]!;
  let at = starts[index * numbersPerStart + 1]!;
  return Array.from({ length: shapes[shapeAt++]! }, () =>
    Array.from({ length: shapes[shapeAt++]! }, (): Ring => {
      const length = shapes[shapeAt++]!;
      at += length;
      return coordinates.subarray(at - length, at);
    }),
  );
}

function shareNumbers(count: number): Int32Array {
  return new Int32Array(new SharedArrayBuffer(count * Int32Array.BYTES_PER_ELEMENT));
}
