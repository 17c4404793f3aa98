import type { FindingRow } from '../store/finding-types.js';
import { geoJsonItem } from './geojson-item.js';
import { cutIntoParts, type TileItem, type TilePart } from './tile-part.js';

export const findingLayers = { polygons: 'findings', points: 'finding_points' } as const;

export type TiledFinding = Pick<
  FindingRow,
  'findingId' | 'kind' | 'severity' | 'sizeClass' | 'level' | 'areaSquareMetres' | 'geometry' | 'point'
>;

/** Findings as they are in layer `findings`, and each as a point, so that small ones are seen at every zoom. */
export function findingParts(findings: readonly TiledFinding[]): TilePart[] {
  const polygons: TileItem[] = [];
  const points: TileItem[] = [];
  for (const finding of findings) {
    const { findingId: id, kind, severity, sizeClass, level, areaSquareMetres, geometry, point } = finding;
    const properties = {
      kind,
      severity,
      level,
      ...(sizeClass === null ? {} : { sizeClass }),
      ...(areaSquareMetres === null ? {} : { areaSquareMetres }),
    };
    const isArea = geometry.type === 'Polygon' || geometry.type === 'MultiPolygon';
    const polygon = isArea ? geoJsonItem({ type: 'Feature', id, properties, geometry }) : undefined;
    if (polygon !== undefined) polygons.push(polygon);
    if (point === null) continue;
    const badge = geoJsonItem({
      type: 'Feature',
      id,
      properties,
      geometry: { type: 'Point', coordinates: [...point] },
    });
    if (badge !== undefined) points.push(badge);
  }
  return [
    ...cutIntoParts(findingLayers.polygons, 0, polygons),
    ...cutIntoParts(findingLayers.points, 0, points),
  ];
}
