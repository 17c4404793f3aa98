import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { writeShapefile } from '../../test/fixtures/reading/make-shapefile.js';
import {
  folder,
  geojson,
  one,
  polygon,
  read,
  square,
  text,
  type Position,
} from '../../test/fixtures/reading/read-test-files.js';
import { fromWgs84 } from '../formats/convert-datum.js';
import { writeGeojson } from '../geometry/write-geojson.js';
import { areaSquareMetres } from '../geometry/area-square-metres.js';
import { readGrids } from './read-grids.js';

describe('what a grid is made of', () => {
  it('reads the default fields, keeps the rest as attributes, and puts vertices on the lattice', async () => {
    const path = await geojson([
      {
        properties: {
          level: 'element',
          code: '420303001001001',
          parent: '420303001001',
          name: '东风小区',
          category: '小区',
          households: 812,
          tags: ['a'],
        },
        geometry: polygon(square(110.123456789, 32.6)),
      },
    ]);
    const { grids, report } = await read(path, { level: undefined });
    expect(grids[0]).toMatchObject({
      feature: 1,
      level: 'element',
      code: '420303001001001',
      parentCode: '420303001001',
      name: '东风小区',
      category: 'residential-compound',
      attributes: { households: 812, tags: ['a'] },
    });
    expect(grids[0]!.attributes).not.toHaveProperty('code');
    expect([...grids[0]!.geometry[0]![0]!.subarray(0, 2)]).toEqual([1_101_234_568, 326_000_000]);
    expect(report).toMatchObject({ features: 1, grids: 1, levels: { element: 1 }, missingCategories: 0 });
    expect(JSON.parse(JSON.stringify(report))).toEqual(report);
  });

  it('reads fields that flags name, and numbers as codes', async () => {
    const path = await geojson([
      { properties: { id: 17, KTNR: 3, n: 'x' }, geometry: polygon(square(104, 30)) },
    ]);
    const { grids } = await read(path, {
      level: 'branch',
      fields: { code: 'id', parent: 'KTNR', name: 'n' },
    });
    expect(grids[0]).toMatchObject({
      level: 'branch',
      code: '17',
      parentCode: '3',
      name: 'x',
      category: null,
      attributes: {},
    });
  });

  it('keeps an unknown category among the attributes and counts it', async () => {
    const path = await geojson([
      { properties: { category: 'moon base' }, geometry: polygon(square(104, 30)) },
      { properties: { category: null }, geometry: polygon(square(104.01, 30)) },
    ]);
    const { grids, report } = await read(path);
    expect(grids[0]).toMatchObject({ code: null, category: null, attributes: { category: 'moon base' } });
    expect(report.unknownCategories).toEqual([{ value: 'moon base', count: 1 }]);
    expect(report.missingCategories).toBe(1);
  });

  it('reads a file back as it was written', async () => {
    const { grids } = await read(await geojson([one('a'), one('b', 104.01)]));
    const out = [
      ...writeGeojson(grids.map((grid) => ({ properties: { code: grid.code }, geometry: grid.geometry }))),
    ];
    const again = await read(await text(out.join('')));
    expect(again.grids.map((grid) => grid.geometry)).toEqual(grids.map((grid) => grid.geometry));
    expect(again.report).toMatchObject({ matchedVertices: 0, insertedVertices: 0, repairs: [] });
  });
});

