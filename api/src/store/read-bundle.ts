import { type BundleTable, bundleTables, isGeometry, territoryColumns } from './bundle-tables.js';
import type { BundleScope, BundleStore, BundleTableName } from './bundle-types.js';
import type { Sql } from './run-sql.js';

type BundleReader = Pick<
  BundleStore,
  'openScope' | 'countBundleRows' | 'readBundleRows' | 'readTerritoryRow'
>;

interface PageRow {
  readonly first: number;
  readonly second: number;
  readonly row: string;
}

/**
 * Reads a territory page by page, each a statement of its own: no transaction is held. That the pages fit each other
 * follows from the scope: what is published never changes, and what came later is left out.
 */
export function createBundleReader(sql: Sql): BundleReader {
  return {
    async openScope(territoryId) {
      const rows = await sql.read<BundleScope>(
        `select
           t.territory_id as "territoryId",
           t.current_revision as head,
           coalesce(
             (
               select jsonb_agg(a.audit_id order by a.audit_id)
               from wangge.audit_run a
               where a.territory_id = t.territory_id
                 and a.status <> 'running'
                 and a.revision <= t.current_revision
             ),
             '[]'
           ) as runs
         from wangge.territory t
         where t.territory_id = $1::text
           and t.arriving_at is null`,
        [territoryId],
      );
      return rows[0];
    },

    async readTerritoryRow({ territoryId }) {
      const columns = Object.keys(territoryColumns).map((name) => `t.${name}`);
      const rows = await sql.read<{ row: string }>(
        `select to_jsonb(x)::text as row
         from wangge.territory t
         cross join lateral (select ${columns.join(', ')}) x
         where t.territory_id = $1::text`,
        [territoryId],
      );
      return rows.map((each) => each.row)[0];
    },

    async countBundleRows(scope, name) {
      const table = tableOf(name);
      const rows = await sql.read<{ count: number }>(
        `with scope as (
           select $2::bigint as head, $3::bigint[] as runs
         )
         select count(*) as count
         from wangge.${table.source ?? table.name} r
         where r.territory_id = $1::text
           and ${table.where}`,
        scopeValues(scope),
      );
      return rows[0]?.count ?? 0;
    },

    async *readBundleRows(scope, name) {
      const table = tableOf(name);
      const statement = pageStatement(table);
      let after = [0, 0];
      for (;;) {
        const page = await sql.read<PageRow>(statement, [...scopeValues(scope), ...after, table.pageRows]);
        if (page.length > 0) yield page.map((each) => each.row);
        const last = page.at(-1);
        if (last === undefined || page.length < table.pageRows) return;
        after = [last.first, last.second];
      }
    },
  };
}

export function tableOf(name: BundleTableName): BundleTable {
  const table = bundleTables.find((each) => each.name === name);
  if (table === undefined) throw new Error(`There is no table ${name} in a bundle`);
  return table;
}

/** `$1` … `$3` the scope, `$4` and `$5` the key of the last row before, `$6` rows. */
function pageStatement(table: BundleTable): string {
  const [first, second] = table.key;
  const key = second === undefined ? `r.${first}, 0::bigint` : `r.${first}, r.${second}`;
  const columns = Object.entries(table.columns).map(([name, type]) => {
    const value = table.reads?.[name] ?? (isGeometry(type) ? `r.${name}::text` : `r.${name}`);
    return `${value} as ${name}`;
  });
  return `
    with scope as (
      select $2::bigint as head, $3::bigint[] as runs
    ),
    page as (
      select r.*
      from wangge.${table.source ?? table.name} r
      where r.territory_id = $1::text
        and (${key}) > ($4::bigint, $5::bigint)
        and ${table.where}
      order by ${key}
      limit $6::bigint
    )
    select r.${first} as first, ${second === undefined ? '0' : `r.${second}`} as second, to_jsonb(x)::text as row
    from page r
    cross join lateral (select ${columns.join(', ')}) x
    order by 1, 2`;
}

function scopeValues({ territoryId, head, runs }: BundleScope): unknown[] {
  return [territoryId, head, runs];
}
