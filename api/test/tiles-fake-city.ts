import type { MultiPolygon } from '../src/geometry/types.js';
import { drawingRules } from '../src/coverage/generalise/drawing-types.js';
import { drawnZooms, levelsAtZoom } from '../src/coverage/generalise/level-zooms.js';
import type { GridChange, Store } from '../src/store/types.js';
import { drawPlainly } from './draw-plainly.js';
import { fakeCity } from './fake-city.js';
import { local } from './store-maps.js';

export async function makeTerritory(store: Store, territoryId: string): Promise<void> {
  const name = { zh: '十堰', en: 'Shiyan' };
  await store.createTerritory(
    { territoryId, name, codeScheme: 'own', codePatterns: {}, upperLevels: 'drawn', displayDatum: 'wgs84' },
    local,
  );
}

/** The small city of squares as the first map of a territory, not drawn. Ids count from 1 as in `fakeCity`. */
export function cityChanges(): GridChange[] {
  return fakeCity().map(({ parentCode: _parent, class: _class, ...grid }) => grid as GridChange);
}

/** Publishes a map of axis-parallel squares; drawn unless told otherwise. */
export async function publishSquares(
  store: Store,
  territoryId: string,
  changes: readonly GridChange[],
  { isDrawn = true } = {},
): Promise<number> {
  const base = (await store.getTerritory(territoryId))?.currentRevision ?? null;
  if (base === null) await store.reserveGridIds(territoryId, [...changes]);
  const { revision } = await store.beginRevision(territoryId, { base }, local);
  await store.writeChanges(territoryId, revision, [...changes]);
  if (isDrawn) await drawSquares(store, territoryId, revision, changes);
  await store.publishRevision(territoryId, revision);
  return revision;
}

async function drawSquares(
  store: Store,
  territoryId: string,
  revision: number,
  changes: readonly GridChange[],
): Promise<void> {
  for (let zoom: number = drawnZooms.first; zoom <= drawnZooms.last; zoom += 1) {
    const shown = changes.filter(({ level }) => levelsAtZoom(zoom).includes(level));
    const drawn = shown
      .map(({ gridId, geometry }) => ({ gridId, geometry: turn(drawPlainly(geometry, zoom)) }))
      .filter(({ geometry }) => geometry.every(([shell]) => shell !== undefined && areaOf(shell) > 0));
    const state = { rules: drawingRules, givenBack: [], moved: [] };
    await store.writeZoomDrawing(territoryId, revision, { zoom, drawn, gone: [], state });
  }
  await store.finishDrawing(territoryId, revision);
}

/** With y to the south a shell has to run the other way. */
function turn(geometry: MultiPolygon): MultiPolygon {
  return geometry.map((polygon) =>
    polygon.map((ring) => {
      const turned = new Int32Array(ring.length);
      for (let at = 0; at < ring.length; at += 2) turned.set(ring.subarray(at, at + 2), ring.length - 2 - at);
      return turned;
    }),
  );
}

function areaOf(ring: Int32Array): number {
  let sum = 0;
  for (let at = 0; at + 3 < ring.length; at += 2)
    sum += ring[at]! * ring[at + 3]! - ring[at + 2]! * ring[at + 1]!;
  return sum / 2;
}
