import type { Geometry } from 'geojson';
import { describe, expect, it } from 'vitest';
import { decodeGeoJson } from './decode-geojson.js';
import { encodeGeoJson } from './encode-geojson.js';

const triangle = [
  [0.1, 1 / 3],
  [1e-7, -90],
  [179.9999999, 5],
  [0.1, 1 / 3],
];

describe('GeoJSON as EWKB', () => {
  it.each<Geometry>([
    { type: 'Point', coordinates: [1 / 3, 2 / 3] },
    { type: 'LineString', coordinates: triangle },
    { type: 'Polygon', coordinates: [triangle, triangle] },
    { type: 'MultiPoint', coordinates: triangle },
    { type: 'MultiLineString', coordinates: [triangle] },
    { type: 'MultiPolygon', coordinates: [[triangle], [triangle, triangle]] },
    { type: 'MultiPolygon', coordinates: [] },
    { type: 'GeometryCollection', geometries: [{ type: 'Point', coordinates: [1, 2] }] },
  ])('gives a $type back bit by bit', (geometry) => {
    expect(decodeGeoJson(encodeGeoJson(geometry))).toEqual(geometry);
  });

  it('drops heights', () => {
    expect(decodeGeoJson(encodeGeoJson({ type: 'Point', coordinates: [1, 2, 3] }))).toEqual({
      type: 'Point',
      coordinates: [1, 2],
    });
  });
});
