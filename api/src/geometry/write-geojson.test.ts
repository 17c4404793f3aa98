import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { writeDegrees, writeGeojson } from './write-geojson.js';

describe('writeGeojson', () => {
  it('writes seven decimals from the integer, below zero too', () => {
    expect([1_041_234_567, -1, 0, -1_800_000_000, 1_100_000_000, 305].map(writeDegrees)).toEqual([
      '104.1234567',
      '-0.0000001',
      '0.0000000',
      '-180.0000000',
      '110.0000000',
      '0.0000305',
    ]);
  });

  it('writes decimals that read back as the same steps', () => {
    fc.assert(
      fc.property(fc.integer({ min: -1_800_000_000, max: 1_800_000_000 }), (steps) => {
        expect(Math.round(Number(writeDegrees(steps)) * 1e7)).toBe(steps);
      }),
    );
  });

  it('gives a Polygon for one part, a MultiPolygon for more, and keeps codes text', () => {
    const ring = Int32Array.of(0, 0, 10, 0, 10, 10, 0, 0);
    const text = [
      ...writeGeojson([
        { id: 7, properties: { code: '420303001001001' }, geometry: [[ring]] },
        { properties: {}, geometry: [[ring], [ring]] },
      ]),
    ].join('');
    const parsed = JSON.parse(text) as {
      features: { id?: number; properties: object; geometry: { type: string; coordinates: unknown } }[];
    };
    expect(parsed.features.map(({ id, geometry }) => [id, geometry.type])).toEqual([
      [7, 'Polygon'],
      [undefined, 'MultiPolygon'],
    ]);
    expect(parsed.features[0]!.properties).toEqual({ code: '420303001001001' });
    expect(parsed.features[0]!.geometry.coordinates).toEqual([
      [
        [0, 0],
        [1e-6, 0],
        [1e-6, 1e-6],
        [0, 0],
      ],
    ]);
  });

  it('writes an empty collection that is valid', () => {
    expect(JSON.parse([...writeGeojson([])].join(''))).toEqual({ type: 'FeatureCollection', features: [] });
  });
});
