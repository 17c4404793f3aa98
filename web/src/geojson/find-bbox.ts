import type { Geometry, Position } from 'geojson';
import type { Bbox } from '../api/types.js';

function* positionsOf(geometry: Geometry): Generator<Position> {
  switch (geometry.type) {
    case 'Point':
      yield geometry.coordinates;
      return;
    case 'MultiPoint':
    case 'LineString':
      yield* geometry.coordinates;
      return;
    case 'MultiLineString':
    case 'Polygon':
      yield* geometry.coordinates.flat();
      return;
    case 'MultiPolygon':
      yield* geometry.coordinates.flat(2);
      return;
    case 'GeometryCollection':
      for (const part of geometry.geometries) yield* positionsOf(part);
  }
}

/**
 * `[west, south, east, north]` of a geometry; undefined when it has no position. What is narrower across the
 * antimeridian is told there, with an east above 180.
 */
export function findBbox(geometry: Geometry): Bbox | undefined {
  let west = Infinity;
  let south = Infinity;
  let east = -Infinity;
  let north = -Infinity;
  /** The same longitudes, from 0 to 360. */
  let westAcross = Infinity;
  let eastAcross = -Infinity;
  for (const [lng, lat] of positionsOf(geometry)) {
    if (lng === undefined || lat === undefined) continue;
    const across = lng < 0 ? lng + 360 : lng;
    west = Math.min(west, lng);
    south = Math.min(south, lat);
    east = Math.max(east, lng);
    north = Math.max(north, lat);
    westAcross = Math.min(westAcross, across);
    eastAcross = Math.max(eastAcross, across);
  }
  if (west > east) return undefined;
  return east - west > 180 && eastAcross - westAcross < east - west
    ? [westAcross, south, eastAcross, north]
    : [west, south, east, north];
}
