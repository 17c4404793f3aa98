import type { LatticePoint, MultiPolygon } from '../geometry/types.js';

const latticeStepsPerDegree = 1e7;
const littleEndian = 1;
const hasSrid = 0x20000000;
const wkbPoint = 1;
const wkbPolygon = 3;
const wkbMultipolygon = 6;
const srid = 4326;
const headerBytes = 5;
const coordinateBytes = 8;

/**
 * Lattice geometry as EWKB in hexadecimal, the text form PostGIS reads. A degree is the double nearest to
 * n / 10^7, and `decodeMultiPolygon` gives exactly the same n back (|n| ≤ 1.8e9 ≪ 2^53). Rings are written as
 * they are. Linear.
 */
export function encodeMultiPolygon(geometry: MultiPolygon): string {
  const bytes = Buffer.allocUnsafe(sizeOf(geometry));
  let offset = bytes.writeUInt8(littleEndian, 0);
  offset = bytes.writeUInt32LE(wkbMultipolygon | hasSrid, offset);
  offset = bytes.writeUInt32LE(srid, offset);
  offset = bytes.writeUInt32LE(geometry.length, offset);
  for (const polygon of geometry) {
    offset = bytes.writeUInt8(littleEndian, offset);
    offset = bytes.writeUInt32LE(wkbPolygon, offset);
    offset = bytes.writeUInt32LE(polygon.length, offset);
    for (const ring of polygon) {
      offset = bytes.writeUInt32LE(ring.length / 2, offset);
      for (const coordinate of ring) offset = bytes.writeDoubleLE(coordinate / latticeStepsPerDegree, offset);
    }
  }
  return bytes.toString('hex');
}

export function encodePoint([x, y]: LatticePoint): string {
  const bytes = Buffer.allocUnsafe(headerBytes + 4 + 2 * coordinateBytes);
  let offset = bytes.writeUInt8(littleEndian, 0);
  offset = bytes.writeUInt32LE(wkbPoint | hasSrid, offset);
  offset = bytes.writeUInt32LE(srid, offset);
  offset = bytes.writeDoubleLE(x / latticeStepsPerDegree, offset);
  bytes.writeDoubleLE(y / latticeStepsPerDegree, offset);
  return bytes.toString('hex');
}

function sizeOf(geometry: MultiPolygon): number {
  let size = headerBytes + 4 + 4;
  for (const polygon of geometry) {
    size += headerBytes + 4;
    for (const ring of polygon) size += 4 + ring.length * coordinateBytes;
  }
  return size;
}
