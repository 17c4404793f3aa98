import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { levelMinZooms } from '../../src/coverage/generalise/level-zooms.js';
import { levels } from '../../src/hierarchy/levels.js';
import { tileSourceDescriptions, type TileSource } from '../../src/tiles/describe-source.js';
import { minZoomsByRank } from '../../src/tiles/reference-parts.js';
import { openTestDatabase, type TestDatabase } from '../database.js';
import { at, finding, local, noResult } from '../store-maps.js';
import { decodeTile, doubledAreaOf, type TileContent } from '../tiles-decode.js';
import { cityChanges, makeTerritory, publishSquares } from '../tiles-fake-city.js';

/** The tile functions by themselves, as Martin calls them. */
const city = 'tiled';
const sources = Object.keys(tileSourceDescriptions) as TileSource[];

let database: TestDatabase;
let drawn = 0;
let undrawn = 0;
const audits: number[] = [];

async function query<Row extends object>(text: string, values: readonly unknown[] = []): Promise<Row[]> {
  return (await database.db.pool.query<Row>(text, [...values])).rows;
}

async function readBytes(
  source: TileSource,
  [z, x, y]: readonly [number, number, number],
  asked: Record<string, unknown>,
): Promise<Buffer> {
  const rows = await query<{ tile: Buffer }>(
    `select tiles.${source}($1::integer, $2::integer, $3::integer, $4::json) as tile`,
    [z, x, y, JSON.stringify(asked)],
  );
  return at(rows, 0).tile;
}

async function readTile(
  source: TileSource,
  place: readonly [number, number, number],
  asked: Record<string, unknown> = { territory: city, revision: String(drawn) },
): Promise<TileContent> {
  return decodeTile(await readBytes(source, place, asked));
}

async function refusalOf(
  source: TileSource,
  place: readonly [number, number, number],
  asked: Record<string, unknown>,
): Promise<string> {
  try {
    await readBytes(source, place, asked);
  } catch (error) {
    const { message, hint } = error as { message: string; hint?: string };
    return `${message} (${hint ?? 'no hint'})`;
  }
  throw new Error('it was not refused');
}

/** The whole city at a zoom that shows territory, counties and branches. */
const wide = [8, 128, 127] as const;

beforeAll(async () => {
  database = await openTestDatabase('server');
  const { store } = database;
  await makeTerritory(store, city);
  drawn = await publishSquares(store, city, cityChanges());
  const renamed = cityChanges().slice(0, 1);
  undrawn = await publishSquares(
    store,
    city,
    renamed.map((grid) => ({ ...grid, name: 'T 2' })),
    { isDrawn: false },
  );
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
  const found = [
    finding('gap/element/O/a/1', { geometry: square, areaSquareMetres: 1.5 }),
    finding('unmatched-vertex/element/O/b/1', {
      kind: 'unmatched-vertex',
      sizeClass: null,
      areaSquareMetres: null,
      geometry: { type: 'Point', coordinates: [0.3, 0.1] },
    }),
  ];
  for (const findings of [found, found.slice(1)]) {
    const { auditId } = await store.beginAudit(city, drawn, local);
    await store.finishAudit(city, auditId, { ...noResult, clean: false, findings });
    audits.push(auditId);
  }
  const line = (north: number) => ({
    type: 'LineString' as const,
    coordinates: [
      [0, north],
      [0.7, north],
    ],
  });
  await store.replaceReference(
    city,
    ['street'],
    [{ kind: 'street', rank: 1, name: 'before', geometry: line(0.13) }],
  );
  await store.replaceReference(
    city,
    ['street', 'water', 'building'],
    [
      { kind: 'street', rank: 1, name: '人民路', geometry: line(0.1) },
      { kind: 'street', rank: 3, name: null, geometry: line(0.12) },
      { kind: 'water', rank: 1, name: '汉江', geometry: line(0.15) },
      { kind: 'building', rank: 1, name: null, geometry: line(0.11) },
    ],
  );
}, 300_000);

afterAll(async () => {
  await database?.drop();
});

