import { workPerStep, type Steps } from '../../geometry/run-steps.js';
import type { Arc } from './build-topology.js';
import { PixelIndex } from './pixel-index.js';

/** A vertex counts as lying in the unit square around a whole number; half a unit to either side. */
const half = 0.5;

/** What a segment costs, in elementary operations. */
const workPerVertex = 20;

/**
 * Rounds arcs to whole units as a coverage: every kept vertex goes to the whole place next to it (its pixel), and every
 * segment that passes through the pixel of any kept vertex, its own arc's or another's, gets a vertex there too
 * (Hobby 1999, snap rounding). Borders that did not cross then do not cross either; they may fall together.
 *
 * @param places `east, north` of every vertex in the units rounded to
 * @param keeps whether vertex `at` of arc `arc` is kept; ends always are
 * @returns per arc `x, y` of its path, no place twice in a row; a single place where the arc has collapsed.
 *   Cost: about linear in the length of all borders over the size of an index cell.
 */
export function* roundArcs(
  arcs: readonly Arc[],
  places: Float64Array,
  keeps: (arc: number, at: number) => boolean,
): Steps<Int32Array[]> {
  const kept = arcs.map(({ vertices }, arc) =>
    vertices.filter((_, at) => at === 0 || at === vertices.length - 1 || keeps(arc, at)),
  );
  const pixels = new PixelIndex(kept, places);
  const paths: Int32Array[] = [];
  let work = 0;
  for (const vertices of kept) {
    paths.push(roundPath(vertices, places, pixels));
    work += workPerVertex * vertices.length;
    if (work < workPerStep) continue;
    work = 0;
    yield;
  }
  return paths;
}

function roundPath(vertices: Int32Array, places: Float64Array, pixels: PixelIndex): Int32Array {
  const path: number[] = [];
  const visit = (x: number, y: number): void => {
    if (path.length === 0 || path[path.length - 2] !== x || path[path.length - 1] !== y) path.push(x, y);
  };
  const crossed: { x: number; y: number; along: number }[] = [];
  for (let at = 0; at + 1 < vertices.length; at += 1) {
    const from = 2 * vertices[at]!;
    const to = 2 * vertices[at + 1]!;
    const x1 = places[from]!;
    const y1 = places[from + 1]!;
    const x2 = places[to]!;
    const y2 = places[to + 1]!;
    visit(Math.round(x1), Math.round(y1));
    crossed.length = 0;
    pixels.visitAlong(x1, y1, x2, y2, (x, y) => {
      const along = entersAt(x1, y1, x2, y2, x, y);
      if (along !== undefined) crossed.push({ x, y, along });
    });
    crossed.sort((a, b) => a.along - b.along);
    for (const { x, y } of crossed) visit(x, y);
  }
  const last = 2 * vertices[vertices.length - 1]!;
  visit(Math.round(places[last]!), Math.round(places[last + 1]!));
  return Int32Array.from(path);
}

/** Where along a segment (0 … 1) it enters the square of one unit around a place; undefined when it does not. */
function entersAt(x1: number, y1: number, x2: number, y2: number, x: number, y: number): number | undefined {
  // Liang–Barsky: the span of the segment between two verticals, cut by that between two horizontals.
  let enter = 0;
  let leave = 1;
  const clip = (from: number, by: number, low: number, high: number): boolean => {
    if (by === 0) return from >= low && from < high;
    const a = (low - from) / by;
    const b = (high - from) / by;
    enter = Math.max(enter, Math.min(a, b));
    leave = Math.min(leave, Math.max(a, b));
    return enter < leave;
  };
  const isCrossed = clip(x1, x2 - x1, x - half, x + half) && clip(y1, y2 - y1, y - half, y + half);
  return isCrossed ? enter : undefined;
}
