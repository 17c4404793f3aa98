import { toGeoJson } from '../geometry/to-geojson.js';
import type { Level } from '../hierarchy/levels.js';
import type { StoredGrid } from '../store/types.js';
import { exportProperties } from './file-properties.js';

/**
 * Grids as the text of one GeoJSON FeatureCollection, one feature a part: RFC 7946, WGS84, at most 7 decimals,
 * codes as text. Reading it back changes nothing, attributes and repaired originals included.
 */
export function* exportGrids(grids: readonly StoredGrid[], level?: Level): Generator<string> {
  yield '{"type":"FeatureCollection","features":[';
  let separator = '\n';
  for (const grid of grids) {
    if (level !== undefined && grid.level !== level) continue;
    const feature = {
      type: 'Feature',
      properties: exportProperties(grid),
      geometry: toGeoJson(grid.geometry),
    };
    yield separator + JSON.stringify(feature);
    separator = ',\n';
  }
  yield '\n]}\n';
}
