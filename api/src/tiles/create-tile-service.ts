import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { RawFeature } from 'geojson-vt';
import { readFindings } from '../store/read-findings.js';
import type { Store } from '../store/types.js';
import { type TileSource, tileSourceDescriptions } from './describe-source.js';
import { encodeTile } from './encode-tile.js';
import { findingParts } from './finding-parts.js';
import { indexParts, type TileIndex, type TileLayers } from './index-parts.js';
import { keepRecent } from './keep-recent.js';
import { readGridTile, readLabelTile } from './read-grid-tile.js';
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

export type TileStore = Pick<Store, 'readTileDrawings' | 'readTileLabels' | 'readReference' | 'listFindings'>;

export interface TileServiceOptions {
  readonly store: TileStore;
  /** How long reference layers, which have no revision, are served before they are read again. */
  readonly referenceMs?: number;
}

const keptIndexes = 8;
const encodedBytes = 64 * 2 ** 20;
/** What an absent tile costs in the cache, roughly its key. */
const absentBytes = 200;
const defaultReferenceMs = 5 * 60_000;

const compress = promisify(gzip);

/** Sources of which everything is read at once, because it is little: a tile is cut from an index of it. */
type IndexedSource = 'findings' | 'reference';

/**
 * Tiles made here. Those of grids and labels are one query each, for what lies in the tile; of findings and reference
 * layers an index is built when it is first asked for. Tiles are kept encoded and compressed up to a bound, and whoever
 * asks for what is being built waits for the same build. All of it in slices, so that other requests are answered
 * meanwhile.
 */
export function createTileService(options: TileServiceOptions): TileService {
  const { store, referenceMs = defaultReferenceMs } = options;
  const indexes = shareBuilds<TileIndex>(keptIndexes);
  const encoded = keepRecent<EncodedTile | 'absent'>(encodedBytes);
  const underWay = new Map<string, Promise<EncodedTile | undefined>>();

  const readParts = async (source: IndexedSource, scope: TileScope): Promise<readonly TilePart[]> => {
    const { territoryId, auditId } = scope;
    if (source === 'reference') return referenceParts(await store.readReference(territoryId), yieldOften());
    return auditId === undefined ? [] : findingParts(await readFindings(store, territoryId, auditId));
  };

  const readIndex = (source: IndexedSource, scope: TileScope, key: string): Promise<TileIndex> => {
    const { layers, maxZoom } = tileSourceDescriptions[source];
    const names = layers.map((layer) => layer.id);
    return indexes(key, async () => indexParts(await readParts(source, scope), names, maxZoom));
  };

  const readLayers = async (
    source: TileSource,
    scope: TileScope,
    key: string,
    { z, x, y }: TilePlace,
  ): Promise<TileLayers | undefined> => {
    const place = { ...scope, z, x, y };
    if (source === 'grids') return singleLayer(source, await readGridTile(store, place, yieldOften()));
    if (source === 'grid_labels') return singleLayer(source, await readLabelTile(store, place));
    return (await readIndex(source, scope, key)).readTile(z, x, y, yieldOften());
  };

  const build = async (
    source: TileSource,
    scope: TileScope,
    key: string,
    place: TilePlace,
  ): Promise<EncodedTile | undefined> => {
    const layers = await readLayers(source, scope, key, place);
    return layers === undefined ? undefined : pack(encodeTile(layers));
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
      const started = build(source, scope, key, { z, x, y });
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

interface TilePlace {
  readonly z: number;
  readonly x: number;
  readonly y: number;
}

function singleLayer(name: string, features: readonly RawFeature[]): TileLayers | undefined {
  return features.length === 0 ? undefined : { [name]: features };
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
