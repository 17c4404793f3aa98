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

/** `[west, south, east, north]` of a geometry; undefined when it has no position. Does not mind the antimeridian. */
export function findBbox(geometry: Geometry): Bbox | undefined {
  let west = Infinity;
  let south = Infinity;
  let east = -Infinity;
  let north = -Infinity;
  for (const [lng, lat] of positionsOf(geometry)) {
    if (lng === undefined || lat === undefined) continue;
    west = Math.min(west, lng);
    south = Math.min(south, lat);
    east = Math.max(east, lng);
    north = Math.max(north, lat);
  }
  return west <= east ? [west, south, east, north] : undefined;
}
