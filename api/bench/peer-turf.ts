import { featureCollection, intersect, multiPolygon, polygon } from '@turf/turf';
import Flatbush from 'flatbush';
import type { Feature, MultiPolygon as GeoJsonMultiPolygon, Polygon } from 'geojson';
import { boundingBox } from '../src/geometry/bounding-box.js';
import { toGeoJson } from '../src/geometry/to-geojson.js';
import type { Peer, Siblings } from './peer.js';

type Area = Feature<Polygon | GeoJsonMultiPolygon>;

/** `turf.intersect` of every two children of one parent whose boxes meet: finds overlaps, no gaps. */
export function loadTurf(families: readonly Siblings[]): Peer {
  const pairs = families.flatMap(neighbourPairs);
  return {
    name: `turf.intersect of ${pairs.length} pairs`,
    run: () => {
      let overlapping = 0;
      for (const pair of pairs) {
        const common = intersect(featureCollection(pair));
        if (common !== null) overlapping += 1;
      }
      return `${overlapping} overlap`;
    },
    close: () => undefined,
  };
}

function neighbourPairs(children: Siblings): [Area, Area][] {
  if (children.length < 2) return [];
  const areas = children.map((child): Area => {
    const geometry = toGeoJson(child);
    return geometry.type === 'Polygon' ? polygon(geometry.coordinates) : multiPolygon(geometry.coordinates);
  });
  const boxes = children.map((child) => boundingBox(child) ?? [0, 0, 0, 0]);
  const index = new Flatbush(children.length);
  for (const [west, south, east, north] of boxes) index.add(west!, south!, east!, north!);
  index.finish();
  return boxes.flatMap(([west, south, east, north], a) =>
    index
      .search(west!, south!, east!, north!)
      .filter((b) => b > a)
      .map((b): [Area, Area] => [areas[a]!, areas[b]!]),
  );
}
