import { tileBuffer, tileExtent } from './tile-size.js';

/** `[west, north, east, south]` in tile units of a zoom: x to the east, y to the south. */
export type UnitBox = readonly [west: number, north: number, east: number, south: number];

/** The box of a tile with its buffer. */
export function bufferedBox(x: number, y: number): UnitBox {
  return [
    x * tileExtent - tileBuffer,
    y * tileExtent - tileBuffer,
    (x + 1) * tileExtent + tileBuffer,
    (y + 1) * tileExtent + tileBuffer,
  ];
}

export function moveEast([west, north, east, south]: UnitBox, units: number): UnitBox {
  return [west + units, north, east + units, south];
}

/**
 * By how many units to the east the world has to be moved to be seen in a column of a zoom: not at all, and in the
 * first and the last column once around the earth too, because the buffer reaches over ±180°.
 */
export function worldShifts(z: number, x: number): number[] {
  const columns = 2 ** z;
  const world = columns * tileExtent;
  return [...(x === columns - 1 ? [world] : []), 0, ...(x === 0 ? [-world] : [])];
}
