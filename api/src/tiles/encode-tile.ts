import { fromVectorTileJs } from '@maplibre/vt-pbf';
import type { RawFeature } from 'geojson-vt';
import { levels } from '../hierarchy/levels.js';
import type { TileLayers } from './index-parts.js';
import { tileExtent } from './tile-size.js';

/** What the encoder asks of a layer and of a feature. */
interface EncodedLayer {
  readonly name: string;
  readonly version: number;
  readonly extent: number;
  readonly length: number;
  feature(at: number): EncodedFeature;
}

interface EncodedFeature {
  readonly type: 0 | 1 | 2 | 3;
  readonly properties: Readonly<Record<string, unknown>>;
  readonly id: number | undefined;
  readonly extent: number;
  loadGeometry(): { x: number; y: number }[][];
}

/** geojson-vt's type of a single point; vector tiles know only 1 point, 2 line, 3 polygon. */
const singlePoint = 4;
const point = 1;

/**
 * The bytes of a vector tile (version 2). Features stand in the order of their level, then id, so that the same
 * content gives the same bytes. Reads the flat arrays of the index as they are: twice as fast as the nested form.
 */
export function encodeTile(layers: TileLayers): Uint8Array {
  const encoded = Object.entries(layers).map(([name, features]): [string, EncodedLayer] => [
    name,
    toLayer(name, inOrder(features)),
  ]);
  return fromVectorTileJs({ layers: Object.fromEntries(encoded) });
}

function inOrder(features: readonly RawFeature[]): RawFeature[] {
  return features
    .map((feature) => ({ feature, rank: levelRank(feature.tags?.['level']), id: Number(feature.id ?? 0) }))
    .sort((a, b) => a.rank - b.rank || a.id - b.id)
    .map((each) => each.feature);
}

function levelRank(level: unknown): number {
  return typeof level === 'string' ? (levels as readonly string[]).indexOf(level) : -1;
}

function toLayer(name: string, features: readonly RawFeature[]): EncodedLayer {
  return {
    name,
    version: 2,
    extent: tileExtent,
    length: features.length,
    feature: (at) => toFeature(features[at]),
  };
}

function toFeature(feature: RawFeature | undefined): EncodedFeature {
  if (feature === undefined) throw new Error('a tile layer was read past its end');
  return {
    type: feature.type === singlePoint ? point : feature.type,
    properties: feature.tags ?? {},
    id: feature.id === undefined ? undefined : Number(feature.id),
    extent: tileExtent,
    loadGeometry: () => toPaths(feature),
  };
}

function toPaths(feature: RawFeature): { x: number; y: number }[][] {
  if (feature.type === singlePoint) return [[{ x: feature.x, y: feature.y }]];
  if (feature.type === point) return [toPath(feature.geometry)];
  return feature.geometry.map(toPath);
}

function toPath(flat: Int16Array | Int32Array): { x: number; y: number }[] {
  const path: { x: number; y: number }[] = [];
  for (let at = 0; at < flat.length; at += 2) path.push({ x: flat[at]!, y: flat[at + 1]! });
  return path;
}
