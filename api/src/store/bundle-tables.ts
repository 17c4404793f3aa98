/**
 * A column's type as a row of JSON has it. `object` and `list` are JSON of that kind, the geometries EWKB in
 * hexadecimal.
 */
export type ColumnType =
  | 'text'
  | 'bigint'
  | 'smallint'
  | 'integer'
  | 'float8'
  | 'boolean'
  | 'date'
  | 'timestamptz'
  | 'object'
  | 'list'
  | 'geometry'
  | 'point'
  | 'multi-polygon';

export type BundleColumns = Readonly<Record<string, ColumnType>>;

export interface BundleTable {
  readonly name: string;
  /** The table that is read, where it has another name. */
  readonly source?: string;
  /** Columns that travel, with their types; `territory_id` leads every row and is not repeated. */
  readonly columns: BundleColumns;
  /** Columns that are read as something else than they are stored. */
  readonly reads?: Readonly<Record<string, string>>;
  /** Which rows, of alias `r`: `$1` territory, `$2` newest revision, `$3` audit runs that are over. */
  readonly where: string;
  /** One or two integer columns that order the rows; no two rows have the same. */
  readonly key: readonly [string, string?];
  /** Column by which rows of other tables refer to a row. */
  readonly named?: string;
  /** Columns that hold null or the name of a row, and its table: an earlier one, or this one with the row before. */
  readonly refersTo?: Readonly<Record<string, string>>;
  /** Columns that hold one of some words. */
  readonly only?: Readonly<Record<string, readonly string[]>>;
  /** Rows of a page, so that reading one holds the embedded server's single session only briefly. */
  readonly pageRows: number;
  /** The identity column whose sequence must go on behind the rows. */
  readonly identity?: string;
  /** What rows of this table are written with beside what they hold. */
  readonly writes?: Readonly<Record<string, string>>;
}

const manyRows = 2_000;
const rowsWithGeometry = 500;

/** How a run ends. */
const endings = ['done', 'failed', 'cancelled', 'dead'];

/**
 * What makes a territory, in the order in which it can be written. Left out is what is made anew (drawings,
 * statistics) and what is not settled (builds and runs under way).
 */
