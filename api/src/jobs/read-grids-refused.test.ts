import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  folder,
  geojson,
  one,
  polygon,
  read,
  refusal,
  square,
  text,
} from '../../test/fixtures/reading/read-test-files.js';
import { readGrids } from './read-grids.js';

describe('files that are refused', () => {
  it('a file that does not exist', async () => {
    expect(await refusal(read(join(folder, 'none.geojson')))).toMatchObject({
      type: 'unreadable',
      file: join(folder, 'none.geojson'),
    });
  });

  it('a folder, and a format that is not read', async () => {
    expect(await refusal(read(folder))).toMatchObject({ type: 'unreadable' });
    expect(await refusal(read(await text('x', '.dxf')))).toMatchObject({ type: 'unknown-format' });
  });

  it('a grid whose hole fills its whole shell', async () => {
    const ring = square(104, 30);
    const path = await geojson([one('A', 105), { properties: { code: 'B' }, geometry: polygon(ring, ring) }]);
    expect(await refusal(read(path))).toMatchObject({ type: 'grid-collapsed', file: path, feature: 2 });
  });

  it('one vertex that is no degree among others that are, by its own coordinates', async () => {
    const ring = square(104, 30).map((position, i) => (i === 1 ? ([204, 30] as const) : position));
    const details = await refusal(
      read(await geojson([one('A', 105), { properties: { code: 'B' }, geometry: polygon(ring) }])),
    );
    expect(details).toMatchObject({ type: 'out-of-range', feature: 2 });
    expect(details.detail).toContain('(204, 30)');
  });

  it('latitude before longitude, and says so', async () => {
    const ring = square(104, 30).map(([lng, lat]) => [lat, lng] as const);
    const details = await refusal(
      read(await geojson([{ properties: { code: 'A' }, geometry: polygon(ring) }])),
    );
    expect(details).toMatchObject({ type: 'out-of-range', feature: 1 });
    expect(details.fix).toContain('swapped');
  });

  it('records to be joined by a code that none has', async () => {
    const path = await geojson([{ properties: { id: 'A' }, geometry: polygon(square(104, 30)) }]);
    const files = [{ path, level: 'element' as const, fields: {} }];
    expect(await refusal(readGrids(files, { mergeSameCode: true }))).toMatchObject({
      type: 'no-code',
      field: 'code',
    });
  });

  it('text that is cut off, at every place it can be', async () => {
    const whole = JSON.stringify({
      type: 'FeatureCollection',
      features: [{ type: 'Feature', properties: { code: 'a"]}' }, geometry: polygon(square(104, 30)) }],
    });
    for (let length = 1; length < whole.length; length += 7) {
      expect(await refusal(read(await text(whole.slice(0, length))))).toMatchObject({ type: 'file-cut-off' });
    }
  });

  it('text that is no JSON, with the feature', async () => {
    const path = await text(
      '{"type":"FeatureCollection","features":[{"type":"Feature","properties":{},"geometry":null,,}]}',
    );
    expect(await refusal(read(path))).toMatchObject({ type: 'unreadable', feature: 1 });
    expect(await refusal(read(await text('hello')))).toMatchObject({ type: 'unreadable' });
    expect(await refusal(read(await text('')))).toMatchObject({ type: 'no-polygons' });
  });

  it('text in another encoding, until it is named', async () => {
    const gbk = Buffer.concat([
      Buffer.from('{"type":"Feature","properties":{"name":"'),
      Buffer.from([0xd0, 0xa1, 0xc7, 0xf8]),
      Buffer.from(`"},"geometry":${JSON.stringify(polygon(square(104, 30)))}}`),
    ]);
    expect(await refusal(read(await text(gbk)))).toMatchObject({
      type: 'unreadable',
      fix: expect.stringContaining('--encoding gbk') as string,
    });
    const { grids } = await read(await text(gbk), { encoding: 'gbk' });
    expect(grids[0]!.name).toBe('小区');
  });

  it('points, lines, no geometry, with the feature', async () => {
    const point = await geojson([one('a'), { geometry: { type: 'Point', coordinates: [104, 30] } }]);
    expect(await refusal(read(point))).toMatchObject({
      type: 'not-a-polygon',
      feature: 2,
      detail: expect.stringContaining('Point') as string,
    });
    const empty = await geojson([one('a'), { geometry: null }]);
    expect(await refusal(read(empty))).toMatchObject({ type: 'no-polygon', feature: 2 });
    const none = await geojson([]);
    expect(await refusal(read(none))).toMatchObject({ type: 'no-polygons', file: none });
  });

  it('a position that is no two numbers', async () => {
    const path = await geojson([
      {
        geometry: polygon([
          [104, 30],
          [104.1, 30],
          [104.1, Number.NaN],
          [104, 30],
        ]),
      },
    ]);
    expect(await refusal(read(path))).toMatchObject({ type: 'bad-coordinate', feature: 1 });
  });

  it('coordinates out of range, and says when latitude came first', async () => {
    const swapped = await geojson([
      {
        geometry: polygon([
          [30, 104],
          [30.1, 104],
          [30.1, 104.1],
          [30, 104],
        ]),
      },
    ]);
    expect(await refusal(read(swapped, { crs: 'EPSG:4490' }))).toMatchObject({
      type: 'out-of-range',
      feature: 1,
      fix: expect.stringContaining('longitude first') as string,
    });
  });

  it('metres without a CRS, and metres of another zone', async () => {
    const metric = [
      {
        geometry: polygon([
          [38_450_000, 3_400_000],
          [38_451_000, 3_400_000],
          [38_450_000, 3_401_000],
          [38_450_000, 3_400_000],
        ]),
      },
    ];
    expect(await refusal(read(await geojson(metric)))).toMatchObject({
      type: 'no-crs',
      feature: 1,
      field: '--crs',
    });
    expect(await refusal(read(await geojson(metric), { crs: 'EPSG:4547' }))).toMatchObject({
      type: 'out-of-range',
    });
    const { grids } = await read(await geojson(metric), { crs: 'EPSG:4526' });
    expect(grids[0]!.geometry[0]![0]![0]! / 1e7).toBeCloseTo(113.477988, 6);
  });

  it('a level nobody knows, and a file that tells none', async () => {
    const path = await geojson([
      one('a'),
      { properties: { level: 'galaxy' }, geometry: polygon(square(104.1, 30)) },
    ]);
    expect(await refusal(read(path, { level: undefined }))).toMatchObject({
      type: 'unknown-level',
      feature: 1,
      field: 'level',
    });
    const silent = await geojson([one('a')]);
    expect(await refusal(read(silent, { level: undefined }))).toMatchObject({
      type: 'no-level',
      detail: expect.stringContaining('code') as string,
    });
  });

  it('a field that a flag names and the file lacks, listing those it has', async () => {
    const path = await geojson([one('a')]);
    expect(await refusal(read(path, { fields: { parent: 'boss' } }))).toMatchObject({
      type: 'unknown-field',
      field: 'boss',
      detail: expect.stringContaining('code') as string,
      fix: expect.stringContaining('--parent-field') as string,
    });
  });

  it('the same code twice in a level, but not in two levels', async () => {
    const twice = await geojson([one('a'), one('b', 104.01), one('a', 104.02)]);
    expect(await refusal(read(twice))).toMatchObject({
      type: 'code-twice',
      feature: 3,
      field: 'code',
      fix: expect.stringContaining('--merge-same-code') as string,
    });
    const child = await geojson([one('a')]);
    const { grids } = await readGrids(
      [
        { path: child, level: 'branch', fields: {} },
        { path: child, level: 'element', fields: {} },
      ],
      {},
    );
    expect(grids).toHaveLength(2);
  });

  it('a code whose digits a number has lost', async () => {
    const path = await text(
      '{"type":"Feature","properties":{"code":510104001001001001},"geometry":' +
        JSON.stringify(polygon(square(104, 30))) +
        '}',
    );
    expect(await refusal(read(path))).toMatchObject({ type: 'bad-code', feature: 1, field: 'code' });
  });

  it('a grid that has no area on the lattice', async () => {
    const path = await geojson([
      {
        properties: { code: 'dot' },
        geometry: polygon([
          [104, 30],
          [104.00000002, 30],
          [104, 30.00000002],
          [104, 30],
        ]),
      },
    ]);
    const details = await refusal(read(path, {}, { matchMetres: 0 }));
    expect(details).toMatchObject({ type: 'grid-collapsed', feature: 1 });
    expect(details.detail).toContain('dot has no area');
    expect(details.detail).toContain('all its points fall onto 104.0000000, 30.0000000');
  });

  it('a grid that goes to a point and back the same way, or along a line, and says where', async () => {
    const [there, onward] = [
      [104, 30],
      [104.1, 30.2],
    ] as const;
    const back = await geojson([
      one('A', 105),
      { properties: { code: 'back' }, geometry: polygon([there, onward, there, there]) },
    ]);
    const tooShort = await refusal(read(back));
    expect(tooShort).toMatchObject({ type: 'no-polygon', file: back, feature: 2 });
    expect(tooShort.detail).toContain('its outline begins at 104, 30');
    const flat = await geojson([
      one('A', 105),
      { properties: { code: 'flat' }, geometry: polygon([there, onward, [104.05, 30.1], there]) },
    ]);
    const line = await refusal(read(flat, {}, { matchMetres: 0 }));
    expect(line).toMatchObject({ type: 'grid-collapsed', file: flat, feature: 2 });
    expect(line.detail).toContain(
      'its 3 distinct points, from 104.0000000, 30.0000000 to 104.1000000, 30.2000000, enclose nothing',
    );
  });

  it.each<[string, string, string, number]>([
    ['code', 'invalid-code', 'code', 65],
    ['code', 'invalid-code', 'code', 1_000_000],
    ['parent', 'invalid-code', 'code', 65],
    ['name', 'name-too-long', 'name', 201],
  ])(
    'a %s that is too long (%s, %s, %d characters), before anything is said of its shape',
    async (field, type, what, length) => {
      const dot = polygon([
        [104, 30],
        [104.00000002, 30],
        [104, 30.00000002],
        [104, 30],
      ]);
      const path = await geojson([
        one('a', 105),
        { properties: { code: 'b', [field]: '中'.repeat(length) }, geometry: dot },
      ]);
      const details = await refusal(read(path, {}, { matchMetres: 0 }));
      expect(details).toMatchObject({ type, file: path, feature: 2, field });
      expect(details.detail).toBe(
        `The ${what} "${'中'.repeat(60)}…" has ${length} characters; at most ${field === 'name' ? 200 : 64} are allowed.`,
      );
      expect(details.fix).toContain('Shorten it');
    },
  );

  it('but no code of 64 characters, no name of 200', async () => {
    const properties = { code: '𠮷'.repeat(64), parent: '𠮷'.repeat(64), name: '𠮷'.repeat(200) };
    const { grids } = await read(await geojson([{ properties, geometry: polygon(square(104, 30)) }]));
    expect(grids[0]).toMatchObject({ code: properties.code, name: properties.name });
  });

  it('values of any length, and shows the start of them only', async () => {
    const long = `${String.fromCharCode(0x1b)}[31m${'x'.repeat(100_000)}`;
    const geometry = polygon(square(104, 30));
    const level = await refusal(
      read(await geojson([{ properties: { level: long }, geometry }]), { level: undefined }),
    );
    const code = await refusal(read(await geojson([{ properties: { code: [long] }, geometry }])));
    const type = await refusal(read(await geojson([{ geometry: { type: long, coordinates: [] } }])));
    const start = await refusal(read(await geojson([{ geometry: polygon([[long, long] as never]) }])));
    const field = await refusal(
      read(await geojson([{ properties: { [long]: 1 }, geometry }]), { fields: { code: 'id' } }),
    );
    const fields = Object.fromEntries(Array.from({ length: 1000 }, (_, index) => [`field${index}`, 1]));
    const many = await refusal(
      read(await geojson([{ properties: fields, geometry }]), { fields: { code: 'id' } }),
    );
    const crs = await refusal(
      read(await geojson([one('a')], { crs: { type: 'name', properties: { name: long } } })),
    );
    for (const { detail } of [level, code, type, start, field, many, crs]) {
      expect(detail.length).toBeLessThan(500);
      expect(detail).not.toContain(long.slice(0, 1));
    }
    expect(many.detail).toContain('field29 and 970 more');
  });

  it('no category that nobody knows, whose start the report tells', async () => {
    const properties = { code: 'a', category: `${String.fromCharCode(7)}${'x'.repeat(1000)}` };
    const { report } = await read(await geojson([{ properties, geometry: polygon(square(104, 30)) }]));
    expect(report.unknownCategories).toEqual([{ value: `\\u0007${'x'.repeat(59)}…`, count: 1 }]);
  });

  it('TopoJSON, a linked crs, a local datum', async () => {
    expect(await refusal(read(await text('{"type":"Topology","objects":{},"arcs":[]}')))).toMatchObject({
      type: 'topojson',
    });
    const linked = await geojson([one('a')], {
      crs: { type: 'link', properties: { href: 'http://example.org' } },
    });
    expect(await refusal(read(linked))).toMatchObject({ type: 'unknown-crs', field: 'crs' });
    expect(await refusal(read(await geojson([one('a')]), { crs: 'EPSG:2435' }))).toMatchObject({
      type: 'unknown-datum',
    });
  });

  it('stops when it is asked to', async () => {
    const path = await geojson([one('a')]);
    await expect(read(path, {}, { signal: AbortSignal.abort() })).rejects.toMatchObject({
      name: 'AbortError',
    });
  });
});
