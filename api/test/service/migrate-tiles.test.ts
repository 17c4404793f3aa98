import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { migrate } from '../../src/store/migrate.js';
import { databaseKinds, openTestDatabase, type TestDatabase } from '../database.js';
import { migrateBefore } from '../migrate-before.js';

describe.each(databaseKinds)('tiles of before grids were joined across 180°, on the %s database', (kind) => {
  let test: TestDatabase;

  beforeAll(async () => {
    test = await openTestDatabase(kind);
    await migrateBefore(test.db, '20261126000040000');
  });
  afterAll(() => test.drop());

  it('have another address where they beside 180° are others, and theirs elsewhere', async () => {
    const run = (text: string): Promise<unknown> => test.db.pool.query(text);
    await run(`insert into wangge.territory (
        territory_id, name_zh, name_en, code_scheme, upper_levels, level_labels, display_datum, created_by
      )
      values ('old', '旧', 'Old', 'own', 'drawn', '{}', 'wgs84', 'local')`);
    await run(`insert into wangge.revision (
        territory_id, revision, status, author, effective_from, drawn_at, bbox_west, bbox_south, bbox_east, bbox_north
      )
      select 'old', r.revision, r.status, 'local',
        case when r.status = 'published' then timestamptz '2026-01-01' + make_interval(days => r.revision::integer) end,
        r.drawn_at, r.west, 0, r.east, 1
      from (
        values
          (1, 'published', timestamptz '2026-01-01', 177, -179),
          (2, 'published', timestamptz '2026-01-01', -180, -170),
          (3, 'published', timestamptz '2026-01-01', 170, 178.5),
          (4, 'published', timestamptz '2026-01-01', 73, 135),
          (5, 'published', null, 177, -179),
          (6, 'failed', null, 177, -179)
      ) r (revision, status, drawn_at, west, east)`);

    expect(await migrate(test.db)).toContain('20261126000040000_join-grids-across-the-antimeridian');

    const { rows } = await test.db.pool.query<{ revision: number; isDrawn: boolean; isOther: boolean }>(
      `select r.revision::integer, r.drawn_at is not null as "isDrawn", r.drawn_at > '2026-01-01' as "isOther"
       from wangge.revision r
       order by r.revision`,
    );
    expect(rows.map(({ isDrawn, isOther }) => [isDrawn, isOther])).toEqual([
      [true, true],
      [true, true],
      // What lies less than the buffer of zoom 0 from 180° is there at both edges of the world.
      [true, true],
      [true, false],
      [false, null],
      [false, null],
    ]);
  });
});
