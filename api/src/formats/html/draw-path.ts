import type { PictureFrame } from './picture-frame.js';

/** Rings in lattice steps, whole or with fractions. */
export type DrawnRings = Iterable<ArrayLike<number>>;

/**
 * Rings as the data of one SVG path in whole units, relative, with the vertices left out that lie within `tolerance` units
 * of the line between those that stay (Douglas–Peucker). A ring that becomes less than a triangle is left out.
 *
 * For looking at, not for measuring: neighbours are simplified each by itself, so the tolerance has to stay under a pixel.
 */
export function drawPath(rings: DrawnRings, frame: PictureFrame, tolerance: number): string {
  let data = '';
  for (const ring of rings) data += drawRing(ring, frame, tolerance);
  return data;
}

function drawRing(ring: ArrayLike<number>, frame: PictureFrame, tolerance: number): string {
  const points: number[] = [];
  for (let i = 0; i + 1 < ring.length; i += 2) {
    const x = Math.round(frame.x(ring[i]!));
    const y = Math.round(frame.y(ring[i + 1]!));
    if (points.length > 0 && points.at(-2) === x && points.at(-1) === y) continue;
    points.push(x, y);
  }
  const kept = simplify(points, tolerance);
  // First and last are the same point: a triangle has four.
  if (kept.length < 4) return '';
  let [x, y] = [points[2 * kept[0]!]!, points[2 * kept[0]! + 1]!];
  let data = `M${x} ${y}l`;
  for (let index = 1; index < kept.length - 1; index += 1) {
    const nextX = points[2 * kept[index]!]!;
    const nextY = points[2 * kept[index]! + 1]!;
    data += `${index === 1 ? '' : ' '}${nextX - x} ${nextY - y}`;
    [x, y] = [nextX, nextY];
  }
  return `${data.replaceAll(' -', '-')}z`;
}

/** Numbers of the points that stay, in order. A closed ring is cut at its first point and at the one farthest from it. */
function simplify(points: readonly number[], tolerance: number): number[] {
  const count = points.length / 2;
  if (count < 4) return [];
  const keep = new Uint8Array(count);
  keep[0] = keep[count - 1] = 1;
  let farthest = 0;
  let farthestSquare = -1;
  for (let i = 1; i < count - 1; i += 1) {
    const square = (points[2 * i]! - points[0]!) ** 2 + (points[2 * i + 1]! - points[1]!) ** 2;
    if (square > farthestSquare) [farthest, farthestSquare] = [i, square];
  }
  keep[farthest] = 1;
  const spans: [number, number][] = [
    [0, farthest],
    [farthest, count - 1],
  ];
  for (let span = spans.pop(); span !== undefined; span = spans.pop()) {
    const [from, to] = span;
    let worst = -1;
    let worstDistance = tolerance;
    for (let i = from + 1; i < to; i += 1) {
      const distance = distanceToLine(points, i, from, to);
      if (distance > worstDistance) [worst, worstDistance] = [i, distance];
    }
    if (worst < 0) continue;
    keep[worst] = 1;
    spans.push([from, worst], [worst, to]);
  }
  const kept: number[] = [];
  for (let i = 0; i < count; i += 1) if (keep[i] === 1) kept.push(i);
  return kept;
}

function distanceToLine(points: readonly number[], at: number, from: number, to: number): number {
  const [ax, ay] = [points[2 * from]!, points[2 * from + 1]!];
  const [dx, dy] = [points[2 * to]! - ax, points[2 * to + 1]! - ay];
  const [px, py] = [points[2 * at]! - ax, points[2 * at + 1]! - ay];
  const length = Math.hypot(dx, dy);
  return length === 0 ? Math.hypot(px, py) : Math.abs(dx * py - dy * px) / length;
}
