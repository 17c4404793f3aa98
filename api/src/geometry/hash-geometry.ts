import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';

/** A coordinate is hashed in 1/1024 of a lattice step, which a double holds exactly. */
const fractionsPerStep = 1024;
const bytesPerNumber = 8;

/** Flat closed rings in lattice steps: a lattice geometry, or one whose crossings have fractions. */
export type HashableGeometry = readonly (readonly ArrayLike<number>[])[];

/**
 * SHA-256 (hex) of a geometry in canonical form: each ring rotated to its least vertex and turned (shells
 * counter-clockwise, holes clockwise), holes sorted within their part, parts sorted. So neither the start of a ring
 * nor its direction nor the order of parts and holes matters; every vertex does, also one that is in line.
 *
 * Precondition: rings closed, shell first. Linear but for the sorting of parts.
 */
export function hashGeometry(geometry: HashableGeometry): string {
  const parts = geometry.map((polygon) => {
    const rings = polygon.map((ring, index) => canonicalRing(ring, index === 0));
    return [...rings.slice(0, 1), ...rings.slice(1).sort(compareNumbers)];
  });
  parts.sort((a, b) => compareRings(a, b));
  return hashNumbers([parts.length, ...parts.flatMap((part) => [part.length])], parts.flat());
}

/** SHA-256 (hex) of one place, `[x, y]` in lattice steps. */
export function hashPoint(x: number, y: number): string {
  return hashNumbers([0], [Float64Array.of(roundFraction(x), roundFraction(y))]);
}

function hashNumbers(header: readonly number[], rings: readonly Float64Array[]): string {
  const total = header.length + rings.reduce((sum, ring) => sum + 1 + ring.length, 0);
  const bytes = new Uint8Array(total * bytesPerNumber);
  const view = new DataView(bytes.buffer);
  let at = 0;
  const write = (value: number): void => {
    view.setFloat64(at, value, true);
    at += bytesPerNumber;
  };
  for (const value of header) write(value);
  for (const ring of rings) {
    write(ring.length);
    for (const value of ring) write(value);
  }
  return bytesToHex(sha256(bytes));
}

/** The ring without its repeated last vertex, from its least vertex on, in the direction its role asks for. */
function canonicalRing(ring: ArrayLike<number>, isShell: boolean): Float64Array {
  const count = Math.max(0, ring.length / 2 - 1);
  const xs = new Float64Array(count);
  const ys = new Float64Array(count);
  for (let index = 0; index < count; index += 1) {
    xs[index] = roundFraction(ring[2 * index]!);
    ys[index] = roundFraction(ring[2 * index + 1]!);
  }
  const area = doubledAreaInSteps(xs, ys);
  if (area !== 0) return startAt(xs, ys, area > 0 === isShell ? 1 : -1);
  // A ring of no area has no direction: the smaller reading of the two is as good as any, and always the same.
  const forward = startAt(xs, ys, 1);
  const backward = startAt(xs, ys, -1);
  return compareNumbers(forward, backward) <= 0 ? forward : backward;
}

/** The least reading of the ring in one direction: least vertex first; where it comes twice, the smaller walk. */
function startAt(xs: Float64Array, ys: Float64Array, step: 1 | -1): Float64Array {
  const count = xs.length;
  let best: Float64Array | undefined;
  let least = 0;
  for (let index = 1; index < count; index += 1) {
    if (xs[index]! < xs[least]! || (xs[index]! === xs[least]! && ys[index]! < ys[least]!)) least = index;
  }
  for (let start = least; start < count; start += 1) {
    if (xs[start] !== xs[least] || ys[start] !== ys[least]) continue;
    const walk = new Float64Array(2 * count);
    for (let offset = 0; offset < count; offset += 1) {
      const index = (start + step * offset + count) % count;
      walk[2 * offset] = xs[index]!;
      walk[2 * offset + 1] = ys[index]!;
    }
    if (best === undefined || compareNumbers(walk, best) < 0) best = walk;
  }
  return best ?? new Float64Array(0);
}

function doubledAreaInSteps(xs: Float64Array, ys: Float64Array): number {
  const originX = xs[0] ?? 0;
  const originY = ys[0] ?? 0;
  let sum = 0;
  for (let index = 0; index < xs.length; index += 1) {
    const next = index + 1 === xs.length ? 0 : index + 1;
    sum += (xs[index]! - originX) * (ys[next]! - originY) - (xs[next]! - originX) * (ys[index]! - originY);
  }
  return sum;
}

function roundFraction(value: number): number {
  return Math.round(value * fractionsPerStep) / fractionsPerStep + 0;
}

function compareNumbers(a: Float64Array, b: Float64Array): number {
  const shared = Math.min(a.length, b.length);
  for (let index = 0; index < shared; index += 1) {
    if (a[index] !== b[index]) return a[index]! - b[index]!;
  }
  return a.length - b.length;
}

function compareRings(a: readonly Float64Array[], b: readonly Float64Array[]): number {
  const shared = Math.min(a.length, b.length);
  for (let index = 0; index < shared; index += 1) {
    const order = compareNumbers(a[index]!, b[index]!);
    if (order !== 0) return order;
  }
  return a.length - b.length;
}
