import pg from 'pg';
import { Problem } from '../problem.js';
import { findForeignTable, type FoundTable } from './find-foreign-table.js';
import type {
  ForeignReadOptions,
  ForeignReference,
  ForeignRow,
  ForeignSummary,
  ForeignTable,
} from './foreign-table.js';
import { withForeignDatabase } from './open-foreign.js';

/** Rows of one page of the cursor. */
const pageRows = 500;

/** What the geometry is called among the selected columns; no column of the table can have this name as well. */
const geometryAlias = 'wangge geometry';

/**
 * Reads somebody else's table or view of polygons: one read-only transaction, a cursor in pages, no function, temporary
 * table or session setting of ours. The geometry comes as the text PostgreSQL prints, so it needs no function of
 * PostGIS and no search path. Rows come in the order of the primary key where there is one.
 *
 * @throws Problem naming table, column and fix, `no-crs` for SRID 0 where a reference is needed; never with the password. The reason of `signal` when aborted.
 */
export function readForeignTable(
  wanted: ForeignTable,
  options: ForeignReadOptions,
): Promise<ForeignSummary & { readonly references: ReadonlyMap<number, ForeignReference> }> {
  const srids = new Set<number>();
  return withForeignDatabase(wanted.databaseUrl, options.signal, async (client) => {
    const table = await findForeignTable(client, wanted);
    const from = `${pg.escapeIdentifier(table.schema)}.${pg.escapeIdentifier(table.name)}`;
    const fields = table.columns.filter((column) => !column.isGeometry).map((column) => column.name);
    const counted = await client.query<{ rows: number }>(`select count(*)::int8 as rows from ${from} t`);
    const total = counted.rows[0]?.rows ?? 0;
    if (total === 0) throw describeEmpty(table);
    await client.query(`declare wangge_rows no scroll cursor for ${selectRows(table, from, fields)}`);
    let done = 0;
    for (;;) {
      const page = await client.query<Record<string, unknown>>(`fetch forward ${pageRows} from wangge_rows`);
      for (const row of page.rows) {
        done += 1;
        const read = readRow(row, done, table, fields);
        if (read.geometry !== null) {
          const srid = sridOf(read.geometry);
          if (srid === 0 && srids.size === 0 && options.needsReference === true)
            throw describeUnreferenced(table);
          srids.add(srid);
        }
        options.onRow(read);
      }
      options.onProgress?.(done, Math.max(done, total));
      options.signal?.throwIfAborted();
      if (page.rows.length < pageRows) break;
    }
    const references = await readReferences(client, [...srids]);
    return { table: `${table.schema}.${table.name}`, fields, rows: done, references };
  });
}

function selectRows(table: FoundTable, from: string, fields: readonly string[]): string {
  const columns = fields.map((field) => `t.${pg.escapeIdentifier(field)}`);
  const geometry = `t.${pg.escapeIdentifier(table.geometryField)}::text as ${pg.escapeIdentifier(geometryAlias)}`;
  const keys = table.columns
    .filter((column) => column.isKey)
    .map((column) => `t.${pg.escapeIdentifier(column.name)}`);
  const order = keys.length === 0 ? '' : ` order by ${keys.join(', ')}`;
  return `select ${[geometry, ...columns].join(', ')} from ${from} t${order}`;
}

function readRow(
  row: Record<string, unknown>,
  number: number,
  table: FoundTable,
  fields: readonly string[],
): ForeignRow {
  const properties = Object.fromEntries(fields.map((field) => [field, row[field]]));
  const key = table.columns
    .filter((column) => column.isKey)
    .map((column) => `${column.name} ${String(row[column.name])}`)
    .join(', ');
  const geometry = row[geometryAlias];
  return { number, key, properties, geometry: typeof geometry === 'string' ? geometry : null };
}

/** The SRID in the header of EWKB; 0 where it names none. */
export function sridOf(hex: string): number {
  const header = Buffer.from(hex.slice(0, 18), 'hex');
  const isLittle = header[0] === 1;
  const type = isLittle ? header.readUInt32LE(1) : header.readUInt32BE(1);
  if ((type & 0x20000000) === 0) return 0;
  return isLittle ? header.readInt32LE(5) : header.readInt32BE(5);
}

/** What the database itself says of its spatial references; wherever PostGIS was installed. */
async function readReferences(
  client: pg.ClientBase,
  srids: readonly number[],
): Promise<ReadonlyMap<number, ForeignReference>> {
  const { rows: places } = await client.query<{ schema: string }>(
    `select n.nspname::text as schema
     from pg_class c
     join pg_namespace n on n.oid = c.relnamespace
     where c.relname = 'spatial_ref_sys'
       and has_schema_privilege(n.oid, 'usage')
       and has_table_privilege(c.oid, 'select')
     limit 1`,
  );
  const [place] = places;
  if (place === undefined) return new Map();
  const { rows } = await client.query<ForeignReference & { srid: number }>(
    `select
       s.srid,
       s.auth_name::text as authority,
       s.auth_srid as code,
       nullif(trim(s.proj4text), '') as proj4
     from ${pg.escapeIdentifier(place.schema)}.spatial_ref_sys s
     where s.srid = any ($1::int[])`,
    [[...srids]],
  );
  return new Map(rows.map(({ srid, ...reference }) => [srid, reference]));
}

/** Without a reference the numbers could be degrees or metres of any system: a guess would prove another map. */
function describeUnreferenced({ schema, name, geometryField }: FoundTable): Problem {
  return new Problem({
    type: 'no-crs',
    status: 422,
    file: `${schema}.${name}`,
    field: geometryField,
    detail: `Its geometries have SRID 0: nothing says what the coordinates count in.`,
    fix: `Name the reference, for example --crs EPSG:4490; or set it in the database: st_setsrid(${geometryField}, 4490) in a view, or UpdateGeometrySRID.`,
  });
}

function describeEmpty(table: FoundTable): Problem {
  return new Problem({
    type: 'no-polygons',
    status: 422,
    file: `${table.schema}.${table.name}`,
    detail: 'It has no rows, or none that this user may see.',
    fix: 'Name a table or view with polygons; look at its row-level security.',
  });
}
