import { Problem } from '../problem.js';
import { refreshStatistics } from './refresh-statistics.js';
import type { RunStatement, Sql } from './run-sql.js';
import { sweepDrawings } from './sweep-drawings.js';

/** Small enough for the embedded server, whose single session a transaction holds. */
const batchRows = 500;

/**
 * Takes back everything that the build of a revision wrote: its versions and drawings go, the ones it closed are open
 * again, and the identities go that nothing else ever used.
 *
 * The revision is `failed` first, in one statement that also asks whether it is still being built: from there on
 * nobody can write under it or publish it. What it wrote then goes in short batches, each of which may be repeated,
 * so a sweep that is killed is taken up by the next one. A published revision is refused.
 */
export async function sweepRevision(sql: Sql, territoryId: string, revision: number): Promise<void> {
  await sql.repeatable(
    `update wangge.revision r
     set status = 'failed', drawn_at = null
     where r.territory_id = $1::text
       and r.revision = $2::bigint
       and r.status = 'building'`,
    [territoryId, revision],
  );
  await refusePublished(sql, territoryId, revision);
  await takeBack(sql, territoryId, revision);
}

/** Sweeps the builds whose process is gone, and finishes sweeps that were stopped on the way. */
export async function sweepDeadBuilds(sql: Sql, territoryId: string): Promise<void> {
  await sql.repeatable(
    `update wangge.revision r
     set status = 'failed', drawn_at = null
     where r.territory_id = $1::text
       and r.status = 'building'
       and wangge.run_status('running', r.heartbeat_at) = 'dead'`,
    [territoryId],
  );
  for (const revision of await listUnswept(sql.read, territoryId)) await takeBack(sql, territoryId, revision);
}

/** Failed revisions of which something is left: while there is one, no map can be built on the present one. */
export async function listUnswept(run: RunStatement, territoryId: string): Promise<number[]> {
  const rows = await run<{ revision: number }>(
    `select r.revision
     from wangge.revision r
     where r.territory_id = $1::text
       and r.status = 'failed'
       and (
         exists (
           select 1
           from wangge.grid_version v
           where v.territory_id = r.territory_id
             and v.revision_from = r.revision
         )
         or exists (
           select 1
           from wangge.grid_version v
           where v.territory_id = r.territory_id
             and v.revision_to = r.revision
         )
         or exists (
           select 1
           from wangge.grid_drawing d
           where d.territory_id = r.territory_id
             and d.revision_from = r.revision
         )
         or exists (
           select 1
           from wangge.grid_drawing d
           where d.territory_id = r.territory_id
             and d.revision_to = r.revision
         )
         or exists (
           select 1
           from wangge.zoom_drawing z
           where z.territory_id = r.territory_id
             and z.revision = r.revision
         )
       )
     order by r.revision`,
    [territoryId],
  );
  return rows.map((row) => row.revision);
}

async function takeBack(sql: Sql, territoryId: string, revision: number): Promise<void> {
  // A build that fails has filled tables that nobody analysed: without this 20 000 rows took two minutes to take back.
  await refreshStatistics(sql, 'grids', Infinity);
  await refreshStatistics(sql, 'drawings', Infinity);
  await sweepDrawings(sql, territoryId, revision);
  await repeat(() =>
    sql.repeatable(
      `delete from wangge.grid_version v
       where v.territory_id = $1::text
         and v.revision_from = $2::bigint
         and v.grid_id in (
           select w.grid_id
           from wangge.grid_version w
           where w.territory_id = $1::text
             and w.revision_from = $2::bigint
           order by w.grid_id
           limit $3::bigint
         )
       returning v.grid_id`,
      [territoryId, revision, batchRows],
    ),
  );
  await repeat(() =>
    sql.repeatable(
      `update wangge.grid_version v
       set revision_to = null
       where v.territory_id = $1::text
         and v.revision_to = $2::bigint
         and v.grid_id in (
           select w.grid_id
           from wangge.grid_version w
           where w.territory_id = $1::text
             and w.revision_to = $2::bigint
           limit $3::bigint
         )
       returning v.grid_id`,
      [territoryId, revision, batchRows],
    ),
  );
  await repeat(() => sql.transaction((run) => removeUnusedIdentities(run, territoryId)));
}

/**
 * Identities are numbered in one ascending sequence, so those that no version ever used are the last ones. The
 * territory's row is held meanwhile: no build can begin, and none that reserved some already is disturbed.
 */
async function removeUnusedIdentities(run: RunStatement, territoryId: string): Promise<readonly object[]> {
  await run(
    `select t.territory_id
     from wangge.territory t
     where t.territory_id = $1::text
     for no key update`,
    [territoryId],
  );
  return run(
    `delete from wangge.grid g
     where g.territory_id = $1::text
       and g.grid_id in (
         select i.grid_id
         from wangge.grid i
         where i.territory_id = $1::text
           and i.grid_id > (
             select coalesce(max(v.grid_id), 0)
             from wangge.grid_version v
             where v.territory_id = $1::text
           )
         order by i.grid_id
         limit $2::bigint
       )
       and not exists (
         select 1
         from wangge.revision r
         where r.territory_id = $1::text
           and r.status = 'building'
       )
     returning g.grid_id`,
    [territoryId, batchRows],
  );
}

async function repeat(batch: () => Promise<readonly object[]>): Promise<void> {
  while ((await batch()).length > 0);
}

async function refusePublished(sql: Sql, territoryId: string, revision: number): Promise<void> {
  const rows = await sql.read<{ status: string }>(
    `select r.status
     from wangge.revision r
     where r.territory_id = $1::text
       and r.revision = $2::bigint`,
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
