import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTestDatabase, type TestDatabase } from '../database.js';
import { at, finding, local, noResult } from '../store-maps.js';
import { cityChanges, makeTerritory, publishSquares } from '../tiles-fake-city.js';

/** The views for desktop GIS, read with GDAL as QGIS reads them: by a login that may only read. */
const run = promisify(execFile);
const login = `test_gis_${process.pid}`;

let database: TestDatabase;
let source: string;

/** `Layer name: value` lines of what ogrinfo tells of each layer of our schema. */
async function listLayers(): Promise<Record<string, string>[]> {
  const { stdout } = await run('ogrinfo', ['-ro', '-so', '-al', source]);
  return stdout
    .split('Layer name: ')
    .slice(1)
    .map((text) => ({
      name: /^.*/.exec(text)?.[0] ?? '',
      type: /^Geometry: (.*)$/m.exec(text)?.[1] ?? '',
      count: /^Feature Count: (.*)$/m.exec(text)?.[1] ?? '',
      extent: /^Extent: (.*)$/m.exec(text)?.[1] ?? '',
      system: /^GEOGCRS\["(.*)",$/m.exec(text)?.[1] ?? '',
    }));
}

/** Features as GeoJSON, read by GDAL. */
async function readFeatures(sql: string): Promise<{ properties: object; geometry: { type: string } }[]> {
  const { stdout } = await run('ogr2ogr', ['-f', 'GeoJSONSeq', '/vsistdout/', source, '-sql', sql]);
  return stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as { properties: object; geometry: { type: string } });
}

async function query<Row extends object>(text: string, values: readonly unknown[] = []): Promise<Row[]> {
  return (await database.db.pool.query<Row>(text, [...values])).rows;
}

function urlOfDatabase(): string {
  if (database.url === undefined) throw new Error('the test needs a server');
  return database.url;
}

beforeAll(async () => {
  database = await openTestDatabase('server');
  const { store } = database;
  await makeTerritory(store, 'first');
  const revision = await publishSquares(store, 'first', cityChanges());
  await makeTerritory(store, 'second');
  await publishSquares(store, 'second', cityChanges());
  const square = {
    type: 'Polygon' as const,
    coordinates: [
      [
        [0.1, 0.1],
        [0.2, 0.1],
        [0.2, 0.2],
        [0.1, 0.2],
        [0.1, 0.1],
      ],
    ],
  };
  const { auditId } = await store.beginAudit('first', revision, local);
  await store.finishAudit('first', auditId, {
    ...noResult,
    clean: false,
    findings: [
      finding('gap/element/O/a/1', { geometry: square }),
      finding('unmatched-vertex/element/O/b/1', {
        kind: 'unmatched-vertex',
        geometry: { type: 'Point', coordinates: [0.3, 0.1] },
      }),
    ],
  });
  await query(`create role ${login} login password 'reads'`);
  await query(`grant wangge_reader to ${login}`);
  const { hostname, port, pathname } = new URL(urlOfDatabase());
  source = `PG:host=${hostname} port=${port} dbname=${pathname.slice(1)} user=${login} password=reads schemas=wangge_gis`;
}, 300_000);

afterAll(async () => {
  await query(`drop role if exists ${login}`);
  await database?.drop();
});

describe('a desktop GIS with the reading login', () => {
  it('lists the layers with type, extent, coordinate system and number of features', async () => {
    const city = '(0.000000, 0.000000) - (0.800000, 0.400000)';
    const areas = { type: 'Multi Polygon', extent: city, system: 'WGS 84' };
    const layers = (await listLayers()).filter(({ type }) => type !== 'None');
    expect(layers.sort((a, b) => (a['name']! < b['name']! ? -1 : 1))).toEqual([
      { ...areas, name: 'branches', count: '8' },
      { ...areas, name: 'counties', count: '4' },
      { ...areas, name: 'elements', count: '64' },
      {
        name: 'finding_points',
        type: 'Point',
        count: '2',
        extent: expect.stringMatching(/^\(0\.\d+, 0\.\d+\) - \(0\.300000, 0\.\d+\)$/),
        system: 'WGS 84',
      },
      { ...areas, name: 'findings', count: '1', extent: '(0.100000, 0.100000) - (0.200000, 0.200000)' },
      { ...areas, name: 'outlet_areas', count: '16' },
      { ...areas, name: 'territories', count: '2' },
    ]);
  });

  it('reads features with their key, parent, category and attributes', async () => {
    const features = await readFeatures(
      "select * from wangge_gis.elements where territory = 'first' and code = 'A111'",
    );
    expect(features).toHaveLength(1);
    expect(features[0]?.geometry.type).toBe('MultiPolygon');
    expect(features[0]?.properties).toMatchObject({
      key: 16,
      territory: 'first',
      grid_id: 16,
      code: 'A111',
      name: '网格A111',
      parent_code: 'A11',
      parent_name: '网格A11',
      category: 'school',
      category_en: expect.stringMatching(/./),
      class: 'industry',
      revision: 1,
      attributes: { households: 12 },
    });
  });

  it('reads every example of the document', async () => {
    const text = readFileSync(new URL('../../../docs/desktop-gis.md', import.meta.url), 'utf8');
    const examples = [...text.matchAll(/^```sql\n(select[^]*?)^```$/gm)].map(([, sql]) => sql!);
    const counts: number[] = [];
    for (const sql of examples)
      counts.push((await readFeatures(sql.replaceAll("'sample'", "'second'"))).length);
    // The elements of a moment, the revisions, and what changed since the first: nothing yet.
    expect(counts).toEqual([32, 1, 0]);
  });

  it('reads the map of a moment', async () => {
    const asOf = (moment: string): string =>
      `select * from wangge_gis.grids_as_of('second', 'county', ${moment})`;
    expect(await readFeatures(asOf('now()'))).toHaveLength(2);
    await expect(readFeatures(asOf("'2020-01-01'"))).rejects.toThrow(
      /No map of territory second was in force/,
    );
  });
});

