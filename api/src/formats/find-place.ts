import type { Geometry } from 'geojson';
import { boxOf } from '../coverage/box-of.js';

/**
 * A point to send somebody to: the middle of the bounding box of the geometry's largest part, in degrees, seven decimals.
 * It need not lie inside. Undefined for a geometry without positions.
 */
export function findPlace(geometry: Geometry): readonly [lng: number, lat: number] | undefined {
  const box = boxOf(largestPart(geometry));
  if (box === undefined) return undefined;
  return [round((box[0] + box[2]) / 2), round((box[1] + box[3]) / 2)];
}

function largestPart(geometry: Geometry): Geometry {
  if (geometry.type !== 'MultiPolygon' || geometry.coordinates.length < 2) return geometry;
  let best: Geometry = geometry;
  let bestExtent = -1;
  for (const coordinates of geometry.coordinates) {
    const part: Geometry = { type: 'Polygon', coordinates };
    const box = boxOf(part);
    const extent = box === undefined ? -1 : (box[2] - box[0]) * (box[3] - box[1]);
    if (extent > bestExtent) [best, bestExtent] = [part, extent];
  }
  return best;
}

function round(degrees: number): number {
  return Math.round(degrees * 1e7) / 1e7;
}
