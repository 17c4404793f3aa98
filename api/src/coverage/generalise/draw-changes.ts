import { isSameRings } from '../../geometry/is-same-rings.js';
import { workPerStep, type Steps } from '../../geometry/run-steps.js';
import type { MultiPolygon } from '../../geometry/types.js';
import { settleProven } from './draw-zoom.js';
import type { GridDrawing, ZoomDrawing, ZoomState } from './drawing-types.js';
import type { MapPair } from './pair-maps.js';
import { listFamilies } from './prove-zoom.js';
import { toTileRings } from './tile-rings.js';
import { ZoomDraft } from './zoom-draft.js';
import { readZoomState, writeZoomState } from './zoom-state.js';

/** What a pixel costs to follow, in elementary operations. */
const workPerPixel = 200;

/**
 * Draws what an edit makes different in a zoom, and nothing else.
 *
 *     the borders that an edit changes
 *     → the hot pixels that come or go with them, and no other border gives
 *     → the borders that pass through those
 *     → the grids along all these borders: they are drawn as before and as after, and compared.
 *
 * What is mended among them (vertices given back or moved) is followed in the same way. The state of all other borders is carried
 * on, so they come out as they were, on both sides.
 *
 * Cost: comparing the borders was linear in the map (`pairMaps`); here, what lies near the edit.
 */
export function* drawChanges(pair: MapPair, zoom: number, state: ZoomState): Steps<ZoomDrawing> {
  const before = new ZoomDraft(pair.before, zoom);
  readZoomState(before, state);
  const after = new ZoomDraft(pair.after, zoom);
  const dropped = carryState(pair, before, after);
  const arcs = yield* findTouchedArcs(pair, before, after, dropped);
  const grids = new Set(pair.changedGrids);
  for (const arc of arcs) for (const grid of pair.after.gridsOn(arc)) grids.add(grid);
  const families = listFamilies(pair.after);
  const touched = yield* settleProven(after, grids, (all) =>
    families.filter(
      ({ parent, children }) =>
        pair.changedParents.has(pair.after.grids[parent]!.gridId) ||
        all.has(parent) ||
        children.some((child) => all.has(child)),
    ),
  );
  const drawn: GridDrawing[] = [];
  const gone: number[] = [];
  for (const grid of [...touched].sort((a, b) => a - b)) {
    const { gridId } = pair.after.grids[grid]!;
    const geometry = yield* drawGrid(after, grid);
    const old = yield* drawGrid(before, pair.before.indexOf(gridId));
    if (isSameRings(geometry, old)) continue;
    if (geometry.length > 0) drawn.push({ gridId, geometry });
    else gone.push(gridId);
  }
  for (const grid of pair.retiredGrids) {
    if ((yield* drawGrid(before, grid)).length > 0) gone.push(pair.before.grids[grid]!.gridId);
  }
  return { zoom, drawn, gone: gone.sort((a, b) => a - b), state: writeZoomState(after) };
}

function* drawGrid(draft: ZoomDraft, grid: number | undefined): Steps<MultiPolygon> {
  return grid === undefined ? [] : toTileRings((yield* draft.shapeOf(grid)).geometry, draft.zoom);
}

/**
 * Gives unchanged borders the state that they had. A vertex at the end of a changed border goes back to its place: the grid that it
 * was moved for may be gone, and is mended again if not.
 *
 * @returns the vertices that go back
 */
function carryState(pair: MapPair, before: ZoomDraft, after: ZoomDraft): number[] {
  for (const [arc, same] of pair.arcBefore.entries()) if (same >= 0) after.tries[arc] = before.tries[same]!;
  if (before.moves.size === 0) return [];
  const changed = new Set<number>();
  for (const arc of pair.removedArcs)
    for (const vertex of pair.before.topology.arcs[arc]!) changed.add(vertex);
  for (const arc of pair.addedArcs) for (const vertex of pair.after.topology.arcs[arc]!) changed.add(vertex);
  for (const [vertex, move] of before.moves) if (!changed.has(vertex)) after.moves.set(vertex, move);
  return [...before.moves.keys()].filter((vertex) => changed.has(vertex));
}

/** The borders after the edit that are new, have a vertex that goes back, or pass through a pixel that came or went. */
function* findTouchedArcs(
  pair: MapPair,
  before: ZoomDraft,
  after: ZoomDraft,
  dropped: readonly number[],
): Steps<Set<number>> {
  const old = new Set([...pair.removedArcs, ...dropped.flatMap((vertex) => pair.before.arcsAt(vertex))]);
  const touched = new Set([...pair.addedArcs, ...dropped.flatMap((vertex) => pair.after.arcsAt(vertex))]);
  const turned = new Map<string, readonly [x: number, y: number]>();
  yield* visitPixelsOf(before, old, (x, y) => {
    if (!after.isHot(x, y)) turned.set(`${x},${y}`, [x, y]);
  });
  yield* visitPixelsOf(after, touched, (x, y) => {
    if (!before.isHot(x, y)) turned.set(`${x},${y}`, [x, y]);
  });
  let work = 0;
  for (const [x, y] of turned.values()) {
    for (const arc of after.arcsThrough(x, y)) touched.add(arc);
    work += workPerPixel;
    if (work < workPerStep) continue;
    work = 0;
    yield;
  }
  return touched;
}

function* visitPixelsOf(
  draft: ZoomDraft,
  arcs: Iterable<number>,
  visit: (x: number, y: number) => void,
): Steps<void> {
  let work = 0;
  for (const arc of arcs) {
    draft.visitPixels(arc, (x, y) => {
      visit(x, y);
      work += workPerPixel;
    });
    if (work < workPerStep) continue;
    work = 0;
    yield;
  }
}
