import type { Sql } from './run-sql.js';

/** A batch is one statement, which holds the embedded server's single session. */
const batchRows = 500;

/** Large tables, in an order in which nothing refers to what is gone. */
const batched = [
  'waiver',
  'work_item',
  'finding',
  'import_run',
  'reference_feature',
  'grid_drawing',
  'zoom_drawing',
  'grid_version',
  'grid',
] as const;

/** Tables whose rows refer to each other, and the few rows that everything hangs on. */
const whole = [
  'delete from wangge.reference_layer l where l.territory_id = $1::text',
  'delete from wangge.audit_run r where r.territory_id = $1::text',
  'delete from wangge.revision r where r.territory_id = $1::text',
  'delete from wangge.element_category c where c.territory_id = $1::text',
] as const;

/**
 * Removes a territory that is arriving, in batches that may be repeated, its own row last: stopped on the way, the
 * rest is still nobody's to see and the next one goes on. Any other territory stays as it is.
 */
export async function removeArrival(sql: Sql, territoryId: string): Promise<void> {
  const arriving = `exists (
    select 1
    from wangge.territory t
    where t.territory_id = $1::text
      and t.arriving_at is not null
  )`;
  for (const table of batched) {
    for (;;) {
      const gone = await sql.repeatable(
        `delete from wangge.${table} r
         where r.territory_id = $1::text
           and r.ctid = any (array(
             select x.ctid
             from wangge.${table} x
             where x.territory_id = $1::text
             limit $2::bigint
           ))
           and ${arriving}
         returning 1`,
        [territoryId, batchRows],
      );
      if (gone.length < batchRows) break;
    }
  }
  for (const statement of whole) await sql.repeatable(`${statement} and ${arriving}`, [territoryId]);
  await sql.repeatable(
    `delete from wangge.territory t
     where t.territory_id = $1::text
       and t.arriving_at is not null`,
    [territoryId],
  );
}
