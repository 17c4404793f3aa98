import { bundleDamaged } from '../formats/bundle-problems.js';
import type { BundleHead, BundleLine } from '../formats/bundle-types.js';
import type { BundleJudge } from '../formats/read-bundle.js';
import type { Problem } from '../problem.js';
import { type BundleTable, bundleTables, territoryColumns } from '../store/bundle-tables.js';
import { findRowFault, type RowFault } from '../store/find-row-fault.js';

type Row = Readonly<Record<string, unknown>>;

const tables: readonly BundleTable[] = bundleTables;

/** What was read of the territory whose rows come. */
interface Reading {
  /** The line of its own row. */
  readonly line: BundleLine;
  readonly row: Row;
  /** Place in `bundleTables` of the table whose rows come; −1 before the first. */
  table: number;
  /** Key of the last row of this table. */
  key: readonly number[];
  /** By table, what rows are called by those that refer to them. */
  readonly names: Map<string, Set<unknown>>;
  /** Grids of which no version came yet, by the line of each. */
  readonly bare: Map<unknown, BundleLine>;
}

/**
 * Judges the rows of a bundle as an export writes them: territories in the order of its head, tables in theirs, rows in
 * the order of their keys (so that none stands twice), each of its table's types, and none that refers to what did not
 * come before it. What is left for the database are the rules of single values. Holds the ids alone.
 */
export function judgeBundle(path: string, head: BundleHead): BundleJudge {
  let count = 0;
  let reading: Reading | undefined;

  const begin = (line: BundleLine, row: Row): void => {
    if (reading !== undefined) finishTerritory(path, head, count - 1, reading);
    refuse(path, line, row, findRowFault(territoryColumns, row));
    const wanted = head.territories[count]?.territoryId;
    if (row['territory_id'] !== wanted)
      refuse(path, line, row, { field: 'territory_id', reason: tellForeign(row, wanted) });
    count++;
    reading = { line, row, table: -1, key: [], names: new Map(), bare: new Map() };
  };

  return {
    add(line) {
      const row = parse(path, line);
      if (line.table === 'territory') return begin(line, row);
      const table = tables.findIndex((each) => each.name === line.table);
      if (table < 0) throw bundleDamaged(path, `line ${line.line} is of an unknown table ${line.table}`);
      if (reading === undefined) throw bundleDamaged(path, `line ${line.line} is of no territory`);
      if (table < reading.table)
        throw bundleDamaged(path, `line ${line.line}, of table ${line.table}, is not in its place`);
      if (table > reading.table) Object.assign(reading, { table, key: [] });
      refuse(path, line, row, findFault(tables[table]!, row, reading));
      if (line.table === 'grid') reading.bare.set(row['grid_id'], line);
      if (line.table === 'grid_version') reading.bare.delete(row['grid_id']);
    },
    finish() {
      if (reading !== undefined) finishTerritory(path, head, count - 1, reading);
      const missing = head.territories[count]?.territoryId;
      if (missing !== undefined)
        throw bundleDamaged(path, `its first line lists territory ${missing}, which never comes`);
    },
  };
}

function parse(path: string, { line, row }: BundleLine): Row {
  try {
    return JSON.parse(row) as Row;
  } catch (cause) {
    throw bundleDamaged(path, `line ${line} is no JSON`, { cause });
  }
}

function findFault(table: BundleTable, row: Row, reading: Reading): RowFault | undefined {
  const fault = findRowFault(table.columns, row, table.only) ?? findKeyFault(table, row, reading);
  if (fault !== undefined) return fault;
  for (const [field, other] of Object.entries(table.refersTo ?? {})) {
    const value = row[field];
    if (value === null || reading.names.get(other)?.has(value) === true) continue;
    return { field, reason: `${String(value)} is no row of table ${other} before it` };
  }
  if (table.named !== undefined) {
    const names = reading.names.get(table.name) ?? new Set();
    reading.names.set(table.name, names.add(row[table.named]));
  }
  return undefined;
}

function findKeyFault(table: BundleTable, row: Row, reading: Reading): RowFault | undefined {
  const fields = table.key.filter((each) => each !== undefined);
  const missing = fields.find((field) => row[field] === null);
  if (missing !== undefined) return { field: missing, reason: 'is missing' };
  const key = fields.map((field) => row[field] as number);
  const differs = key.findIndex((value, at) => value !== reading.key[at]);
  if (differs < 0) return { field: fields.join(', '), reason: 'is that of the row before too' };
  if (key[differs]! < (reading.key[differs] ?? -Infinity))
    return { field: fields[differs], reason: 'is not in its place: rows stand in this order' };
  reading.key = key;
  return undefined;
}

/** What only all rows of a territory tell. */
function finishTerritory(
  path: string,
  head: BundleHead,
  at: number,
  { line, row, names, bare }: Reading,
): void {
  const newest = lastOf(names.get('revision'));
  const told = head.territories[at]?.currentRevision;
  if ((told ?? 0) !== newest) {
    throw bundleDamaged(
      path,
      `its first line says revision ${told} of ${String(row['territory_id'])}, and its rows end with ${newest || 'none'}`,
      { field: 'currentRevision' },
    );
  }
  if ((row['next_revision'] as number) <= newest)
    refuse(path, line, row, { field: 'next_revision', reason: `is not behind revision ${newest}` });
  for (const grid of bare.values())
    refuse(path, grid, parse(path, grid), { field: 'grid_id', reason: 'has no row in table grid_version' });
  const lastGrid = lastOf(names.get('grid'));
  if ((row['next_grid_id'] as number) <= lastGrid)
    refuse(path, line, row, { field: 'next_grid_id', reason: `is not behind grid ${lastGrid}` });
}

/** Names of a table that came in their order; 0 when there are none. */
function lastOf(names: ReadonlySet<unknown> | undefined): number {
  return names === undefined ? 0 : ([...names].at(-1) as number);
}

function tellForeign(row: Row, wanted: string | undefined): string {
  const id = String(row['territory_id']);
  return wanted === undefined
    ? `${id} is not listed in its first line`
    : `${id} is not ${wanted}, which its first line lists there`;
}

function refuse(path: string, line: BundleLine, row: Row, fault: RowFault | undefined): void {
  if (fault !== undefined) throw rowDamaged(path, line, row, fault);
}

/** `line 7, table grid_version, grid_id 5, revision_from 1: parent_id 9 is no row of table grid before it`. */
export function rowDamaged(
  path: string,
  line: BundleLine,
  row: Row,
  { field, reason }: RowFault,
  cause?: unknown,
): Problem {
  const key = tables.find((each) => each.name === line.table)?.key ?? ['territory_id'];
  const subject = key.flatMap((each) =>
    each === undefined || !['number', 'string'].includes(typeof row[each])
      ? []
      : [`${each} ${String(row[each]).slice(0, 40)}`],
  );
  const place = [`line ${line.line}`, `table ${line.table}`, ...subject].join(', ');
  return bundleDamaged(path, `${place}: ${field === undefined ? 'the row' : field} ${reason}`, {
    field,
    cause,
  });
}
