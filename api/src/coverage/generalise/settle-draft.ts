import type { Steps } from '../../geometry/run-steps.js';
import { mostTries } from './kept-points.js';
import { rescueGrid } from './rescue-grid.js';
import type { ZoomDraft } from './zoom-draft.js';

/** How often a zoom may try to give collapsed grids an area. */
const mostAttempts = 4096;

/** What became of the grids of a draft. */
export interface Settled {
  /** The grids asked for, and those that were changed for their sake. */
  readonly touched: ReadonlySet<number>;
  /** Those of them that have no area and that no move of a vertex gives one. */
  readonly collapsed: ReadonlySet<number>;
}

/**
 * Draws some grids of a draft until all are as good as they get: one that comes out turned over, because a simplified border
 * crossed another, gets vertices back; one that collapses has a vertex moved by a unit, if that harms no other.
 *
 * Cost: the grids, and the surroundings of those that were mended.
 */
export function* settleDraft(draft: ZoomDraft, grids: Iterable<number>): Steps<Settled> {
  const touched = new Set(grids);
  yield* makeSound(draft, touched);
  const collapsed = new Set<number>();
  const unsound = new Set<number>();
  for (const grid of touched) {
    const shape = yield* draft.shapeOf(grid);
    if (shape.geometry.length === 0) collapsed.add(grid);
    if (!shape.isSound) unsound.add(grid);
  }
  let attempts = mostAttempts;
  for (const lost of [...collapsed].sort((a, b) => a - b)) {
    // Another's rescue may have given it an area too.
    if ((yield* draft.shapeOf(lost)).geometry.length === 0) {
      const rescue = yield* rescueGrid(draft, lost, { collapsed, unsound }, attempts);
      attempts -= rescue.attempts;
      if (rescue.changed === undefined) continue;
      for (const grid of rescue.changed) touched.add(grid);
    }
    collapsed.delete(lost);
  }
  return { touched, collapsed };
}

/** Gives vertices back until no grid turns over or all are given back. What else that changes is added to `touched`. */
function* makeSound(draft: ZoomDraft, touched: Set<number>): Steps<void> {
  for (let open: Iterable<number> = [...touched]; ;) {
    const wanting: number[][] = [];
    for (const grid of open) {
      if (yield* draft.isSound(grid)) continue;
      const arcs = draft.map.arcsOf(grid).filter((arc) => draft.tries[arc]! < mostTries);
      if (arcs.length > 0) wanting.push(arcs);
    }
    if (wanting.length === 0) return;
    const given = chooseArcs(wanting);
    const changed = yield* draft.change(given, () => {
      for (const arc of given) draft.tries[arc] = draft.tries[arc]! + 1;
    });
    for (const grid of changed) touched.add(grid);
    open = [...changed];
    // A grid that waits for a smaller one to be mended lies along its arcs, so it is among the changed.
  }
}

/** The arcs to give vertices back: of grids that share one the smallest goes first, as the crossing is likely to be its own. */
function chooseArcs(wanting: readonly (readonly number[])[]): number[] {
  const chosen = new Set<number>();
  for (const arcs of [...wanting].sort((a, b) => a.length - b.length)) {
    if (arcs.some((arc) => chosen.has(arc))) continue;
    for (const arc of arcs) chosen.add(arc);
  }
  return [...chosen];
}