describe('what the tile functions say of themselves', () => {
  it.each(sources)('describes %s in its comment as the API does', async (source) => {
    const rows = await query<{ comment: string }>(
      `select obj_description(('tiles.' || $1::text || '(integer, integer, integer, json)')::regprocedure) as comment`,
      [source],
    );
    const { layers, maxZoom } = tileSourceDescriptions[source];
    expect(JSON.parse(at(rows, 0).comment)).toEqual({
      name: source,
      description: expect.stringContaining('Query: territory'),
      minzoom: Math.min(...layers.map((layer) => layer.minzoom)),
      maxzoom: maxZoom,
      bounds: [-180, -85.0511, 180, 85.0511],
      vector_layers: layers,
    });
  });

  it.each(sources)(
    'promises of %s what lets it run anywhere: stable, strict, parallel safe, pinned names',
    async (source) => {
      const rows = await query<object>(
        `select p.provolatile, p.proisstrict, p.proparallel, p.prosecdef, p.proconfig
       from pg_proc p
       where p.oid = ('tiles.' || $1::text || '(integer, integer, integer, json)')::regprocedure`,
        [source],
      );
      expect(rows).toEqual([
        {
          provolatile: 's',
          proisstrict: true,
          proparallel: 's',
          prosecdef: true,
          proconfig: ['search_path=pg_catalog, public, pg_temp'],
        },
      ]);
    },
  );

  it('draws each level from the zoom on that the code knows', async () => {
    const rows = await query<{ level: string; zoom: number }>(
      'select l.level, wangge.level_min_zoom(l.level) as zoom from unnest($1::text[]) as l (level)',
      [levels],
    );
    expect(Object.fromEntries(rows.map(({ level, zoom }) => [level, zoom]))).toEqual(levelMinZooms);
  });

  it('draws each kind of reference feature from the zoom on that the code knows', async () => {
    const rows = await query<{ kind: string; zooms: number[] }>(
      `select k.kind, array_agg(wangge.reference_min_zoom(k.kind, r.rank::smallint) order by r.rank) as zooms
       from unnest($1::text[]) as k (kind)
       cross join generate_series(1, 3) as r (rank)
       group by k.kind`,
      [Object.keys(minZoomsByRank)],
    );
    expect(Object.fromEntries(rows.map(({ kind, zooms }) => [kind, zooms]))).toEqual(minZoomsByRank);
  });
});

describe('tiles.grids', () => {
  it('has the grids of the levels that are shown, upper levels first, then by id', async () => {
    const grids = (await readTile('grids', wide)).get('grids') ?? [];
    expect(grids.map(({ id, properties }) => `${id} ${String(properties['code'])}`)).toEqual([
      '1 T',
      '2 A',
      '3 B',
      '4 A1',
      '5 A2',
      '6 B1',
      '7 B2',
    ]);
  });

  it('says of a grid what the revision fixes, and leaves out what is not known', async () => {
    const grids = (await readTile('grids', [10, 512, 511])).get('grids') ?? [];
    const told = new Map(grids.map(({ properties }) => [properties['code'], properties]));
    expect(told.get('A')).toEqual({ level: 'county', code: 'A', name: '网格A' });
    expect(told.get('A111')).toEqual({
      level: 'element',
      code: 'A111',
      name: '网格A111',
      category: 'school',
      class: 'industry',
    });
  });

  it('cuts a grid to the tile and its buffer, with shells clockwise as seen on the screen', async () => {
    const [territory] = (await readTile('grids', [10, 513, 511])).get('grids') ?? [];
    const units = [...at(territory?.paths ?? [], 0)];
    const xs = units.filter((_, index) => index % 2 === 0);
    expect([Math.min(...xs), Math.max(...xs)]).toEqual([-64, 4160]);
    expect(doubledAreaOf(territory!)).toBeGreaterThan(0);
  });

  it('gives equal bytes for equal requests, whether the revision is named or in force', async () => {
    const asked = { territory: city, revision: String(drawn) };
    const [first, second] = [await readBytes('grids', wide, asked), await readBytes('grids', wide, asked)];
    expect(first.length).toBeGreaterThan(100);
    expect(first.equals(second)).toBe(true);
  });

  it('is empty where nothing lies', async () => {
    expect(await readBytes('grids', [8, 10, 10], { territory: city, revision: String(drawn) })).toHaveLength(
      0,
    );
  });

  it('shows in the first and the last column what lies across the antimeridian', async () => {
    const { store } = database;
    await makeTerritory(store, 'fiji');
    const [grid] = cityChanges();
    const side = 1_000_000;
    const box = (west: number) => [
      [Int32Array.of(west, 0, west + side, 0, west + side, side, west, side, west, 0)],
    ];
    const half = 1_800_000_000;
    const revision = await publishSquares(store, 'fiji', [
      { ...grid!, gridId: 1, code: 'T', geometry: [...box(half - side), ...box(-half)] },
      {
        ...grid!,
        gridId: 2,
        level: 'county',
        code: 'W',
        parentId: 1,
        geometry: box(half - side),
        labelPoint: [half - 1000, 500_000],
      },
    ]);
    const asked = { territory: 'fiji', revision: String(revision) };
    const spans = async (x: number) =>
      ((await readTile('grids', [4, x, 7], asked)).get('grids') ?? []).map(({ id, paths }) => {
        const xs = paths.flatMap((path) => [...path].filter((_, index) => index % 2 === 0));
        return [id, Math.min(...xs), Math.max(...xs)];
      });
    // A tile is 22.5 degrees wide: 0.1 degrees are 18 units.
    expect(await spans(15)).toEqual([
      [1, 4078, 4114],
      [2, 4078, 4096],
    ]);
    expect(await spans(0)).toEqual([
      [1, -18, 18],
      [2, -18, 0],
    ]);
    const labels = (await readTile('grid_labels', [4, 0, 7], asked)).get('grid_labels') ?? [];
    expect(labels.map(({ id, paths }) => [id, at([...at(paths, 0)], 0)])).toContainEqual([2, 0]);
  });
});