export const bundleTables = [
  {
    name: 'element_category',
    columns: {
      code: 'text',
      ordinal: 'smallint',
      zh: 'text',
      en: 'text',
      class: 'text',
      segment: 'text',
    },
    where: 'true',
    key: ['ordinal'],
    named: 'code',
    pageRows: manyRows,
  },
  {
    name: 'revision',
    columns: {
      revision: 'bigint',
      status: 'text',
      author: 'text',
      base_revision: 'bigint',
      note: 'text',
      created_at: 'timestamptz',
      effective_from: 'timestamptz',
      bbox_west: 'float8',
      bbox_south: 'float8',
      bbox_east: 'float8',
      bbox_north: 'float8',
    },
    where: `r.status = 'published' and r.revision <= $2::bigint`,
    key: ['revision'],
    named: 'revision',
    refersTo: { base_revision: 'revision' },
    only: { status: ['published'] },
    pageRows: manyRows,
  },
  {
    name: 'grid',
    columns: { grid_id: 'bigint', level: 'text' },
    where: `exists (
      select 1
      from wangge.grid_version v
      join wangge.revision p
        on p.territory_id = v.territory_id
        and p.revision = v.revision_from
        and p.status = 'published'
      where v.territory_id = r.territory_id
        and v.grid_id = r.grid_id
        and v.revision_from <= $2::bigint
    )`,
    key: ['grid_id'],
    named: 'grid_id',
    pageRows: manyRows,
  },
  {
    name: 'grid_version',
    columns: {
      grid_id: 'bigint',
      revision_from: 'bigint',
      revision_to: 'bigint',
      level: 'text',
      code_scheme: 'text',
      code: 'text',
      name: 'text',
      parent_id: 'bigint',
      category: 'text',
      implied: 'boolean',
      attributes: 'object',
      original: 'object',
      geometry: 'multi-polygon',
      label_point: 'point',
      area_square_metres: 'float8',
    },
    // What a later revision, or a build that nobody sees, has closed is open in the newest revision.
    reads: {
      revision_to: `(
        select p.revision
        from wangge.revision p
        where p.territory_id = r.territory_id
          and p.revision = r.revision_to
          and p.revision <= $2::bigint
          and p.status = 'published'
      )`,
    },
    where: `r.revision_from <= $2::bigint
      and exists (
        select 1
        from wangge.revision p
        where p.territory_id = r.territory_id
          and p.revision = r.revision_from
          and p.status = 'published'
      )`,
    key: ['grid_id', 'revision_from'],
    refersTo: {
      grid_id: 'grid',
      revision_from: 'revision',
      revision_to: 'revision',
      parent_id: 'grid',
      category: 'element_category',
    },
    pageRows: rowsWithGeometry,
  },
  {
    name: 'reference_feature',
    columns: {
      reference_id: 'bigint',
      kind: 'text',
      rank: 'smallint',
      name: 'text',
      geometry: 'geometry',
    },
    where: `exists (
      select 1
      from wangge.reference_layer l
      where l.territory_id = r.territory_id
        and l.kind = r.kind
        and l.generation = r.generation
    )`,
    key: ['reference_id'],
    pageRows: manyRows,
    identity: 'reference_id',
    // Less than any that the sequence gives: the next load takes its place.
    writes: { generation: '0' },
  },
  {
    name: 'import_run',
    columns: {
      import_id: 'bigint',
      status: 'text',
      revision: 'bigint',
      principal: 'text',
      started_at: 'timestamptz',
      heartbeat_at: 'timestamptz',
      finished_at: 'timestamptz',
      report: 'object',
      error: 'text',
    },
    where: `r.status <> 'running' and (r.revision is null or r.revision <= $2::bigint)`,
    key: ['import_id'],
    refersTo: { revision: 'revision' },
    only: { status: endings },
    pageRows: rowsWithGeometry,
    identity: 'import_id',
  },
  {
    name: 'audit_run',
    columns: {
      audit_id: 'bigint',
      revision: 'bigint',
      status: 'text',
      principal: 'text',
      started_at: 'timestamptz',
      heartbeat_at: 'timestamptz',
      finished_at: 'timestamptz',
      progress_done: 'bigint',
      progress_total: 'bigint',
      clean: 'boolean',
      levels: 'list',
      error: 'text',
      certificate: 'object',
      second_opinion: 'object',
    },
    where: 'r.audit_id = any ($3::bigint[])',
    key: ['audit_id'],
    named: 'audit_id',
    refersTo: { revision: 'revision' },
    only: { status: endings },
    pageRows: rowsWithGeometry,
    identity: 'audit_id',
  },
  {
    // Apart from the runs: a run may be compared with one that began after it.
    name: 'audit_comparison',
    source: 'audit_run',
    columns: { audit_id: 'bigint', compared_with: 'bigint' },
    where: 'r.audit_id = any ($3::bigint[]) and r.compared_with is not null',
    key: ['audit_id'],
    refersTo: { audit_id: 'audit_run', compared_with: 'audit_run' },
    pageRows: manyRows,
  },
  {
    name: 'finding',
    columns: {
      finding_id: 'bigint',
      audit_id: 'bigint',
      kind: 'text',
      cause: 'text',
      size_class: 'text',
      severity: 'text',
      level: 'text',
      parent_code: 'text',
      area_square_metres: 'float8',
      width_metres: 'float8',
      depth: 'integer',
      grids: 'list',
      identity: 'text',
      geometry_hash: 'text',
      geometry: 'geometry',
      message: 'text',
      caused_by: 'list',
      change: 'text',
      first_finding_id: 'bigint',
      point: 'point',
    },
    where: `exists (
      select 1
      from wangge.audit_run a
      where a.territory_id = r.territory_id
        and a.audit_id = r.audit_id
        and a.audit_id = any ($3::bigint[])
        and a.status = 'done'
    )`,
    key: ['finding_id'],
    named: 'finding_id',
    refersTo: { audit_id: 'audit_run', first_finding_id: 'finding' },
    pageRows: rowsWithGeometry,
    identity: 'finding_id',
  },
  {
    name: 'work_item',
    columns: {
      case_id: 'bigint',
      state: 'text',
      assignee: 'text',
      due_date: 'date',
      notes: 'list',
      updated_by: 'text',
      updated_at: 'timestamptz',
    },
    where: 'true',
    key: ['case_id'],
    pageRows: manyRows,
  },
  {
    name: 'waiver',
    columns: {
      waiver_id: 'bigint',
      identity: 'text',
      geometry_hash: 'text',
      reason: 'text',
      author: 'text',
      created_at: 'timestamptz',
      expires_at: 'timestamptz',
      withdrawn_at: 'timestamptz',
      withdrawn_by: 'text',
      lapsed_at: 'timestamptz',
      lapsed_with: 'bigint',
    },
    // What a run that is not taken along has ended still stood when the export began.
    reads: {
      lapsed_at: 'case when r.lapsed_with = any ($3::bigint[]) then r.lapsed_at end',
      lapsed_with: 'case when r.lapsed_with = any ($3::bigint[]) then r.lapsed_with end',
    },
    where: 'true',
    key: ['waiver_id'],
    refersTo: { lapsed_with: 'audit_run' },
    pageRows: manyRows,
    identity: 'waiver_id',
  },
] as const satisfies readonly BundleTable[];

/** The territory's own row, which leads its rows. */
export const territoryColumns = {
  territory_id: 'text',
  name_zh: 'text',
  name_en: 'text',
  code_scheme: 'text',
  code_patterns: 'object',
  upper_levels: 'text',
  level_labels: 'object',
  display_datum: 'text',
  next_revision: 'bigint',
  next_grid_id: 'bigint',
  created_by: 'text',
  created_at: 'timestamptz',
} as const satisfies BundleColumns;

const databaseTypes: Partial<Record<ColumnType, string>> = {
  object: 'jsonb',
  list: 'jsonb',
  geometry: 'text',
  point: 'text',
  'multi-polygon': 'text',
};

export function isGeometry(type: ColumnType): boolean {
  return type === 'geometry' || type === 'point' || type === 'multi-polygon';
}

/** `a text, b bigint`: what `jsonb_to_recordset` reads; a geometry travels as text. */
export function declareColumns(columns: BundleColumns): string {
  return Object.entries(columns)
    .map(([name, type]) => `${name} ${databaseTypes[type] ?? type}`)
    .join(', ');
}
