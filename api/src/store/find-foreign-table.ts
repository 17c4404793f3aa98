import type pg from 'pg';
import { Problem } from '../problem.js';
import type { ForeignTable } from './foreign-table.js';

export interface FoundColumn {
  readonly name: string;
  readonly isGeometry: boolean;
  readonly isKey: boolean;
}

export interface FoundTable {
  readonly schema: string;
  readonly name: string;
  readonly columns: readonly FoundColumn[];
  readonly geometryField: string;
}

/** Tables listed where the one that was named is not there. */
const mostListed = 12;

/**
 * Finds the table and its geometry column in the catalogue; nothing of the caller's text gets into SQL but as a value.
 *
 * @throws Problem `unknown-table`, `unknown-field`, `no-geometry-field`, each listing what there is.
 */
export async function findForeignTable(client: pg.ClientBase, wanted: ForeignTable): Promise<FoundTable> {
  const relation = await findRelation(client, wanted.table);
  const label = `${relation.schema}.${relation.name}`;
  const columns = await listColumns(client, relation.oid);
  const geometries = columns.filter((column) => column.isGeometry).map((column) => column.name);
  const named = wanted.geometryField;
  if (named !== undefined) {
    const found = columns.find((column) => column.name === named);
    if (found === undefined) {
      throw new Problem({
        type: 'unknown-field',
        status: 422,
        file: label,
        field: named,
        detail: `There is no column "${named}"; ${listNames('the geometry columns are', geometries, 'it has no geometry column')}.`,
        fix: 'Name one of them with --geometry-field.',
      });
    }
    if (!found.isGeometry) {
      throw new Problem({
        type: 'no-geometry-field',
        status: 422,
        file: label,
        field: named,
        detail: `The column "${named}" is no geometry; ${listNames('the geometry columns are', geometries, 'it has no geometry column')}.`,
        fix: 'Name a column of type geometry or geography with --geometry-field.',
      });
    }
    return { ...relation, columns, geometryField: named };
  }
  const [only, ...others] = geometries;
  if (only !== undefined && others.length === 0) return { ...relation, columns, geometryField: only };
  throw new Problem({
    type: 'no-geometry-field',
    status: 422,
    file: label,
    detail:
      only === undefined
        ? `It has no geometry column; its columns are ${columns.map((column) => column.name).join(', ')}.`
        : `It has several geometry columns: ${geometries.join(', ')}.`,
    fix: only === undefined ? 'Name a table or view with polygons.' : 'Say which one with --geometry-field.',
  });
}

interface Relation {
  readonly oid: number;
  readonly schema: string;
  readonly name: string;
}

/** As SQL would find it, and as it is spelt: capitals need no quotes here. */
async function findRelation(client: pg.ClientBase, table: string): Promise<Relation> {
  const plain = table.replaceAll('"', '');
  const { rows } = await client.query<Relation & { readable: boolean; usable: boolean }>(
    `select
       c.oid::int8 as oid,
       n.nspname::text as schema,
       c.relname::text as name,
       has_table_privilege(c.oid, 'select') or has_any_column_privilege(c.oid, 'select') as readable,
       has_schema_privilege(n.oid, 'usage') as usable
     from pg_class c
     join pg_namespace n on n.oid = c.relnamespace
     where c.relkind in ('r', 'p', 'v', 'm', 'f')
       and (
         n.nspname || '.' || c.relname in ($1::text, lower($1::text))
         or (c.relname in ($1::text, lower($1::text)) and pg_table_is_visible(c.oid))
       )
     order by (n.nspname || '.' || c.relname = $1::text) desc, (c.relname = $1::text) desc, c.oid
     limit 1`,
    [plain],
  );
  const [found] = rows;
  if (found === undefined) throw await describeUnknown(client, table);
  if (found.readable && found.usable) return { oid: found.oid, schema: found.schema, name: found.name };
  throw new Problem({
    type: 'table-unreadable',
    status: 422,
    file: `${found.schema}.${found.name}`,
    detail: 'The user of the address may not read it.',
    fix: 'Grant the user select on it, and usage on its schema.',
  });
}

async function listColumns(client: pg.ClientBase, oid: number): Promise<FoundColumn[]> {
  const { rows } = await client.query<FoundColumn>(
    `select
       a.attname::text as name,
       coalesce(base.typname, t.typname) in ('geometry', 'geography') as "isGeometry",
       exists (
         select 1
         from pg_index i
         where i.indrelid = a.attrelid and i.indisprimary and a.attnum = any (i.indkey)
       ) as "isKey"
     from pg_attribute a
     join pg_type t on t.oid = a.atttypid
     left join pg_type base on base.oid = t.typbasetype
     where a.attrelid = $1::oid
       and a.attnum > 0
       and not a.attisdropped
       and has_column_privilege(a.attrelid, a.attnum, 'select')
     order by a.attnum`,
    [oid],
  );
  return rows;
}

async function describeUnknown(client: pg.ClientBase, table: string): Promise<Problem> {
  const { rows } = await client.query<{ name: string }>(
    `select n.nspname || '.' || c.relname as name
     from pg_class c
     join pg_namespace n on n.oid = c.relnamespace
     where c.relkind in ('r', 'p', 'v', 'm', 'f')
       and has_schema_privilege(n.oid, 'usage')
       and has_table_privilege(c.oid, 'select')
       and exists (
         select 1
         from pg_attribute a
         join pg_type t on t.oid = a.atttypid
         where a.attrelid = c.oid and not a.attisdropped and t.typname in ('geometry', 'geography')
       )
     order by 1`,
  );
  const names = rows.map((row) => row.name);
  const listed = names.slice(0, mostListed).join(', ');
  const more = names.length > mostListed ? ` and ${names.length - mostListed} more` : '';
  return new Problem({
    type: 'unknown-table',
    status: 422,
    field: '--table',
    detail: `There is no table or view "${table}"${names.length === 0 ? ', and none with a geometry that this user may read' : ''}.`,
    fix:
      names.length === 0
        ? 'Check the database of the address and the rights of its user.'
        : `Tables and views with a geometry are ${listed}${more}.`,
  });
}

function listNames(lead: string, names: readonly string[], none: string): string {
  return names.length === 0 ? none : `${lead} ${names.join(', ')}`;
}
