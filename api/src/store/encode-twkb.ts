import type { MultiPolygon } from '../geometry/types.js';

/** Type 6 (multipolygon) with no decimals; then no bounding box, size, list of ids or further dimensions. */
const header = [6, 0] as const;

/** Seven bits a byte: what 32 bits take at most. */
const longestNumber = 5;

/** Counts and header bytes besides those of rings and polygons. */
const fixedBytes = header.length + longestNumber;

/**
 * Whole coordinates as TWKB, the compact form PostGIS reads (https://github.com/TWKB/Specification): each vertex as its
 * way from the one before, through all rings, in as few bytes as it takes. Rings are written as they are, closed.
 *
 * Precondition: coordinates lie within ±2^30, as those of tile units do, so that every way fits 32 bits. Linear.
 */
export function encodeTwkb(geometry: MultiPolygon): Buffer {
  const bytes = Buffer.allocUnsafe(largestSize(geometry));
  bytes.set(header, 0);
  let at = writeNumber(bytes, header.length, geometry.length);
  let lastX = 0;
  let lastY = 0;
  for (const polygon of geometry) {
    at = writeNumber(bytes, at, polygon.length);
    for (const ring of polygon) {
      at = writeNumber(bytes, at, ring.length / 2);
      for (let index = 0; index < ring.length; index += 2) {
        const x = ring[index]!;
        const y = ring[index + 1]!;
        at = writeNumber(bytes, at, zigzag(x - lastX));
        at = writeNumber(bytes, at, zigzag(y - lastY));
        lastX = x;
        lastY = y;
      }
    }
  }
  return bytes.subarray(0, at);
}

/** 0, −1, 1, −2, … as 0, 1, 2, 3, …: small ways to either side take few bits. */
function zigzag(way: number): number {
  return ((way << 1) ^ (way >> 31)) >>> 0;
}

/** Low seven bits first; the eighth says that more follow. Returns where it ends. */
function writeNumber(bytes: Uint8Array, start: number, value: number): number {
  let at = start;
  let rest = value;
  while (rest > 0x7f) {
    bytes[at] = (rest & 0x7f) | 0x80;
    rest >>>= 7;
    at += 1;
  }
  bytes[at] = rest;
  return at + 1;
}

function largestSize(geometry: MultiPolygon): number {
  let numbers = 0;
  for (const polygon of geometry) {
    numbers += 1;
    for (const ring of polygon) numbers += 1 + ring.length;
  }
  return fixedBytes + numbers * longestNumber;
}
