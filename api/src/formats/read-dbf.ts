import { Problem, tellValue } from '../problem.js';
import { understandEncoding } from './decode-text.js';

const fixedHeaderBytes = 32;
const fieldBytes = 32;
const endOfFields = 0x0d;
const deletedFlag = 0x2a;
/** Language driver ids that name one code page; 0x57 ("ANSI of this machine") and 0 name none. */
const languageDrivers: Readonly<Record<number, string>> = {
  0x03: 'windows-1252',
  0x4d: 'gbk',
  0x4e: 'euc-kr',
  0x4f: 'big5',
  0x13: 'shift_jis',
  0x7a: 'gbk',
  0x7b: 'shift_jis',
  0x78: 'big5',
  0x79: 'euc-kr',
  0xc8: 'windows-1250',
  0xc9: 'windows-1251',
};

interface DbfField {
  readonly name: string;
  readonly type: string;
  readonly offset: number;
  readonly length: number;
}

/** The attribute table of a shapefile, held as bytes and decoded row by row. */
export interface DbfTable {
  readonly fields: readonly string[];
  readonly rows: number;
  readonly encoding: string;
  /** The row's values (0-based), or undefined when it is marked deleted. */
  readRow(row: number): Record<string, unknown> | undefined;
}

export interface DbfEncodingHints {
  /** `--encoding`, which wins. */
  readonly chosen: string | undefined;
  /** Text of the `.cpg`, which comes next; then the language byte, then a guess. */
  readonly cpg: string | undefined;
}

/**
 * Opens a dBase table. Numbers come as numbers, or as text where a double would lose digits; empty values as null.
 *
 * The encoding is the one asked for, else the `.cpg`, else the language byte, else UTF-8 when every text is
 * valid UTF-8, else GB18030 (the field's files).
 *
 * @throws Problem when the table is damaged, cut off, or its encoding unknown.
 */
export function openDbf(bytes: Buffer, file: string, hints: DbfEncodingHints): DbfTable {
  const rows = bytes.length >= fixedHeaderBytes ? bytes.readUInt32LE(4) : 0;
  const headerBytes = bytes.length >= fixedHeaderBytes ? bytes.readUInt16LE(8) : 0;
  const rowBytes = bytes.length >= fixedHeaderBytes ? bytes.readUInt16LE(10) : 0;
  if (headerBytes <= fixedHeaderBytes || rowBytes < 1) {
    throw new Problem({
      type: 'unreadable',
      status: 422,
      file,
      detail: 'The file is no dBase table.',
      fix: 'Export the shapefile again; its .dbf is damaged.',
    });
  }
  if (bytes.length < headerBytes + rows * rowBytes) {
    throw new Problem({
      type: 'file-cut-off',
      status: 422,
      file,
      feature: Math.max(0, Math.floor((bytes.length - headerBytes) / rowBytes)) + 1,
      detail: `The .dbf ends before its ${rows} rows do.`,
      fix: 'Copy or export the file again; it was not written to its end.',
    });
  }
  const rawFields = readFields(bytes, headerBytes);
  const encoding = chooseEncoding(bytes, file, hints, () =>
    sampleTexts(bytes, rawFields, headerBytes, rows, rowBytes),
  );
  if (encoding === 'utf-8')
    refuseOtherEncoding(file, sampleTexts(bytes, rawFields, headerBytes, rows, rowBytes));
  const decoder = new TextDecoder(encoding);
  const fields = rawFields.map((field) => ({ ...field, name: decoder.decode(field.name).trim() }));
  return {
    fields: fields.map((field) => field.name),
    rows,
    encoding,
    readRow(row) {
      const start = headerBytes + row * rowBytes;
      if (bytes[start] === deletedFlag) return undefined;
      const values: Record<string, unknown> = {};
      for (const field of fields) {
        values[field.name] = readValue(
          bytes.subarray(start + field.offset, start + field.offset + field.length),
          field,
          decoder,
        );
      }
      return values;
    },
  };
}

