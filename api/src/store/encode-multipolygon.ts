import type { LatticePoint, MultiPolygon } from '../geometry/types.js';

const LATTICE_STEPS_PER_DEGREE = 1e7;
const LITTLE_ENDIAN = 1;
const HAS_SRID = 0x20000000;
const WKB_POINT = 1;
const WKB_POLYGON = 3;
const WKB_MULTIPOLYGON = 6;
const SRID = 4326;
const HEADER_BYTES = 5;
const COORDINATE_BYTES = 8;

/**
 * Lattice geometry as EWKB in hexadecimal, the text form PostGIS reads. A degree is the double nearest to
 * n / 10^7, and `decodeMultiPolygon` gives exactly the same n back (|n| ≤ 1.8e9 ≪ 2^53). Rings are written as
 * they are. Linear.
 */
export function encodeMultiPolygon(geometry: MultiPolygon): string {
  const bytes = Buffer.allocUnsafe(sizeOf(geometry));
  let offset = bytes.writeUInt8(LITTLE_ENDIAN, 0);
  offset = bytes.writeUInt32LE(WKB_MULTIPOLYGON | HAS_SRID, offset);
  offset = bytes.writeUInt32LE(SRID, offset);
  offset = bytes.writeUInt32LE(geometry.length, offset);
  for (const polygon of geometry) {
    offset = bytes.writeUInt8(LITTLE_ENDIAN, offset);
    offset = bytes.writeUInt32LE(WKB_POLYGON, offset);
    offset = bytes.writeUInt32LE(polygon.length, offset);
    for (const ring of polygon) {
      offset = bytes.writeUInt32LE(ring.length / 2, offset);
      for (const coordinate of ring)
        offset = bytes.writeDoubleLE(coordinate / LATTICE_STEPS_PER_DEGREE, offset);
    }
  }
  return bytes.toString('hex');
}

export function encodePoint([x, y]: LatticePoint): string {
  const bytes = Buffer.allocUnsafe(HEADER_BYTES + 4 + 2 * COORDINATE_BYTES);
  let offset = bytes.writeUInt8(LITTLE_ENDIAN, 0);
  offset = bytes.writeUInt32LE(WKB_POINT | HAS_SRID, offset);
  offset = bytes.writeUInt32LE(SRID, offset);
  offset = bytes.writeDoubleLE(x / LATTICE_STEPS_PER_DEGREE, offset);
  bytes.writeDoubleLE(y / LATTICE_STEPS_PER_DEGREE, offset);
  return bytes.toString('hex');
}

function sizeOf(geometry: MultiPolygon): number {
  let size = HEADER_BYTES + 4 + 4;
  for (const polygon of geometry) {
    size += HEADER_BYTES + 4;
    for (const ring of polygon) size += 4 + ring.length * COORDINATE_BYTES;
  }
  return size;
}
