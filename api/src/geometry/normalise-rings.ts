import { doubledRingArea } from './doubled-area.js';
import { orientation } from './orientation.js';
import type { LatticePoint, MultiPolygon, Ring } from './types.js';

export type RingRepairKind =
  'ring-not-closed' | 'wrong-orientation' | 'repeated-point' | 'collapsed-ring' | 'collapsed-part';

/** One thing that was mended in a ring; the caller adds file and feature. */
export interface RingRepair {
  readonly kind: RingRepairKind;
  /** 0-based index of the polygon, and of the ring in it, as they came in. */
  readonly polygon: number;
  readonly ring: number;
  /** How many vertices the repair took away or added; 0 for an orientation. */
  readonly vertices: number;
  /** First place concerned, or undefined for an empty ring. */
  readonly point: LatticePoint | undefined;
}

export interface NormaliseOptions {
  /** Direction that shells have in the source's format; only a ring against it is reported. Default counter-clockwise. */
  readonly shellOrientation?: 'counter-clockwise' | 'clockwise';
}

/**
 * Brings rings that were rounded to the lattice into the form everything else relies on: closed, no vertex
 * equal to its predecessor, shells counter-clockwise, holes clockwise, without rings that have collapsed (fewer than
 * three distinct vertices, all in line, or folded onto itself). A part whose shell has collapsed goes as a whole.
 *
 * Does not mend self-crossings, spikes or wrong nesting: see `findRingFault` and `repairRings`.
 *
 * @param polygons per polygon its shell, then its holes; flat `x,y` rings, closed or not
 * @returns the geometry (empty when all has collapsed) and what was mended, in input order. Linear.
 */
export function normaliseRings(
  polygons: readonly (readonly Int32Array[])[],
  options: NormaliseOptions = {},
): { geometry: MultiPolygon; repairs: RingRepair[] } {
  const repairs: RingRepair[] = [];
  const geometry: Ring[][] = [];
  polygons.forEach((rings, polygon) => {
    const kept: Ring[] = [];
    for (let ring = 0; ring < rings.length; ring += 1) {
      const normal = normaliseRing(rings[ring]!, polygon, ring, options, repairs);
      if (normal !== undefined) kept.push(normal);
      else if (ring === 0) break;
    }
    if (kept.length > 0) geometry.push(kept);
  });
  return { geometry, repairs };
}

function normaliseRing(
  input: Int32Array,
  polygon: number,
  ring: number,
  options: NormaliseOptions,
  repairs: RingRepair[],
): Ring | undefined {
  const place: LatticePoint | undefined = input.length >= 2 ? [input[0]!, input[1]!] : undefined;
  const report = (kind: RingRepairKind, vertices: number, point: LatticePoint | undefined): void => {
    repairs.push({ kind, polygon, ring, vertices, point });
  };
  const isClosed =
    input.length >= 4 && input[0] === input[input.length - 2] && input[1] === input[input.length - 1];
  if (!isClosed && input.length >= 2) report('ring-not-closed', 1, place);

  const path = closePath(input);
  const repeated = input.length / 2 + (isClosed ? 0 : 1) - path.length / 2;
  if (isCollapsed(path)) {
    report(ring === 0 ? 'collapsed-part' : 'collapsed-ring', input.length / 2, place);
    return undefined;
  }
  if (repeated > 0) report('repeated-point', repeated, firstRepeated(input) ?? place);

  const area = doubledRingArea(path);
  const isShell = ring === 0;
  if (area === 0n) return path;
  const isCounterClockwise = area > 0n;
  const isNative = (isCounterClockwise === isShell) === (options.shellOrientation !== 'clockwise');
  if (!isNative) report('wrong-orientation', 0, place);
  return isCounterClockwise === isShell ? path : reversePath(path);
}

/** The path without vertices equal to their predecessor, first vertex repeated last. */
function closePath(input: Int32Array): Ring {
  const path = new Int32Array(input.length + 2);
  let length = 0;
  for (let at = 0; at + 1 < input.length; at += 2) {
    const x = input[at]!;
    const y = input[at + 1]!;
    if (length > 0 && path[length - 2] === x && path[length - 1] === y) continue;
    path[length] = x;
    path[length + 1] = y;
    length += 2;
  }
  if (length > 0 && (length === 2 || path[0] !== path[length - 2] || path[1] !== path[length - 1])) {
    path[length] = path[0]!;
    path[length + 1] = path[1]!;
    length += 2;
  }
  return path.slice(0, length);
}

function firstRepeated(input: Int32Array): LatticePoint | undefined {
  for (let at = 2; at + 1 < input.length; at += 2) {
    if (input[at] === input[at - 2] && input[at + 1] === input[at - 1]) return [input[at]!, input[at + 1]!];
  }
  return undefined;
}

/** True when a closed path encloses nothing by any reading: too short, all in line, or every edge walked back. */
export function isCollapsed(path: Ring): boolean {
  if (path.length < 8) return true;
  if (doubledRingArea(path) !== 0n) return false;
  return isStraight(path) || isFolded(path);
}

function isStraight(path: Ring): boolean {
  for (let at = 4; at + 1 < path.length; at += 2) {
    if (orientation(path[0]!, path[1]!, path[2]!, path[3]!, path[at]!, path[at + 1]!) !== 0) return false;
  }
  return true;
}

/** A bow tie has no signed area either, but its edges do not cancel. */
function isFolded(path: Ring): boolean {
  const edges = new Map<string, number>();
  for (let at = 0; at + 3 < path.length; at += 2) {
    const forward = `${path[at]},${path[at + 1]},${path[at + 2]},${path[at + 3]}`;
    const backward = `${path[at + 2]},${path[at + 3]},${path[at]},${path[at + 1]}`;
    edges.set(forward, (edges.get(forward) ?? 0) + 1);
    edges.set(backward, (edges.get(backward) ?? 0) - 1);
  }
  return [...edges.values()].every((count) => count === 0);
}

function reversePath(path: Ring): Ring {
  const reversed = new Int32Array(path.length);
  for (let at = 0; at + 1 < path.length; at += 2) {
    reversed[path.length - 2 - at] = path[at]!;
    reversed[path.length - 1 - at] = path[at + 1]!;
  }
  return reversed;
}
