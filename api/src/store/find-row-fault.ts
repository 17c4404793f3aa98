import type { BundleColumns, BundleTable, ColumnType } from './bundle-tables.js';
import { findEwkbFault } from './find-ewkb-fault.js';

/** What of a row cannot be stored. */
export interface RowFault {
  readonly field?: string | undefined;
  /** Follows the field's name: `is no whole number`. */
  readonly reason: string;
}

const smallest: Partial<Record<ColumnType, number>> = { smallint: 2 ** 15, integer: 2 ** 31 };

const moment =
  /^(\d{4,6}-\d\d-\d\d)T([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d{1,6})?[+-](0\d|1[0-5])(:[0-5]\d){0,2}$/;
/** With `u`, a pair is one character. */
const halfOfPair = /\p{Surrogate}/u;
const day = /^\d{4,6}-\d\d-\d\d$/;

/**
 * The first thing in a row of a bundle that does not fit its table: a column that is missing or unknown, a value of
 * another type. What depends on other rows is for others, and so is whether a column may be null: the database says it.
 */
export function findRowFault(
  columns: BundleColumns,
  row: Readonly<Record<string, unknown>>,
  only: BundleTable['only'] = {},
): RowFault | undefined {
  for (const [field, type] of Object.entries(columns)) {
    if (!Object.hasOwn(row, field)) return { field, reason: 'is missing' };
    const value = row[field];
    if (value === null) continue;
    const reason = findValueFault(type, value) ?? findWordFault(only[field], value);
    if (reason !== undefined) return { field, reason };
  }
  const stranger = Object.keys(row).find((field) => !Object.hasOwn(columns, field));
  return stranger === undefined ? undefined : { field: stranger, reason: 'is no column of it' };
}

function findWordFault(words: readonly string[] | undefined, value: unknown): string | undefined {
  return words === undefined || words.includes(value as string) ? undefined : `is not ${words.join(', ')}`;
}

function findValueFault(type: ColumnType, value: unknown): string | undefined {
  switch (type) {
    case 'text':
      if (typeof value !== 'string') return 'is no text';
      return isStorable(value) ? undefined : 'has a character that cannot be stored';
    case 'bigint':
    case 'smallint':
    case 'integer':
      return Number.isSafeInteger(value) && Math.abs(value as number) < (smallest[type] ?? Infinity)
        ? undefined
        : 'is no whole number in its range';
    case 'float8':
      return Number.isFinite(value) ? undefined : 'is no number';
    case 'boolean':
      return typeof value === 'boolean' ? undefined : 'is neither true nor false';
    case 'date':
      return typeof value === 'string' && day.test(value) && isDay(value) ? undefined : 'is no date';
    case 'timestamptz':
      return typeof value === 'string' && isDay(moment.exec(value)?.[1]) ? undefined : 'is no moment';
    case 'object':
      if (typeof value !== 'object' || Array.isArray(value)) return 'is no JSON object';
      return isStorableWithin(value) ? undefined : 'has a character or number that cannot be stored';
    case 'list':
      if (!Array.isArray(value)) return 'is no JSON list';
      return isStorableWithin(value) ? undefined : 'has a character or number that cannot be stored';
    case 'geometry':
    case 'point':
    case 'multi-polygon':
      return typeof value === 'string' ? findEwkbFault(value, type) : 'is no EWKB in hexadecimal';
  }
}

/** JavaScript takes 30 February for 2 March. */
function isDay(text: string | undefined): boolean {
  if (text === undefined) return false;
  const [year = 0, month = 0, date = 0] = text.split('-').map(Number);
  const read = new Date(Date.UTC(year, month - 1, date));
  return year > 0 && read.getUTCMonth() === month - 1 && read.getUTCDate() === date;
}

function isStorableWithin(value: unknown): boolean {
  if (typeof value === 'string') return isStorable(value);
  if (typeof value === 'number') return Number.isFinite(value);
  if (typeof value !== 'object' || value === null) return true;
  return Object.entries(value).every(([key, each]) => isStorable(key) && isStorableWithin(each));
}

/** PostgreSQL stores neither a zero character nor half of a pair. */
function isStorable(text: string): boolean {
  return !text.includes('\0') && !halfOfPair.test(text);
}
