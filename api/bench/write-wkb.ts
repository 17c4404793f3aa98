import type { MultiPolygon } from '../src/geometry/types.js';

/** Well-known binary: geometry types by number. */
const wkbPolygon = 3;
const wkbMultiPolygon = 6;
const wkbCollection = 7;
/** Byte order, type and count that every geometry begins with. */
const headerBytes = 9;

/** A geometry as little-endian well-known binary, in lattice steps. */
export function writeMultiPolygon(geometry: MultiPolygon): Uint8Array {
  return new WkbWriter(multiPolygonBytes(geometry)).multiPolygon(geometry).bytes;
}

/** Geometries as one collection. */
export function writeCollection(geometries: readonly MultiPolygon[]): Uint8Array {
  const bytes = geometries.reduce((sum, geometry) => sum + multiPolygonBytes(geometry), headerBytes);
  const writer = new WkbWriter(bytes).header(wkbCollection, geometries.length);
  for (const geometry of geometries) writer.multiPolygon(geometry);
  return writer.bytes;
}

function multiPolygonBytes(geometry: MultiPolygon): number {
  let bytes = headerBytes;
  for (const polygon of geometry) {
    bytes += headerBytes + polygon.reduce((sum, ring) => sum + 4 + ring.length * 8, 0);
  }
  return bytes;
}

class WkbWriter {
  readonly bytes: Uint8Array;
  readonly #view: DataView;
  #at = 0;

  constructor(length: number) {
    this.bytes = new Uint8Array(length);
    this.#view = new DataView(this.bytes.buffer);
  }

  header(type: number, count: number): this {
    this.#view.setUint8(this.#at, 1);
    this.#view.setUint32(this.#at + 1, type, true);
    this.#view.setUint32(this.#at + 5, count, true);
    this.#at += headerBytes;
    return this;
  }

  multiPolygon(geometry: MultiPolygon): this {
    this.header(wkbMultiPolygon, geometry.length);
    for (const polygon of geometry) {
      this.header(wkbPolygon, polygon.length);
      for (const ring of polygon) {
        this.#view.setUint32(this.#at, ring.length / 2, true);
        this.#at += 4;
        for (const value of ring) {
          this.#view.setFloat64(this.#at, value, true);
          this.#at += 8;
        }
      }
    }
    return this;
  }
}
