import type { Database } from '../src/store/database.js';

/** As a restore from a backup that was made before the territory: nothing of it is left, and numbers begin again. */
export async function forgetTerritory({ pool }: Database, territoryId: string): Promise<void> {
  const tables = await pool.query<{ name: string }>(
    `select c.relname as name
     from pg_class c
     join pg_attribute a
       on a.attrelid = c.oid
       and a.attname = 'territory_id'
     where c.relnamespace = 'wangge'::regnamespace
       and c.relkind = 'r'
       and c.relname <> 'territory'`,
  );
  const next = await pool.query<{ audit_id: number }>(
    'select min(a.audit_id) as audit_id from wangge.audit_run a where a.territory_id = $1::text',
    [territoryId],
  );
  const client = await pool.connect();
  try {
    await client.query('begin');
    await client.query(
      `update wangge.territory
       set current_revision = null
       where territory_id = $1::text`,
      [territoryId],
    );
    // In whatever order: those that something still points to go in a later round.
    let left = tables.rows.map(({ name }) => name);
    while (left.length > 0) {
      const kept: string[] = [];
      for (const name of left) {
        await client.query('savepoint removal');
        try {
          await client.query(`delete from wangge.${name} where territory_id = $1::text`, [territoryId]);
        } catch {
          await client.query('rollback to savepoint removal');
          kept.push(name);
        }
      }
      if (kept.length === left.length) throw new Error(`cannot be emptied: ${kept.join(', ')}`);
      left = kept;
    }
    await client.query('delete from wangge.territory where territory_id = $1::text', [territoryId]);
    if (typeof next.rows[0]?.audit_id === 'number') {
      await client.query(
        `alter table wangge.audit_run alter column audit_id restart with ${next.rows[0].audit_id}`,
      );
    }
    await client.query('commit');
  } finally {
    client.release();
  }
}
