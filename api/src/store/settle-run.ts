import type { Sql } from './run-sql.js';

/** Rows looked at by one statement, which holds the embedded server's single session. */
const batchRows = 1_000;
const systemName = 'wangge';

interface Batch {
  readonly last: number | null;
  readonly looked: number;
}

/**
 * `run`: the run `$2`, and `before`: of the runs that were done earlier, the last one of the newest revision. Empty when
 * such a run was of a newer revision: what looks back says nothing of the present.
 */
const present = `
  run as materialized (
    select r.territory_id, r.audit_id, r.finished_at, b.audit_id as before
    from wangge.audit_run r
    left join lateral (
      select d.audit_id, d.revision
      from wangge.audit_run d
      where d.territory_id = r.territory_id
        and d.status = 'done'
        and (d.finished_at, d.audit_id) < (r.finished_at, r.audit_id)
      order by d.revision desc, d.finished_at desc, d.audit_id desc
      limit 1
    ) b on true
    where r.territory_id = $1::text
      and r.audit_id = $2::bigint
      and r.status = 'done'
      and r.revision >= coalesce(b.revision, r.revision)
  )`;

/** Waivers given before the run was done whose place it does not report. */
const lapseBatch = `
  with ${present},
  batch as materialized (
    select x.waiver_id, x.subject, x.geometry_hash, x.created_at, x.withdrawn_at, x.lapsed_at
    from wangge.waiver x
    where x.territory_id = $1::text
      and x.waiver_id > $3::bigint
    order by x.waiver_id
    limit $4::bigint
  ),
  lapsed as (
    update wangge.waiver x
    set lapsed_at = now(), lapsed_with = r.audit_id
    from batch b
    cross join run r
    where x.territory_id = r.territory_id
      and x.waiver_id = b.waiver_id
      and b.withdrawn_at is null
      and b.lapsed_at is null
      and b.created_at < r.finished_at
      and not exists (
        select
        from wangge.finding f
        where f.territory_id = r.territory_id
          and f.subject = b.subject
          and f.geometry_hash = b.geometry_hash
          and f.audit_id = r.audit_id
      )
  )
  select max(b.waiver_id) as last, count(*) as looked
  from batch b`;

/** Work that is done of conditions that the run reports and the one before it did not. */
const reopenBatch = `
  with ${present},
  batch as materialized (
    select i.case_id, i.state, i.updated_at
    from wangge.work_item i
    where i.territory_id = $1::text
      and i.case_id > $3::bigint
    order by i.case_id
    limit $4::bigint
  ),
  reopened as (
    update wangge.work_item i
    set
      state = 'open',
      notes = i.notes || jsonb_build_array(jsonb_build_object(
        'at', to_char(now() at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
        'by', $5::text,
        'text', 'Reopened: audit ' || r.audit_id || ' found it again, after it had been gone.'
      )),
      updated_by = $5::text,
      updated_at = now()
    from batch b
    cross join run r
    join wangge.finding f
      on f.territory_id = r.territory_id
      and f.audit_id = r.audit_id
    where i.territory_id = r.territory_id
      and i.case_id = b.case_id
      and f.case_id = b.case_id
      and f.first_finding_id is not null
      and b.state = 'done'
      and b.updated_at < r.finished_at
      and not exists (
        select
        from wangge.finding p
        where p.territory_id = r.territory_id
          and p.audit_id = r.before
          and p.case_id = b.case_id
      )
  )
  select max(b.case_id) as last, count(*) as looked
  from batch b`;

/**
 * What follows from a run that is done: waivers end whose place it shows changed or gone, and work that was done is
 * open again where the condition came back after having been gone, with a note by `wangge`. A run of a revision older than
 * one audited before changes nothing. In short batches; a second time changes nothing more, so that a process that
 * was killed on the way is made good by the next run.
 */
export async function settleRun(sql: Sql, territoryId: string, auditId: number): Promise<void> {
  await inBatches(sql, lapseBatch, [territoryId, auditId]);
  await inBatches(sql, reopenBatch, [territoryId, auditId], [systemName]);
}

async function inBatches(
  sql: Sql,
  statement: string,
  run: readonly unknown[],
  more: readonly unknown[] = [],
): Promise<void> {
  for (let last = 0; ;) {
    const rows = await sql.repeatable<Batch>(statement, [...run, last, batchRows, ...more]);
    const batch = rows[0];
    if (batch === undefined || batch.last === null || batch.looked < batchRows) return;
    last = batch.last;
  }
}
