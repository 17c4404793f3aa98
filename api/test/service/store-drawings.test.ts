import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { GridDrawing, ZoomDrawing, ZoomState } from '../../src/coverage/generalise/drawing-types.js';
import type { MultiPolygon } from '../../src/geometry/types.js';
import { createStore } from '../../src/store/create-store.js';
import { encodeTwkb } from '../../src/store/encode-twkb.js';
import type { GridChange } from '../../src/store/types.js';
import { databaseKinds, openTestDatabase, type TestDatabase } from '../database.js';
import { at, change, local, MapMaker, originX, originY, square } from '../store-maps.js';

/** The whole world of a zoom. */
const everywhere = [-64, -64, 2 ** 28, 2 ** 28] as const;

describe.each(databaseKinds)('drawings on the %s database', (kind) => {
  let test: TestDatabase;
  let territoryId: string;
  let city: GridChange[];
  const maps = new MapMaker(() => test.store);

  beforeAll(async () => {
    test = await openTestDatabase(kind);
  });
  afterAll(() => test.drop());
  beforeEach(async () => {
    territoryId = await maps.makeTerritory();
    city = await maps.reserveCity(territoryId);
  });

  describe('shapes', () => {
    const shapes: MultiPolygon[] = [
      [],
      box(0, 0, 1),
      box(2 ** 28 - 1, 2 ** 28 - 1, 1),
      [[Int32Array.of(-64, -64, 60, -64, 8191, 8192, -64, -64)]],
      [
        [Int32Array.of(0, 0, 100, 0, 100, 100, 0, 100, 0, 0), Int32Array.of(10, 10, 10, 20, 20, 20, 10, 10)],
        [Int32Array.of(200, 0, 300, 0, 300, 100, 200, 0)],
      ],
    ];

    it.each(shapes)('are read by PostGIS as the same geometry, %#', async (...geometry) => {
      const { rows } = await test.db.pool.query<{ same: boolean; text: string }>(
        `select
           st_asbinary(st_geomfromtwkb($1::bytea)) = st_asbinary(st_geomfromtext($2::text)) as same,
           st_astext(st_geomfromtwkb($1::bytea)) as text`,
        [encodeTwkb(geometry), toText(geometry)],
      );
      expect(rows).toEqual([{ same: true, text: toText(geometry) }]);
    });

    it.each(shapes)('have the very bytes that PostGIS writes, %#', async (...geometry) => {
      const { rows } = await test.db.pool.query<{ twkb: Buffer }>(
        'select st_astwkb(st_geomfromtext($1::text)) as twkb',
        [toText(geometry)],
      );
      // PostGIS marks what is empty in its head instead of counting to nothing; we store nothing empty.
      if (geometry.length > 0) expect(encodeTwkb(geometry)).toEqual(rows[0]!.twkb);
      else expect(rows[0]!.twkb).toEqual(Buffer.of(6, 0x10));
    });
  });

  it('come back as they were written, upper levels first, then by id, with what the revision fixes', async () => {
    const revision = await publish(null, city, [draw(9, [1, box(0, 0, 50)], [0, box(0, 0, 60)])]);
    const building = await drawElsewhere(revision);
    const [top, county] = [at(city, 0), at(city, 1)];
    const known = { name: 'name of T', category: null, class: null };
    expect(await test.store.readTileDrawings(territoryId, revision, 9, everywhere)).toEqual([
      { gridId: top.gridId, level: 'territory', code: 'T', ...known, geometry: box(0, 0, 60) },
      {
        gridId: county.gridId,
        level: 'county',
        code: 'C',
        ...known,
        name: 'name of C',
        geometry: box(0, 0, 50),
      },
    ]);
    expect(await test.store.readTileDrawings(territoryId, revision, 10, everywhere)).toEqual([]);
    await test.store.sweepRevision(territoryId, building);
  });

  it('of an element tell its category and class', async () => {
    const revision = await publish(null, city, [draw(12, [4, box(0, 0, 5)])]);
    expect(await test.store.readTileDrawings(territoryId, revision, 12, everywhere)).toMatchObject([
      { code: 'E1', category: 'village', class: 'community' },
    ]);
  });

  it('are those whose box meets the tile, its edge included', async () => {
    const revision = await publish(null, city, [draw(3, [4, box(0, 0, 10)], [5, box(10, 0, 10)])]);
    const codes = async (...tile: [number, number, number, number]): Promise<string[]> =>
      (await test.store.readTileDrawings(territoryId, revision, 3, tile)).map((each) => each.code);
    expect(await codes(0, 0, 9, 9)).toEqual(['E1']);
    expect(await codes(11, 2, 30, 9)).toEqual(['E2']);
    expect(await codes(10, 10, 11, 11)).toEqual(['E1', 'E2']);
    expect(await codes(21, 0, 30, 30)).toEqual([]);
    expect(await codes(0, -9, 30, -1)).toEqual([]);
  });

  it('belong to a range of revisions: the old map is drawn as it was, the new one as it is', async () => {
    const first = await publish(null, city, [draw(10, [4, box(0, 0, 10)], [5, box(10, 0, 10)])]);
    const second = await publish(
      first,
      [{ ...at(city, 4), geometry: square(0, 0, 20) }],
      [{ ...draw(10, [4, box(0, 0, 20)]), gone: [at(city, 5).gridId] }],
      [at(city, 5).gridId],
    );
    expect(await drawnAt(first, 10)).toEqual({ E1: box(0, 0, 10), E2: box(10, 0, 10) });
    expect(await drawnAt(second, 10)).toEqual({ E1: box(0, 0, 20) });
    expect(await countRows('grid_drawing')).toBe(3);
  });

  it('stay where nothing is drawn anew', async () => {
    const first = await publish(null, city, [draw(10, [4, box(0, 0, 10)])]);
    const second = await publish(first, [{ ...at(city, 4), name: 'renamed' }], [draw(10)]);
    expect(await countRows('grid_drawing')).toBe(1);
    expect(await test.store.readTileDrawings(territoryId, second, 10, everywhere)).toMatchObject([
      { name: 'renamed', geometry: box(0, 0, 10) },
    ]);
    expect(await test.store.readTileDrawings(territoryId, first, 10, everywhere)).toMatchObject([
      { name: 'name of E1' },
    ]);
  });

  it('are written again without a change, in part or whole', async () => {
    const first = await publish(null, city, [draw(10, [4, box(0, 0, 10)], [5, box(10, 0, 10)])]);
    const { revision } = await test.store.beginRevision(territoryId, { base: first }, local);
    const drawing = { ...draw(10, [4, box(0, 0, 9)]), gone: [at(city, 5).gridId] };
    await test.store.writeZoomDrawing(territoryId, revision, { ...drawing, gone: [] });
    await test.store.writeZoomDrawing(territoryId, revision, drawing);
    const before = await allRows();
    await test.store.writeZoomDrawing(territoryId, revision, drawing);
    expect(await allRows()).toEqual(before);
    expect(before).toHaveLength(3);
    await test.store.sweepRevision(territoryId, revision);
  });

  it('tell how each zoom was made, once all of them are', async () => {
    const { revision } = await test.store.beginRevision(territoryId, { base: null }, local);
    await test.store.writeChanges(territoryId, revision, city);
    const state = { rules: 1, givenBack: [[1, 2, 3, 4, 2]], moved: [[5, 6, -1, 0]] } as const;
    await test.store.writeZoomDrawing(territoryId, revision, { ...draw(7), state });
    await test.store.writeZoomDrawing(territoryId, revision, draw(8));
    expect(await test.store.readZoomStates(territoryId, revision)).toBeUndefined();
    expect(await test.store.getRevision(territoryId, revision)).toMatchObject({ isDrawn: false });
    await test.store.finishDrawing(territoryId, revision);
    await test.store.finishDrawing(territoryId, revision);
    expect(await test.store.getRevision(territoryId, revision)).toMatchObject({ isDrawn: true });
    expect(await test.store.readZoomStates(territoryId, revision)).toEqual(
      new Map<number, ZoomState>([
        [7, state],
        [8, { rules: 1, givenBack: [], moved: [] }],
      ]),
    );
    await test.store.publishRevision(territoryId, revision);
    expect(await test.store.listRevisions(territoryId)).toMatchObject([{ revision, isDrawn: true }]);
  });

  it('are refused for a revision that is drawn, was taken back, or comes after one that is not drawn', async () => {
    const gone = { details: { type: 'drawing-gone', status: 409 } };
    const write = (revision: number): Promise<void> =>
      test.store.writeZoomDrawing(territoryId, revision, draw(10, [4, box(0, 0, 10)]));
    const first = await maps.publish(territoryId, null, city);
    const second = await test.store.beginRevision(territoryId, { base: first }, local);
    await expect(write(second.revision)).rejects.toMatchObject(gone);
    expect(await test.store.listUndrawnRevisions(territoryId)).toEqual([first]);
    await write(first);
    await test.store.finishDrawing(territoryId, first);
    expect(await test.store.listUndrawnRevisions(territoryId)).toEqual([]);
    await expect(write(first)).rejects.toMatchObject(gone);
    await write(second.revision);
    await test.store.sweepRevision(territoryId, second.revision);
    await expect(write(second.revision)).rejects.toMatchObject(gone);
    await expect(test.store.finishDrawing(territoryId, second.revision)).rejects.toMatchObject(gone);
    expect(await countRows('grid_drawing')).toBe(1);
  });

  it('refuse a grid without any area, which is one that is gone', async () => {
    const { revision } = await test.store.beginRevision(territoryId, { base: null }, local);
    await expect(test.store.writeZoomDrawing(territoryId, revision, draw(10, [4, []]))).rejects.toThrow(
      'empty',
    );
    await test.store.sweepRevision(territoryId, revision);
  });

  it('of a build that failed are taken back: the ones it ended are drawn again', async () => {
    const first = await publish(null, city, [draw(10, [4, box(0, 0, 10)], [5, box(10, 0, 10)])]);
    const before = await allRows();
    const { revision } = await test.store.beginRevision(territoryId, { base: first }, local);
    await test.store.writeZoomDrawing(territoryId, revision, {
      ...draw(10, [4, box(0, 0, 9)]),
      gone: [at(city, 5).gridId],
    });
    await test.store.finishDrawing(territoryId, revision);
    await test.store.sweepRevision(territoryId, revision);
    await test.store.sweepRevision(territoryId, revision);
    expect(await allRows()).toEqual(before);
    expect(await countRows('zoom_drawing')).toBe(1);
    expect(await test.store.getRevision(territoryId, revision)).toMatchObject({
      status: 'failed',
      isDrawn: false,
    });
  });

  it.each([
    'delete from wangge.zoom_drawing',
    'delete from wangge.grid_drawing',
    'update wangge.grid_drawing',
  ])(
    'of a sweep that was killed after its %s are taken back before the next build begins',
    async (statement) => {
      const row = await reserveRow(1_200);
      const shapes = row.map((_grid, index): [number, MultiPolygon] => [index, box(index, 0, 1)]);
      const first = await publish(null, row, [draw(0, row, ...shapes)]);
      const before = await allRows();
      const { revision } = await test.store.beginRevision(territoryId, { base: first }, local);
      await test.store.writeZoomDrawing(territoryId, revision, draw(0, row, ...shapes.slice(0, 1_100)));
      const stopped = storeThatStopsAfter(statement);
      await expect(stopped.sweepRevision(territoryId, revision)).rejects.toThrow('killed');
      expect(await allRows()).not.toEqual(before);
      const next = await test.store.beginRevision(territoryId, { base: first }, local);
      expect(await allRows()).toEqual(before);
      for (const each of [revision, next.revision]) await test.store.sweepRevision(territoryId, each);
    },
  );

  it('of a build that was swept while a batch was under way leave nothing behind', async () => {
    const row = await reserveRow(1_200);
    const shapes = row.map((_grid, index): [number, MultiPolygon] => [index, box(index, 0, 1)]);
    const { revision } = await test.store.beginRevision(territoryId, { base: null }, local);
    const writing = test.store.writeZoomDrawing(territoryId, revision, draw(0, row, ...shapes), {
      onProgress: (done) => {
        if (done === 500) sweeping = test.store.sweepRevision(territoryId, revision);
      },
    });
    let sweeping: Promise<void> | undefined;
    await expect(writing).rejects.toMatchObject({ details: { type: 'drawing-gone' } });
    await sweeping;
    expect(await countRows('grid_drawing')).toBe(0);
  });

  it('keep a territory without a map until they are swept', async () => {
    const { revision } = await test.store.beginRevision(territoryId, { base: null }, local);
    await test.store.writeZoomDrawing(territoryId, revision, draw(10, [4, box(0, 0, 10)]));
    const stopped = storeThatStopsAfter('delete from wangge.zoom_drawing');
    await expect(stopped.sweepRevision(territoryId, revision)).rejects.toThrow('killed');
    await test.store.removeEmptyTerritory(territoryId);
    expect(await test.store.getTerritory(territoryId)).toBeDefined();
    await test.store.sweepRevision(territoryId, revision);
    await test.store.removeEmptyTerritory(territoryId);
    expect(await test.store.getTerritory(territoryId)).toBeUndefined();
  });

  it('by two processes at once are those of one', async () => {
    const row = await reserveRow(1_200);
    const shapes = row.map((_grid, index): [number, MultiPolygon] => [index, box(index, 0, 1)]);
    const revision = await maps.publish(territoryId, null, row);
    const other = createStore(test.db);
    await Promise.all(
      [test.store, other].map((store) =>
        store.writeZoomDrawing(territoryId, revision, draw(0, row, ...shapes)),
      ),
    );
    expect(await countRows('grid_drawing')).toBe(1_200);
    await Promise.all([test.store, other].map((store) => store.finishDrawing(territoryId, revision)));
    expect(await test.store.readTileDrawings(territoryId, revision, 0, everywhere)).toHaveLength(1_200);
  });

  it('stop between batches when they are told to', async () => {
    const { revision } = await test.store.beginRevision(territoryId, { base: null }, local);
    const signal = AbortSignal.abort(new Error('enough'));
    await expect(
      test.store.writeZoomDrawing(territoryId, revision, draw(10, [4, box(0, 0, 10)]), { signal }),
    ).rejects.toThrow('enough');
    expect(await countRows('grid_drawing')).toBe(0);
    await test.store.sweepRevision(territoryId, revision);
  });

  it('find the rows of a tile by their boxes, not by reading all', async () => {
    const row = await reserveRow(1_200);
    const shapes = row.map((_grid, index): [number, MultiPolygon] => [index, box(index * 10, 0, 10)]);
    const revision = await publish(null, row, [draw(0, row, ...shapes)]);
    const { rows } = await test.db.pool.query<{ 'QUERY PLAN': string }>(
      `explain select d.grid_id
       from wangge.grid_drawing d
       where d.territory_id = '${territoryId}'
         and d.zoom = 0
         and d.box && box(point(0, 0), point(40, 40))
         and d.revisions @> ${revision}::bigint`,
    );
    expect(rows.map((each) => each['QUERY PLAN']).join('\n')).toContain('grid_drawing_on_tile');
  });

  it('have labels: those of the levels asked for, in the box, upper levels first', async () => {
    const place = (change_: GridChange, x: number): GridChange => ({
      ...change_,
      geometry: square(x, 0, 10),
      labelPoint: [originX + x + 5, originY + 5],
    });
    const revision = await maps.publish(territoryId, null, [
      ...city.slice(0, 4),
      place(at(city, 4), 0),
      place(at(city, 5), 1_000),
    ]);
    const degrees = (x: number, y: number): [number, number] => [(originX + x) / 1e7, (originY + y) / 1e7];
    const codes = async (levels: Parameters<typeof test.store.readTileLabels>[2], east: number) =>
      (
        await test.store.readTileLabels(territoryId, revision, levels, [
          ...degrees(-5, -5),
          ...degrees(east, 20),
        ])
      ).map((each) => each.code);
    expect(await codes(['element', 'county'], 100)).toEqual(['C', 'E1']);
    expect(await codes(['element'], 2_000)).toEqual(['E1', 'E2']);
    expect(await codes([], 2_000)).toEqual([]);
    expect(
      await test.store.readTileLabels(
        territoryId,
        revision,
        ['element'],
        [...degrees(900, 0), ...degrees(1_100, 9)],
      ),
    ).toEqual([
      {
        ...{ gridId: at(city, 5).gridId, level: 'element', code: 'E2', name: 'name of E2' },
        ...{
          category: 'park',
          class: expect.any(String) as string,
          labelPoint: [originX + 1_005, originY + 5],
        },
      },
    ]);
  });

  /** A square in tile units, as a screen has it: clockwise, y down. */
  function box(x: number, y: number, side: number): MultiPolygon {
    return [[Int32Array.of(x, y, x + side, y, x + side, y + side, x, y + side, x, y)]];
  }

  function draw(zoom: number, ...shapes: [number, MultiPolygon][]): ZoomDrawing;
  function draw(zoom: number, grids: readonly GridChange[], ...shapes: [number, MultiPolygon][]): ZoomDrawing;
  function draw(zoom: number, ...rest: (readonly GridChange[] | [number, MultiPolygon])[]): ZoomDrawing {
    const isPair = (each: unknown): each is [number, MultiPolygon] =>
      Array.isArray(each) && typeof each[0] === 'number';
    const grids = rest[0] !== undefined && !isPair(rest[0]) ? rest[0] : city;
    const drawn = rest
      .filter(isPair)
      .map(([index, geometry]): GridDrawing => ({ gridId: at(grids, index).gridId, geometry }));
    return { zoom, drawn, gone: [], state: { rules: 1, givenBack: [], moved: [] } };
  }

  async function publish(
    base: number | null,
    changes: readonly GridChange[],
    drawings: readonly ZoomDrawing[],
    retired: readonly number[] = [],
  ): Promise<number> {
    const { revision } = await test.store.beginRevision(territoryId, { base }, local);
    await test.store.writeChanges(territoryId, revision, changes);
    await test.store.retireGrids(territoryId, revision, retired);
    for (const drawing of drawings) await test.store.writeZoomDrawing(territoryId, revision, drawing);
    await test.store.finishDrawing(territoryId, revision);
    await test.store.publishRevision(territoryId, revision);
    return revision;
  }

  /** A later build that draws something elsewhere, which is not to be seen. */
  async function drawElsewhere(base: number): Promise<number> {
    const { revision } = await test.store.beginRevision(territoryId, { base }, local);
    await test.store.writeZoomDrawing(territoryId, revision, draw(9, [1, box(500, 0, 50)]));
    return revision;
  }

  async function drawnAt(revision: number, zoom: number): Promise<Record<string, MultiPolygon>> {
    const rows = await test.store.readTileDrawings(territoryId, revision, zoom, everywhere);
    return Object.fromEntries(rows.map((each) => [each.code, each.geometry]));
  }

  /** Counties in a row, one beside the other. */
  async function reserveRow(length: number): Promise<GridChange[]> {
    const ids = await test.store.reserveGridIds(territoryId, new Array(length).fill({ level: 'county' }));
    return ids.map((gridId, index) =>
      change(gridId, 'county', `c${index}`, { geometry: square(index * 10, 0, 10) }),
    );
  }

  async function allRows(): Promise<object[]> {
    const { rows } = await test.db.pool.query<object>(
      `select d.zoom, d.grid_id, d.revision_from, d.revision_to, d.box::text, d.shape
       from wangge.grid_drawing d
       where d.territory_id = $1
       order by d.zoom, d.grid_id, d.revision_from`,
      [territoryId],
    );
    return rows;
  }

  async function countRows(table: 'grid_drawing' | 'zoom_drawing'): Promise<number> {
    const { rows } = await test.db.pool.query<{ count: number }>(
      `select count(*) as count from wangge.${table} x where x.territory_id = $1`,
      [territoryId],
    );
    return rows[0]!.count;
  }

  /** A store of another process, as it were, that is killed after the first statement like this. */
  function storeThatStopsAfter(statement: string): TestDatabase['store'] {
    const pool = new Proxy(test.db.pool, {
      get(target, name) {
        const value: unknown = Reflect.get(target, name);
        if (typeof value !== 'function') return value;
        if (name !== 'query') return value.bind(target) as unknown;
        return async (text: string, values: unknown[]) => {
          const result = await target.query(text, values);
          if (text.includes(statement)) throw new Error('killed');
          return result;
        };
      },
    });
    return createStore({ ...test.db, pool });
  }

  function toText(geometry: MultiPolygon): string {
    if (geometry.length === 0) return 'MULTIPOLYGON EMPTY';
    const rings = geometry.map((polygon) =>
      polygon.map((ring) => {
        const points = Array.from(
          { length: ring.length / 2 },
          (_none, index) => `${ring[2 * index]} ${ring[2 * index + 1]}`,
        );
        return `(${points.join(',')})`;
      }),
    );
    return `MULTIPOLYGON(${rings.map((polygon) => `(${polygon.join(',')})`).join(',')})`;
  }
});
