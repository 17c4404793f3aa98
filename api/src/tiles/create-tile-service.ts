import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { gzip, gzipSync } from 'node:zlib';
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
import { createPresenceCheck } from './require-present.js';
import { shareBuilds } from './share-builds.js';
import type { TilePart } from './tile-part.js';
import { yieldOften } from './yield-often.js';

/** What a tile is made of: everything that its bytes depend on. */
export interface TileScope {
  readonly territoryId: string;
  readonly revision: number;
  /** The run whose findings are drawn; source `findings` only. */
  readonly auditId?: number | undefined;
  /** When that was made, in milliseconds since 1970; undefined while it may still change, and of reference layers. */
  readonly madeMs?: number | undefined;
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

export interface ReferencePreparer {
  /** Reads the reference layers of a territory, so that the first tile of them need not wait for that. */
  prepareReference(territoryId: string): Promise<void>;
}

export type TileStore = Pick<
  Store,
  | 'readTileDrawings'
  | 'readTileLabels'
  | 'readReference'
  | 'readReferenceLoads'
  | 'listFindings'
  | 'getRevision'
  | 'getAudit'
>;

export interface TileServiceOptions {
  readonly store: TileStore;
  /** How long reference layers, which have no revision, are served before it is asked whether they are still the same. */
  readonly referenceMs?: number;
}

export const keptIndexes = 8;
/** A line of text each. */
const keptLoads = 1_000;
const encodedBytes = 64 * 2 ** 20;
/** What an absent tile costs in the cache, roughly its key. */
const absentBytes = 200;
const defaultReferenceMs = 5 * 60_000;

const compress = promisify(gzip);
/** Up to here packing takes a few tenths of a millisecond, about as long as handing it to another thread. */
const packedAtOnceBytes = 16_384;

/** Sources of which everything is read at once, because it is little: a tile is cut from an index of it. */
type IndexedSource = 'findings' | 'reference';

/**
 * Tiles made here. Those of grids and labels are one query each, for what lies in the tile; of findings and reference
 * layers an index is built when it is first asked for. Tiles are kept encoded and compressed up to a bound, and whoever
 * asks for what is being built waits for the same build. All of it in slices, so that other requests are answered
 * meanwhile. What does not say when it was made may change, and is not kept.
 */
export function createTileService(options: TileServiceOptions): TileService & ReferencePreparer {
  const { store, referenceMs = defaultReferenceMs } = options;
  const indexes = shareBuilds<TileIndex>(keptIndexes);
  const loads = shareBuilds<string>(keptLoads);
  const encoded = keepRecent<EncodedTile | 'absent'>(encodedBytes);
  const requirePresent = createPresenceCheck(store);
  const underWay = new Map<string, Promise<EncodedTile | undefined>>();

  const readParts = async (source: IndexedSource, scope: TileScope): Promise<readonly TilePart[]> => {
    const { territoryId, auditId } = scope;
    if (source === 'reference') return referenceParts(await store.readReference(territoryId), yieldOften());
    return auditId === undefined ? [] : findingParts(await readFindings(store, territoryId, auditId));
  };

  const readIndex = (source: IndexedSource, scope: TileScope, key: string): Promise<TileIndex> => {
    const { layers, maxZoom } = tileSourceDescriptions[source];
    const names = layers.map((layer) => layer.id);
    const build = async (): Promise<TileIndex> => indexParts(await readParts(source, scope), names, maxZoom);
    return isSettled(source, scope) ? indexes(key, build) : build();
  };

  const readKey = async (source: TileSource, scope: TileScope): Promise<string> => {
    if (source !== 'reference') return keyOf(source, scope);
    const { territoryId } = scope;
    const epoch = Math.floor(performance.now() / referenceMs);
    const shown = await loads(`${territoryId} ${epoch}`, () => store.readReferenceLoads(territoryId));
    return `reference ${territoryId} ${shown}`;
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
    await requirePresent(scope);
    return layers === undefined ? undefined : pack(encodeTile(layers));
  };

  return {
    async readTile(source, scope, z, x, y) {
      const key = await readKey(source, scope);
      const tileKey = `${key} ${z}/${x}/${y}`;
      const kept = encoded.get(tileKey);
      if (kept !== undefined) return kept === 'absent' ? undefined : kept;
      const present = underWay.get(tileKey);
      if (present !== undefined) return present;
      const started = build(source, scope, key, { z, x, y });
      underWay.set(tileKey, started);
      try {
        const tile = await started;
        if (!isSettled(source, scope)) return tile;
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

    async prepareReference(territoryId) {
      const scope = { territoryId, revision: 0 };
      const index = await readIndex('reference', scope, await readKey('reference', scope));
      await index.prepare(yieldOften());
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

function keyOf(source: Exclude<TileSource, 'reference'>, scope: TileScope): string {
  const { territoryId, revision, auditId, madeMs } = scope;
  return `${source} ${territoryId} ${auditId ?? revision} ${madeMs ?? 'unsettled'}`;
}

function isSettled(source: TileSource, { madeMs }: TileScope): boolean {
  return source === 'reference' || madeMs !== undefined;
}

async function pack(bytes: Uint8Array): Promise<EncodedTile> {
  const hash = createHash('sha256').update(bytes).digest('base64url').slice(0, 22);
  const gzipped = bytes.length <= packedAtOnceBytes ? gzipSync(bytes) : await compress(bytes);
  return { gzipped, etag: `"${hash}"` };
}
