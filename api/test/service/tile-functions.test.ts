import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { levelMinZooms } from '../../src/coverage/generalise/level-zooms.js';
import { levels } from '../../src/hierarchy/levels.js';
import { openTestDatabase, type TestDatabase } from '../database.js';
import { MapMaker } from '../store-maps.js';

/** What serves tiles and desktop GIS in either database; tiles themselves need a server's ST_AsMVT. */
let database: TestDatabase;
const maps = new MapMaker(() => database.store);

async function query<Row extends object>(text: string, values: readonly unknown[] = []): Promise<Row[]> {
  return (await database.db.pool.query<Row>(text, [...values])).rows;
}

beforeAll(async () => {
  database = await openTestDatabase();
}, 180_000);

afterAll(async () => {
  await database?.drop();
});

describe('tile functions in any database', () => {
  it('are there, four of them', async () => {
    const rows = await query<{ name: string }>(
      `select p.proname as name
       from pg_proc p
       where p.pronamespace = 'tiles'::regnamespace
       order by p.proname`,
    );
    expect(rows.map(({ name }) => name)).toEqual(['findings', 'grid_labels', 'grids', 'reference']);
  });

  it('know from which zoom on a level is drawn, as the code does', async () => {
    const rows = await query<{ level: string; zoom: number }>(
      'select l.level, wangge.level_min_zoom(l.level) as zoom from unnest($1::text[]) as l (level)',
      [levels],
    );
    expect(Object.fromEntries(rows.map(({ level, zoom }) => [level, zoom]))).toEqual(levelMinZooms);
  });

  it('refuse a territory that there is not', async () => {
    await expect(query(`select tiles.grids(0, 0, 0, '{"territory": "nowhere"}')`)).rejects.toThrow(
      'There is no territory nowhere.',
    );
  });
});

describe('statistics', () => {
  it('can be asked for tables of ours alone', async () => {
    await query("select wangge.analyze_tables(array['grid_version', 'grid_drawing'])");
    await expect(query("select wangge.analyze_tables(array['pg_class'])")).rejects.toThrow('wangge.pg_class');
  });
});

describe('views for desktop GIS', () => {
  it('show the map in force with a key of its own for every territory', async () => {
    const first = await maps.makeTerritory();
    const second = await maps.makeTerritory();
    await maps.publish(first, null, await maps.reserveCity(first));
    expect(
      await query('select v.key from wangge_gis.elements v where v.territory = $1::text', [second]),
    ).toEqual([]);
    await maps.publish(second, null, await maps.reserveCity(second));
    const rows = await query<{ key: number; territory: string; code: string; parent_code: string }>(
      `select v.key, v.territory, v.code, v.parent_code
       from wangge_gis.elements v
       order by v.key`,
    );
    expect(rows).toEqual([
      { key: 5, territory: first, code: 'E1', parent_code: 'O' },
      { key: 6, territory: first, code: 'E2', parent_code: 'O' },
      { key: 1_000_000_000_005, territory: second, code: 'E1', parent_code: 'O' },
      { key: 1_000_000_000_006, territory: second, code: 'E2', parent_code: 'O' },
    ]);
  });
});
