import { isSameRings } from '../../geometry/is-same-rings.js';
import type { Steps } from '../../geometry/run-steps.js';
import { drawChanges } from './draw-changes.js';
import { drawZoom } from './draw-zoom.js';
import { drawingRules, type MapGrid, type ZoomDrawing, type ZoomState } from './drawing-types.js';
import { drawnZooms, levelMinZooms } from './level-zooms.js';
import { numberRings, type NumberedGeometry, type NumberedMap } from './number-rings.js';
import { compareGrids, pairMaps, type MapPair } from './pair-maps.js';
import { openShownMap, type ShownMap } from './shown-map.js';

/** A map to be drawn for every zoom. */
export interface Drawing {
  /** All zooms that have geometry of their own, ascending. */
  readonly zooms: readonly number[];
  /**
   * Draws one of them; one after the other, so that only one is in memory. Ascending is cheapest: zooms that show
   * the same levels share their borders, which are let go after the last of them.
   *
   * @throws Error of ours that names zoom and parent when what tiles on the map does not in the zoom (never seen)
   */
  readonly draw: (zoom: number) => Steps<ZoomDrawing>;
}

/** A map that is drawn already, and how. */
export interface DrawnMap {
  readonly grids: readonly MapGrid[];
  /** By zoom; a zoom that is not there was drawn by the rules alone. */
  readonly states: ReadonlyMap<number, ZoomState>;
}

const zooms: readonly number[] = Array.from(
  { length: drawnZooms.last - drawnZooms.first + 1 },
  (_, index) => drawnZooms.first + index,
);

/** Grids compared between two yields. */
const gridsPerStep = 1024;

const noState: ZoomState = { rules: drawingRules, givenBack: [], moved: [] };

/**
 * Draws a map, or what an edit makes different in it, zoom by zoom as coverages: see docs/decisions/0010.
 *
 * Without `before` every grid of a zoom's levels is `drawn`, but those smaller than any tile unit that no move of a vertex
 * gives an area. With it, `drawn` has those alone whose drawing differs from the one before, `gone` those that were
 * drawn and no longer are. Where other rules drew `before`, every grid is drawn anew and every other one of before is `gone`.
 *
 * Preconditions: grid ids are unique; rings are normalised; `before.states` are those that drawing `before.grids` gave.
 */
export function openDrawing(after: readonly MapGrid[], before?: DrawnMap): Drawing {
  const isAnew = [...(before?.states.values() ?? [])].some(({ rules }) => rules !== drawingRules);
  const maker = new MapMaker(after, isAnew ? undefined : before?.grids);
  return {
    zooms,
    *draw(zoom) {
      if (!zooms.includes(zoom)) throw new Error(`Zoom ${zoom} has no geometry of its own`);
      const shown = yield* maker.open(zoom);
      if (isAnew && shown !== 'same' && !('arcBefore' in shown)) {
        return endOthers(yield* drawZoom(shown, zoom), before!.grids);
      }
      const state = before?.states.get(zoom) ?? noState;
      if (shown === 'same') return { zoom, drawn: [], gone: [], state };
      return 'arcBefore' in shown ? yield* drawChanges(shown, zoom, state) : yield* drawZoom(shown, zoom);
    },
  };
}

/** What is not drawn any more is gone, whether it was drawn or not. */
function endOthers(drawing: ZoomDrawing, before: readonly MapGrid[]): ZoomDrawing {
  const drawn = new Set(drawing.drawn.map(({ gridId }) => gridId));
  const gone = before
    .filter(({ level, gridId }) => levelMinZooms[level] <= drawing.zoom && !drawn.has(gridId))
    .map(({ gridId }) => gridId);
  return { ...drawing, gone: gone.sort((a, b) => a - b) };
}

/** Makes the borders that zooms share when they are first asked for, and lets them go. */
class MapMaker {
  readonly #after: readonly MapGrid[];
  readonly #before: readonly MapGrid[] | undefined;
  #numbered: NumberedGrids | undefined;
  #shown: { readonly first: number; readonly map: ShownMap | MapPair | 'same' } | undefined;

  constructor(after: readonly MapGrid[], before: readonly MapGrid[] | undefined) {
    this.#after = after;
    this.#before = before;
  }

  /** The borders of the levels that a zoom shows, of one map or of both; `same` where no grid of them differs. */
  *open(zoom: number): Steps<ShownMap | MapPair | 'same'> {
    const first = firstZoomOf(zoom);
    if (this.#shown?.first !== first) {
      this.#shown = undefined;
      this.#shown = { first, map: yield* this.#make(zoom) };
    }
    const { map } = this.#shown;
    if (zoom === drawnZooms.last || firstZoomOf(zoom + 1) !== first) this.#shown = undefined;
    return map;
  }

  *#make(zoom: number): Steps<ShownMap | MapPair | 'same'> {
    const isShown = ({ level }: MapGrid): boolean => levelMinZooms[level] <= zoom;
    const after = this.#after.filter(isShown);
    const before = this.#before?.filter(isShown);
    if (before !== undefined) {
      const { changedGrids, retiredGrids, changedParents } = compareGrids(before, after);
      if (changedGrids.length + retiredGrids.length + changedParents.size === 0) return 'same';
    }
    this.#numbered ??= yield* numberGrids(this.#after, this.#before ?? []);
    const { numbered, ringsOf } = this.#numbered;
    return before === undefined
      ? yield* openShownMap(after, after.map(ringsOf), numbered)
      : yield* pairMaps(before, after, numbered, ringsOf);
  }
}

/** The first of the zooms that show the same levels. */
function firstZoomOf(zoom: number): number {
  return Math.max(drawnZooms.first, ...Object.values(levelMinZooms).filter((least) => least <= zoom));
}

interface NumberedGrids {
  readonly numbered: NumberedMap;
  readonly ringsOf: (grid: MapGrid) => NumberedGeometry;
}

/** Numbers the vertices of two maps together, rings that are in both once. */
function* numberGrids(after: readonly MapGrid[], before: readonly MapGrid[]): Steps<NumberedGrids> {
  const indices = new Map<MapGrid, number>(after.map((grid, index) => [grid, index]));
  const byId = new Map(after.map((grid, index) => [grid.gridId, index]));
  const geometries = after.map(({ geometry }) => geometry);
  for (const grid of before) {
    const same = byId.get(grid.gridId);
    const isSame = same !== undefined && isSameRings(grid.geometry, after[same]!.geometry);
    indices.set(grid, isSame ? same : geometries.push(grid.geometry) - 1);
    if (indices.size % gridsPerStep === 0) yield;
  }
  const numbered = yield* numberRings(geometries);
  return { numbered, ringsOf: (grid) => numbered.geometries[indices.get(grid)!]! };
}
