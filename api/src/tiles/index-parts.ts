import GeoJSONVT, { type RawFeature } from 'geojson-vt';
import { mercatorX, mercatorY } from './mercator.js';
import { settleRings } from './settle-rings.js';
import type { TilePart } from './tile-part.js';
import { worldShifts } from './tile-place.js';
import { tileBuffer, tileExtent } from './tile-size.js';

/** In tile units, an eighth of a screen pixel each: the city looks as it is at every zoom. */
const tolerance = 1;

/** Tiles that one part's index may hold on to before it is made anew. */
const heldTiles = 400;

/** The features of one tile by layer, in the order in which they are drawn. */
export type TileLayers = Readonly<Record<string, readonly RawFeature[]>>;

export interface TileIndex {
  /** Undefined when nothing is there. `yieldNow` is awaited between slices of the work. */
  readTile(z: number, x: number, y: number, yieldNow: () => Promise<void>): Promise<TileLayers | undefined>;
  /** Makes the index of every part that has none yet, so that no tile waits for it. */
  prepare(yieldNow: () => Promise<void>): Promise<void>;
}

/**
 * Vector tiles of many parts. Each part has a geojson-vt index of its own, made when a tile first meets it, so that
 * no step takes longer than one part does. geojson-vt never forgets a tile that it has cut: an index that holds too
 * many is dropped and made again on demand, which bounds the memory.
 *
 * Geometry is simplified part by part and feature by feature: borders are not exactly seamless below `maxZoom`.
 *
 * @param layers their order in the tile
 */
export function indexParts(
  parts: readonly TilePart[],
  layers: readonly string[],
  maxZoom: number,
): TileIndex {
  const held = parts.map((part) => ({
    part,
    span: spanOf(part.box),
    index: undefined as GeoJSONVT | undefined,
  }));
  return {
    async readTile(z, x, y, yieldNow) {
      const found = new Map<string, RawFeature[]>(layers.map((layer) => [layer, []]));
      for (const each of held) {
        if (z < each.part.minZoom || !meetsTile(each.span, z, x, y)) continue;
        if (each.index === undefined || each.index.tileCoords.length > heldTiles) {
          each.index = indexPart(each.part, maxZoom);
        }
        const features = each.index.getTileRaw(z, x, y)?.features ?? [];
        found.get(each.part.layer)?.push(...features.flatMap((feature) => settleRings(feature) ?? []));
        await yieldNow();
      }
      const filled = [...found].filter(([, features]) => features.length > 0);
      return filled.length === 0 ? undefined : Object.fromEntries(filled);
    },

    async prepare(yieldNow) {
      for (const each of held) {
        each.index ??= indexPart(each.part, maxZoom);
        await yieldNow();
      }
    },
  };
}

function indexPart(part: TilePart, maxZoom: number): GeoJSONVT {
  return new GeoJSONVT(
    { type: 'FeatureCollection', features: part.features() },
    { maxZoom, indexMaxZoom: 0, tolerance, extent: tileExtent, buffer: tileBuffer, generateId: false },
  );
}

/** A box in Web Mercator, where the world is 1 × 1 and y grows to the south. */
function spanOf(box: TilePart['box']): readonly [number, number, number, number] {
  return [mercatorX(box[0]), mercatorY(box[3]), mercatorX(box[2]), mercatorY(box[1])];
}

/** Whether a tile with its buffer may show something of a span, across ±180° too. */
function meetsTile(
  span: readonly [number, number, number, number],
  z: number,
  x: number,
  y: number,
): boolean {
  const size = 2 ** -z;
  const margin = (size * (tileBuffer + 1)) / tileExtent;
  const meetsRow = span[1] <= (y + 1) * size + margin && span[3] >= y * size - margin;
  return (
    meetsRow &&
    worldShifts(z, x).some((units) => {
      const shift = (units / tileExtent) * size;
      return span[0] + shift <= (x + 1) * size + margin && span[2] + shift >= x * size - margin;
    })
  );
}