describe('what is repaired and listed', () => {
  it('an open ring, the wrong way round, repeated points, heights', async () => {
    const path = await geojson([
      { properties: { code: 'open' }, geometry: polygon(square(104, 30).slice(0, 4)) },
      { properties: { code: 'turned' }, geometry: polygon([...square(104.02, 30)].reverse()) },
      { properties: { code: 'repeated' }, geometry: polygon(square(104.04, 30).flatMap((at) => [at, at])) },
      { properties: { code: 'high' }, geometry: polygon(square(104.06, 30).map(([x, y]) => [x, y, 512])) },
    ]);
    const { grids, report } = await read(path);
    expect(report.repairs.map(({ code, kind, count }) => ({ code, kind, count }))).toEqual([
      { code: 'open', kind: 'ring-not-closed', count: 1 },
      { code: 'turned', kind: 'wrong-orientation', count: 1 },
      { code: 'repeated', kind: 'repeated-point', count: 5 },
      { code: 'high', kind: 'z-or-m-dropped', count: 1 },
    ]);
    for (const grid of grids)
      expect(areaSquareMetres(grid.geometry)).toBeCloseTo(areaSquareMetres(grids[0]!.geometry), 0);
  });

  it('a hole and a part that collapse on the lattice', async () => {
    const speck = [
      [104.005, 30.005],
      [104.00500002, 30.005],
      [104.005, 30.00500002],
      [104.005, 30.005],
    ];
    const path = await geojson([
      { properties: { code: 'hole' }, geometry: polygon(square(104, 30), speck) },
      {
        properties: { code: 'part' },
        geometry: { type: 'MultiPolygon', coordinates: [[square(104.02, 30)], [speck]] },
      },
    ]);
    const { grids, report } = await read(path, {}, { matchMetres: 0 });
    expect(
      report.repairs
        .filter(({ kind }) => kind.startsWith('collapsed'))
        .map(({ code, kind }) => ({ code, kind })),
    ).toEqual([
      { code: 'hole', kind: 'collapsed-ring' },
      { code: 'part', kind: 'collapsed-part' },
    ]);
    expect(grids.map((grid) => grid.geometry.flat().length)).toEqual([1, 1]);
  });

  it('a ring that crosses itself, keeping the original', async () => {
    const bow = polygon([
      [104, 30],
      [104.01, 30.01],
      [104.01, 30],
      [104, 30.01],
      [104, 30],
    ]);
    const { grids, report } = await read(await geojson([{ properties: { code: 'bow' }, geometry: bow }]));
    expect(grids[0]!.geometry).toHaveLength(2);
    expect(grids[0]!.original).toMatchObject({ type: 'Polygon' });
    expect(report.repairs.map(({ code }) => code)).toContain('bow');
  });
});

describe('matching', () => {
  it('tells the vertex that a neighbour’s edge lacked, for every grid that got it', async () => {
    const left = {
      properties: { code: 'left' },
      geometry: polygon([
        [104, 30],
        [104.01234567, 30],
        [104.01234567, 30.01],
        [104, 30.01],
        [104, 30],
      ]),
    };
    const below = {
      properties: { code: 'below' },
      geometry: polygon([
        [104.01234567, 30],
        [104.02, 30],
        [104.02, 30.005],
        [104.01234568, 30.005],
        [104.01234567, 30],
      ]),
    };
    const { report } = await read(await geojson([left, below]));
    expect(report).toMatchObject({ insertedVertices: 1, matchedVertices: 0 });
    expect(report.insertedPoints).toMatchObject([
      { code: 'left', level: 'element', point: [104.0123457, 30.005] },
    ]);
    expect(report.largestMoveMetres).toBeCloseTo(0.00096, 4);
    expect((await read(await geojson([left, below]), {}, { matchMetres: 0 })).report.insertedPoints).toEqual(
      [],
    );
  });

  it('reaches three quarters of the last of five decimals', async () => {
    const slanted = {
      properties: { code: 'slanted' },
      geometry: polygon([
        [104, 30],
        [104.00103, 30.00097],
        [104, 30.00097],
        [104, 30],
      ]),
    };
    const meeting = {
      properties: { code: 'meeting' },
      geometry: polygon([
        [104.00052, 30.00049],
        [104.002, 30.0001],
        [104.00103, 30.00097],
        [104.00052, 30.00049],
      ]),
    };
    const { report } = await read(await geojson([slanted, meeting]));
    expect(report.files[0]!.lastDecimal).toBeCloseTo(1e-5, 12);
    expect(report.insertedPoints.map(({ code }) => code)).toEqual(['slanted']);
  });

  it('takes round numbers of a drawing for no rounding', async () => {
    const { report } = await read(
      await geojson([
        {
          geometry: polygon([
            [104, 30],
            [106, 31],
            [104, 31],
            [104, 30],
          ]),
        },
        {
          geometry: polygon([
            [105, 30],
            [107, 30],
            [107, 31],
            [105, 30],
          ]),
        },
      ]),
    );
    expect(report.files[0]!.lastDecimal).toBe(0);
    expect(report.insertedVertices).toBe(0);
  });

  it('matches files of two systems in WGS84', async () => {
    const degrees = await geojson([one('a')]);
    const shifted = square(104, 30).map(([x, y]) => fromWgs84(x, y, 'gcj02'));
    const moved = await geojson([{ properties: { code: 'a' }, geometry: polygon(shifted) }]);
    const { grids } = await readGrids(
      [
        { path: degrees, level: 'branch', fields: {} },
        { path: moved, level: 'element', fields: {}, datum: 'gcj02' },
      ],
      {},
    );
    expect(grids[1]!.geometry).toEqual(grids[0]!.geometry);
  });
});

