import type { Feature } from 'geojson';

/** Features that are indexed together: near each other, drawn from the same zoom on, small enough for one slice. */
export interface TilePart {
  readonly layer: string;
  readonly minZoom: number;
  /** `[west, south, east, north]` in degrees. */
  readonly box: readonly [number, number, number, number];
  /** Made anew on each call, so that only the compact source is kept in memory. Ids are numbers. */
  readonly features: () => Feature[];
}

/** One thing to be drawn, before it is put into a part. */
export interface TileItem {
  readonly box: readonly [number, number, number, number];
  /** How many vertices it has: the measure of work. */
  readonly vertices: number;
  readonly feature: () => Feature;
}

/** Of a place on the curve, and of a double's whole numbers. */
const curveBits = 32;
const wholeBits = 53;

/** Vertices in one part: about 10 ms to index. */
const partVertices = 15_000;

/**
 * Cuts items into parts: in order of place along a Z-curve, so that a part is compact and a tile meets few of them.
 *
 * Returns none for no items. Cost: a sort.
 */
export function cutIntoParts(layer: string, minZoom: number, items: readonly TileItem[]): TilePart[] {
  const parts: TilePart[] = [];
  let group: TileItem[] = [];
  let vertices = 0;
  const close = (): void => {
    if (group.length > 0) parts.push(makePart(layer, minZoom, group));
    group = [];
    vertices = 0;
  };
  for (const item of sortByPlace(items)) {
    if (vertices + item.vertices > partVertices) close();
    group.push(item);
    vertices += item.vertices;
  }
  close();
  return parts;
}

/** Numbers of place and index at once, which sort ten times as fast as things do: 50 000 take some milliseconds. */
function sortByPlace(items: readonly TileItem[]): TileItem[] {
  const indexBits = Math.ceil(Math.log2(items.length + 1));
  // Both have to fit into the whole numbers that a double holds; of millions of things the curve is coarser.
  const coarse = 2 ** Math.max(0, curveBits + indexBits - wholeBits);
  const keys = Float64Array.from(
    items,
    ({ box }, index) => Math.floor(placeOnCurve(box) / coarse) * 2 ** indexBits + index,
  ).sort();
  return Array.from(keys, (key) => items[key % 2 ** indexBits]!);
}

function makePart(layer: string, minZoom: number, items: readonly TileItem[]): TilePart {
  const box: [number, number, number, number] = [180, 90, -180, -90];
  for (const item of items) {
    box[0] = Math.min(box[0], item.box[0]);
    box[1] = Math.min(box[1], item.box[1]);
    box[2] = Math.max(box[2], item.box[2]);
    box[3] = Math.max(box[3], item.box[3]);
  }
  return { layer, minZoom, box, features: () => items.map((item) => item.feature()) };
}

/** The bits of the box's middle interleaved: neighbours on the curve are neighbours on the map. */
function placeOnCurve(box: TileItem['box']): number {
  const column = Math.floor((((box[0] + box[2]) / 2 + 180) / 360) * 0xffff);
  const row = Math.floor((((box[1] + box[3]) / 2 + 90) / 180) * 0xffff);
  return spreadBits(column) + 2 * spreadBits(row);
}

/** Puts a zero before each of 16 bits: abcd → 0a0b0c0d. */
function spreadBits(value: number): number {
  let spread = (value | (value << 8)) & 0x00ff00ff;
  spread = (spread | (spread << 4)) & 0x0f0f0f0f;
  spread = (spread | (spread << 2)) & 0x33333333;
  return (spread | (spread << 1)) & 0x55555555;
}
