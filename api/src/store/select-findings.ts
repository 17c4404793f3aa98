import { decodeGeoJson } from './decode-geojson.js';
import { meetsBox } from './meets-box.js';
import type { FindingFilter, FindingRow } from './finding-types.js';

export type FindingRecord = Omit<FindingRow, 'geometry' | 'point'> & {
  readonly geometry: string;
  readonly pointLng: number | null;
  readonly pointLat: number | null;
};

/** `f` the finding, `r` its run, `i` the work item of its condition, `w` the waiver that holds for it now. */
export const fromFindings = `
  from wangge.finding f
  join wangge.audit_run r
    on r.territory_id = f.territory_id
    and r.audit_id = f.audit_id
    and r.status = 'done'
  left join wangge.work_item i
    on i.territory_id = f.territory_id
    and i.case_id = f.case_id
  left join lateral (
    select n.*
    from (
      select x.reason, x.author, x.expires_at
      from wangge.waiver x
      where x.territory_id = f.territory_id
        and x.subject = f.subject
        and x.geometry_hash = f.geometry_hash
        and x.withdrawn_at is null
        and x.lapsed_at is null
      order by x.waiver_id desc
      limit 1
    ) n
    where n.expires_at is null or n.expires_at > now()
  ) w on true`;

/** Columns as the contract names them. Findings of a run that is not done are not shown. */
export const selectFindings = `
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
    st_x(f.point) as "pointLng",
    st_y(f.point) as "pointLat",
    f.message,
    f.caused_by as "causedBy",
    f.change,
    f.case_id as "caseId",
    coalesce(i.state, 'open') as state,
    i.assignee,
    i.due_date as "dueDate",
    coalesce(i.notes, '[]'::jsonb) as notes,
    case when w.reason is not null then jsonb_build_object(
      'reason', w.reason,
      'author', w.author,
      'expiresAt', to_char(w.expires_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')
    ) end as waiver,
    case when w.reason is null then 'open' else 'waived' end as status
  ${fromFindings}`;

export const largestFirst =
  'order by wangge.severity_number(f.severity), (-coalesce(f.area_square_metres, 0)), f.finding_id';

export function toFindingRow(record: FindingRecord): FindingRow {
  const { pointLng, pointLat, geometry, ...rest } = record;
  const point = pointLng === null || pointLat === null ? null : ([pointLng, pointLat] as const);
  return { ...rest, geometry: decodeGeoJson(geometry), point };
}

/** Conditions on `f`, `i` and `w`, with their placeholders after those that `values` has already; it is added to. */
export function filterFindings(filter: FindingFilter, values: unknown[]): string[] {
  const conditions: string[] = [];
  const place = (value: unknown): string => `$${values.push(value)}`;
  const { kind, level, severity, sizeClass, exceptSizeClass, parent, bbox } = filter;
  const { change, status, state, assignee, ids } = filter;
  if (kind !== undefined) conditions.push(`f.kind = ${place(kind)}::text`);
  if (level !== undefined) conditions.push(`f.level = ${place(level)}::text`);
  if (severity !== undefined) conditions.push(`f.severity = ${place(severity)}::text`);
  if (sizeClass !== undefined) conditions.push(`f.size_class = ${place(sizeClass)}::text`);
  if (exceptSizeClass !== undefined)
    conditions.push(`f.size_class is distinct from ${place(exceptSizeClass)}::text`);
  if (parent === null) conditions.push('f.parent_code is null');
  else if (parent !== undefined) conditions.push(`f.parent_code = ${place(parent)}::text`);
  if (change !== undefined) conditions.push(`f.change = ${place(change)}::text`);
  if (status !== undefined) conditions.push(`w.reason is ${status === 'waived' ? 'not null' : 'null'}`);
  if (state !== undefined) conditions.push(`coalesce(i.state, 'open') = ${place(state)}::text`);
  if (assignee !== undefined) conditions.push(`i.assignee = ${place(assignee)}::text`);
  if (ids !== undefined) conditions.push(`f.finding_id = any(${place(ids)}::bigint[])`);
  if (bbox !== undefined) conditions.push(meetsBox('f.geometry', bbox, place));
  return conditions;
}

/** The rows after the one with this id, in the order of `largestFirst`. `$1` is the territory. */
export function afterFinding(afterId: number | undefined, values: unknown[]): string[] {
  if (afterId === undefined) return [];
  return [
    `(wangge.severity_number(f.severity), (-coalesce(f.area_square_metres, 0)), f.finding_id) > (
       select wangge.severity_number(a.severity), (-coalesce(a.area_square_metres, 0)), a.finding_id
       from wangge.finding a
       where a.territory_id = $1::text
         and a.finding_id = $${values.push(afterId)}::bigint
     )`,
  ];
}
