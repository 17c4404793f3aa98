const hasZ = 0x80000000;
const hasM = 0x40000000;
const hasSrid = 0x20000000;

const polygon = 3;
const multiPolygon = 6;
const geometryCollection = 7;
const names: Readonly<Record<number, string>> = {
  1: 'Point',
  2: 'LineString',
  4: 'MultiPoint',
  5: 'MultiLineString',
  8: 'CircularString',
  9: 'CompoundCurve',
  10: 'CurvePolygon',
  11: 'MultiCurve',
  12: 'MultiSurface',
  15: 'PolyhedralSurface',
  16: 'TIN',
  17: 'Triangle',
};

/** Geometry as GeoJSON has it; `type` is the name of what it is, polygon or not, and an empty one has no coordinates. */
export interface WkbGeometry {
  readonly type: string;
  readonly coordinates?: unknown;
  readonly geometries?: readonly WkbGeometry[];
}

interface Cursor {
  readonly view: DataView;
  offset: number;
}

/**
 * EWKB in hexadecimal as a GeoJSON-like geometry in the coordinates it holds, Z and M among them. Both byte orders,
 * and the ISO numbers for Z and M (1003, 2003, 3003) beside PostGIS's flags. What is no polygon comes back with its name
 * and nothing else, for the caller to refuse.
 *
 * @throws RangeError for bytes that end too early. Linear.
 */
export function parseEwkb(hex: string): WkbGeometry {
  const bytes = Buffer.from(hex, 'hex');
  return readGeometry({
    view: new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength),
    offset: 0,
  });
}

function readGeometry(cursor: Cursor): WkbGeometry {
  const isLittle = cursor.view.getUint8(cursor.offset) === 1;
  cursor.offset += 1;
  const flagged = readCount(cursor, isLittle);
  if ((flagged & hasSrid) !== 0) cursor.offset += 4;
  const plain = flagged & 0x1fffffff;
  const iso = Math.floor(plain / 1000);
  const type = plain % 1000;
  const hasThird = (flagged & hasZ) !== 0 || iso === 1 || iso === 3;
  const hasFourth = (flagged & hasM) !== 0 || iso === 2 || iso === 3;
  const ordinates = 2 + Number(hasThird) + Number(hasFourth);
  if (type === polygon) {
    const coordinates = readList(cursor, isLittle, () =>
      readList(cursor, isLittle, () => readPosition(cursor, isLittle, ordinates)),
    );
    return { type: 'Polygon', coordinates };
  }
  if (type === multiPolygon || type === geometryCollection) {
    const geometries = readList(cursor, isLittle, () => readGeometry(cursor));
    return { type: 'GeometryCollection', geometries };
  }
  return { type: names[type] ?? `geometry of type ${type}` };
}

function readPosition(cursor: Cursor, isLittle: boolean, ordinates: number): number[] {
  const position: number[] = [];
  for (let index = 0; index < ordinates; index += 1) {
    position.push(cursor.view.getFloat64(cursor.offset, isLittle));
    cursor.offset += 8;
  }
  return position;
}

function readCount(cursor: Cursor, isLittle: boolean): number {
  const value = cursor.view.getUint32(cursor.offset, isLittle);
  cursor.offset += 4;
  return value;
}

function readList<Item>(cursor: Cursor, isLittle: boolean, readItem: () => Item): Item[] {
  const count = readCount(cursor, isLittle);
  const items: Item[] = [];
  for (let index = 0; index < count; index += 1) items.push(readItem());
  return items;
}
