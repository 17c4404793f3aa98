import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fromWgs84, toWgs84 } from './convert-datum.js';

describe('toWgs84', () => {
  it.each(['gcj02', 'bd09'] as const)(
    '%s closes to under a hundredth of a lattice step all over China (property)',
    (datum) => {
      fc.assert(
        fc.property(
          fc.double({ min: 74, max: 134, noNaN: true }),
          fc.double({ min: 18, max: 53, noNaN: true }),
          (lng, lat) => {
            const [backLng, backLat] = toWgs84(...fromWgs84(lng, lat, datum), datum);
            expect(Math.abs(backLng - lng)).toBeLessThan(1e-9);
            expect(Math.abs(backLat - lat)).toBeLessThan(1e-9);
          },
        ),
      );
    },
  );

  it('moves GCJ-02 by some hundred metres in China, and not at all outside', () => {
    const [lng, lat] = toWgs84(116.404, 39.915, 'gcj02');
    expect(Math.hypot((lng - 116.404) * 85_000, (lat - 39.915) * 111_000)).toBeGreaterThan(300);
    expect(toWgs84(8.5, 47.4, 'gcj02')).toEqual([8.5, 47.4]);
  });

  it('leaves CGCS2000 as it is', () => {
    expect(toWgs84(104, 30, 'cgcs2000')).toEqual([104, 30]);
  });
});