describe('the views', () => {
  const spatial = [
    'territories',
    'counties',
    'branches',
    'outlet_areas',
    'elements',
    'findings',
    'finding_points',
  ];

  it.each([...spatial, 'revisions'])(
    '%s has a whole-number key that is never twice or missing',
    async (view) => {
      const rows = await query(
        `select pg_typeof(min(v.key))::text as type, count(*) = count(distinct v.key) as once, count(*) > 0 as present
       from wangge_gis.${view} v`,
      );
      expect(rows).toEqual([{ type: 'bigint', once: true, present: true }]);
    },
  );

  it('keep a grid its key when it changes', async () => {
    const text =
      "select v.key, v.revision, v.name from wangge_gis.counties v where v.territory = 'second' and v.code = 'A'";
    const [before] = await query<{ key: number; revision: number }>(text);
    const grid = at(
      cityChanges().filter(({ code }) => code === 'A'),
      0,
    );
    await publishSquares(database.store, 'second', [{ ...grid, name: '新' }], { isDrawn: false });
    expect(await query(text)).toEqual([{ key: before!.key, revision: 2, name: '新' }]);
  });

  it('show nothing of a map that counts only later', async () => {
    const grid = at(
      cityChanges().filter(({ code }) => code === 'A'),
      0,
    );
    const later = await publishSquares(database.store, 'first', [{ ...grid, name: '以后' }], {
      isDrawn: false,
    });
    await query(
      "update wangge.revision set effective_from = now() + interval '1 day' where territory_id = 'first' and revision = $1::bigint",
      [later],
    );
    expect(
      await query("select v.name from wangge_gis.counties v where v.territory = 'first' and v.code = 'A'"),
    ).toEqual([{ name: '网格A' }]);
    expect(
      await query(
        "select g.name from wangge_gis.grids_as_of('first', 'county', now() + interval '2 days') g where g.code = 'A'",
      ),
    ).toEqual([{ name: '以后' }]);
    expect(
      await query(
        "select r.revision, r.in_force from wangge_gis.revisions r where r.territory = 'first' order by r.revision",
      ),
    ).toEqual([
      { revision: 1, in_force: true },
      { revision: later, in_force: false },
    ]);
  });

  it('are explained: every view, column and function of the schema has a comment', async () => {
    const rows = await query<{ name: string }>(
      `select c.relname || '.' || coalesce(a.attname, '') as name
       from pg_class c
       left join lateral (
         select null::name as attname, 0 as attnum
         union all
         select x.attname, x.attnum
         from pg_attribute x
         where x.attrelid = c.oid
           and x.attnum > 0
       ) a on true
       where c.relnamespace = 'wangge_gis'::regnamespace
         and c.relkind = 'v'
         and col_description(c.oid, a.attnum) is null
         and (a.attnum > 0 or obj_description(c.oid, 'pg_class') is null)
       union all
       select p.proname
       from pg_proc p
       where p.pronamespace in ('wangge_gis'::regnamespace, 'tiles'::regnamespace)
         and obj_description(p.oid, 'pg_proc') is null`,
    );
    expect(rows).toEqual([]);
  });

  it('are registered with their type and coordinate system', async () => {
    const rows = await query<{ view: string; type: string; srid: number }>(
      `select g.f_table_name as view, g.type, g.srid
       from geometry_columns g
       where g.f_table_schema = 'wangge_gis'
       order by g.f_table_name collate "C"`,
    );
    expect(rows).toEqual(
      [...spatial]
        .sort()
        .map((view) => ({ view, type: view === 'finding_points' ? 'POINT' : 'MULTIPOLYGON', srid: 4326 })),
    );
  });

  it('find what is in a window by the index of the map', async () => {
    const rows = await query<{ 'QUERY PLAN': string }>(
      `explain select v.key from wangge_gis.elements v where v.geometry && st_makeenvelope(0, 0, 0.1, 0.1, 4326)`,
    );
    expect(rows.map((row) => row['QUERY PLAN']).join('\n')).toMatch(/grid_version_on_map/);
  });
});
