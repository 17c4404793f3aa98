import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  makeDbf,
  makeShp,
  writeShapefile,
  type Path,
  type ShapefileOptions,
  type ShapefileRecord,
} from '../../test/fixtures/reading/make-shapefile.js';
import { makeZip } from '../../test/fixtures/reading/make-zip.js';
import { Problem } from '../problem.js';
import { readShapefile } from './read-shapefile.js';
import type { SourceFeature, SourceSummary } from './types.js';

let folder = '';
let files = 0;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'read-shapefile-'));
});
afterAll(async () => {
  await rm(folder, { recursive: true });
});

/** A square as a shapefile's shell: clockwise. */
function shell(x: number, y: number, side = 10): Path {
  return [
    [x, y],
    [x, y + side],
    [x + side, y + side],
    [x + side, y],
    [x, y],
  ];
}
function hole(x: number, y: number, side = 2): Path {
  return [...shell(x, y, side)].reverse();
}
const fields: ShapefileOptions = { fields: { code: 12 } };
const one: ShapefileRecord = { parts: [shell(0, 0)], values: { code: 'a' } };

async function write(
  records: readonly ShapefileRecord[],
  options: Parameters<typeof writeShapefile>[2] = fields,
): Promise<string> {
  files += 1;
  return writeShapefile(join(folder, `layer-${files}`), records, options);
}

async function read(
  path: string,
  options: { encoding?: string; layer?: string } = {},
): Promise<{ features: SourceFeature[]; summary: SourceSummary }> {
  const features: SourceFeature[] = [];
  const summary = await readShapefile(path, { ...options, onFeature: (feature) => features.push(feature) });
  return { features, summary };
}

async function refusal(promise: Promise<unknown>): Promise<Problem> {
  const outcome = await promise.then(
    () => undefined,
    (error: unknown) => error,
  );
  if (!(outcome instanceof Problem)) throw new Error(`no Problem but ${String(outcome)}`, { cause: outcome });
  return outcome;
}

describe('shells and holes', () => {
  const shape = async (...parts: readonly Path[]): Promise<{ sizes: number[]; kinds: string[] }> => {
    const { features } = await read(await write([{ parts, values: {} }]));
    return {
      sizes: features[0]!.polygons.map((polygon) => polygon.length),
      kinds: features[0]!.repairs.map(({ kind }) => kind),
    };
  };

  it('finds the shell of a hole wherever it stands in the list', async () => {
    expect(await shape(hole(22, 2), shell(0, 0), shell(20, 0))).toEqual({ sizes: [1, 2], kinds: [] });
  });

  it('takes a hole outside every shell for a shell, and says so', async () => {
    expect(await shape(shell(0, 0), hole(50, 50))).toEqual({ sizes: [1, 1], kinds: ['hole-outside-shell'] });
  });

  it('takes a shell inside a shell for a hole, and says so', async () => {
    expect(await shape(shell(0, 0), shell(4, 4, 2))).toEqual({ sizes: [2], kinds: ['wrong-orientation'] });
  });

  it('keeps an island in a lake a part of its own', async () => {
    expect(await shape(shell(0, 0, 30), hole(5, 5, 20), shell(10, 10, 5))).toEqual({
      sizes: [2, 1],
      kinds: [],
    });
  });

  it('knows a hole that touches its shell at a vertex from a part that touches it there', async () => {
    const corner: Path = [
      [0, 0],
      [4, 2],
      [4, 4],
      [0, 0],
    ];
    expect(await shape(shell(0, 0), corner)).toEqual({ sizes: [2], kinds: [] });
    const outside: Path = [
      [0, 0],
      [-4, -4],
      [-4, -2],
      [0, 0],
    ];
    expect(await shape(shell(0, 0), outside)).toEqual({ sizes: [1, 1], kinds: [] });
  });

  it('closes open rings, drops heights and rings of two points', async () => {
    const { features } = await read(
      await write(
        [
          {
            parts: [
              shell(0, 0).slice(0, 4),
              [
                [1, 1],
                [2, 2],
                [1, 1],
              ],
            ],
            values: {},
          },
        ],
        { ...fields, shapeType: 15 },
      ),
    );
    expect(features[0]!.repairs).toEqual([
      { kind: 'z-or-m-dropped', count: 1 },
      { kind: 'ring-not-closed', count: 1 },
      { kind: 'too-few-points', count: 1 },
    ]);
    expect(features[0]!.polygons).toHaveLength(1);
  });
});

