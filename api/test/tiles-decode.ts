import { VectorTile, type VectorTileLayer } from '@mapbox/vector-tile';
import { PbfReader } from 'pbf';
import type { MultiPolygon, Ring } from '../src/geometry/types.js';

export type TileShape = 'point' | 'line' | 'polygon';

/** A feature of a tile, in tile units with y to the south, as it stands in the bytes. */
export interface TileFeature {
  readonly id: number;
  readonly type: TileShape;
  readonly properties: Readonly<Record<string, string | number | boolean>>;
  /** Closed rings of a polygon, otherwise paths; a point is a path of one vertex. */
  readonly paths: readonly Ring[];
}

/** Layers in their order in the bytes. */
export type TileContent = ReadonlyMap<string, readonly TileFeature[]>;

const shapes: Readonly<Record<number, TileShape>> = { 1: 'point', 2: 'line', 3: 'polygon' };

/** @throws Error for a feature without an id or of no type */
export function decodeTile(bytes: Uint8Array): TileContent {
  const { layers } = new VectorTile(new PbfReader(bytes));
  return new Map(Object.entries(layers).map(([name, layer]) => [name, decodeLayer(layer)]));
}

function decodeLayer(layer: VectorTileLayer): TileFeature[] {
  return Array.from({ length: layer.length }, (_, at): TileFeature => {
    const feature = layer.feature(at);
    const type = shapes[feature.type];
    if (feature.id === undefined || type === undefined)
      throw new Error(`feature ${at} of ${layer.name} has no id or type`);
    const paths = feature.loadGeometry().map((path) => Int32Array.from(path.flatMap(({ x, y }) => [x, y])));
    return { id: feature.id, type, properties: feature.properties, paths };
  });
}

/** Twice the area, positive where shells run clockwise on the screen. */
export function doubledAreaOf({ paths }: Pick<TileFeature, 'paths'>): number {
  let sum = 0;
  for (const path of paths) {
    for (let at = 0; at + 3 < path.length; at += 2)
      sum += path[at]! * path[at + 3]! - path[at + 2]! * path[at + 1]!;
  }
  return sum;
}

export function perimeterOf({ paths }: Pick<TileFeature, 'paths'>): number {
  let sum = 0;
  for (const path of paths) {
    for (let at = 0; at + 3 < path.length; at += 2)
      sum += Math.hypot(path[at + 2]! - path[at]!, path[at + 3]! - path[at + 1]!);
  }
  return sum;
}

/**
 * The rings of a polygon as the exact engine takes them, which wants positive areas: y goes to the south on both sides.
 * A polygon each, as holes are told by their direction.
 */
export function ringsOf({ paths }: Pick<TileFeature, 'paths'>): MultiPolygon {
  return paths.map((path) => [path]);
}
