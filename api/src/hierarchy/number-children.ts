import type { LatticePoint } from '../geometry/types.js';
import { formatStandardCode, parseStandardCode } from './standard-code.js';

/**
 * Order of children inside their parent: west → east in bands that run north → south.
 *
 * The n points are sorted from north to south and cut into ⌈√n⌉ bands with equally many points (the last may
 * have fewer); inside a band they run from west to east.
 *
 *     A   B     C        first band    A B C   → 1 2 3
 *       E   D            second band   F E D   → 4 5 6     (E is south of D, yet west of it)
 *     F        G  H      third band    G H     → 7 8
 *
 * Bands hold equal counts, not equal heights, so the order does not change when the map is moved or scaled.
 * Equal points keep their order of input. Deterministic; cost n log n.
 *
 * @param points one per child, inside it (its label point).
 * @returns indexes into `points`, in order.
 */
export function orderChildren(points: readonly LatticePoint[]): number[] {
  const southwards = points.map((_, index) => index).sort((a, b) => compare(points, a, b, 1));
  const bands = Math.ceil(Math.sqrt(points.length));
  const perBand = Math.ceil(points.length / Math.max(bands, 1));
  const ordered: number[] = [];
  for (let start = 0; start < southwards.length; start += perBand) {
    ordered.push(...southwards.slice(start, start + perBand).sort((a, b) => compare(points, a, b, 0)));
  }
  return ordered;
}

/**
 * Codes for children that have none, by place (see `orderChildren`).
 *
 * `standard` gives `420304017` + `002`; `own` gives `<parent code>-002`, three digits or more.
 *
 * @param usedCodes codes already used under the parent (retired ones too): numbering goes on after the largest.
 * @returns one code per point, in the order of `points`.
 * @throws Problem `too-many-children` or `invalid-parent-code`, scheme `standard` only.
 */
export function numberChildren(
  scheme: 'standard' | 'own',
  parentCode: string,
  points: readonly LatticePoint[],
  usedCodes: Iterable<string> = [],
): string[] {
  let sequence = 0;
  for (const code of usedCodes) {
    sequence = Math.max(sequence, sequenceUnder(scheme, parentCode, code));
  }
  const codes = new Array<string>(points.length);
  for (const index of orderChildren(points)) {
    sequence += 1;
    codes[index] =
      scheme === 'standard'
        ? formatStandardCode(parentCode, sequence)
        : `${parentCode}-${String(sequence).padStart(3, '0')}`;
  }
  return codes;
}

/** The sequence a code has under the parent, 0 when it was not numbered there. */
function sequenceUnder(scheme: 'standard' | 'own', parentCode: string, code: string): number {
  if (scheme === 'standard') {
    const parsed = parseStandardCode(code);
    return parsed?.parentCode === parentCode ? parsed.sequence : 0;
  }
  const rest = code.startsWith(`${parentCode}-`) ? code.slice(parentCode.length + 1) : '';
  return /^\d{3,9}$/.test(rest) ? Number(rest) : 0;
}

/** `axis` 1: north first, then west; `axis` 0: west first, then north. */
function compare(points: readonly LatticePoint[], a: number, b: number, axis: 0 | 1): number {
  const [ax, ay] = points[a] as LatticePoint;
  const [bx, by] = points[b] as LatticePoint;
  const byX = ax - bx;
  const byY = by - ay;
  return (axis === 0 ? byX || byY : byY || byX) || a - b;
}
