import { describe, expect, it } from 'vitest';
import { geojson, polygon, type Position } from '../../../test/fixtures/reading/read-test-files.js';
import type { Finding } from '../../coverage/types.js';
import { readCrs } from '../../formats/read-crs.js';
import { auditFiles } from '../audit-files.js';
import { measureEdgeBow } from './measure-edge-bow.js';

const crs = (text: string): ReturnType<typeof readCrs> => readCrs(text, { file: 'x', field: '--crs' });
const swiss = crs('EPSG:2056');
/** Bern, where the Swiss grid has its origin. */
const [east, north] = [2_600_000, 1_200_000];

describe('measureEdgeBow', () => {
  it('is what geometry says of an edge from west to east, tan(latitude) / 8 R, and a little more of a slanted one', () => {
    const bow = measureEdgeBow([Float64Array.of(east, north)], swiss, 'wgs84');
    const latitude = (46.951 * Math.PI) / 180;
    const expected = Math.tan(latitude) / (8 * 6_386_000);
    expect(bow / expected).toBeGreaterThan(0.98);
    expect(bow / expected).toBeLessThan(1.1);
  });

  it('is nothing where nothing is reprojected, and something where the datum bends', () => {
    const places = Array.from({ length: 50 }, (_, index) => Float64Array.of(104 + index * 0.01, 30.6));
    expect(measureEdgeBow(places, crs('EPSG:4326'), 'wgs84')).toBe(0);
    expect(measureEdgeBow(places, crs('EPSG:4490'), 'cgcs2000')).toBe(0);
    expect(measureEdgeBow(places, crs('EPSG:4490'), 'gcj02')).toBeGreaterThan(1e-9);
    expect(measureEdgeBow([], swiss, 'wgs84')).toBe(0);
  });
});

/** A and B share a border of 4 km from west to east; B's part of it may lie `apart` metres north of A's. */
async function auditBorder(middle: boolean, apart: number): Promise<readonly Finding[]> {
  const box = (south: number, height: number, places: readonly Position[] = []): unknown =>
    polygon([
      [east, south],
      ...places,
      [east + 4000, south],
      [east + 4000, south + height],
      [east, south + height],
      [east, south],
    ]);
  const west = apart === 0 ? [] : [[east, north + apart] as const];
  const far = apart === 0 ? [] : [[east + 4000, north + apart] as const];
  const parent: Position[] = [
    [east, north - 500],
    [east + 4000, north - 500],
    [east + 4000, north],
    ...far,
    [east + 4000, north + 500],
    [east, north + 500],
    ...west,
    [east, north],
    [east, north - 500],
  ];
  const path = await geojson([
    { properties: { level: 'outlet-area', code: 'P' }, geometry: polygon(parent) },
    {
      properties: { level: 'element', code: 'A', parent: 'P', category: 'village' },
      geometry: box(north - 500, 500),
    },
    {
      properties: { level: 'element', code: 'B', parent: 'P', category: 'village' },
      geometry: box(north + apart, 500 - apart, middle ? [[east + 2000, north + apart]] : []),
    },
  ]);
  const { result } = await auditFiles({
    files: [{ path, fields: {}, crs: 'EPSG:2056' }],
    matchMetres: 0,
    mergeSameCode: false,
    codeScheme: 'own',
  });
  return result.findings.filter(
    (finding) => finding.level === 'element' && finding.areaSquareMetres !== null,
  );
}

describe('noise in a file that is reprojected', () => {
  it('is what a vertex in the middle of a straight border of 4 km opens: the bow of 33 cm', async () => {
    const [face, ...others] = await auditBorder(true, 0);
    expect(others).toEqual([]);
    expect(face).toMatchObject({ sizeClass: 'noise', severity: 'warning' });
    // A triangle's width is half of its height, the bow; without it this would be a sliver.
    expect(face!.widthMetres).toBeGreaterThan(0.16);
    expect(face!.widthMetres).toBeLessThan(0.18);
  });

  it('is not a gap that is wider than the bow of its own edges', async () => {
    const found = await auditBorder(true, 1);
    expect(found.map(({ kind, severity }) => `${kind} ${severity}`)).toEqual(['gap error']);
    expect(found[0]!.sizeClass).not.toBe('noise');
  });
});
