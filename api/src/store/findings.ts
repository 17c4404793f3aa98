import { Problem } from '../problem.js';
import { decodeGeoJson } from './decode-geojson.js';
import type { RunStatement, Sql } from './run-sql.js';
import type { FindingQuery, FindingRow, Store } from './types.js';

type FindingRecord = Omit<FindingRow, 'geometry'> & { readonly geometry: string };

/** Columns as the contract names them; `f` the finding, `i` its work item, `w` its live waiver. */
const selectFindings = `
  select
    f.finding_id as "findingId",
    f.audit_id as "auditId",
    f.kind,
    f.cause,
    f.size_class as "sizeClass",
    f.severity,
    f.level,
    f.parent_code as parent,
    f.area_square_metres as "areaSquareMetres",
    f.width_metres as "widthMetres",
    f.depth,
    f.grids,
    f.identity,
    f.geometry_hash as "geometryHash",
    f.geometry::text as geometry,
    f.message,
    coalesce(i.state, 'open') as state,
    i.assignee,
    i.due_date as "dueDate",
    coalesce(i.notes, '[]'::jsonb) as notes,
    w.waiver,
    case when w.waiver is null then 'open' else 'waived' end as status
  from wangge.finding f
  left join wangge.work_item i
    on i.territory_id = f.territory_id
    and i.identity = f.identity
  left join lateral (
    select jsonb_build_object(
      'reason', n.reason,
      'author', n.author,
      'expiresAt', to_char(n.expires_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')
    ) as waiver
    from (
      select x.reason, x.author, x.expires_at
      from wangge.waiver x
      where x.territory_id = f.territory_id
        and x.identity = f.identity
        and x.geometry_hash = f.geometry_hash
      order by x.waiver_id desc
      limit 1
    ) n
    where n.expires_at is null or n.expires_at > now()
  ) w on true`;

const largestFirst =
  'order by wangge.severity_number(f.severity), (-coalesce(f.area_square_metres, 0)), f.finding_id';

type FindingStore = Pick<Store, 'listFindings' | 'countFindings' | 'getFinding' | 'updateFinding'>;
type FindingChange = Parameters<Store['updateFinding']>[2];

export function createFindingStore(sql: Sql): FindingStore {
  const getFinding = async (territoryId: string, findingId: number): Promise<FindingRow | undefined> => {
    const rows = await sql.read<FindingRecord>(
      `${selectFindings}
       where f.territory_id = $1::text
         and f.finding_id = $2::bigint`,
      [territoryId, findingId],
    );
    return rows.map(toFindingRow)[0];
  };

  return {
    getFinding,

    async listFindings(query) {
      const { conditions, values } = filter(query);
      const rows = await sql.read<FindingRecord>(
        `${selectFindings}
         where ${conditions.join(' and ')}
         ${largestFirst}
         limit $3::bigint`,
        values,
      );
      return rows.map(toFindingRow);
    },

    countFindings: (territoryId, auditId) =>
      sql.read(
        `select
           f.kind,
           f.level,
           f.severity,
           f.size_class as "sizeClass",
           count(*) as count,
           coalesce(sum(f.area_square_metres), 0) as "areaSquareMetres"
         from wangge.finding f
         where f.territory_id = $1::text
           and f.audit_id = $2::bigint
         group by f.kind, f.level, f.severity, f.size_class
         order by wangge.severity_number(f.severity), f.kind, wangge.level_number(f.level), f.size_class`,
        [territoryId, auditId],
      ),

    async updateFinding(territoryId, findingId, change, principal) {
      const finding = await getFinding(territoryId, findingId);
      if (finding === undefined) throw findingNotFound(territoryId, findingId);
      await sql.transaction(async (run) => {
        await updateWorkItem(run, territoryId, finding.identity, change, principal.id);
        if (change.waive !== undefined) await waive(run, territoryId, finding, change.waive, principal.id);
      });
      const changed = await getFinding(territoryId, findingId);
      if (changed === undefined) throw findingNotFound(territoryId, findingId);
      return changed;
    },
  };
}

