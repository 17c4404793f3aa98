import type { Sql } from './run-sql.js';

/** Small enough for the embedded server, whose single session a statement holds. */
const batchRows = 1_000;

/**
 * Takes back what a failed revision drew: its drawings go, the ones it ended are drawn again, in short batches of
 * which each may be repeated. Its states go first: they say that a zoom is whole.
 */
export async function sweepDrawings(sql: Sql, territoryId: string, revision: number): Promise<void> {
  await sql.repeatable(
    `delete from wangge.zoom_drawing z
     where z.territory_id = $1::text
       and z.revision = $2::bigint`,
    [territoryId, revision],
  );
  await repeat(() =>
    sql.repeatable(
      `delete from wangge.grid_drawing d
       using (
         select w.zoom, w.grid_id
         from wangge.grid_drawing w
         where w.territory_id = $1::text
           and w.revision_from = $2::bigint
         order by w.zoom, w.grid_id
         limit $3::bigint
       ) as b
       where d.territory_id = $1::text
         and d.zoom = b.zoom
         and d.grid_id = b.grid_id
         and d.revision_from = $2::bigint
       returning d.grid_id`,
      [territoryId, revision, batchRows],
    ),
  );
  await repeat(() =>
    sql.repeatable(
      `update wangge.grid_drawing d
       set revision_to = null
       from (
         select w.zoom, w.grid_id, w.revision_from
         from wangge.grid_drawing w
         where w.territory_id = $1::text
           and w.revision_to = $2::bigint
         limit $3::bigint
       ) as b
       where d.territory_id = $1::text
         and d.zoom = b.zoom
         and d.grid_id = b.grid_id
         and d.revision_from = b.revision_from
         and d.revision_to = $2::bigint
       returning d.grid_id`,
      [territoryId, revision, batchRows],
    ),
  );
}

async function repeat(batch: () => Promise<readonly object[]>): Promise<void> {
  while ((await batch()).length > 0);
}
