import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { MultiPolygon } from '../geometry/types.js';
import { decodeMultiPolygon, decodePoint } from './decode-multipolygon.js';
import { encodeMultiPolygon, encodePoint } from './encode-multipolygon.js';

const x = fc.integer({ min: -1_800_000_000, max: 1_800_000_000 });
const y = fc.integer({ min: -900_000_000, max: 900_000_000 });
const ring = fc.array(fc.tuple(x, y), { maxLength: 20 }).map((points) => Int32Array.from(points.flat()));
const geometry = fc.array(fc.array(ring, { maxLength: 3 }), { maxLength: 4 });

describe('lattice geometry as EWKB', () => {
  it('comes back coordinate by coordinate the same, wherever on earth', () => {
    fc.assert(
      fc.property(geometry, (multiPolygon: MultiPolygon) => {
        expect(decodeMultiPolygon(encodeMultiPolygon(multiPolygon))).toEqual(multiPolygon);
      }),
    );
    fc.assert(
      fc.property(x, y, (lng, lat) => {
        expect(decodePoint(encodePoint([lng, lat]))).toEqual([lng, lat]);
      }),
      { numRuns: 10_000 },
    );
  });

  it('has the bytes that PostGIS prints for the same geometry', () => {
    // select 'SRID=4326;POINT(100 30)'::geometry; select 'SRID=4326;MULTIPOLYGON(((0 0,1 0,1 1,0 0)))'::geometry
    expect(encodePoint([1_000_000_000, 300_000_000]).toUpperCase()).toBe(
      '0101000020E610000000000000000059400000000000003E40',
    );
    expect(encodeMultiPolygon([[Int32Array.of(0, 0, 1e7, 0, 1e7, 1e7, 0, 0)]]).toUpperCase()).toBe(
      '0106000020E610000001000000010300000001000000040000000000000000000000' +
        '0000000000000000000000000000F03F0000000000000000000000000000F03F000000000000F03F' +
        '00000000000000000000000000000000',
    );
  });

  it('reads big-endian bytes as well', () => {
    expect(decodePoint('0020000001000010E64059000000000000403E000000000000')).toEqual([
      1_000_000_000, 300_000_000,
    ]);
  });

  it('refuses what our tables never hold', () => {
    expect(() => decodeMultiPolygon(encodePoint([0, 0]))).toThrow('type 1');
    expect(() => decodePoint(encodeMultiPolygon([]))).toThrow('type 6');
    expect(() => decodePoint('01010000A0E6100000' + '00'.repeat(24))).toThrow('Z or M');
  });
});
