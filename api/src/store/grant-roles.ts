import type pg from 'pg';

/** Group roles: nobody logs in with them, logins are made members. */
export const groupRoles = ['wangge_api', 'wangge_tiles', 'wangge_reader'] as const;

export type GroupRole = (typeof groupRoles)[number];

/** duplicate_object, unique_violation: another migration of this server was quicker. */
const alreadyThere = ['42710', '23505'];
/** insufficient_privilege: a DBA's affair. */
const notAllowed = '42501';

/**
 * What each role may do. Default rights are for what the owner makes between two migrations. PostgreSQL lets everyone
 * execute a new function: those that run with their owner's rights are taken from the public where they are made.
 */
const rights: Readonly<Record<GroupRole, readonly string[]>> = {
  wangge_api: [
    'grant usage on schema wangge to wangge_api',
    'grant select, insert, update, delete on all tables in schema wangge to wangge_api',
    'revoke insert, update, delete on wangge.migration from wangge_api',
    'grant usage, select, update on all sequences in schema wangge to wangge_api',
    'grant execute on all functions in schema wangge to wangge_api',
    'alter default privileges in schema wangge grant select, insert, update, delete on tables to wangge_api',
    'alter default privileges in schema wangge grant usage, select, update on sequences to wangge_api',
    'alter default privileges in schema wangge grant execute on functions to wangge_api',
  ],
  wangge_tiles: [
    'grant usage on schema tiles to wangge_tiles',
    'grant execute on all functions in schema tiles to wangge_tiles',
    'alter default privileges in schema tiles grant execute on functions to wangge_tiles',
  ],
  wangge_reader: [
    'grant usage on schema wangge_gis to wangge_reader',
    'grant select on all tables in schema wangge_gis to wangge_reader',
    'grant execute on all functions in schema wangge_gis to wangge_reader',
    'alter default privileges in schema wangge_gis grant select on tables to wangge_reader',
    'alter default privileges in schema wangge_gis grant execute on functions to wangge_reader',
  ],
};

/**
 * Makes the group roles where this login may, and gives those that are there their rights. May be run again.
 * Roles belong to the whole server, so another database's migration may make one at the same moment; rights are given in
 * this database alone, where the lock of migrations keeps others away.
 *
 * @param client of a server, outside a transaction, that holds that lock; its login owns the schemas
 * @param note told in one line what a DBA has to do where roles are missing
 */
export async function grantRoles(client: pg.ClientBase, note: (line: string) => void): Promise<void> {
  const missing: GroupRole[] = [];
  for (const role of await listMissing(client)) {
    if (!(await createRole(client, role))) missing.push(role);
  }
  if (missing.length > 0) {
    const statements = missing.map((role) => `create role ${role} nologin;`).join(' ');
    note(
      `This login may not create roles. To give the API, the tile server and desktop GIS rights of their own, run as a superuser: ${statements} Then run wangge migrate again.`,
    );
  }
  const present = groupRoles.filter((role) => !missing.includes(role));
  if (present.length === 0) return;
  await client.query('begin');
  try {
    for (const role of present) for (const statement of rights[role]) await client.query(statement);
    await client.query('commit');
  } catch (error) {
    await client.query('rollback');
    throw error;
  }
}

async function listMissing(client: pg.ClientBase): Promise<GroupRole[]> {
  const { rows } = await client.query<{ name: GroupRole }>(
    `select w.name
     from unnest($1::text[]) with ordinality as w (name, ordinal)
     where not exists (
       select 1
       from pg_roles r
       where r.rolname = w.name
     )
     order by w.ordinal`,
    [groupRoles],
  );
  return rows.map((row) => row.name);
}

/** False where this login may not. */
async function createRole(client: pg.ClientBase, role: GroupRole): Promise<boolean> {
  try {
    await client.query(`create role ${role} nologin`);
    return true;
  } catch (error) {
    const state = error instanceof Error && 'code' in error ? String(error.code) : '';
    if (alreadyThere.includes(state)) return true;
    if (state === notAllowed) return false;
    throw error;
  }
}
