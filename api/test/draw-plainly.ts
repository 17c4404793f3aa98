import { fromLattice } from '../src/geometry/lattice.js';
import type { MultiPolygon, Ring } from '../src/geometry/types.js';
import { mercatorX, mercatorY } from '../src/tiles/mercator.js';
import { tileExtent } from '../src/tiles/tile-size.js';

/** A geometry of the lattice in whole tile units of a zoom, vertex by vertex: what a drawing is of axis-parallel squares. */
export function drawPlainly(geometry: MultiPolygon, zoom: number): MultiPolygon {
  const world = tileExtent * 2 ** zoom;
  const drawRing = (ring: Ring): Ring =>
    ring.map((value, at) =>
      Math.round((at % 2 === 0 ? mercatorX(fromLattice(value)) : mercatorY(fromLattice(value))) * world),
    );
  return geometry.map((polygon) => polygon.map(drawRing));
}