function readFields(bytes: Buffer, headerBytes: number): (Omit<DbfField, 'name'> & { name: Buffer })[] {
  const fields = [];
  /** Byte 0 of a row is its deletion flag. */
  let offset = 1;
  for (
    let at = fixedHeaderBytes;
    at + fieldBytes <= headerBytes && bytes[at] !== endOfFields;
    at += fieldBytes
  ) {
    const nameEnd = bytes.subarray(at, at + 11).indexOf(0);
    const length = bytes[at + 16]!;
    fields.push({
      name: bytes.subarray(at, at + (nameEnd < 0 ? 11 : nameEnd)),
      type: String.fromCharCode(bytes[at + 11]!),
      offset,
      length,
    });
    offset += length;
  }
  return fields;
}

function chooseEncoding(
  bytes: Buffer,
  file: string,
  hints: DbfEncodingHints,
  texts: () => Iterable<Buffer>,
): string {
  if (hints.chosen !== undefined) return understandEncoding(hints.chosen, file, '--encoding');
  if (hints.cpg !== undefined && hints.cpg.trim() !== '') return understandEncoding(hints.cpg, file, '.cpg');
  const driver = languageDrivers[bytes[29]!];
  if (driver !== undefined) return driver;
  const strict = new TextDecoder('utf-8', { fatal: true });
  for (const text of texts()) {
    try {
      strict.decode(text);
    } catch (error) {
      if (error instanceof TypeError) return 'gb18030';
      throw error;
    }
  }
  return 'utf-8';
}

/** Text that is said to be UTF-8 and is not would be stored as replacement characters, and its own be lost. */
function refuseOtherEncoding(file: string, texts: Iterable<Buffer>): void {
  const strict = new TextDecoder('utf-8', { fatal: true });
  for (const text of texts) {
    try {
      strict.decode(text);
    } catch (cause) {
      throw new Problem(
        {
          type: 'wrong-encoding',
          status: 422,
          file,
          field: '.cpg',
          detail: `The text is not utf-8, which the .cpg or --encoding says: "${tellValue(new TextDecoder('gb18030').decode(text).trim())}" reads as GBK.`,
          fix: 'Name the encoding, for example --encoding gbk, or mend the .cpg.',
        },
        { cause },
      );
    }
  }
}

/** Field names and every text value that has other than ASCII. */
function* sampleTexts(
  bytes: Buffer,
  fields: readonly { name: Buffer; type: string; offset: number; length: number }[],
  headerBytes: number,
  rows: number,
  rowBytes: number,
): Generator<Buffer> {
  for (const field of fields) yield dropCutCharacter(field.name, 11);
  const texts = fields.filter((field) => field.type === 'C');
  for (let row = 0; row < rows; row += 1) {
    const start = headerBytes + row * rowBytes;
    for (const field of texts) {
      const value = bytes.subarray(start + field.offset, start + field.offset + field.length);
      if (value.some((byte) => byte >= 0x80)) yield dropCutCharacter(value, field.length);
    }
  }
}

/** A value as long as its field may end inside a UTF-8 character: leave out such an end. */
function dropCutCharacter(value: Buffer, fieldLength: number): Buffer {
  if (value.length < fieldLength) return value;
  let lead = value.length - 1;
  while (lead > 0 && lead > value.length - 4 && (value[lead]! & 0xc0) === 0x80) lead -= 1;
  const first = value[lead] ?? 0;
  const needed = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : first >= 0xc0 ? 2 : 1;
  return needed > value.length - lead ? value.subarray(0, lead) : value;
}

function readValue(raw: Buffer, field: DbfField, decoder: InstanceType<typeof TextDecoder>): unknown {
  if (field.type === 'I' && raw.length === 4) return raw.readInt32LE(0);
  if (field.type === 'O' && raw.length === 8) return raw.readDoubleLE(0);
  const text = decoder
    .decode(raw)
    .replace(/[\s\0]+$/u, '')
    .replace(/^\s+/u, '');
  if (text === '') return null;
  if (field.type === 'N' || field.type === 'F') return readNumber(text);
  if (field.type === 'L') return /^[ty]$/iu.test(text) ? true : /^[fn]$/iu.test(text) ? false : null;
  return text;
}

/** A number, its text where a double would lose digits, null for a field that overflowed (`****`). */
function readNumber(text: string): number | string | null {
  const value = Number(text);
  if (Number.isNaN(value)) return null;
  return Number.isInteger(value) && !Number.isSafeInteger(value) ? text : value;
}
