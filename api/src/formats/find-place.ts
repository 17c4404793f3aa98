import type { Geometry, Position } from 'geojson';

/**
 * A point to send somebody to: the middle of the bounding box of the geometry's largest part, in degrees, seven decimals.
 * It need not lie inside. Undefined for a geometry without positions.
 */
export function findPlace(geometry: Geometry): readonly [lng: number, lat: number] | undefined {
  const box = boxOfGeometry(largestPart(geometry));
  if (box === undefined) return undefined;
  return [round((box[0] + box[2]) / 2), round((box[1] + box[3]) / 2)];
}

/** `[west, south, east, north]` in degrees; undefined for a geometry without positions. */
export function boxOfGeometry(geometry: Geometry): [number, number, number, number] | undefined {
  const box: [number, number, number, number] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const [lng, lat] of positionsOf(geometry) as Iterable<[number, number]>) {
    box[0] = Math.min(box[0], lng);
    box[1] = Math.min(box[1], lat);
    box[2] = Math.max(box[2], lng);
    box[3] = Math.max(box[3], lat);
  }
  return box[0] === Infinity ? undefined : box;
}

function largestPart(geometry: Geometry): Geometry {
  if (geometry.type !== 'MultiPolygon' || geometry.coordinates.length < 2) return geometry;
  let best: Geometry = geometry;
  let bestExtent = -1;
  for (const coordinates of geometry.coordinates) {
    const part: Geometry = { type: 'Polygon', coordinates };
    const box = boxOfGeometry(part);
    const extent = box === undefined ? -1 : (box[2] - box[0]) * (box[3] - box[1]);
    if (extent > bestExtent) [best, bestExtent] = [part, extent];
  }
  return best;
}

function* positionsOf(geometry: Geometry): Generator<Position> {
  if (geometry.type === 'GeometryCollection') {
    for (const part of geometry.geometries) yield* positionsOf(part);
    return;
  }
  yield* flatten(geometry.coordinates);
}

type Nested = Position | readonly Nested[];

function* flatten(coordinates: Nested): Generator<Position> {
  if (typeof coordinates[0] === 'number') yield coordinates as Position;
  else for (const part of coordinates as readonly Nested[]) yield* flatten(part);
}

function round(degrees: number): number {
  return Math.round(degrees * 1e7) / 1e7;
}
