import type { RunStatement, Sql } from './run-sql.js';

/** What hangs on a territory that has no map: in this order, so that nothing refers to what is gone. */
const removals = [
  'delete from wangge.import_run r where r.territory_id = $1::text',
  'delete from wangge.grid g where g.territory_id = $1::text',
  'delete from wangge.revision r where r.territory_id = $1::text',
  'delete from wangge.element_category c where c.territory_id = $1::text',
  'delete from wangge.territory t where t.territory_id = $1::text',
] as const;

/**
 * Removes a territory that nobody has anything in: no revision published or being built, nothing left to sweep, no
 * reference layer, no import that lives. Does nothing to any other one.
 */
export function removeEmptyTerritory(sql: Sql, territoryId: string): Promise<void> {
  return sql.transaction(async (run) => {
    if (!(await holdEmpty(run, territoryId))) return;
    for (const statement of removals) await run(statement, [territoryId]);
  });
}

async function holdEmpty(run: RunStatement, territoryId: string): Promise<boolean> {
  const held = await run(
    `select t.territory_id
     from wangge.territory t
     where t.territory_id = $1::text
     for update`,
    [territoryId],
  );
  if (held.length === 0) return false;
  const uses = await run(
    `select 1
     where exists (
         select 1
         from wangge.revision r
         where r.territory_id = $1::text
           and r.status <> 'failed'
       )
       or exists (
         select 1
         from wangge.grid_version v
         where v.territory_id = $1::text
       )
       or exists (
         select 1
         from wangge.grid_drawing d
         where d.territory_id = $1::text
       )
       or exists (
         select 1
         from wangge.zoom_drawing z
         where z.territory_id = $1::text
       )
       or exists (
         select 1
         from wangge.reference_feature f
         where f.territory_id = $1::text
       )
       or exists (
         select 1
         from wangge.reference_layer l
         where l.territory_id = $1::text
       )
       or exists (
         select 1
         from wangge.import_run r
         where r.territory_id = $1::text
           and wangge.run_status(r.status, r.heartbeat_at) = 'running'
       )`,
    [territoryId],
  );
  return uses.length === 0;
}