describe('the attribute table', () => {
  it('gives numbers, text where a number would lose digits, and null for what is empty or overflowed', async () => {
    const { features } = await read(
      await write(
        [
          {
            parts: [shell(0, 0)],
            values: { small: '42', big: '510104001001001001', text: '007', none: '', over: '***' },
          },
        ],
        {
          fields: { small: 5, big: 19, text: 5, none: 5, over: 3 },
          numbers: ['small', 'big', 'none', 'over'],
        },
      ),
    );
    expect(features[0]!.properties).toEqual({
      small: 42,
      big: '510104001001001001',
      text: '007',
      none: null,
      over: null,
    });
  });

  it('leaves deleted rows out and keeps the numbers of the others', async () => {
    const { features } = await read(
      await write([one, { ...one, isDeleted: true }, { parts: [shell(20, 0)], values: { code: 'c' } }]),
    );
    expect(features.map(({ feature, properties }) => [feature, properties.code])).toEqual([
      [1, 'a'],
      [3, 'c'],
    ]);
  });

  const gbk = Buffer.from([0xb6, 0xab, 0xb7, 0xe7]);
  const named = (value: Buffer | string): ShapefileRecord[] => [
    { parts: [shell(0, 0)], values: { code: value } },
  ];
  const codeOf = async (path: string, encoding?: string): Promise<unknown> =>
    (await read(path, encoding === undefined ? {} : { encoding })).features[0]!.properties.code;

  it('is decoded by --encoding, else .cpg, else the language byte, else as UTF-8 or GB18030', async () => {
    expect(await codeOf(await write(named(gbk), { ...fields, cpg: 'CP936' }))).toBe('东风');
    expect(await codeOf(await write(named(gbk), { ...fields, languageDriver: 0x4d }))).toBe('东风');
    expect(await codeOf(await write(named(gbk)))).toBe('东风');
    expect(await codeOf(await write(named('东风')))).toBe('东风');
    expect(await codeOf(await write(named('东风'), { ...fields, cpg: 'GBK' }), 'utf-8')).toBe('东风');
  });

  it('takes UTF-8 cut in a character at the width of the field for UTF-8', async () => {
    const { summary } = await read(
      await write(named(Buffer.from('十堰市东风').subarray(0, 8)), { fields: { code: 8 } }),
    );
    expect(summary.encoding).toBe('utf-8');
  });

  it('that is not what its .cpg says is refused, and told as it reads', async () => {
    const details = (await refusal(read(await write(named(gbk), { ...fields, cpg: 'UTF-8' })))).details;
    expect(details).toMatchObject({ type: 'wrong-encoding', field: '.cpg' });
    expect(details.detail).toContain('东风');
    expect(details.fix).toContain('--encoding gbk');
  });

  it('of an unknown encoding is refused', async () => {
    expect((await refusal(read(await write([one], { ...fields, cpg: 'EBCDIC-7' })))).details).toMatchObject({
      type: 'unknown-encoding',
      field: '.cpg',
    });
  });
});

