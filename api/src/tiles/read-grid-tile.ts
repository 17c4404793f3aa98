import type { RawFeature } from 'geojson-vt';
import { levelsAtZoom } from '../coverage/generalise/level-zooms.js';
import type { Store } from '../store/types.js';
import { cutDrawings, polygonType } from './cut-drawings.js';
import { joinAcrossEdge } from './join-across-edge.js';
import { labelBox, placeLabels } from './place-labels.js';
import { bufferedBox, moveEast, worldShifts } from './tile-place.js';
import { tileExtent } from './tile-size.js';

/** A tile of a revision. */
export interface GridTile {
  readonly territoryId: string;
  readonly revision: number;
  readonly z: number;
  readonly x: number;
  readonly y: number;
}

/**
 * The grids of a tile with its buffer, as the zoom draws them, each once. Beside ±180° what lies across is there too, joined
 * to what the tile has of the same grid.
 */
export async function readGridTile(
  store: Pick<Store, 'readTileDrawings'>,
  { territoryId, revision, z, x, y }: GridTile,
  yieldNow: () => Promise<void>,
): Promise<RawFeature[]> {
  const found: RawFeature[] = [];
  for (const shift of worldShifts(z, x)) {
    const box = moveEast(bufferedBox(x, y), -shift);
    const drawings = await store.readTileDrawings(territoryId, revision, z, box);
    found.push(...(await cutDrawings(drawings, x * tileExtent - shift, y * tileExtent, yieldNow)));
  }
  return joinParts(found, yieldNow);
}

/** One feature of each grid, whose outline does not run along ±180° where the grid goes on there. */
async function joinParts(
  features: readonly RawFeature[],
  yieldNow: () => Promise<void>,
): Promise<RawFeature[]> {
  const joined = new Map<unknown, RawFeature>();
  for (const feature of features) {
    const before = joined.get(feature.id);
    if (before?.type !== polygonType || feature.type !== polygonType) {
      joined.set(feature.id, feature);
      continue;
    }
    const steps = joinAcrossEdge([...before.geometry, ...feature.geometry]);
    let step = steps.next();
    for (; step.done !== true; step = steps.next()) await yieldNow();
    joined.set(feature.id, { ...before, geometry: step.value });
  }
  return [...joined.values()];
}

/** The labels of a tile with its buffer, of the levels that its zoom shows. */
export async function readLabelTile(
  store: Pick<Store, 'readTileLabels'>,
  { territoryId, revision, z, x, y }: GridTile,
): Promise<RawFeature[]> {
  const found: RawFeature[] = [];
  for (const shift of worldShifts(z, x)) {
    const box = labelBox(z, moveEast(bufferedBox(x, y), -shift));
    const labels = await store.readTileLabels(territoryId, revision, levelsAtZoom(z), box);
    found.push(...placeLabels(labels, z, x * tileExtent - shift, y * tileExtent));
  }
  return found;
}
