import type { MultiPolygon, Ring } from '../geometry/types.js';

/** The bytes that `encodeTwkb` begins with. */
const multipolygonWithoutDecimals = 6;

/** Where reading has come to. */
interface TwkbCursor {
  readonly bytes: Uint8Array;
  at: number;
  x: number;
  y: number;
}

/**
 * The geometry that `encodeTwkb` wrote, coordinate by coordinate the same. Linear.
 *
 * @throws Error when the bytes are something else, or end too early
 */
export function decodeTwkb(bytes: Uint8Array): MultiPolygon {
  if (bytes[0] !== multipolygonWithoutDecimals || bytes[1] !== 0) {
    throw new Error('A stored drawing is not a TWKB multipolygon without decimals');
  }
  const cursor: TwkbCursor = { bytes, at: 2, x: 0, y: 0 };
  const geometry = readList(cursor, () => readList(cursor, () => readRing(cursor)));
  if (cursor.at !== bytes.length) throw new Error('A stored drawing has more or fewer bytes than it says');
  return geometry;
}

function readRing(cursor: TwkbCursor): Ring {
  const ring = new Int32Array(readNumber(cursor) * 2);
  let { x, y } = cursor;
  for (let index = 0; index < ring.length; index += 2) {
    x += unzigzag(readNumber(cursor));
    y += unzigzag(readNumber(cursor));
    ring[index] = x;
    ring[index + 1] = y;
  }
  cursor.x = x;
  cursor.y = y;
  return ring;
}

function unzigzag(number: number): number {
  return (number >>> 1) ^ -(number & 1);
}

/** A number in groups of seven bits, low ones first. */
function readNumber(cursor: TwkbCursor): number {
  const { bytes } = cursor;
  let value = 0;
  for (let shift = 0; ; shift += 7) {
    const byte = bytes[cursor.at];
    if (byte === undefined) throw new Error('A stored drawing ends too early');
    cursor.at += 1;
    value |= (byte & 0x7f) << shift;
    if (byte < 0x80) return value >>> 0;
  }
}

function readList<Item>(cursor: TwkbCursor, readItem: () => Item): Item[] {
  const count = readNumber(cursor);
  const items: Item[] = [];
  for (let index = 0; index < count; index += 1) items.push(readItem());
  return items;
}
