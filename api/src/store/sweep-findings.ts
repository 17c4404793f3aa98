import type { Sql } from './run-sql.js';

/** A batch is one statement, which holds the embedded server's single session. */
const batchFindings = 2_000;

/** Takes back what runs that did not end well have written; all of the territory's when no run is named. */
export async function sweepFindings(sql: Sql, territoryId: string, auditId?: number): Promise<void> {
  for (;;) {
    const rows = await sql.repeatable<{ swept: number }>(
      `with batch as (
         select f.territory_id, f.finding_id
         from wangge.audit_run r
         join wangge.finding f
           on f.territory_id = r.territory_id
           and f.audit_id = r.audit_id
         where r.territory_id = $1::text
           and r.status in ('failed', 'cancelled', 'dead')
           and ($2::bigint is null or r.audit_id = $2::bigint)
         limit $3::bigint
       ),
       swept as (
         delete from wangge.finding f
         using batch b
         where f.territory_id = b.territory_id
           and f.finding_id = b.finding_id
         returning f.finding_id
       )
       select count(*) as swept
       from swept s`,
      [territoryId, auditId ?? null, batchFindings],
    );
    if ((rows[0]?.swept ?? 0) < batchFindings) return;
  }
}

/** Takes back what a running run has written, so that it can be written anew. */
export async function unwriteFindings(sql: Sql, territoryId: string, auditId: number): Promise<void> {
  for (;;) {
    const rows = await sql.repeatable(
      `delete from wangge.finding f
       using (
         select x.finding_id
         from wangge.finding x
         where x.territory_id = $1::text
           and x.audit_id = $2::bigint
         limit $3::bigint
       ) b
       where f.territory_id = $1::text
         and f.finding_id = b.finding_id
       returning f.finding_id`,
      [territoryId, auditId, batchFindings],
    );
    if (rows.length < batchFindings) return;
  }
}
