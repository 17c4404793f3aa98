import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { MultiPolygon } from '../geometry/types.js';
import { decodeTwkb } from './decode-twkb.js';
import { encodeTwkb } from './encode-twkb.js';

const furthest = 2 ** 30;
const coordinate = fc.oneof(
  fc.integer({ min: -furthest, max: furthest }),
  fc.constantFrom(-furthest, furthest, 0, 63, 64, -64, -65, 8191, 8192),
);
const ring = fc
  .array(fc.tuple(coordinate, coordinate), { maxLength: 20 })
  .map((points) => Int32Array.from(points.flat()));
const geometry = fc.array(fc.array(ring, { maxLength: 3 }), { maxLength: 4 });

describe('whole coordinates as TWKB', () => {
  it('come back one by one the same, out to 2^30 either way', () => {
    fc.assert(
      fc.property(geometry, (multiPolygon: MultiPolygon) => {
        expect(decodeTwkb(encodeTwkb(multiPolygon))).toEqual(multiPolygon);
      }),
      { numRuns: 1_000 },
    );
  });

  it('have the bytes that PostGIS prints for the same geometry', () => {
    // select st_astwkb('MULTIPOLYGON(((0 0,100 0,100 100,0 0),(70 10,80 20,80 10,70 10)),((-1 -1,-5 -1,-5 -5,-1 -1)))'::geometry)
    const both: MultiPolygon = [
      [Int32Array.of(0, 0, 100, 0, 100, 100, 0, 0), Int32Array.of(70, 10, 80, 20, 80, 10, 70, 10)],
      [Int32Array.of(-1, -1, -5, -1, -5, -5, -1, -1)],
    ];
    expect(encodeTwkb(both).toString('hex')).toBe(
      '06000202040000c8010000c801c701c701048c011414140013130001048d0115070000070808',
    );
  });

  it('are refused when they are something else, cut off, or go on', () => {
    const bytes = encodeTwkb([[Int32Array.of(0, 0, 9, 0, 9, 9, 0, 0)]]);
    expect(() => decodeTwkb(Uint8Array.of(3, 0, 0))).toThrow('not a TWKB multipolygon');
    expect(() => decodeTwkb(Uint8Array.of(6, 1, 0))).toThrow('not a TWKB multipolygon');
    expect(() => decodeTwkb(bytes.subarray(0, -1))).toThrow('ends too early');
    expect(() => decodeTwkb(Uint8Array.of(...bytes, 0))).toThrow('more or fewer bytes');
  });
});
