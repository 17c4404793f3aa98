import { describe, expect, it } from 'vitest';
import { Problem } from '../problem.js';
import { convertible, gaussKruger, swiss } from '../../test/fixtures/reading/known-points.js';
import { readCrs } from './read-crs.js';

const place = { file: 'map.shp', field: '.prj' } as const;

/** A hundredth of a lattice step, 0.1 mm, is 1e-9°; two of them bound the known differences between libraries. */
function expectAt(
  definition: string,
  from: readonly [number, number],
  lngLat: readonly [number, number],
): void {
  const [lng, lat] = readCrs(definition, place).toLngLat(...from);
  expect(Math.abs(lng - lngLat[0])).toBeLessThan(2e-9);
  expect(Math.abs(lat - lngLat[1])).toBeLessThan(2e-9);
}

describe('readCrs', () => {
  it.each(convertible)('agrees with PROJ on %s', (name, from, lngLat) => {
    expectAt(name, from, lngLat);
  });

  it('reads the Swiss oblique Mercator out of ESRI’s Hotine at azimuth 90°', () => {
    expectAt(swiss.wkt, swiss.from, swiss.lngLat);
  });

  it('reads a Gauss-Krüger zone of CGCS2000 out of a .prj', () => {
    expectAt(gaussKruger.wkt, gaussKruger.from, gaussKruger.lngLat);
  });

  it('knows one system by its many names', () => {
    const definitions = [
      'EPSG:4326',
      'urn:ogc:def:crs:OGC:1.3:CRS84',
      'urn:ogc:def:crs:EPSG::4490',
      '4490',
      'http://www.opengis.net/def/crs/EPSG/0/4326',
    ].map((name) => readCrs(name, place).definition);
    expect(new Set(definitions).size).toBe(1);
  });

  it('has the zone before the easting exactly where the registry has it', () => {
    const eastings = [4491, 4501, 4502, 4512, 4513, 4533, 4534, 4554].map((code) => {
      const { definition } = readCrs(`EPSG:${code}`, place);
      return [/lon_0=(\d+)/.exec(definition)![1], /x_0=(\d+)/.exec(definition)![1]];
    });
    expect(eastings).toEqual([
      ['75', '13500000'],
      ['135', '23500000'],
      ['75', '500000'],
      ['135', '500000'],
      ['75', '25500000'],
      ['135', '45500000'],
      ['75', '500000'],
      ['135', '500000'],
    ]);
  });

  it.each([
    ['EPSG:2435', 'unknown-datum'],
    ['EPSG:4610', 'unknown-datum'],
    [
      'GEOGCS["GCS_Xian_1980",DATUM["D_Xian_1980",SPHEROID["Xian_1980",6378140.0,298.257]],PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]]',
      'unknown-datum',
    ],
    ['+proj=tmerc +lon_0=105 +ellps=krass', 'unknown-datum'],
    [
      'GEOGCS["NAD27",DATUM["North_American_Datum_1927",SPHEROID["Clarke 1866",6378206.4,294.978698213898]],PRIMEM["Greenwich",0],UNIT["degree",0.0174532925199433]]',
      'unknown-datum',
    ],
    ['EPSG:9999', 'unknown-crs'],
    ['garbage', 'unknown-crs'],
    ['', 'unknown-crs'],
    ['PROJCS["x",', 'unknown-crs'],
    ['LOCAL_CS["drawing",UNIT["Meter",1]]', 'unknown-crs'],
  ])('refuses %s', (text, type) => {
    expect(() => readCrs(text, place)).toThrow(Problem);
    expect(() => readCrs(text, place)).toThrow(
      expect.objectContaining({
        details: expect.objectContaining({ type, file: 'map.shp', field: '.prj' }) as unknown,
      }) as Error,
    );
  });
});
