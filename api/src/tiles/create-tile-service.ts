import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { readFindings } from '../store/read-findings.js';
import type { Store } from '../store/types.js';
import { type TileSource, tileSourceDescriptions } from './describe-source.js';
import { encodeTile } from './encode-tile.js';
import { findingParts } from './finding-parts.js';
import { gridParts, labelParts, type TiledGrid } from './grid-parts.js';
import { indexParts, type TileIndex } from './index-parts.js';
import { keepRecent } from './keep-recent.js';
import { referenceParts } from './reference-parts.js';
import { shareBuilds } from './share-builds.js';
import type { TilePart } from './tile-part.js';
import { yieldOften } from './yield-often.js';

/** What a tile is made of: everything that its bytes depend on. */
export interface TileScope {
  readonly territoryId: string;
  readonly revision: number;
  /** The run whose findings are drawn; source `findings` only. */
  readonly auditId?: number | undefined;
}

export interface EncodedTile {
  /** Compressed with gzip. */
  readonly gzipped: Buffer;
  readonly etag: string;
}

export interface TileService {
  /** Undefined when nothing is there. */
  readTile(
    source: TileSource,
    scope: TileScope,
    z: number,
    x: number,
    y: number,
  ): Promise<EncodedTile | undefined>;
}

export type TileStore = Pick<Store, 'readReference' | 'listFindings'>;

export interface TileServiceOptions {
  readonly store: TileStore;
  readonly readGrids: (territoryId: string, revision: number) => Promise<readonly TiledGrid[]>;
  /** How long reference layers, which have no revision, are served before they are read again. */
  readonly referenceMs?: number;
}

const keptIndexes = 8;
const encodedBytes = 64 * 2 ** 20;
/** What an absent tile costs in the cache, roughly its key. */
const absentBytes = 200;
const defaultReferenceMs = 5 * 60_000;

const compress = promisify(gzip);

/**
 * Tiles of the embedded database. Indexes are built when first asked for, tiles kept encoded and compressed up to a
 * bound; whoever asks for what is being built waits for the same build. All of it in slices, so that other requests
 * are answered meanwhile.
 */
export function createTileService(options: TileServiceOptions): TileService {
  const { store, readGrids, referenceMs = defaultReferenceMs } = options;
  const indexes = shareBuilds<TileIndex>(keptIndexes);
  const encoded = keepRecent<EncodedTile | 'absent'>(encodedBytes);
  const underWay = new Map<string, Promise<EncodedTile | undefined>>();

  const readParts = async (source: TileSource, scope: TileScope): Promise<readonly TilePart[]> => {
    const { territoryId, revision, auditId } = scope;
    if (source === 'grids') return gridParts(await readGrids(territoryId, revision), yieldOften());
    if (source === 'grid_labels') return labelParts(await readGrids(territoryId, revision), yieldOften());
    if (source === 'reference') return referenceParts(await store.readReference(territoryId), yieldOften());
    return auditId === undefined ? [] : findingParts(await readFindings(store, territoryId, auditId));
  };

  const build = async (
    source: TileSource,
    scope: TileScope,
    key: string,
    at: readonly [number, number, number],
  ) => {
    const { layers, maxZoom } = tileSourceDescriptions[source];
    const index = await indexes(key, async () =>
      indexParts(
        await readParts(source, scope),
        layers.map((layer) => layer.id),
        maxZoom,
      ),
    );
    const found = await index.readTile(...at, yieldOften());
    return found === undefined ? undefined : pack(encodeTile(found));
  };

  return {
    async readTile(source, scope, z, x, y) {
      const epoch = source === 'reference' ? Math.floor(performance.now() / referenceMs) : 0;
      const key = keyOf(source, scope, epoch);
      const tileKey = `${key} ${z}/${x}/${y}`;
      const kept = encoded.get(tileKey);
      if (kept !== undefined) return kept === 'absent' ? undefined : kept;
      const present = underWay.get(tileKey);
      if (present !== undefined) return present;
      const started = build(source, scope, key, [z, x, y]);
      underWay.set(tileKey, started);
      try {
        const tile = await started;
        encoded.set(
          tileKey,
          tile ?? 'absent',
          tile === undefined ? absentBytes : tile.gzipped.length + absentBytes,
        );
        return tile;
      } finally {
        underWay.delete(tileKey);
      }
    },
  };
}

function keyOf(source: TileSource, scope: TileScope, epoch: number): string {
  if (source === 'reference') return `reference ${scope.territoryId} ${epoch}`;
  if (source === 'findings') return `findings ${scope.territoryId} ${scope.auditId ?? 'none'}`;
  return `${source} ${scope.territoryId} ${scope.revision}`;
}

async function pack(bytes: Uint8Array): Promise<EncodedTile> {
  const hash = createHash('sha256').update(bytes).digest('base64url').slice(0, 22);
  return { gzipped: await compress(bytes), etag: `"${hash}"` };
}
