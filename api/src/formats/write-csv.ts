/** A column of a table: its head, and how its cells are to be taken by a spreadsheet. */
export interface CsvColumn<Row> {
  readonly head: string;
  /** `null` and `undefined` are empty cells. */
  readonly value: (row: Row) => string | number | boolean | null | undefined;
  /** Codes: digits that a spreadsheet would make a number of stay text. Default false. */
  readonly isCode?: boolean;
}

/** Without it a spreadsheet reads UTF-8 in the machine's old code page, and Chinese as noise. */
const byteOrderMark = '\uFEFF';

/** What makes a spreadsheet take a cell for a formula; the full-width forms count in Chinese and Japanese ones. */
const formulaStart = /^\s*[=+\-@\t\r＝＋－＠]/u;

/** Digits that would be shown as 1.1E+14, or lose a leading zero. */
const fragileDigits = /^(?:0\d+|\d{12,})$/;

/**
 * A table as CSV (RFC 4180: CRLF, cells with commas, quotes or line breaks quoted) in UTF-8 with a byte order mark,
 * one line a part, so that any number of rows is written without holding them.
 *
 * Text that a spreadsheet would run as a formula gets an apostrophe in front. A code of digits gets a tab in front,
 * which keeps it text in a spreadsheet and goes away when a program trims the cell. Numbers are written as they are,
 * with a point for the decimals.
 */
export function* writeCsv<Row>(
  columns: readonly CsvColumn<Row>[],
  rows: Iterable<Row>,
): Generator<string, void, undefined> {
  yield `${byteOrderMark}${columns.map((column) => quote(column.head)).join(',')}\r\n`;
  for (const row of rows) {
    yield `${columns.map((column) => writeCell(column.value(row), column.isCode === true)).join(',')}\r\n`;
  }
}

function writeCell(value: string | number | boolean | null | undefined, isCode: boolean): string {
  if (value === null || value === undefined) return '';
  if (typeof value !== 'string') return String(value);
  if (isCode && fragileDigits.test(value)) return quote(`\t${value}`);
  return quote(formulaStart.test(value) ? `'${value}` : value);
}

function quote(text: string): string {
  return /[",\r\n\t]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
