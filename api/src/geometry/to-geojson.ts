import type { MultiPolygon as GeoJsonMultiPolygon, Polygon as GeoJsonPolygon, Position } from 'geojson';
import { fromLattice } from './lattice.js';
import type { MultiPolygon } from './types.js';

/** GeoJSON in lng/lat degrees, seven decimals: a Polygon when there is one part, otherwise a MultiPolygon. */
export function toGeoJson(geometry: MultiPolygon): GeoJsonPolygon | GeoJsonMultiPolygon {
  const coordinates = geometry.map((polygon) => polygon.map((ring) => ringPositions(ring)));
  const [single] = coordinates;
  return coordinates.length === 1 && single !== undefined
    ? { type: 'Polygon', coordinates: single }
    : { type: 'MultiPolygon', coordinates };
}

/** Positions of a flat ring; its steps may have fractions. */
export function ringPositions(ring: ArrayLike<number>): Position[] {
  const positions: Position[] = [];
  for (let at = 0; at + 1 < ring.length; at += 2) {
    positions.push([fromLattice(ring[at]!), fromLattice(ring[at + 1]!)]);
  }
  return positions;
}
