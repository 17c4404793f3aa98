import type { ReferenceKind, StoredReference } from '../store/types.js';
import { geoJsonItem } from './geojson-item.js';
import { cutIntoParts, type TileItem, type TilePart } from './tile-part.js';

/** Layer of each kind, in drawing order. */
export const referenceLayers = {
  water: 'water',
  building: 'buildings',
  street: 'streets',
} as const satisfies Record<ReferenceKind, string>;

/** From which zoom on things of rank 1, 2, 3 are drawn. */
export const minZoomsByRank: Readonly<Record<ReferenceKind, readonly [number, number, number]>> = {
  water: [0, 8, 11],
  building: [12, 13, 14],
  street: [6, 10, 12],
};

/** Asking for the time at every feature would cost more than the feature. */
const featuresBetweenYields = 100;

/**
 * Streets, water and buildings as parts of the layers of source `reference`. `yieldNow` is awaited between slices.
 */
export async function referenceParts(
  features: readonly StoredReference[],
  yieldNow: () => Promise<void>,
): Promise<TilePart[]> {
  const groups = new Map<string, { layer: string; minZoom: number; items: TileItem[] }>();
  for (const [index, { referenceId, kind, rank, name, geometry }] of features.entries()) {
    if (index % featuresBetweenYields === 0) await yieldNow();
    const properties = { kind, rank, ...(name === null ? {} : { name }) };
    const item = geoJsonItem({ type: 'Feature', id: referenceId, properties, geometry });
    if (item === undefined) continue;
    const zooms = minZoomsByRank[kind];
    const minZoom = zooms[rank - 1] ?? zooms[2];
    const key = `${kind} ${minZoom}`;
    const group = groups.get(key) ?? { layer: referenceLayers[kind], minZoom, items: [] };
    group.items.push(item);
    groups.set(key, group);
  }
  const parts: TilePart[] = [];
  for (const { layer, minZoom, items } of groups.values()) {
    parts.push(...cutIntoParts(layer, minZoom, items));
    await yieldNow();
  }
  return parts;
}
