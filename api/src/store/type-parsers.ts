import pg from 'pg';

const INT8_OID = 20;
const DATE_OID = 1082;
const TIMESTAMPTZ_OID = 1184;

type TextParser = (text: string) => unknown;

/**
 * How values come out of PostgreSQL: `int8` as a number (every one we store is at most 2^53 − 1; a greater one is
 * an error, never a rounded number), `date` as `YYYY-MM-DD`, `timestamptz` as ISO 8601 in UTC.
 */
const ours = new Map<number, TextParser>([
  [INT8_OID, parseSafeInteger],
  [DATE_OID, (text) => text],
  [TIMESTAMPTZ_OID, (text) => new Date(text).toISOString()],
]);

export const typeParsers: pg.CustomTypesConfig = {
  getTypeParser(oid, format) {
    const parser = format === 'binary' ? undefined : ours.get(oid);
    return parser ?? pg.types.getTypeParser(oid, format);
  },
};

function parseSafeInteger(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value)) throw new RangeError(`int8 ${text} does not fit a number`);
  return value;
}
