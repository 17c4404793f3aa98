import { doubledRingArea } from '../geometry/doubled-area.js';
import type { MultiPolygon, Polygon, Ring } from '../geometry/types.js';

/**
 * The geometry in the one form that all files of the same map share: every ring begins at its least vertex, shells run
 * counter-clockwise and holes clockwise, holes are sorted within their part, parts by their rings. Every vertex stays,
 * also one that is in line.
 *
 * Does not see that one area can be drawn as other rings (a hole that touches its shell, say): that is other content.
 * Precondition: rings closed, shell first. Linear but for the sorting of parts and holes.
 */
export function canonicalGeometry(geometry: MultiPolygon): MultiPolygon {
  return geometry.map(canonicalPolygon).sort(comparePolygons);
}

function canonicalPolygon(polygon: Polygon): Polygon {
  const rings = polygon.map((ring, index) => canonicalRing(ring, index === 0));
  return [...rings.slice(0, 1), ...rings.slice(1).sort(compareRings)];
}

/** The closed ring from its least vertex on, in the direction that its role asks for. */
function canonicalRing(ring: Ring, isShell: boolean): Ring {
  const area = doubledRingArea(ring);
  const forward = walkFromLeast(ring, 1);
  if (area > 0n === isShell && area !== 0n) return forward;
  const backward = walkFromLeast(ring, -1);
  // A ring of no area has no direction: the smaller reading of the two is as good as any, and always the same.
  if (area === 0n) return compareRings(forward, backward) <= 0 ? forward : backward;
  return backward;
}

/** One direction's least reading: least vertex first; where the ring comes there twice, the smaller walk. */
function walkFromLeast(ring: Ring, step: 1 | -1): Ring {
  const count = Math.max(0, ring.length / 2 - 1);
  let least = 0;
  let isTwice = false;
  for (let index = 1; index < count; index += 1) {
    const order = ring[2 * index]! - ring[2 * least]! || ring[2 * index + 1]! - ring[2 * least + 1]!;
    if (order < 0) {
      least = index;
      isTwice = false;
    } else if (order === 0) isTwice = true;
  }
  if (!isTwice) return walkFrom(ring, count, least, step);
  const [x, y] = [ring[2 * least], ring[2 * least + 1]];
  let best: Ring | undefined;
  for (let start = least; start < count; start += 1) {
    if (ring[2 * start] !== x || ring[2 * start + 1] !== y) continue;
    const walk = walkFrom(ring, count, start, step);
    if (best === undefined || compareRings(walk, best) < 0) best = walk;
  }
  return best!;
}

function walkFrom(ring: Ring, count: number, start: number, step: 1 | -1): Ring {
  const walk = new Int32Array(ring.length);
  let index = start;
  for (let at = 0; at + 1 < walk.length; at += 2) {
    walk[at] = ring[2 * index]!;
    walk[at + 1] = ring[2 * index + 1]!;
    index += step;
    if (index === count) index = 0;
    else if (index < 0) index = count - 1;
  }
  return walk;
}

function compareRings(a: Ring, b: Ring): number {
  const shared = Math.min(a.length, b.length);
  for (let index = 0; index < shared; index += 1) {
    if (a[index] !== b[index]) return a[index]! - b[index]!;
  }
  return a.length - b.length;
}

function comparePolygons(a: Polygon, b: Polygon): number {
  const shared = Math.min(a.length, b.length);
  for (let index = 0; index < shared; index += 1) {
    const order = compareRings(a[index]!, b[index]!);
    if (order !== 0) return order;
  }
  return a.length - b.length;
}
