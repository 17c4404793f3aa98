import { openWkb, readCoordinate, readCount, type WkbCursor } from './read-wkb.js';

const hasSrid = 0x20000000;
const wgs84 = 4326;
const point = 1;
const line = 2;
const polygon = 3;
const multiPolygon = 6;
const collection = 7;
/** Byte order and type. */
const headerBytes = 5;
const coordinateBytes = 8;
const deepest = 8;

/** Types that a column takes; any where it is not named. */
const wanted: Readonly<Record<string, number>> = { point, 'multi-polygon': multiPolygon };

/**
 * What is wrong with EWKB in hexadecimal that is to be stored: its type, its reference system, its length, a ring that
 * is not closed, a place that is not on the globe. Whether rings cross is for the audit. Linear.
 *
 * @param column what the column takes: `geometry`, `point`, `multi-polygon`
 * @returns the fault to be read after the field's name, or undefined
 */
export function findEwkbFault(hex: string, column: string): string | undefined {
  if (hex.length % 2 !== 0 || !/^[0-9A-F]*$/.test(hex)) return 'is no EWKB in hexadecimal';
  const cursor = openWkb(hex);
  try {
    const type = readHead(cursor, true);
    if (wanted[column] !== undefined && wanted[column] !== type)
      return `is not of the type ${column} that it must have`;
    cursor.offset = 0;
    const fault = walk(cursor, column === 'multi-polygon', 0);
    return fault ?? (cursor.offset === cursor.view.byteLength ? undefined : 'goes on behind its end');
  } catch (error) {
    if (error instanceof RangeError) return 'ends in the middle';
    return 'is not EWKB of WGS84 in two dimensions';
  }
}

function walk(cursor: WkbCursor, isFilled: boolean, depth: number): string | undefined {
  const type = readHead(cursor, depth === 0);
  if (type === point) return walkPlaces(cursor, 1).fault;
  const count = readCount(cursor);
  if (isFilled && count === 0) return 'is empty';
  if (type === line) return walkLine(cursor, count);
  for (let at = 0; at < count; at++) {
    if (depth === deepest) throw new Error('too deep');
    const fault = type === polygon ? walkRing(cursor) : walk(cursor, isFilled, depth + 1);
    if (fault !== undefined) return fault;
  }
  return undefined;
}

/** @throws for what no column of ours takes. */
function readHead(cursor: WkbCursor, isOutermost: boolean): number {
  const order = cursor.view.getUint8(cursor.offset);
  if (order > 1) throw new Error('no byte order');
  cursor.littleEndian = order === 1;
  const type = cursor.view.getUint32(cursor.offset + 1, cursor.littleEndian);
  cursor.offset += headerBytes;
  if ((type & hasSrid) !== 0) {
    if (!isOutermost || readCount(cursor) !== wgs84) throw new Error('another reference system');
  } else if (isOutermost) throw new Error('no reference system');
  const plain = type & ~hasSrid;
  if (plain < point || plain > collection) throw new Error('no such type');
  return plain;
}

function walkLine(cursor: WkbCursor, count: number): string | undefined {
  return count === 1 ? 'has a line of one place' : walkPlaces(cursor, count).fault;
}

function walkRing(cursor: WkbCursor): string | undefined {
  const count = readCount(cursor);
  const { fault, isClosed } = walkPlaces(cursor, count);
  if (fault !== undefined) return fault;
  return count >= 4 && isClosed ? undefined : 'has a ring that is not closed';
}

function walkPlaces(
  cursor: WkbCursor,
  count: number,
): { readonly fault: string | undefined; readonly isClosed: boolean } {
  const start = cursor.offset;
  if (start + count * 2 * coordinateBytes > cursor.view.byteLength) throw new RangeError();
  let [lng, lat] = [0, 0];
  for (let at = 0; at < count; at++) {
    lng = readCoordinate(cursor);
    lat = readCoordinate(cursor);
    // Written so that no number at all is refused too.
    if (!(Math.abs(lng) <= 180 && Math.abs(lat) <= 90))
      return { fault: 'has a place that is not on the globe', isClosed: false };
  }
  if (count === 0) return { fault: undefined, isClosed: false };
  const end = cursor.offset;
  cursor.offset = start;
  const isClosed = readCoordinate(cursor) === lng && readCoordinate(cursor) === lat;
  cursor.offset = end;
  return { fault: undefined, isClosed };
}
