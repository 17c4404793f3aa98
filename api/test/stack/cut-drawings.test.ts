import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTestDatabase, type TestDatabase } from '../database.js';
import { at } from '../store-maps.js';

/** How a drawing is cut to a tile in SQL: exactly, whatever lies along the line. */
const box = 'st_makeenvelope(-64, -64, 4160, 4160)';

let database: TestDatabase;

async function query<Row extends object>(text: string, values: readonly unknown[] = []): Promise<Row[]> {
  return (await database.db.pool.query<Row>(text, [...values])).rows;
}

/** What is left of a shape, as canonical text. */
async function cut(shape: string): Promise<string> {
  const rows = await query<{ text: string }>(
    `select st_astext(st_normalize(wangge.cut_drawing(st_geomfromtext($1::text), ${box}))) as text`,
    [shape],
  );
  return at(rows, 0).text;
}

async function normal(shape: string): Promise<string> {
  const rows = await query<{ text: string }>(
    'select st_astext(st_normalize(st_geomfromtext($1::text))) as text',
    [shape],
  );
  return at(rows, 0).text;
}

beforeAll(async () => {
  database = await openTestDatabase('server');
}, 300_000);

afterAll(async () => {
  await database?.drop();
});

describe('a drawing cut to the box of a buffered tile', () => {
  it.each([
    ['touches it from outside along an edge', 'MULTIPOLYGON(((-100 0, -64 0, -64 50, -100 50, -100 0)))'],
    [
      'touches it from outside at its corner',
      'MULTIPOLYGON(((-100 -100, -64 -100, -64 -64, -100 -64, -100 -100)))',
    ],
    [
      'holds it in a hole',
      'MULTIPOLYGON(((-200 -200, 9000 -200, 9000 9000, -200 9000, -200 -200), (-64 -64, -64 4160, 4160 4160, 4160 -64, -64 -64)))',
    ],
  ])('is empty where it %s', async (_what, shape) => {
    expect(await cut(shape)).toMatch(/ EMPTY$/);
  });

  it('is the box itself where it surrounds it', async () => {
    expect(await cut('MULTIPOLYGON(((-200 -200, 9000 -200, 9000 9000, -200 9000, -200 -200)))')).toBe(
      await normal('POLYGON((-64 -64, 4160 -64, 4160 4160, -64 4160, -64 -64))'),
    );
  });

  it('keeps what runs along the line from inside', async () => {
    const shape = 'POLYGON((-64 0, 10 0, 10 50, -64 50, -64 0))';
    expect(await cut(shape)).toBe(await normal(shape));
  });

  it('falls into pieces where it leaves and comes back', async () => {
    //  ┌─────A    the back of the comb lies outside, west of the line
    //  │ ┌─B      its teeth A and C reach in
    //  │ └─┐
    //  └─────C
    const comb =
      'MULTIPOLYGON(((-100 0, -64 0, 20 0, 20 10, -64 10, -80 10, -80 20, -64 20, 20 20, 20 30, -64 30, -100 30, -100 0)))';
    expect(await cut(comb)).toBe(
      await normal(
        'MULTIPOLYGON(((-64 0, 20 0, 20 10, -64 10, -64 0)), ((-64 20, 20 20, 20 30, -64 30, -64 20)))',
      ),
    );
  });

  it('opens a hole that crosses the line, and keeps one that touches it', async () => {
    const crossing =
      'MULTIPOLYGON(((-100 0, -64 0, 40 0, 40 40, -64 40, -100 40, -100 0), (-80 10, -80 30, -64 30, 0 30, 0 10, -64 10, -80 10)))';
    expect(await cut(crossing)).toBe(
      await normal('POLYGON((-64 0, 40 0, 40 40, -64 40, -64 30, 0 30, 0 10, -64 10, -64 0))'),
    );
    const touching =
      'MULTIPOLYGON(((-100 0, -64 0, 40 0, 40 40, -64 40, -100 40, -100 0), (-64 20, 0 30, 0 10, -64 20)))';
    const rows = await query<{ area: number }>(
      `select st_area(wangge.cut_drawing(st_geomfromtext($1::text), ${box})) as area`,
      [touching],
    );
    expect(at(rows, 0).area).toBe(104 * 40 - 64 * 10);
  });

  it('keeps of several parts what lies inside', async () => {
    const parts =
      'MULTIPOLYGON(((0 0, 10 0, 10 10, 0 10, 0 0)), ((-90 0, -80 0, -80 10, -90 10, -90 0)), ((-70 20, -64 20, -60 20, -60 30, -64 30, -70 30, -70 20)))';
    expect(await cut(parts)).toBe(
      await normal(
        'MULTIPOLYGON(((0 0, 10 0, 10 10, 0 10, 0 0)), ((-64 20, -60 20, -60 30, -64 30, -64 20)))',
      ),
    );
  });

  it('is exactly the triangles that lie inside, for shapes made of triangles around the corner', async () => {
    // A field of 12 × 12 squares of 32 units whose middle is the box's corner; each square is two triangles.
    const { cases, triangles } = { cases: 150, triangles: 288 };
    const chosen = Array.from({ length: cases }, (_, seed) => randomSubset(seed + 1, triangles));
    const rows = await query<{ wrong: number; tried: number; rough: number }>(
      `with triangle as materialized (
         select
           s.ordinal * 2 + h.half as ordinal,
           st_makepolygon(st_makeline(case h.half
             when 0 then array[s.a, s.b, s.c, s.a]
             else array[s.a, s.c, s.d, s.a]
           end)) as geom,
           s.is_inside
         from (
           select
             (row_number() over (order by c.x, r.y) - 1)::integer as ordinal,
             st_point(c.x, r.y) as a,
             st_point(c.x + 32, r.y) as b,
             st_point(c.x + 32, r.y + 32) as c,
             st_point(c.x, r.y + 32) as d,
             c.x >= -64 and r.y >= -64 as is_inside
           from generate_series(-256, 96, 32) as c (x)
           cross join generate_series(-256, 96, 32) as r (y)
         ) s
         cross join generate_series(0, 1) as h (half)
       ),
       shape as materialized (
         select
           k.id,
           st_multi(st_union(t.geom)) as geom,
           st_union(t.geom) filter (where t.is_inside) as expected
         from unnest($1::text[]) with ordinality as k (chosen, id)
         join triangle t
           on substr(k.chosen, t.ordinal + 1, 1) = '1'
         group by k.id
       ),
       result as materialized (
         select s.geom as shape, s.expected, wangge.cut_drawing(s.geom, ${box}) as geom
         from shape s
       )
       select
         count(*)::integer as tried,
         count(*) filter (
           where st_isvalidreason(st_clipbybox2d(r.shape, st_expand(${box}, 32.5)::box2d)) <> 'Valid Geometry'
         )::integer as rough,
         count(*) filter (
           where st_isvalidreason(r.geom) <> 'Valid Geometry'
             or not st_ispolygonccw(r.geom)
             or not st_equals(r.geom, r.expected)
             or st_area(r.geom) <> st_area(r.expected)
             or exists (
               select
               from st_dumppoints(r.geom) p
               where st_x(p.geom) <> round(st_x(p.geom))
                 or st_y(p.geom) <> round(st_y(p.geom))
             )
         )::integer as wrong
       from result r`,
      [chosen],
    );
    const { wrong, tried, rough } = at(rows, 0);
    expect({ wrong, tried }).toEqual({ wrong: 0, tried: cases });
    // Among them are shapes that the rough cut alone spoils.
    expect(rough).toBeGreaterThan(0);
  });
});

/** About half of the triangles, as zeros and ones: the same for the same seed. */
function randomSubset(seed: number, count: number): string {
  let state = seed * 2_654_435_761;
  return Array.from({ length: count }, () => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    return (state >>> 16) & 1;
  }).join('');
}