describe('damaged files', () => {
  it('cut off anywhere, the .shp is refused with the record', async () => {
    const path = await write([one, { parts: [shell(20, 0)], values: { code: 'b' } }]);
    const whole = await readFile(path);
    for (const length of [150, 236, 240, whole.length - 8]) {
      await writeFile(path, whole.subarray(0, length));
      expect((await refusal(read(path))).details).toMatchObject({
        type: 'file-cut-off',
        file: path,
        feature: length < 236 ? 1 : 2,
      });
    }
    await writeFile(path, whole.subarray(0, 50));
    expect((await refusal(read(path))).details.type).toBe('unreadable');
  });

  it('cut off, the .dbf is refused; without a .dbf, the layer', async () => {
    const path = await write([one, one]);
    const table = path.replace('.shp', '.dbf');
    await writeFile(table, makeDbf([one, one], fields).subarray(0, -3));
    expect((await refusal(read(path))).details).toMatchObject({
      type: 'file-cut-off',
      file: table,
      feature: 2,
    });
    await rm(table);
    expect((await refusal(read(path))).details).toMatchObject({ type: 'file-missing', file: path });
  });

  it('with more shapes than rows, or fewer, is refused', async () => {
    const path = await write([one, one]);
    await writeFile(path.replace('.shp', '.dbf'), makeDbf([one], fields));
    expect((await refusal(read(path))).message).toContain('more than 1 shapes, the .dbf 1 rows');
    await writeFile(path.replace('.shp', '.dbf'), makeDbf([one, one, one], fields));
    expect((await refusal(read(path))).message).toContain('2 shapes, the .dbf 3 rows');
  });

  it('of points or lines, of null shapes, of nothing, of another kind', async () => {
    expect((await refusal(read(await write([one], { ...fields, shapeType: 3 })))).message).toContain(
      'type line',
    );
    expect((await refusal(read(await write([one, { parts: [], values: {} }])))).details).toMatchObject({
      type: 'no-polygon',
      feature: 2,
    });
    expect((await refusal(read(await write([])))).details.type).toBe('no-polygons');
    const path = await write([one]);
    await writeFile(path, Buffer.alloc(500, 'x'));
    expect((await refusal(read(path))).details.type).toBe('unreadable');
  });

  it('with parts beyond its points is refused, not read past its end', async () => {
    const path = await write([one]);
    const bytes = makeShp([one]);
    bytes.writeInt32LE(900, 148);
    await writeFile(path, bytes);
    expect((await refusal(read(path))).details).toMatchObject({ type: 'unreadable', feature: 1 });
  });
});

describe('a zip', () => {
  const layer = (name: string): Record<string, Buffer> => ({
    [`${name}.shp`]: makeShp([one]),
    [`${name}.dbf`]: makeDbf([one], fields),
    [`${name}.prj`]: Buffer.from('EPSG:4547'),
  });
  const zip = async (parts: Record<string, Buffer>): Promise<string> => {
    files += 1;
    const path = join(folder, `zip-${files}.zip`);
    await writeFile(path, makeZip(parts));
    return path;
  };

  it('with one layer is read, in a folder of the zip too', async () => {
    const { features, summary } = await read(
      await zip({ ...layer('map/网格'), '__MACOSX/map/网格.shp': Buffer.from('') }),
    );
    expect(features[0]!.properties).toEqual({ code: 'a' });
    expect(summary.declaredCrs).toBe('EPSG:4547');
  });

  it('with several layers names them until one is chosen', async () => {
    const path = await zip({ ...layer('county'), ...layer('branch') });
    expect((await refusal(read(path))).details).toMatchObject({
      type: 'choose-layer',
      detail: 'The zip holds 2 layers: county, branch.',
    });
    expect((await refusal(read(path, { layer: 'element' }))).details.type).toBe('choose-layer');
    expect((await read(path, { layer: 'branch' })).features).toHaveLength(1);
  });

  it('damaged, or without a layer, is refused', async () => {
    const path = await zip(layer('county'));
    await writeFile(path, (await readFile(path)).subarray(0, 200));
    expect((await refusal(read(path))).details.type).toBe('unreadable');
    expect((await refusal(read(await zip({ 'readme.txt': Buffer.from('x') })))).details.type).toBe(
      'unreadable',
    );
  });
});
