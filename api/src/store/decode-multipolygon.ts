import type { LatticePoint, MultiPolygon, Ring } from '../geometry/types.js';
import { openWkb, readCoordinate, readCount, readHeader, type WkbCursor } from './read-wkb.js';

const latticeStepsPerDegree = 1e7;
const wkbPoint = 1;
const wkbMultipolygon = 6;

/** The lattice geometry that `encodeMultiPolygon` wrote, coordinate by coordinate the same. Linear. */
export function decodeMultiPolygon(hex: string): MultiPolygon {
  const cursor = openWkb(hex);
  const type = readHeader(cursor);
  if (type !== wkbMultipolygon)
    throw new Error(`A stored grid has geometry type ${type}, not a multipolygon`);
  return readList(cursor, () => {
    readHeader(cursor);
    return readList(cursor, () => readRing(cursor));
  });
}

export function decodePoint(hex: string): LatticePoint {
  const cursor = openWkb(hex);
  const type = readHeader(cursor);
  if (type !== wkbPoint) throw new Error(`A stored label point has geometry type ${type}, not a point`);
  return [readLattice(cursor), readLattice(cursor)];
}

function readRing(cursor: WkbCursor): Ring {
  const ring = new Int32Array(readCount(cursor) * 2);
  for (let i = 0; i < ring.length; i++) ring[i] = readLattice(cursor);
  return ring;
}

function readLattice(cursor: WkbCursor): number {
  return Math.round(readCoordinate(cursor) * latticeStepsPerDegree);
}

function readList<Item>(cursor: WkbCursor, readItem: () => Item): Item[] {
  const count = readCount(cursor);
  const items: Item[] = [];
  for (let i = 0; i < count; i++) items.push(readItem());
  return items;
}
