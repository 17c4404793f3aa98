import type { Feature } from 'geojson';
import { visitPositions } from '../coverage/visit-positions.js';
import type { TileItem } from './tile-part.js';

/** A GeoJSON feature as an item of a tile part. Undefined when it has no position. */
export function geoJsonItem(feature: Feature): TileItem | undefined {
  const box: [number, number, number, number] = [Infinity, Infinity, -Infinity, -Infinity];
  let vertices = 0;
  visitPositions(feature.geometry, (position) => {
    const [lng, lat] = position as [number, number];
    box[0] = Math.min(box[0], lng);
    box[1] = Math.min(box[1], lat);
    box[2] = Math.max(box[2], lng);
    box[3] = Math.max(box[3], lat);
    vertices += 1;
  });
  return vertices === 0 ? undefined : { box, vertices, feature: () => feature };
}
