import type { Steps } from '../../geometry/run-steps.js';
import type { GridDrawing, ZoomDrawing } from './drawing-types.js';
import { mostTries } from './kept-points.js';
import { proveFamilies, listFamilies, proveLevels, type BrokenFamily, type Family } from './prove-zoom.js';
import { settleDraft } from './settle-draft.js';
import type { ShownMap } from './shown-map.js';
import { toTileRings } from './tile-rings.js';
import { ZoomDraft } from './zoom-draft.js';
import { writeZoomState } from './zoom-state.js';

/** Draws all grids of a map. Cost: about linear in the edges. */
export function* drawZoom(map: ShownMap, zoom: number): Steps<ZoomDrawing> {
  const draft = new ZoomDraft(map, zoom);
  yield* draft.loadAll();
  yield* settleProven(draft, map.grids.keys(), () => listFamilies(map));
  const drawn: GridDrawing[] = [];
  for (const [grid, { gridId }] of map.grids.entries()) {
    const { geometry } = yield* draft.shapeOf(grid);
    if (geometry.length > 0) drawn.push({ gridId, geometry: toTileRings(geometry, zoom) });
    if (grid % 128 === 127) yield;
  }
  return { zoom, drawn, gone: [], state: writeZoomState(draft) };
}

/**
 * Settles some grids of a draft and proves the outcome: families that tile on the map tile in the zoom, levels are
 * seamless where the map is. A family that fails gets all its vertices back and a second chance.
 *
 * @param familiesOf the families to prove, given the grids that were touched
 * @returns the grids touched
 * @throws Error of ours that names zoom and parent when a family fails twice
 */
export function* settleProven(
  draft: ZoomDraft,
  grids: Iterable<number>,
  familiesOf: (touched: ReadonlySet<number>) => Iterable<Family>,
): Steps<ReadonlySet<number>> {
  let { touched } = yield* settleDraft(draft, grids);
  let proof = yield* proveFamilies(draft, familiesOf(touched));
  if (proof.broken.length > 0) {
    const changed = yield* giveAllBack(draft, proof.broken);
    ({ touched } = yield* settleDraft(draft, new Set([...touched, ...changed])));
    proof = yield* proveFamilies(draft, familiesOf(touched));
  }
  const [broken] = proof.broken;
  if (broken !== undefined) throw new Error(describeBroken(draft, broken));
  yield* proveLevels(draft, touched, proof.proven);
  return touched;
}

function* giveAllBack(draft: ZoomDraft, broken: readonly BrokenFamily[]): Steps<number[]> {
  const arcs = new Set(
    broken.flatMap(({ parent, children }) => [parent, ...children].flatMap((grid) => draft.map.arcsOf(grid))),
  );
  return yield* draft.change([...arcs], () => {
    for (const arc of arcs) draft.tries[arc] = mostTries;
  });
}

function describeBroken({ map, zoom }: ZoomDraft, { parent, children, edgesLeft }: BrokenFamily): string {
  const { level, gridId } = map.grids[parent]!;
  return `Zoom ${zoom}: the ${children.length} children of ${level} ${gridId} tile it on the map and do not as they are drawn; ${edgesLeft} edges are left`;
}
