import mapshaper from 'mapshaper';
import { toGeoJson } from '../src/geometry/to-geojson.js';
import type { Peer, Siblings } from './peer.js';

/**
 * mapshaper's `-clean` of all elements as one layer (it knows no parents and no levels): gaps and overlaps are looked
 * for and mended, not told. Reads the GeoJSON text and writes it again; that alone is timed too, and taken off.
 */
export function loadMapshaper(
  families: readonly Siblings[],
  version: string,
): Peer & { readonly idle: Peer } {
  const text = JSON.stringify({
    type: 'FeatureCollection',
    features: families.flat().map((geometry) => ({
      type: 'Feature',
      properties: {},
      geometry: toGeoJson(geometry),
    })),
  });
  const apply = async (commands: string): Promise<string> => {
    const output = await mapshaper.applyCommands(commands, { 'map.geojson': text });
    return output['map-out.geojson'] === undefined ? 'no output' : 'cleaned';
  };
  const idle: Peer = {
    name: 'mapshaper, reading and writing alone',
    run: () => apply('-i map.geojson -o map-out.geojson'),
    close: () => undefined,
  };
  return {
    name: `mapshaper ${version} -clean`,
    run: () => apply('-i map.geojson -clean -o map-out.geojson'),
    close: () => undefined,
    idle,
  };
}
