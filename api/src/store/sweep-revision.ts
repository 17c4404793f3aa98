import { Problem } from '../problem.js';
import type { Sql } from './run-sql.js';

/** Small enough for the embedded server, whose single session a transaction holds. */
const BATCH_ROWS = 500;

/**
 * Takes back everything that the build of a revision wrote: its versions go, the ones it closed are open again,
 * the revision is `failed`. In short batches and in this order, so that it can itself be killed and run again.
 * Does nothing to a revision that has failed already; a published one is refused.
 */
export async function sweepRevision(sql: Sql, territoryId: string, revision: number): Promise<void> {
  await refusePublished(sql, territoryId, revision);
  await repeat(() =>
    sql.write(
      `delete from wangge.grid_version v
       where v.territory_id = $1::text
         and v.revision_from = $2::bigint
         and v.grid_id in (
           select w.grid_id
           from wangge.grid_version w
           where w.territory_id = $1::text and w.revision_from = $2::bigint
           order by w.grid_id
           limit $3::bigint
         )
       returning v.grid_id`,
      [territoryId, revision, BATCH_ROWS],
    ),
  );
  await repeat(() =>
    sql.write(
      `update wangge.grid_version v
       set revision_to = null
       where v.territory_id = $1::text
         and v.revision_to = $2::bigint
         and v.grid_id in (
           select w.grid_id
           from wangge.grid_version w
           where w.territory_id = $1::text and w.revision_to = $2::bigint
           limit $3::bigint
         )
       returning v.grid_id`,
      [territoryId, revision, BATCH_ROWS],
    ),
  );
  await sql.write(
    `update wangge.revision r
     set status = 'failed'
     where r.territory_id = $1::text and r.revision = $2::bigint and r.status = 'building'`,
    [territoryId, revision],
  );
}

async function repeat(batch: () => Promise<readonly object[]>): Promise<void> {
  while ((await batch()).length > 0);
}

async function refusePublished(sql: Sql, territoryId: string, revision: number): Promise<void> {
  const rows = await sql.read<{ status: string }>(
    'select r.status from wangge.revision r where r.territory_id = $1::text and r.revision = $2::bigint',
    [territoryId, revision],
  );
  if (rows[0]?.status !== 'published') return;
  throw new Problem({
    type: 'revision-published',
    status: 409,
    detail: `Revision ${revision} is published and cannot be taken back.`,
    fix: 'publish a new revision that restores what it changed.',
  });
}
