import { visitClipCrossings } from './clip-lines.js';
import type { LinePool } from './line-pool.js';
import type { PixelIndex } from './pixel-index.js';

/** A vertex counts as lying in the unit square around a whole number; half a unit to either side. */
const half = 0.5;

/** What doubles may lose on long segments, as a share of their length; the exact test comes after. */
const roundingShare = 1e-6;

/** Up to this many pixels on a segment are sorted by inserting each: most have none or two. */
const fewPassed = 32;

/** No place along a segment. */
const aside = -1;

/**
 * Rounds a line to whole units as a part of a coverage: every vertex goes to the whole place next to it (its pixel), and
 * every segment that passes through a hot pixel, its own line's or another's, gets a vertex there too (Hobby 1999, snap
 * rounding). Borders that did not cross then do not cross either; they may fall together.
 *
 * Where a segment crosses a clip line it always gets a vertex on that line: no edge of the outcome has one end on either
 * side. (Between two hot pixels a segment moves one way only, so the line's own pixel lies between.)
 *
 * The path has no place twice in a row; where the line has collapsed it is a single place.
 * Cost: about linear in the length over the size of an index cell.
 *
 * @param points `x, y` a vertex, from `from` to before `to`
 * @param pixels the hot pixels: those of the kept vertices and clip crossings of all lines (`visitHotPixels`)
 * @param paths an opened line there receives the path
 */
export function roundPath(
  points: Float64Array,
  from: number,
  to: number,
  pixels: PixelIndex,
  paths: LinePool,
): void {
  for (let at = from; at + 3 < to; at += 2) {
    paths.pushOther(Math.round(points[at]!), Math.round(points[at + 1]!));
    const count = passedPixels(points, at, pixels);
    for (let index = 0; index < count; index += 1) paths.pushOther(passedX[index]!, passedY[index]!);
  }
  paths.pushOther(Math.round(points[to - 2]!), Math.round(points[to - 1]!));
}

/** The hot pixels of the segment asked for last, in order. Plain arrays that are kept: a segment has none or two or three. */
const passedX: number[] = [];
const passedY: number[] = [];
const passedAlong: number[] = [];

/** Finds the hot pixels between the ends of a segment and returns how many. */
function passedPixels(points: Float64Array, at: number, pixels: PixelIndex): number {
  const x1 = points[at]!;
  const y1 = points[at + 1]!;
  const x2 = points[at + 2]!;
  const y2 = points[at + 3]!;
  const startX = Math.round(x1);
  const startY = Math.round(y1);
  const endX = Math.round(x2);
  const endY = Math.round(y2);
  const dx = x2 - x1;
  const dy = y2 - y1;
  const reach = (half + roundingShare) * (Math.abs(dx) + Math.abs(dy)) + 1;
  let count = 0;
  const found = pixels.findAlong(x1, y1, x2, y2);
  for (let index = 0; index < found; index += 2) {
    const x = pixels.found[index]!;
    const y = pixels.found[index + 1]!;
    // Most pixels of the cells lie aside: the distance from the line tells without dividing.
    if (Math.abs(dx * (y - y1) - dy * (x - x1)) > reach) continue;
    if ((x === startX && y === startY) || (x === endX && y === endY)) continue;
    const along = entersAt(x1, y1, x2, y2, x, y);
    if (along === aside) continue;
    passedX[count] = x;
    passedY[count] = y;
    passedAlong[count] = along;
    count += 1;
  }
  const inside = count;
  visitClipCrossings(x1, y1, x2, y2, (x, y, along) => {
    if ((x === startX && y === startY) || (x === endX && y === endY)) return;
    // Its pixel is hot, so it is among them if the segment passes through it; a crossing at its very corner may be missed by a last bit.
    const isNear = Math.abs(dx * (y - y1) - dy * (x - x1)) <= reach;
    if (isNear && entersAt(x1, y1, x2, y2, x, y) !== aside) return;
    for (let index = inside; index < count; index += 1) {
      if (passedX[index] === x && passedY[index] === y) return;
    }
    passedX[count] = x;
    passedY[count] = y;
    passedAlong[count] = along;
    count += 1;
  });
  if (count > fewPassed) sortMany(count);
  else if (count > 1) sortFew(count);
  return count;
}

/** Puts the pixels that were passed in order, those met at once as they were found. */
function sortFew(count: number): void {
  for (let index = 1; index < count; index += 1) {
    const x = passedX[index]!;
    const y = passedY[index]!;
    const along = passedAlong[index]!;
    let at = index;
    for (; at > 0 && passedAlong[at - 1]! > along; at -= 1) {
      passedX[at] = passedX[at - 1]!;
      passedY[at] = passedY[at - 1]!;
      passedAlong[at] = passedAlong[at - 1]!;
    }
    passedX[at] = x;
    passedY[at] = y;
    passedAlong[at] = along;
  }
}

/** The same for a segment through hundreds of pixels, such as a border across the world. */
function sortMany(count: number): void {
  const order = Array.from({ length: count }, (_, index) => index);
  order.sort((a, b) => passedAlong[a]! - passedAlong[b]!);
  const [xs, ys, alongs] = [passedX, passedY, passedAlong].map((numbers) =>
    Float64Array.from(order, (index) => numbers[index]!),
  ) as [Float64Array, Float64Array, Float64Array];
  for (let index = 0; index < count; index += 1) {
    passedX[index] = xs[index]!;
    passedY[index] = ys[index]!;
    passedAlong[index] = alongs[index]!;
  }
}

/** Visits the pixels that a line makes hot: those of its vertices and of its crossings with clip lines. */
export function visitHotPixels(
  points: Float64Array,
  from: number,
  to: number,
  visit: (x: number, y: number) => void,
): void {
  for (let at = from; at < to; at += 2) {
    visit(Math.round(points[at]!), Math.round(points[at + 1]!));
    if (at + 3 < to) {
      visitClipCrossings(points[at]!, points[at + 1]!, points[at + 2]!, points[at + 3]!, visit);
    }
  }
}

/** Whether a line passes through the pixel of a place. */
export function passesThrough(points: Float64Array, from: number, to: number, x: number, y: number): boolean {
  for (let at = from; at + 3 < to; at += 2) {
    if (entersAt(points[at]!, points[at + 1]!, points[at + 2]!, points[at + 3]!, x, y) !== aside) return true;
  }
  return false;
}

/** Where along a segment (0 … 1) it enters the square of one unit around a place; −1 when it does not. */
function entersAt(x1: number, y1: number, x2: number, y2: number, x: number, y: number): number {
  // Liang–Barsky: the span of the segment between two verticals, cut by that between two horizontals.
  let enter = 0;
  let leave = 1;
  const dx = x2 - x1;
  if (dx === 0) {
    if (x1 < x - half || x1 >= x + half) return aside;
  } else {
    const a = (x - half - x1) / dx;
    const b = (x + half - x1) / dx;
    enter = Math.max(enter, Math.min(a, b));
    leave = Math.min(leave, Math.max(a, b));
    if (enter >= leave) return aside;
  }
  const dy = y2 - y1;
  if (dy === 0) {
    if (y1 < y - half || y1 >= y + half) return aside;
  } else {
    const a = (y - half - y1) / dy;
    const b = (y + half - y1) / dy;
    enter = Math.max(enter, Math.min(a, b));
    leave = Math.min(leave, Math.max(a, b));
    if (enter >= leave) return aside;
  }
  return enter;
}
