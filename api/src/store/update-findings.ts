import { Problem } from '../problem.js';
import type { Sql } from './run-sql.js';
import { filterFindings, fromFindings } from './select-findings.js';
import type { FindingUpdate } from './finding-types.js';
import type { Store } from './types.js';

/** A batch is one statement, which holds the embedded server's single session. */
const batchFindings = 1000;

/** Placeholders 5 to 16 of `updateBatch`, in order. */
function changeValues(change: FindingUpdate, principal: string): unknown[] {
  const notes =
    change.note === undefined ? [] : [{ at: new Date().toISOString(), by: principal, text: change.note }];
  const touchesWork = (['state', 'assignee', 'dueDate', 'note'] as const).some(
    (key) => change[key] !== undefined,
  );
  return [
    principal,
    touchesWork,
    change.state ?? null,
    change.assignee ?? null,
    change.assignee !== undefined,
    change.dueDate ?? null,
    change.dueDate !== undefined,
    JSON.stringify(notes),
    change.waive !== undefined && change.waive !== null,
    change.waive?.reason ?? null,
    change.waive?.expiresAt ?? null,
    change.waive === null,
  ];
}

/**
 * One batch: `target` the findings, then their work items, new waivers and withdrawn ones, all in one statement.
 * `$1` territory, `$2` run, `$3` the last id of the batch before, `$4` rows, `$5` … `$16` the change.
 */
const updateBatch = (conditions: readonly string[]): string => `
  with target as materialized (
    select f.finding_id, f.case_id, f.identity, f.subject, f.geometry_hash
    ${fromFindings}
    where ${['f.territory_id = $1::text', 'f.audit_id = $2::bigint', 'f.finding_id > $3::bigint', ...conditions].join(' and ')}
    order by f.finding_id
    limit $4::bigint
  ),
  work as (
    insert into wangge.work_item as i (territory_id, case_id, state, assignee, due_date, notes, updated_by)
    select $1::text, t.case_id, coalesce($7::text, 'open'), $8::text, $10::date, $12::jsonb, $5::text
    from target t
    where $6::boolean
    on conflict on constraint work_item_pkey do update
    set
      state = coalesce($7::text, i.state),
      assignee = case when $9::boolean then $8::text else i.assignee end,
      due_date = case when $11::boolean then $10::date else i.due_date end,
      notes = i.notes || $12::jsonb,
      updated_by = $5::text,
      updated_at = now()
  ),
  waived as (
    insert into wangge.waiver (territory_id, identity, geometry_hash, reason, author, expires_at)
    select $1::text, t.identity, t.geometry_hash, $14::text, $5::text, $15::timestamptz
    from target t
    where $13::boolean
  ),
  withdrawn as (
    update wangge.waiver x
    set withdrawn_at = now(), withdrawn_by = $5::text
    from target t
    where $16::boolean
      and x.territory_id = $1::text
      and x.subject = t.subject
      and x.geometry_hash = t.geometry_hash
      and x.withdrawn_at is null
      and x.lapsed_at is null
  )
  select count(*) as updated, max(t.finding_id) as last
  from target t`;

type UpdateStore = Pick<Store, 'updateFinding' | 'updateFindings'>;

export function createFindingUpdater(sql: Sql, getFinding: Store['getFinding']): UpdateStore {
  const updateFindings: Store['updateFindings'] = async (territoryId, auditId, filter, change, principal) => {
    let updated = 0;
    let last = 0;
    for (;;) {
      const values: unknown[] = [
        territoryId,
        auditId,
        last,
        batchFindings,
        ...changeValues(change, principal.id),
      ];
      const statement = updateBatch(filterFindings(filter, values));
      const rows = await sql.write<{ updated: number; last: number | null }>(statement, values);
      const batch = rows[0];
      updated += batch?.updated ?? 0;
      if (batch?.last === null || batch === undefined || batch.updated < batchFindings) return { updated };
      last = batch.last;
    }
  };

  return {
    updateFindings,

    async updateFinding(territoryId, findingId, change, principal) {
      const finding = await getFinding(territoryId, findingId);
      if (finding === undefined) throw findingNotFound(territoryId, findingId);
      await updateFindings(territoryId, finding.auditId, { ids: [findingId] }, change, principal);
      const changed = await getFinding(territoryId, findingId);
      if (changed === undefined) throw findingNotFound(territoryId, findingId);
      return changed;
    },
  };
}

function findingNotFound(territoryId: string, findingId: number): Problem {
  return new Problem({
    type: 'finding-not-found',
    status: 404,
    detail: `Territory ${territoryId} has no finding ${findingId}.`,
  });
}