/** An absent field stays as it is; null empties it. A note is added after the others. */
async function updateWorkItem(
  run: RunStatement,
  territoryId: string,
  identity: string,
  change: FindingChange,
  principal: string,
): Promise<void> {
  const notes =
    change.note === undefined ? [] : [{ at: new Date().toISOString(), by: principal, text: change.note }];
  await run(
    `insert into wangge.work_item as i (territory_id, identity, state, assignee, due_date, notes, updated_by)
     values ($1::text, $2::text, coalesce($3::text, 'open'), $4::text, $6::date, $8::jsonb, $9::text)
     on conflict on constraint work_item_pkey do update
     set
       state = coalesce($3::text, i.state),
       assignee = case when $5::boolean then $4::text else i.assignee end,
       due_date = case when $7::boolean then $6::date else i.due_date end,
       notes = i.notes || $8::jsonb,
       updated_by = $9::text,
       updated_at = now()`,
    [
      territoryId,
      identity,
      change.state ?? null,
      change.assignee ?? null,
      change.assignee !== undefined,
      change.dueDate ?? null,
      change.dueDate !== undefined,
      JSON.stringify(notes),
      principal,
    ],
  );
}

async function waive(
  run: RunStatement,
  territoryId: string,
  finding: FindingRow,
  waiver: { readonly reason: string; readonly expiresAt: string | null },
  author: string,
): Promise<void> {
  await run(
    `insert into wangge.waiver (territory_id, identity, geometry_hash, reason, author, expires_at)
     values ($1::text, $2::text, $3::text, $4::text, $5::text, $6::timestamptz)`,
    [territoryId, finding.identity, finding.geometryHash, waiver.reason, author, waiver.expiresAt],
  );
}

/** The conditions of a list, each with the numbers of its own placeholders, and the values in order. */
function filter(query: FindingQuery): { conditions: string[]; values: unknown[] } {
  const values: unknown[] = [query.territoryId, query.auditId, query.limit];
  const conditions = ['f.territory_id = $1::text', 'f.audit_id = $2::bigint'];
  const place = (value: unknown): string => `$${values.push(value)}`;

  if (query.kind !== undefined) conditions.push(`f.kind = ${place(query.kind)}::text`);
  if (query.level !== undefined) conditions.push(`f.level = ${place(query.level)}::text`);
  if (query.severity !== undefined) conditions.push(`f.severity = ${place(query.severity)}::text`);
  if (query.sizeClass !== undefined) conditions.push(`f.size_class = ${place(query.sizeClass)}::text`);
  if (query.parent !== undefined) conditions.push(`f.parent_code = ${place(query.parent)}::text`);
  if (query.bbox !== undefined) {
    const [west, south, east, north] = query.bbox.map((degrees) => `${place(degrees)}::float8`);
    conditions.push(`f.geometry && st_makeenvelope(${west}, ${south}, ${east}, ${north}, 4326)`);
  }
  if (query.afterId !== undefined) {
    conditions.push(
      `(wangge.severity_number(f.severity), (-coalesce(f.area_square_metres, 0)), f.finding_id) > (
         select wangge.severity_number(a.severity), (-coalesce(a.area_square_metres, 0)), a.finding_id
         from wangge.finding a
         where a.territory_id = $1::text
           and a.audit_id = $2::bigint
           and a.finding_id = ${place(query.afterId)}::bigint
       )`,
    );
  }
  return { conditions, values };
}

function toFindingRow(record: FindingRecord): FindingRow {
  return { ...record, geometry: decodeGeoJson(record.geometry) };
}

function findingNotFound(territoryId: string, findingId: number): Problem {
  return new Problem({
    type: 'finding-not-found',
    status: 404,
    detail: `Territory ${territoryId} has no finding ${findingId}.`,
  });
}