describe('records of one code', () => {
  const merge = { mergeSameCode: true };

  it('become one grid without the border between them', async () => {
    const path = await geojson([
      { properties: { code: 'a', name: '' }, geometry: polygon(square(104, 30)) },
      { properties: { code: 'a', name: '合' }, geometry: polygon(square(104.01, 30)) },
    ]);
    const { grids, report } = await read(path, {}, merge);
    expect(grids).toHaveLength(1);
    expect(grids[0]).toMatchObject({ code: 'a', name: '合', feature: 1 });
    expect(grids[0]!.geometry).toHaveLength(1);
    expect(grids[0]!.geometry[0]![0]!.length / 2).toBe(7);
    expect(report.repairs).toMatchObject([{ kind: 'merged-records', count: 2 }]);
  });

  it('become parts when apart, and fill the hole when one is in the other', async () => {
    const apart = await read(await geojson([one('a'), one('a', 105)]), {}, merge);
    expect(apart.grids[0]!.geometry).toHaveLength(2);
    const hole = square(104.002, 30.002, 0.004);
    const filled = await geojson([
      { properties: { code: 'a' }, geometry: polygon(square(104, 30), [...hole].reverse()) },
      { properties: { code: 'a' }, geometry: polygon(hole) },
    ]);
    const { grids } = await read(filled, {}, merge);
    expect(grids[0]!.geometry.map((part) => part.length)).toEqual([1]);
  });

  it('keep the hole that four of them leave, and touch at a corner without crossing', async () => {
    const frame = [
      [0, 0],
      [1, 0],
      [2, 0],
      [0, 1],
      [2, 1],
      [0, 2],
      [1, 2],
      [2, 2],
    ].map(([i, j]) => one('a', 104 + i! * 0.01, 30 + j! * 0.01));
    const ringed = await read(await geojson(frame), {}, merge);
    expect(ringed.grids[0]!.geometry.map((part) => part.length)).toEqual([2]);
    const corner = await read(
      await geojson([one('a'), one('a', 104.01), one('a', 104.02, 30.01)]),
      {},
      merge,
    );
    expect(corner.grids[0]!.geometry).toHaveLength(2);
  });
});

describe('a shapefile', () => {
  it('with GBK texts in a projection comes out in degrees', async () => {
    const box = (x: number, y: number): Position[] => [
      [x, y],
      [x, y + 1000],
      [x + 1000, y + 1000],
      [x + 1000, y],
      [x, y],
    ];
    const path = await writeShapefile(
      join(folder, 'zone'),
      [
        {
          parts: [box(450_000, 3_400_000)],
          values: { code: '001', name: Buffer.from([0xd0, 0xa1, 0xc7, 0xf8]) },
        },
      ],
      { fields: { code: 6, name: 20 }, prj: 'EPSG:4547', languageDriver: 0x4d },
    );
    const { grids, report } = await read(path);
    expect(grids[0]).toMatchObject({ code: '001', name: '小区' });
    expect(areaSquareMetres(grids[0]!.geometry) / 1e6).toBeCloseTo(1, 3);
    expect(report.files[0]).toMatchObject({
      format: 'shapefile',
      crs: 'EPSG:4547',
      crsSource: 'declared',
      encoding: 'gbk',
      lastDecimal: 1,
    });
    expect(report.repairs).toEqual([]);
  });
});
