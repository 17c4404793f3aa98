import type { RawFeature } from 'geojson-vt';
import { fromLattice } from '../geometry/lattice.js';
import type { TileLabel } from '../store/types.js';
import { describeGrid } from './describe-grid.js';
import { latOf, lngOf, mercatorX, mercatorY } from './mercator.js';
import type { UnitBox } from './tile-place.js';
import { tileBuffer, tileExtent } from './tile-size.js';

/** geojson-vt's type of a single point. */
const singlePoint = 4;

/** More than the box's corners move on their way through degrees. */
const hairUnits = 0.01;

/** `[west, south, east, north]` in degrees: where to look for the labels of a box of a zoom. */
export function labelBox(z: number, [west, north, east, south]: UnitBox): [number, number, number, number] {
  const world = tileExtent * 2 ** z;
  return [
    lngOf((west - hairUnits) / world),
    latOf((south + hairUnits) / world),
    lngOf((east + hairUnits) / world),
    latOf((north - hairUnits) / world),
  ];
}

/**
 * Labels on a tile: those that lie in the tile or its buffer, its western and northern edge included, each at its nearest
 * whole unit.
 *
 * @param west the tile's west edge in units of the zoom
 * @param north its north edge
 */
export function placeLabels(
  labels: readonly TileLabel[],
  z: number,
  west: number,
  north: number,
): RawFeature[] {
  const world = tileExtent * 2 ** z;
  return labels.flatMap((label): RawFeature[] => {
    const x = mercatorX(fromLattice(label.labelPoint[0])) * world - west;
    const y = mercatorY(fromLattice(label.labelPoint[1])) * world - north;
    if (!isSeen(x) || !isSeen(y)) return [];
    return [
      {
        type: singlePoint,
        x: Math.round(x),
        y: Math.round(y),
        id: label.gridId,
        tags: describeGrid(label),
      },
    ];
  });
}

function isSeen(unit: number): boolean {
  return unit >= -tileBuffer && unit < tileExtent + tileBuffer;
}
