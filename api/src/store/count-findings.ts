import type { Sql } from './run-sql.js';
import { fromFindings } from './select-findings.js';
import type { ChangeCounts, FindingSum, FindingTally, FindingTotal, NoiseGroup } from './finding-types.js';
import type { Store } from './types.js';

type CountStore = Pick<
  Store,
  'countFindings' | 'tallyFindings' | 'sumFindings' | 'groupNoise' | 'countChanges'
>;

const ofRun = 'f.territory_id = $1::text and f.audit_id = $2::bigint';

export function createFindingCounter(sql: Sql): CountStore {
  return {
    countFindings: (territoryId, auditId) =>
      sql.read<FindingTotal>(
        `select
           f.kind,
           f.level,
           f.severity,
           f.size_class as "sizeClass",
           count(*) as count,
           coalesce(sum(f.area_square_metres), 0) as "areaSquareMetres",
           count(*) filter (where w.reason is null) as "openCount",
           coalesce(sum(f.area_square_metres) filter (where w.reason is null), 0) as "openAreaSquareMetres"
         ${fromFindings}
         where ${ofRun}
         group by f.kind, f.level, f.severity, f.size_class
         order by wangge.severity_number(f.severity), f.kind, wangge.level_number(f.level), f.size_class`,
        [territoryId, auditId],
      ),

    tallyFindings: (territoryId, auditId) =>
      sql.read<FindingTally>(
        `select t.*
         from (
           select
             f.kind,
             f.size_class as "sizeClass",
             f.change,
             case when w.reason is null then 'open' else 'waived' end as status,
             coalesce(i.state, 'open') as state,
             i.assignee,
             count(*) as count
           ${fromFindings}
           where ${ofRun}
           group by 1, 2, 3, 4, 5, 6
         ) t
         order by t.kind, t."sizeClass", t.change, t.status, t.state, t.assignee`,
        [territoryId, auditId],
      ),

    sumFindings: (territoryId, auditId, status) =>
      sql.read<FindingSum>(
        `select
           f.kind,
           f.level,
           f.parent_code as parent,
           o.grids,
           count(*) as count,
           count(*) filter (where f.size_class = 'noise') as "noiseCount",
           coalesce(sum(f.area_square_metres), 0) as "areaSquareMetres"
         ${fromFindings}
         cross join lateral (
           select coalesce(
             jsonb_agg(jsonb_build_object('level', g.grid ->> 'level', 'code', g.grid ->> 'code') order by g.place),
             '[]'
           ) as grids
           from jsonb_array_elements(f.grids) with ordinality as g (grid, place)
         ) o
         where ${ofRun}
           and ($3::text is null or $3::text = case when w.reason is null then 'open' else 'waived' end)
         group by f.kind, f.level, f.parent_code, o.grids
         order by f.kind, wangge.level_number(f.level), f.parent_code, o.grids`,
        [territoryId, auditId, status ?? null],
      ),

    groupNoise: (territoryId, auditId) =>
      sql.read<NoiseGroup>(
        `select
           k.level,
           k.parent_code as parent,
           sum(k.count)::bigint as count,
           sum(k.open_count)::bigint as "openCount",
           sum(k.area) as "areaSquareMetres",
           jsonb_object_agg(k.kind, k.count) as kinds
         from (
           select
             f.level,
             f.parent_code,
             f.kind,
             count(*) as count,
             count(*) filter (where w.reason is null) as open_count,
             coalesce(sum(f.area_square_metres), 0) as area
           ${fromFindings}
           where ${ofRun}
             and f.size_class = 'noise'
           group by f.level, f.parent_code, f.kind
         ) k
         group by k.level, k.parent_code
         order by sum(k.count) desc, wangge.level_number(k.level), k.parent_code`,
        [territoryId, auditId],
      ),

    async countChanges(territoryId, auditId) {
      const rows = await sql.read<ChangeCounts>(
        `select
           count(f.finding_id) filter (where f.change = 'new') as new,
           count(f.finding_id) filter (where f.change = 'same') as same,
           count(f.finding_id) filter (where f.change = 'changed') as changed,
           (
             select count(*)
             from wangge.finding b
             where b.territory_id = r.territory_id
               and b.audit_id = r.compared_with
               and not exists (
                 select
                 from wangge.finding n
                 where n.territory_id = b.territory_id
                   and n.audit_id = r.audit_id
                   and n.case_id = b.case_id
               )
           ) as gone
         from wangge.audit_run r
         left join wangge.finding f
           on f.territory_id = r.territory_id
           and f.audit_id = r.audit_id
         where r.territory_id = $1::text
           and r.audit_id = $2::bigint
           and r.status = 'done'
         group by r.territory_id, r.audit_id, r.compared_with`,
        [territoryId, auditId],
      );
      return rows[0] ?? { new: 0, same: 0, changed: 0, gone: 0 };
    },
  };
}
