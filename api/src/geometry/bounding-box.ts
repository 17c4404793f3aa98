import type { LatticeBox, MultiPolygon } from './types.js';

/** The box around every vertex, or undefined when there is none. */
export function boundingBox(geometry: MultiPolygon): LatticeBox | undefined {
  let west = Infinity;
  let south = Infinity;
  let east = -Infinity;
  let north = -Infinity;
  for (const polygon of geometry) {
    for (const ring of polygon) {
      for (let at = 0; at + 1 < ring.length; at += 2) {
        const x = ring[at]!;
        const y = ring[at + 1]!;
        if (x < west) west = x;
        if (x > east) east = x;
        if (y < south) south = y;
        if (y > north) north = y;
      }
    }
  }
  return west <= east ? [west, south, east, north] : undefined;
}
