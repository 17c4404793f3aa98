const hasZ = 0x80000000;
const hasM = 0x40000000;
const hasSrid = 0x20000000;

/** A place in EWKB bytes that moves on as it is read; both byte orders. */
export interface WkbCursor {
  readonly view: DataView;
  offset: number;
  littleEndian: boolean;
}

/** @param hex EWKB in hexadecimal, as PostgreSQL prints a geometry. */
export function openWkb(hex: string): WkbCursor {
  const bytes = Buffer.from(hex, 'hex');
  return {
    view: new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength),
    offset: 0,
    littleEndian: true,
  };
}

/** Reads byte order, type and SRID; returns the type number. Z and M never get into our tables. */
export function readHeader(cursor: WkbCursor): number {
  cursor.littleEndian = cursor.view.getUint8(cursor.offset) === 1;
  cursor.offset += 1;
  const type = readCount(cursor);
  if ((type & (hasZ | hasM)) !== 0) throw new Error('A stored geometry has Z or M');
  if ((type & hasSrid) !== 0) cursor.offset += 4;
  return type & 0xff;
}

export function readCount(cursor: WkbCursor): number {
  const value = cursor.view.getUint32(cursor.offset, cursor.littleEndian);
  cursor.offset += 4;
  return value;
}

export function readCoordinate(cursor: WkbCursor): number {
  const value = cursor.view.getFloat64(cursor.offset, cursor.littleEndian);
  cursor.offset += 8;
  return value;
}
