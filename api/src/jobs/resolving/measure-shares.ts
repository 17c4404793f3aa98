import type { MultiPolygon } from '../../geometry/types.js';

/**
 * How much of a polygon lies in each of some others, as a share of 0 to 1, measured along horizontal lines.
 *
 * The lines run half a lattice step off the lattice, so that none meets a vertex. Along each, the spans inside
 * `inner` are intersected with the spans inside each candidate, and the lengths are added up. It is a measure for
 * choosing between candidates, not an area: a part that lies between two lines is not seen.
 *
 * Cost: lines × (edges of `inner` + edges of the candidates).
 */
export function measureShares(
  inner: MultiPolygon,
  candidates: readonly MultiPolygon[],
  lines: number,
): number[] {
  const [south, north] = verticalExtent(inner);
  const shares = candidates.map(() => 0);
  let whole = 0;
  for (let line = 0; line < lines; line += 1) {
    const y = Math.floor(south + ((line + 0.5) * (north - south)) / lines) + 0.5;
    const own = spansAt(inner, y);
    whole += spanLength(own);
    for (const [index, candidate] of candidates.entries()) {
      shares[index]! += sharedLength(own, spansAt(candidate, y));
    }
  }
  return whole === 0 ? shares : shares.map((share) => share / whole);
}

/** Sorted x where the line at `y` enters and leaves, by the even-odd rule. */
function spansAt(geometry: MultiPolygon, y: number): number[] {
  const crossings: number[] = [];
  for (const polygon of geometry) {
    for (const ring of polygon) {
      for (let index = 0; index + 3 < ring.length; index += 2) {
        const y0 = ring[index + 1]!;
        const y1 = ring[index + 3]!;
        if (y0 > y === y1 > y) continue;
        const x0 = ring[index]!;
        crossings.push(x0 + ((y - y0) * (ring[index + 2]! - x0)) / (y1 - y0));
      }
    }
  }
  return crossings.sort((a, b) => a - b);
}

function spanLength(spans: readonly number[]): number {
  let length = 0;
  for (let index = 0; index + 1 < spans.length; index += 2) length += spans[index + 1]! - spans[index]!;
  return length;
}

function sharedLength(a: readonly number[], b: readonly number[]): number {
  let length = 0;
  let i = 0;
  let j = 0;
  while (i + 1 < a.length && j + 1 < b.length) {
    const from = Math.max(a[i]!, b[j]!);
    const to = Math.min(a[i + 1]!, b[j + 1]!);
    if (to > from) length += to - from;
    if (a[i + 1]! < b[j + 1]!) i += 2;
    else j += 2;
  }
  return length;
}

function verticalExtent(geometry: MultiPolygon): [south: number, north: number] {
  let south = Infinity;
  let north = -Infinity;
  for (const polygon of geometry) {
    for (const ring of polygon) {
      for (let index = 1; index < ring.length; index += 2) {
        south = Math.min(south, ring[index]!);
        north = Math.max(north, ring[index]!);
      }
    }
  }
  return [south, north];
}
