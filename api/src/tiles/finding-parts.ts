import type { FindingRow } from '../store/types.js';
import { geoJsonItem } from './geojson-item.js';
import { pointInGeometry } from './point-in-geometry.js';
import { cutIntoParts, type TileItem, type TilePart } from './tile-part.js';

export const findingLayers = { polygons: 'findings', points: 'finding_points' } as const;

export type TiledFinding = Pick<
  FindingRow,
  'findingId' | 'kind' | 'severity' | 'sizeClass' | 'level' | 'areaSquareMetres' | 'geometry'
>;

/** Findings as they are in layer `findings`, and each as a point, so that small ones are seen at every zoom. */
export function findingParts(findings: readonly TiledFinding[]): TilePart[] {
  const polygons: TileItem[] = [];
  const points: TileItem[] = [];
  for (const finding of findings) {
    const { findingId: id, kind, severity, sizeClass, level, areaSquareMetres, geometry } = finding;
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
    const coordinates = pointInGeometry(geometry);
    const point =
      coordinates === undefined
        ? undefined
        : geoJsonItem({ type: 'Feature', id, properties, geometry: { type: 'Point', coordinates } });
    if (point !== undefined) points.push(point);
  }
  return [
    ...cutIntoParts(findingLayers.polygons, 0, polygons),
    ...cutIntoParts(findingLayers.points, 0, points),
  ];
}
