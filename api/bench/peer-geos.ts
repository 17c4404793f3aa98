import initGeosJs from 'geos-wasm';
import type { Peer, Siblings } from './peer.js';
import { writeCollection } from './write-wkb.js';

type Geos = Awaited<ReturnType<typeof initGeosJs>>;

/**
 * `GEOSCoverageIsValid` (gap width 0) on the children of every parent, in GEOS compiled to WebAssembly. It looks neither
 * at the parent nor for gaps.
 */
export async function loadGeos(families: readonly Siblings[]): Promise<Peer> {
  const geos = await initGeosJs();
  const collections = families.map((children) => readGeometry(geos, writeCollection(children)));
  return {
    name: `GEOS ${String(geos.GEOSversion()).split('-')[0] ?? ''} (wasm) CoverageIsValid`,
    run: () => {
      let valid = 0;
      for (const collection of collections) {
        const result = geos.GEOSCoverageIsValid(collection, 0, 0);
        if (result === 2) throw new Error('GEOSCoverageIsValid failed on a set of children');
        valid += result;
      }
      return `${valid}/${collections.length} valid`;
    },
    close: () => {
      for (const collection of collections) geos.GEOSGeom_destroy(collection);
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
