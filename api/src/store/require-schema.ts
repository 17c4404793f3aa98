import { Problem } from '../problem.js';
import type { Database } from './database.js';
import { listPendingMigrations } from './list-pending-migrations.js';

/**
 * Whether this login may change the schema: as a member of its owner, or, while there is none, as someone who may
 * create one in this database.
 */
export async function mayMigrate(db: Pick<Database, 'pool'>): Promise<boolean> {
  const { rows } = await db.pool.query<{ allowed: boolean }>(
    `select coalesce(
       (
         select pg_has_role(n.nspowner, 'usage')
         from pg_namespace n
         where n.nspname = 'wangge'
       ),
       has_database_privilege(current_database(), 'create')
     ) as allowed`,
  );
  return rows[0]?.allowed === true;
}

/**
 * For a login that may not migrate: nothing to do where the schema is up to date.
 *
 * @throws Problem `schema-outdated`, also where there is no schema or this login may not write to it
 */
export async function requireSchema(db: Pick<Database, 'pool'>, folder: string): Promise<void> {
  const { rows } = await db.pool.query<{ usable: boolean; login: string }>(
    `select
       coalesce(
         (
           select has_schema_privilege(n.oid, 'usage')
             and has_table_privilege(m.oid, 'select')
             and has_table_privilege(t.oid, 'insert')
           from pg_namespace n
           join pg_class m
             on m.relnamespace = n.oid
             and m.relname = 'migration'
           join pg_class t
             on t.relnamespace = n.oid
             and t.relname = 'territory'
           where n.nspname = 'wangge'
         ),
         false
       ) as usable,
       current_user as login`,
  );
  const { usable = false, login = '' } = rows[0] ?? {};
  const pending = usable ? await listPendingMigrations(db, folder) : undefined;
  if (pending?.length === 0) return;
  throw new Problem({
    type: 'schema-outdated',
    status: 503,
    detail:
      pending === undefined
        ? `The database has no schema of this product that the login ${login} may write to.`
        : `The database lacks ${pending.length} migrations (${pending[0]} …), and the login ${login} may not run them.`,
    fix: `run once with the login that owns the database: wangge migrate --database-url URL; the API's login is then a member of the role wangge_api (grant wangge_api to ${login}).`,
  });
}
