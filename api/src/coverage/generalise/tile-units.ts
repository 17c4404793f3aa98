import { fromLattice } from '../../geometry/lattice.js';

/** Tile units along one side of a tile. */
export const tileExtent = 4096;

/** Web Mercator ends here, so that the world is a square. */
const largestLatitude = 85.0511287798066;

/** Tile units along one side of the world at a zoom. At zoom 16 they fit 28 bits. */
export function worldUnits(zoom: number): number {
  return tileExtent * 2 ** zoom;
}

/**
 * Places of lattice vertices on the world of Web Mercator, 0 … 1 to the east and to the north: multiplied by
 * `worldUnits` they are tile units. Unlike in a tile, y grows to the north, so that rings keep their direction.
 */
export function projectVertex(x: number, y: number): [east: number, north: number] {
  const latitude = Math.min(largestLatitude, Math.max(-largestLatitude, fromLattice(y)));
  const sine = Math.sin((latitude * Math.PI) / 180);
  return [fromLattice(x) / 360 + 0.5, 0.5 + Math.log((1 + sine) / (1 - sine)) / (4 * Math.PI)];
}
