import pg from 'pg';

const int8Oid = 20;
const dateOid = 1082;
const timestamptzOid = 1184;

type TextParser = (text: string) => unknown;

/**
 * How values come out of PostgreSQL: `int8` as a number (every one we store is at most 2^53 − 1; a greater one is
 * an error, never a rounded number), `date` as `YYYY-MM-DD`, `timestamptz` as ISO 8601 in UTC.
 */
const ours = new Map<number, TextParser>([
  [int8Oid, parseSafeInteger],
  [dateOid, (text) => text],
  [timestamptzOid, (text) => new Date(text).toISOString()],
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
