import type { RawFeature } from 'geojson-vt';
import { levelsAtZoom } from '../coverage/generalise/level-zooms.js';
import type { Store } from '../store/types.js';
import { cutDrawings } from './cut-drawings.js';
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
 * The grids of a tile with its buffer, as the zoom draws them. Beside ±180° what lies across is there too, as a feature
 * of its own.
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
  return found;
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
