import type { RowFault } from './find-row-fault.js';
import type { RunStatement } from './run-sql.js';

/** The database does not take a row of a bundle. */
export class BundleRowFault extends Error {
  override readonly name = 'BundleRowFault';

  constructor(
    /** Of the rows that were to be written, from 0. */
    readonly at: number,
    readonly fault: RowFault,
    cause: unknown,
  ) {
    super(`row ${at} cannot be stored: ${fault.reason}`, { cause });
  }
}

/** What PostgreSQL says of a statement that failed. */
interface Refusal {
  readonly code: string;
  readonly constraint?: string;
  readonly column?: string;
}

/** Values and rules of the rows (classes 22, 23), and what PostGIS says of a geometry. */
const faultsOfRows = /^(22|23|XX000)/;

const wordsOfRules: Readonly<Record<string, string>> = {
  '23502': 'is missing',
  '23503': 'refers to what the bundle does not have before it',
  '23505': 'is that of another row too',
  '23P01': 'is that of another row too, at the same time',
};

/** Why the database refused a row, undefined when the row was not at fault. */
export function readRefusal(error: unknown): Refusal | undefined {
  for (let each = error; each instanceof Error; each = each.cause) {
    if ('code' in each && typeof each.code === 'string' && faultsOfRows.test(each.code))
      return each as unknown as Refusal;
  }
  return undefined;
}

/** The column that a refusal is about, in the words of a bundle's reader. */
export async function describeRefusal(run: RunStatement, refusal: Refusal): Promise<RowFault> {
  const { code, constraint, column } = refusal;
  const reason = wordsOfRules[code];
  if (column !== undefined) return { field: column, reason: reason ?? 'cannot be stored' };
  if (constraint === undefined) return { reason: 'has a value that cannot be stored' };
  return {
    field: await columnsOf(run, constraint),
    reason: reason ?? `breaks the rule ${constraint}`,
  };
}

/** Names of the columns that a constraint binds, without the territory that all of them bind. */
async function columnsOf(run: RunStatement, constraint: string): Promise<string | undefined> {
  const rows = await run<{ name: string }>(
    `select a.attname as name
     from pg_catalog.pg_constraint c
     join pg_catalog.pg_attribute a
       on a.attrelid = c.conrelid
       and a.attnum = any (c.conkey)
     where c.connamespace = 'wangge'::regnamespace
       and c.conname = $1::text
       and a.attname <> 'territory_id'
     order by array_position(c.conkey, a.attnum)`,
    [constraint],
  );
  return rows.length === 0 ? undefined : rows.map((each) => each.name).join(', ');
}