describe('tiles.grid_labels', () => {
  it('has the labels of the levels that are shown, at the nearest whole unit of Web Mercator', async () => {
    const labels = (await readTile('grid_labels', wide)).get('grid_labels') ?? [];
    expect(labels.map(({ id }) => id)).toEqual([1, 2, 3, 4, 5, 6, 7]);
    const rows = await query<{ x: number; y: number }>(
      `select st_x(g.geom) as x, st_y(g.geom) as y
       from (
         select st_asmvtgeom(st_transform(v.label_point, 3857), st_tileenvelope(8, 128, 127)::box2d) as geom
         from wangge.grid_version v
         where v.territory_id = $1::text
           and v.grid_id <= 7
           and v.revisions @> $2::bigint
         order by v.grid_id
       ) g`,
      [city, drawn],
    );
    expect(labels.map(({ paths }) => [...at(paths, 0)])).toEqual(rows.map(({ x, y }) => [x, y]));
  });
});

describe('tiles.findings', () => {
  it('has the areas of a run and everything it found as points', async () => {
    const asked = { territory: city, revision: String(drawn), audit: String(audits[0]) };
    const tile = await readTile('findings', wide, asked);
    expect([...tile.keys()]).toEqual(['findings', 'finding_points']);
    expect((tile.get('findings') ?? []).map(({ type, properties }) => [type, properties])).toEqual([
      [
        'polygon',
        { kind: 'gap', severity: 'error', sizeClass: 'real', level: 'element', areaSquareMetres: 1.5 },
      ],
    ]);
    expect(
      (tile.get('finding_points') ?? []).map(({ type, properties }) => [type, properties['kind']]),
    ).toEqual([
      ['point', 'gap'],
      ['point', 'unmatched-vertex'],
    ]);
    expect(doubledAreaOf(at(tile.get('findings') ?? [], 0))).toBeGreaterThan(0);
  });

  it('takes the newest finished run of the revision when none is named', async () => {
    const tile = await readTile('findings', wide);
    expect([...tile.keys()]).toEqual(['finding_points']);
  });
});

describe('tiles.reference', () => {
  it('has only what is shown, in the order in which it is drawn', async () => {
    const tile = await readTile('reference', [12, 2050, 2046], { territory: city });
    expect(
      [...tile].map(([layer, features]) => [layer, features.map(({ properties }) => properties)]),
    ).toEqual([
      ['water', [{ kind: 'water', rank: 1, name: '汉江' }]],
      ['buildings', [{ kind: 'building', rank: 1 }]],
      [
        'streets',
        [
          { kind: 'street', rank: 1, name: '人民路' },
          { kind: 'street', rank: 3 },
        ],
      ],
    ]);
  });

  it('leaves out at small zooms what is of lower rank', async () => {
    const tile = await readTile('reference', wide, { territory: city });
    expect((tile.get('streets') ?? []).map(({ properties }) => properties['name'])).toEqual(['人民路']);
    expect(tile.has('buildings')).toBe(false);
  });
});

describe('requests that cannot be answered', () => {
  const asked = (rest: Record<string, unknown> = {}): Record<string, unknown> => ({
    territory: city,
    ...rest,
  });

  it.each([
    ['grids', wide, {}, /names no territory.*territory=ID/],
    ['reference', wide, { territory: 'nowhere' }, /no territory nowhere/],
    ['grids', wide, asked({ revision: 'new' }), /revision is no number: new/],
    ['grids', wide, asked({ revision: ['1', '2'] }), /revision is no number/],
    ['grid_labels', wide, asked({ revision: '99' }), /no published revision 99/],
    ['grids', wide, asked(), /not drawn yet.*wangge migrate/],
    ['grid_labels', wide, asked(), /not drawn yet/],
    ['findings', wide, asked(), /has no finished audit/],
    [
      'findings',
      wide,
      asked({ revision: '1', audit: '999' }),
      /Audit 999 is not a finished audit of revision 1/,
    ],
    ['grids', [17, 0, 0], asked({ revision: '1' }), /zooms go from 0 to 16/],
    ['grids', [-1, 0, 0], asked({ revision: '1' }), /zooms go from 0/],
    ['findings', [20, 0, 0], asked({ revision: '1' }), /zooms go from 0 to 19/],
    ['grid_labels', [3, 8, 0], asked({ revision: '1' }), /no tile 3\/8\/0.*2\^zoom/],
    ['reference', [3, 0, -1], asked(), /no tile 3\/0\/-1/],
  ] as const)('%s refuses %j %j', async (source, place, wanted, expected) => {
    expect(await refusalOf(source, place, wanted)).toMatch(expected);
  });

  it('refuses an audit of another revision', async () => {
    const wanted = { territory: city, revision: String(undrawn), audit: String(audits[0]) };
    expect(await refusalOf('findings', wide, wanted)).toMatch(/is not a finished audit of revision 2/);
  });

  it('refuses a revision that is being built, and one that was taken back', async () => {
    const { store } = database;
    const { revision } = await store.beginRevision(city, { base: undrawn }, local);
    const wanted = { territory: city, revision: String(revision) };
    expect(await refusalOf('grids', wide, wanted)).toMatch(/no published revision/);
    await store.sweepRevision(city, revision);
    expect(await refusalOf('grids', wide, wanted)).toMatch(/no published revision/);
  });
});
