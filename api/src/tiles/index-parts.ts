import GeoJSONVT, { type RawFeature } from 'geojson-vt';
import type { TilePart } from './tile-part.js';

export const tileExtent = 4096;
export const tileBuffer = 64;

/** In tile units, an eighth of a screen pixel each: the city looks as it is at every zoom. */
const tolerance = 1;

/** Tiles that one part's index may hold on to before it is made anew. */
const heldTiles = 400;

/** The features of one tile by layer, in the order in which they are drawn. */
export type TileLayers = Readonly<Record<string, readonly RawFeature[]>>;

export interface TileIndex {
  /** Undefined when nothing is there. `yieldNow` is awaited between slices of the work. */
  readTile(z: number, x: number, y: number, yieldNow: () => Promise<void>): Promise<TileLayers | undefined>;
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
        found.get(each.part.layer)?.push(...features);
        await yieldNow();
      }
      const filled = [...found].filter(([, features]) => features.length > 0);
      return filled.length === 0 ? undefined : Object.fromEntries(filled);
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
  return [box[0] / 360 + 0.5, mercatorY(box[3]), box[2] / 360 + 0.5, mercatorY(box[1])];
}

function mercatorY(lat: number): number {
  const sine = Math.sin((lat * Math.PI) / 180);
  const y = 0.5 - (0.25 * Math.log((1 + sine) / (1 - sine))) / Math.PI;
  return Math.min(1, Math.max(0, y));
}

function meetsTile(
  span: readonly [number, number, number, number],
  z: number,
  x: number,
  y: number,
): boolean {
  const size = 2 ** -z;
  const margin = (size * (tileBuffer + 1)) / tileExtent;
  return (
    span[0] <= (x + 1) * size + margin &&
    span[2] >= x * size - margin &&
    span[1] <= (y + 1) * size + margin &&
    span[3] >= y * size - margin
  );
}
