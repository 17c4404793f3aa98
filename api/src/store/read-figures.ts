import type { Severity } from '../hierarchy/finding-kinds.js';
import type { Database } from './database.js';
import { defaultAnswerMs, queryWithin } from './query-within.js';
import { fromFindings } from './select-findings.js';

/** What is worth watching of one territory. */
export interface TerritoryFigures {
  readonly territoryId: string;
  /** In force now; null without a map. */
  readonly revision: number | null;
  /** Findings that no waiver accepts, of the run that was done last; null without one. */
  readonly openFindings: Readonly<Partial<Record<Severity, number>>> | null;
}

/** One statement for all territories, asked once: whoever watches asks again soon anyway. */
export async function readFigures(db: Pick<Database, 'pool'>): Promise<TerritoryFigures[]> {
  const { rows } = await db.pool.query<TerritoryFigures>(queryWithin(defaultAnswerMs, selectFigures));
  return rows;
}

const selectFigures = `
  select
    t.territory_id as "territoryId",
    wangge.revision_as_of(t.territory_id, now()) as revision,
    case when a.audit_id is not null then (
      select coalesce(jsonb_object_agg(s.severity, s.count), '{}')
      from (
        select f.severity, count(*) as count
        ${fromFindings}
        where f.territory_id = t.territory_id
          and f.audit_id = a.audit_id
          and w.reason is null
        group by f.severity
      ) s
    ) end as "openFindings"
  from wangge.territory t
  left join lateral (
    select d.audit_id
    from wangge.audit_run d
    where d.territory_id = t.territory_id
      and d.status = 'done'
    order by d.finished_at desc, d.audit_id desc
    limit 1
  ) a on true
  where t.arriving_at is null
  order by t.territory_id`;
