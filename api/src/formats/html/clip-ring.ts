import type { LatticeBox } from '../../geometry/types.js';

/**
 * The part of a ring inside a box, as a flat closed path; empty when there is none (Sutherland–Hodgman). Where the ring
 * leaves and enters, the path runs along the box: the box is chosen larger than what is shown.
 */
export function clipRing(ring: ArrayLike<number>, box: LatticeBox): number[] {
  const [west, south, east, north] = box;
  let points: number[] = Array.from(ring);
  points = clipSide(points, (x) => x - west, true);
  points = clipSide(points, (x) => east - x, true);
  points = clipSide(points, (y) => y - south, false);
  points = clipSide(points, (y) => north - y, false);
  return points;
}

/** Keeps what has a depth of zero or more; `isX` says by which coordinate depth goes. */
function clipSide(points: readonly number[], depth: (value: number) => number, isX: boolean): number[] {
  const kept: number[] = [];
  const offset = isX ? 0 : 1;
  for (let i = 0; i + 1 < points.length; i += 2) {
    const [x, y] = [points[i]!, points[i + 1]!];
    const here = depth(points[i + offset]!);
    if (i > 0) {
      const before = depth(points[i - 2 + offset]!);
      if (here < 0 !== before < 0) {
        const share = before / (before - here);
        kept.push(
          points[i - 2]! + share * (x - points[i - 2]!),
          points[i - 1]! + share * (y - points[i - 1]!),
        );
      }
    }
    if (here >= 0) kept.push(x, y);
  }
  if (kept.length > 0 && (kept[0] !== kept.at(-2) || kept[1] !== kept.at(-1))) kept.push(kept[0]!, kept[1]!);
  return kept;
}
