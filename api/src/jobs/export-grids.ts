import { writeGeojson, type LatticeFeature } from '../geometry/write-geojson.js';
import type { Level } from '../hierarchy/levels.js';
import type { StoredGrid } from '../store/types.js';
import { exportProperties } from './file-properties.js';

/**
 * Grids as the text of one GeoJSON FeatureCollection, one feature a part. Reading it back changes nothing, attributes
 * and repaired originals included.
 */
export function exportGrids(grids: readonly StoredGrid[], level?: Level): Generator<string> {
  return writeGeojson(featuresOf(grids, level));
}

function* featuresOf(grids: readonly StoredGrid[], level: Level | undefined): Generator<LatticeFeature> {
  for (const grid of grids) {
    if (level === undefined || grid.level === level) {
      yield { properties: { ...exportProperties(grid) }, geometry: grid.geometry };
    }
  }
}
