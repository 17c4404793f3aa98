import type { Sql } from './run-sql.js';
import type { Store } from './types.js';

/** The run that was done last, whatever its revision. */
export async function lastDone(sql: Sql, territoryId: string): Promise<number | null> {
  const rows = await sql.read<{ auditId: number }>(
    `select d.audit_id as "auditId"
     from wangge.audit_run d
     where d.territory_id = $1::text
       and d.status = 'done'
     order by d.finished_at desc, d.audit_id desc
     limit 1`,
    [territoryId],
  );
  return rows[0]?.auditId ?? null;
}

/**
 * Marks a run done. Runs of one territory are marked one after the other (the territory's row is held), so that each is
 * compared with the one that was really done last.
 *
 * @returns false when the run is not running any more, or when `before` is not the one done last any more.
 */
export async function markDone(
  sql: Sql,
  territoryId: string,
  auditId: number,
  before: number | null,
  result: Parameters<Store['finishAudit']>[2],
): Promise<boolean> {
  const { certificate, secondOpinion } = result;
  return sql.transaction(async (run) => {
    await run(
      `select
       from wangge.territory t
       where t.territory_id = $1::text
       for no key update`,
      [territoryId],
    );
    const rows = await run(
      `update wangge.audit_run r
       set
         status = 'done',
         finished_at = clock_timestamp(),
         clean = $3::boolean,
         levels = $4::jsonb,
         progress_done = r.progress_total,
         compared_with = $5::bigint,
         certificate = $6::jsonb,
         second_opinion = $7::jsonb
       where r.territory_id = $1::text
         and r.audit_id = $2::bigint
         and r.status = 'running'
         and $5::bigint is not distinct from (
           select d.audit_id
           from wangge.audit_run d
           where d.territory_id = $1::text
             and d.status = 'done'
           order by d.finished_at desc, d.audit_id desc
           limit 1
         )
       returning r.audit_id`,
      [
        territoryId,
        auditId,
        result.clean,
        JSON.stringify(result.levels),
        before,
        certificate === null ? null : JSON.stringify(certificate),
        secondOpinion === null ? null : JSON.stringify(secondOpinion),
      ],
    );
    return rows.length > 0;
  });
}
