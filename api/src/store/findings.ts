import { createFindingUpdater } from './update-findings.js';
import type { Sql } from './run-sql.js';
import {
  afterFinding,
  filterFindings,
  type FindingRecord,
  largestFirst,
  selectFindings,
  toFindingRow,
} from './select-findings.js';
import type { FindingQuery } from './finding-types.js';
import type { Store } from './types.js';

type FindingStore = Pick<
  Store,
  'listFindings' | 'listGone' | 'getFinding' | 'locateFindings' | 'updateFinding' | 'updateFindings'
>;

/** What is not in the run `$3` though the run before it, `$2`, reports it. */
const isGone = `not exists (
  select
  from wangge.finding n
  where n.territory_id = f.territory_id
    and n.audit_id = $3::bigint
    and n.case_id = f.case_id
)`;

export function createFindingStore(sql: Sql): FindingStore {
  const getFinding: Store['getFinding'] = async (territoryId, findingId) => {
    const rows = await sql.read<FindingRecord>(
      `${selectFindings}
       where f.territory_id = $1::text
         and f.finding_id = $2::bigint`,
      [territoryId, findingId],
    );
    return rows.map(toFindingRow)[0];
  };

  async function list(
    query: FindingQuery,
    values: unknown[],
    conditions: readonly string[],
  ): ReturnType<Store['listFindings']> {
    const all = [...conditions, ...filterFindings(query, values), ...afterFinding(query.afterId, values)];
    const rows = await sql.read<FindingRecord>(
      `${selectFindings}
       where ${all.join(' and ')}
       ${largestFirst}
       limit $${values.push(query.limit)}::bigint`,
      values,
    );
    return rows.map(toFindingRow);
  }

  return {
    getFinding,
    ...createFindingUpdater(sql, getFinding),

    listFindings: (query) =>
      list(
        query,
        [query.territoryId, query.auditId],
        ['f.territory_id = $1::text', 'f.audit_id = $2::bigint'],
      ),

    locateFindings: (territoryId, ids) =>
      sql.read<{ findingId: number; auditId: number }>(
        `select f.finding_id as "findingId", f.audit_id as "auditId"
         from wangge.finding f
         join wangge.audit_run r
           on r.territory_id = f.territory_id
           and r.audit_id = f.audit_id
           and r.status = 'done'
         where f.territory_id = $1::text
           and f.finding_id = any($2::bigint[])
         order by f.audit_id, f.finding_id`,
        [territoryId, ids],
      ),

    async listGone(query) {
      const before = await comparedWith(sql, query.territoryId, query.auditId);
      if (before === undefined) return [];
      const conditions = ['f.territory_id = $1::text', 'f.audit_id = $2::bigint', isGone];
      return list(query, [query.territoryId, before, query.auditId], conditions);
    },
  };
}

async function comparedWith(sql: Sql, territoryId: string, auditId: number): Promise<number | undefined> {
  const rows = await sql.read<{ before: number | null }>(
    `select r.compared_with as before
     from wangge.audit_run r
     where r.territory_id = $1::text
       and r.audit_id = $2::bigint`,
    [territoryId, auditId],
  );
  return rows[0]?.before ?? undefined;
}
