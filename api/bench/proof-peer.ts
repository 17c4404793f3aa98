import initGeosJs from 'geos-wasm';
import type { MultiPolygon } from '../src/geometry/types.js';

type Geos = Awaited<ReturnType<typeof initGeosJs>>;

/** Well-known binary: little endian, geometry types by number. */
const wkbPolygon = 3;
const wkbMultiPolygon = 6;
const wkbCollection = 7;

/** GEOS compiled to WebAssembly, with one set of children per parent ready in its memory. */
export interface PeerCoverages {
  /** Runs `GEOSCoverageIsValid` (gap width 0) on every set; returns how many are valid. */
  countValid(): number;
  readonly version: string;
}

/** Loads each set of children as one collection: reading is not part of what is timed. */
export async function loadPeer(families: readonly (readonly MultiPolygon[])[]): Promise<PeerCoverages> {
  const geos = await initGeosJs();
  const collections = families.map((children) => readGeometry(geos, collectionOf(children)));
  return {
    version: String(geos.GEOSversion()),
    countValid: () => {
      let valid = 0;
      for (const collection of collections) {
        const result = geos.GEOSCoverageIsValid(collection, 0, 0);
        if (result === 2) throw new Error('GEOSCoverageIsValid failed on a set of children');
        valid += result;
      }
      return valid;
    },
  };
}

function readGeometry(geos: Geos, wkb: Uint8Array): number {
  const reader = geos.GEOSWKBReader_create();
  const memory = geos.Module._malloc(wkb.length);
  geos.Module.HEAPU8.set(wkb, memory);
  const geometry = geos.GEOSWKBReader_read(reader, memory, wkb.length);
  geos.Module._free(memory);
  geos.GEOSWKBReader_destroy(reader);
  if (geometry === 0) throw new Error('GEOS could not read the well-known binary of a set of children');
  return geometry;
}

function collectionOf(children: readonly MultiPolygon[]): Uint8Array {
  let bytes = 9;
  for (const child of children) {
    bytes += 9;
    for (const polygon of child) bytes += 9 + polygon.reduce((sum, ring) => sum + 4 + ring.length * 8, 0);
  }
  const buffer = new Uint8Array(bytes);
  const view = new DataView(buffer.buffer);
  let at = 0;
  const header = (type: number, count: number): void => {
    view.setUint8(at, 1);
    view.setUint32(at + 1, type, true);
    view.setUint32(at + 5, count, true);
    at += 9;
  };
  header(wkbCollection, children.length);
  for (const child of children) {
    header(wkbMultiPolygon, child.length);
    for (const polygon of child) {
      header(wkbPolygon, polygon.length);
      for (const ring of polygon) {
        view.setUint32(at, ring.length / 2, true);
        at += 4;
        for (const value of ring) {
          view.setFloat64(at, value, true);
          at += 8;
        }
      }
    }
  }
  return buffer;
}
