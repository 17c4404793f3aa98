import { gunzipSync } from 'node:zlib';
import { findMartin, startMartin } from '../../scripts/martin.js';
import type { Store } from '../src/store/types.js';
import { createTileService, type TileScope } from '../src/tiles/create-tile-service.js';
import type { TileSource } from '../src/tiles/describe-source.js';
import { tileSearch } from '../src/tiles/tile-search.js';
import type { TestDatabase } from './database.js';
import { decodeTile, type TileContent } from './tiles-decode.js';

/** One of the ways by which tiles are made. */
export interface TestTilePath {
  readonly name: string;
  /** Empty where nothing is there. */
  read(source: TileSource, scope: TileScope, z: number, x: number, y: number): Promise<TileContent>;
  close(): Promise<void>;
}

const nothing: TileContent = new Map();

/** The path of the embedded database, which reads any. */
export function openEmbeddedPath(store: Store): TestTilePath {
  const service = createTileService({ store });
  return {
    name: 'embedded',
    async read(source, scope, z, x, y) {
      const tile = await service.readTile(source, scope, z, x, y);
      return tile === undefined ? nothing : decodeTile(gunzipSync(tile.gzipped));
    },
    close: async () => undefined,
  };
}

/** Martin over the database of a test. */
export async function openMartinPath(
  database: TestDatabase,
): Promise<TestTilePath & { readonly url: string }> {
  const bin = findMartin();
  if (bin === undefined) throw new Error('Martin is not installed; MARTIN_PATH may name it');
  const martin = await startMartin({ bin, databaseUrl: urlOf(database) });
  return {
    name: 'Martin',
    url: martin.url,
    async read(source, scope, z, x, y) {
      const address = `${martin.url}/${source}/${z}/${x}/${y}?${tileSearch(source, scope)}`;
      const response = await fetch(address);
      const bytes = new Uint8Array(await response.arrayBuffer());
      if (response.status === 204) return nothing;
      if (response.status !== 200) {
        throw new Error(
          `${address}: ${response.status} ${Buffer.from(bytes).toString()}\n${martin.readLog()}`,
        );
      }
      return decodeTile(bytes);
    },
    close: () => martin.stop(),
  };
}

function urlOf({ url }: TestDatabase): string {
  if (url === undefined) throw new Error('Martin reads a server, not the embedded database');
  return url;
}
