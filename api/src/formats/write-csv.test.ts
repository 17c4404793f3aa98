import { describe, expect, it } from 'vitest';
import { writeCsv, type CsvColumn } from './write-csv.js';

type Row = Readonly<Record<string, string | number | boolean | null | undefined>>;

const column = (head: string, isCode = false): CsvColumn<Row> => ({
  head,
  value: (row) => row[head],
  isCode,
});
const write = (columns: readonly CsvColumn<Row>[], ...rows: Row[]): string =>
  [...writeCsv(columns, rows)].join('');
const cell = (value: Row[string], isCode = false): string =>
  write([column('a', isCode)], { a: value }).slice('\uFEFFa\r\n'.length, -2);

describe('writeCsv', () => {
  it('begins with a byte order mark and ends every line with CRLF', () => {
    expect(write([column('编码'), column('b')], { 编码: '网格', b: 1.5 })).toBe(
      '\uFEFF编码,b\r\n网格,1.5\r\n',
    );
  });

  it('quotes commas, quotes and line breaks, and leaves what is missing empty', () => {
    expect(cell('a,b')).toBe('"a,b"');
    expect(cell('say "no"')).toBe('"say ""no"""');
    expect(cell('one\ntwo')).toBe('"one\ntwo"');
    expect(cell(null) + cell(undefined)).toBe('');
    expect(cell(true)).toBe('true');
  });

  it.each(['=1+1', '+1', '-1', '@sum(a1)', '\t=1', ' =1', '＝1', '＋1', '－1', '＠a', '\r=1'])(
    'does not let a spreadsheet run %j',
    (text) => expect(cell(text).replace(/^"/, '').startsWith("'")).toBe(true),
  );

  it('writes numbers as they are, negative ones too', () => {
    expect(cell(-1.25)).toBe('-1.25');
  });

  it('keeps codes text: long digits and leading zeros get a tab, which trimming takes away', () => {
    expect(cell('420308011001001', true)).toBe('"\t420308011001001"');
    expect(cell('0012', true)).toBe('"\t0012"');
    expect(cell('420308', true)).toBe('420308');
    expect(cell('W-12', true)).toBe('W-12');
    expect(cell('=1', true)).toBe("'=1");
    expect(cell('420308011001001')).toBe('420308011001001');
  });
});
