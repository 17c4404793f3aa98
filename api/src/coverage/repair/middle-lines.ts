import { Delaunay } from 'd3-delaunay';
import type { Steps } from '../../geometry/run-steps.js';
import type { LatticePoint } from '../../geometry/types.js';
import { densify, type OwnedPiece, type Sample } from './densify-border.js';

/** A part of a middle line, and whose the land on its two sides is. */
export interface MiddleLine {
  readonly from: LatticePoint;
  readonly to: LatticePoint;
  readonly left: number;
  readonly right: number;
}

/** A triangulation that lacks a part of the border gets more samples there; acute corners need a few rounds. */
const mostRounds = 12;
const mostSamples = 60_000;

/**
 * The lines in the middle between the owners of an area's border (its chordal axis): the border is sampled and triangulated, and the
 * lines join the middles of those triangle edges that lead from one owner to another.
 *
 *   a ───── a        a, b samples, m middles of edges between them:
 *    ╲  m──╱─m       the line runs m, m, … and ends where the owner changes along the border
 *     b ──── b
 *
 * @param rings the border, inside on the left
 * @returns lines on the lattice; undefined when the samples do not get dense enough to follow the border
 */
export function* middleLines(rings: readonly (readonly OwnedPiece[])[]): Steps<MiddleLine[] | undefined> {
  let samples = densify(rings);
  for (let round = 0; round < mostRounds && samples.points.length <= mostSamples; round += 1) {
    yield;
    const { points, next } = samples;
    const delaunay = new Delaunay(Float64Array.from(points.flatMap(({ x, y }) => [x, y])));
    const missing = findMissing(delaunay, next);
    if (missing.length === 0) return drawLines(delaunay, points, next);
    samples = samples.split(missing);
  }
  return undefined;
}

/** Samples whose part of the border up to the next one is no edge of the triangulation. */
function findMissing({ triangles }: Delaunay<Delaunay.Point>, next: readonly number[]): number[] {
  const has = new Set<number>();
  const count = next.length;
  for (let half = 0; half < triangles.length; half += 1) {
    const a = triangles[half]!;
    const b = triangles[half % 3 === 2 ? half - 2 : half + 1]!;
    has.add(Math.min(a, b) * count + Math.max(a, b));
  }
  return next.flatMap((b, a) => (has.has(Math.min(a, b) * count + Math.max(a, b)) ? [] : [a]));
}

function drawLines(
  { triangles, halfedges }: Delaunay<Delaunay.Point>,
  points: readonly Sample[],
  next: readonly number[],
): MiddleLine[] {
  const isInside = findInside(triangles, halfedges, points, next);
  const lines: MiddleLine[] = [];
  const push = (from: Place, to: Place, beside: Place, side: number, other: number): void => {
    const a: LatticePoint = [Math.round(from.x), Math.round(from.y)];
    const b: LatticePoint = [Math.round(to.x), Math.round(to.y)];
    if (side === other || (a[0] === b[0] && a[1] === b[1])) return;
    const isLeft = turn(from, to, beside) > 0;
    lines.push({ from: a, to: b, left: isLeft ? side : other, right: isLeft ? other : side });
  };
  for (let triangle = 0; 3 * triangle < triangles.length; triangle += 1) {
    if (!isInside[triangle]) continue;
    const corners = [0, 1, 2].map((corner) => points[triangles[3 * triangle + corner]!]!);
    drawInTriangle(corners, push);
    // Between two corners where owners change the line may be the triangle's edge itself.
    for (let corner = 0; corner < 3; corner += 1) {
      const half = 3 * triangle + corner;
      const twin = halfedges[half]!;
      if (twin < half || !isInside[Math.floor(twin / 3)]) continue;
      const a = corners[corner]!;
      const b = corners[(corner + 1) % 3]!;
      if (a.owner !== undefined || b.owner !== undefined) continue;
      const beyond = points[triangles[Math.floor(twin / 3) * 3 + ((twin + 2) % 3)]!]!;
      const here = corners[(corner + 2) % 3]!;
      push(a, b, here, here.owner ?? a.nearOwner, beyond.owner ?? a.nearOwner);
    }
  }
  return lines;
}

interface Place {
  readonly x: number;
  readonly y: number;
}

/** Lines inside one triangle; a corner where the owner changes belongs to both, so lines end there. */
function drawInTriangle(
  corners: readonly Sample[],
  push: (from: Place, to: Place, beside: Place, side: number, other: number) => void,
): void {
  const crossed = [0, 1, 2].flatMap((index) => {
    const u = corners[index]!;
    const v = corners[(index + 1) % 3]!;
    const w = corners[(index + 2) % 3]!;
    if (u.owner === undefined || v.owner === undefined || u.owner === v.owner) return [];
    return [{ u, v, w, middle: { x: (u.x + v.x) / 2, y: (u.y + v.y) / 2 } }];
  });
  const [first, second] = crossed;
  if (first === undefined) return;
  if (crossed.length === 1) {
    push(first.middle, first.w, first.u, first.u.owner!, first.v.owner!);
  } else if (crossed.length === 2 && second !== undefined) {
    // The corner that both edges have is alone on its side.
    const alone = [first.u, first.v].find((corner) => corner === second.u || corner === second.v)!;
    const other = alone === first.u ? first.v : first.u;
    push(first.middle, second.middle, alone, alone.owner!, other.owner!);
  } else {
    const centre = {
      x: corners.reduce((sum, { x }) => sum + x, 0) / 3,
      y: corners.reduce((sum, { y }) => sum + y, 0) / 3,
    };
    for (const { u, v, middle } of crossed) push(middle, centre, u, u.owner!, v.owner!);
  }
}

/** Triangles inside the border: those on its left, and all that are reached from them without crossing it. */
function findInside(
  triangles: Uint32Array,
  halfedges: Int32Array,
  points: readonly Sample[],
  next: readonly number[],
): boolean[] {
  const count = triangles.length / 3;
  const isInside = Array.from({ length: count }, () => false);
  const open: number[] = [];
  const headOf = (half: number): number => triangles[half % 3 === 2 ? half - 2 : half + 1]!;
  for (let half = 0; half < triangles.length; half += 1) {
    const a = triangles[half]!;
    const b = headOf(half);
    const third = points[triangles[Math.floor(half / 3) * 3 + ((half + 2) % 3)]!]!;
    const from = next[a] === b ? a : next[b] === a ? b : undefined;
    if (from === undefined || turn(points[from]!, points[from === a ? b : a]!, third) <= 0) continue;
    open.push(Math.floor(half / 3));
  }
  for (let triangle = open.pop(); triangle !== undefined; triangle = open.pop()) {
    if (isInside[triangle]) continue;
    isInside[triangle] = true;
    for (let half = 3 * triangle; half < 3 * triangle + 3; half += 1) {
      const a = triangles[half]!;
      const b = headOf(half);
      if (next[a] === b || next[b] === a || halfedges[half] === -1) continue;
      open.push(Math.floor(halfedges[half]! / 3));
    }
  }
  return isInside;
}

function turn(a: Place, b: Place, c: Place): number {
  return (b.x - a.x) * (c.y - a.y) - (b.y - a.y) * (c.x - a.x);
}
