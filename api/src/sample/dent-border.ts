import type { LatticePoint, Ring } from '../geometry/types.js';

/** Metres per lattice step at the city's latitude; only chooses sizes, nothing exact hangs on it. */
export const metresPerStep = { x: 0.00938, y: 0.01109 } as const;

/** A vertex moved on one side of a border: `ring` is the new shell of the element it was moved in. */
export interface Dent {
  readonly ring: Ring;
  readonly from: LatticePoint;
  readonly to: LatticePoint;
  /** Area between the old border and the new one, squared lattice steps. */
  readonly areaSquareLattice: number;
}

/**
 * Moves vertex `at` of a shell across its border by a distance, inwards (a gap opens) or outwards (over the
 * neighbour). P and Q are its neighbours on the ring, K the vertex, M where it goes:
 *
 *      P ────── K ────── Q      old border, kept by the other side
 *        ╲             ╱
 *          ╲         ╱
 *              M                new border: the area P K Q M is what goes wrong
 *
 * @param others rings the new border may not touch: the neighbour's, and holes.
 * @returns undefined when the move would cross or touch another border, so that the damage would be another than
 *   the one area.
 */
export function dentBorder(
  shell: Ring,
  at: number,
  metres: number,
  direction: 'inwards' | 'outwards',
  others: readonly Ring[],
): Dent | undefined {
  const count = shell.length / 2 - 1;
  const p = vertexOf(shell, (at + count - 1) % count);
  const k = vertexOf(shell, at);
  const q = vertexOf(shell, (at + 1) % count);
  const dx = (q[0] - p[0]) * metresPerStep.x;
  const dy = (q[1] - p[1]) * metresPerStep.y;
  const base = Math.hypot(dx, dy);
  if (base < 1) return undefined;
  // K over the middle part of P–Q only: beyond its ends the new border would cross the old one.
  const foot = ((k[0] - p[0]) * metresPerStep.x * dx + (k[1] - p[1]) * metresPerStep.y * dy) / (base * base);
  if (foot < 0.1 || foot > 0.9) return undefined;
  // The shell is counter-clockwise: its inside is left of P → Q.
  const sign = direction === 'inwards' ? 1 : -1;
  const m: LatticePoint = [
    Math.round(k[0] + (sign * (-dy / base) * metres) / metresPerStep.x),
    Math.round(k[1] + (sign * (dx / base) * metres) / metresPerStep.y),
  ];
  const isClear = [shell, ...others].every((ring) => isApart(ring, p, k, q, m));
  const wanted = direction === 'inwards' ? shell : others[0];
  if (!isClear || wanted === undefined || !containsVertex(wanted, m)) return undefined;
  const ring = shell.slice();
  for (const slot of at === 0 ? [0, count] : [at]) {
    ring[2 * slot] = m[0];
    ring[2 * slot + 1] = m[1];
  }
  const areaSquareLattice = Math.abs(twiceTriangle(p, k, q) - twiceTriangle(p, m, q)) / 2;
  return { ring, from: k, to: m, areaSquareLattice };
}

export function vertexOf(ring: Ring, at: number): LatticePoint {
  return [ring[2 * at] as number, ring[2 * at + 1] as number];
}

/** True when P–M and M–Q meet no edge of the ring but at P and Q. */
function isApart(ring: Ring, p: LatticePoint, k: LatticePoint, q: LatticePoint, m: LatticePoint): boolean {
  const count = ring.length / 2 - 1;
  for (let at = 0; at < count; at++) {
    const a = vertexOf(ring, at);
    const b = vertexOf(ring, at + 1);
    if (isSame(a, k) || isSame(b, k)) continue;
    for (const [end, s] of [
      [p, segment(p, m)],
      [q, segment(q, m)],
    ] as const) {
      const sharesEnd = isSame(a, end) || isSame(b, end);
      if (sharesEnd) {
        const other = isSame(a, end) ? b : a;
        if (twiceTriangle(end, m, other) === 0) return false;
      } else if (segmentsMeet(s[0], s[1], a, b)) return false;
    }
  }
  return true;
}

function segment(a: LatticePoint, b: LatticePoint): readonly [LatticePoint, LatticePoint] {
  return [a, b];
}

function isSame(a: LatticePoint, b: LatticePoint): boolean {
  return a[0] === b[0] && a[1] === b[1];
}

/** Twice the signed area; exact, since an element's extent keeps products far below 2^53. */
function twiceTriangle(a: LatticePoint, b: LatticePoint, c: LatticePoint): number {
  return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0]);
}

/** True when two segments cross or touch. */
function segmentsMeet(a: LatticePoint, b: LatticePoint, c: LatticePoint, d: LatticePoint): boolean {
  if (Math.max(a[0], b[0]) < Math.min(c[0], d[0]) || Math.max(c[0], d[0]) < Math.min(a[0], b[0]))
    return false;
  if (Math.max(a[1], b[1]) < Math.min(c[1], d[1]) || Math.max(c[1], d[1]) < Math.min(a[1], b[1]))
    return false;
  const c1 = Math.sign(twiceTriangle(a, b, c));
  const d1 = Math.sign(twiceTriangle(a, b, d));
  const a1 = Math.sign(twiceTriangle(c, d, a));
  const b1 = Math.sign(twiceTriangle(c, d, b));
  return c1 * d1 <= 0 && a1 * b1 <= 0;
}

/** Even-odd test; the vertex is known not to lie on the ring. */
function containsVertex(ring: Ring, [x, y]: LatticePoint): boolean {
  let inside = false;
  for (let at = 0; at + 3 < ring.length; at += 2) {
    const ay = ring[at + 1] as number;
    const by = ring[at + 3] as number;
    if (ay > y === by > y) continue;
    const side = twiceTriangle([ring[at] as number, ay], [ring[at + 2] as number, by], [x, y]);
    if (side > 0 === by > ay) inside = !inside;
  }
  return inside;
}
