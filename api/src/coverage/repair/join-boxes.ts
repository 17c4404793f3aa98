import type { LatticeBox } from '../../geometry/types.js';

export function areApart(a: LatticeBox, b: LatticeBox): boolean {
  return a[2] < b[0] || a[0] > b[2] || a[3] < b[1] || a[1] > b[3];
}

/** The box around all boxes. */
export function unionOf(boxes: readonly LatticeBox[]): LatticeBox {
  let [west, south, east, north] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const box of boxes) {
    west = Math.min(west, box[0]);
    south = Math.min(south, box[1]);
    east = Math.max(east, box[2]);
    north = Math.max(north, box[3]);
  }
  return [west, south, east, north];
}
