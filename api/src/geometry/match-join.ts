import { joinNearVertices } from './match-near-vertices.js';
import { doubledPathArea, extractRing, hasSpike, removeSpikes } from './match-ring-check.js';
import type { IndexedRings, MatchOptions } from './match-types.js';

export interface JoinedRings extends IndexedRings {
  /** Per source vertex the one it became. */
  readonly leaders: Int32Array;
  /** Vertices that were kept apart because joining them would have closed or turned a ring. */
  readonly pinned: number;
}

/**
 * Joins near vertices, ring by ring checked: a ring that would lose its area or turn over keeps its own vertices, and
 * the joining is done again around it. Ends, since every round pins at least one more vertex. A needle that folds
 * onto itself is taken out (`removeSpikes`).
 */
export function joinVertices(
  vertices: Float64Array,
  rings: IndexedRings,
  options: MatchOptions,
): JoinedRings {
  const count = vertices.length / 2;
  const uses = new Int32Array(count);
  for (let ring = 0; ring + 1 < rings.starts.length; ring += 1) {
    for (let i = rings.starts[ring]!; i + 1 < rings.starts[ring + 1]!; i += 1) uses[rings.ids[i]!]! += 1;
  }
  const pinned = new Uint8Array(count);
  for (;;) {
    const leaders = joinNearVertices(vertices, { ...options, uses, pinned });
    const newlyPinned = pinClosingRings(vertices, rings, leaders, pinned);
    if (newlyPinned === 0) {
      return { ...collectRings(rings, leaders), leaders, pinned: pinned.reduce((sum, one) => sum + one, 0) };
    }
  }
}

/** Pins the moved vertices of rings that the joining spoils; returns how many it pinned. */
function pinClosingRings(
  vertices: Float64Array,
  rings: IndexedRings,
  leaders: Int32Array,
  pinned: Uint8Array,
): number {
  let newlyPinned = 0;
  for (let ring = 0; ring + 1 < rings.starts.length; ring += 1) {
    const from = rings.starts[ring]!;
    const to = rings.starts[ring + 1]! - 1;
    if (!hasMoved(rings.ids, from, to, leaders)) continue;
    const path = joinRing(rings, ring, leaders);
    const before = doubledPathArea(vertices, rings.ids, from, to);
    const after = path.length < 4 ? 0 : doubledPathArea(vertices, path, 0, path.length - 1);
    if (before === 0 || Math.sign(before) === Math.sign(after)) continue;
    for (let i = from; i < to; i += 1) {
      const id = rings.ids[i]!;
      if (leaders[id] === id || pinned[id] === 1) continue;
      pinned[id] = 1;
      newlyPinned += 1;
    }
  }
  return newlyPinned;
}

/** A ring after joining; spikes are taken out when it had none before (those of the file are for the audit to tell). */
function joinRing(rings: IndexedRings, ring: number, leaders: Int32Array): number[] {
  const path = extractRing(rings, ring, leaders);
  if (!hasSpike(path) || hasSpike(rings.ids.subarray(rings.starts[ring], rings.starts[ring + 1])))
    return path;
  return removeSpikes({ path, intoEdge: path.map(() => -1) }).path;
}

function hasMoved(ids: Int32Array, from: number, to: number, leaders: Int32Array): boolean {
  for (let i = from; i < to; i += 1) {
    if (leaders[ids[i]!] !== ids[i]) return true;
  }
  return false;
}

function collectRings(rings: IndexedRings, leaders: Int32Array): IndexedRings {
  const ids = new Int32Array(rings.ids.length);
  const starts = new Int32Array(rings.starts.length);
  let length = 0;
  for (let ring = 0; ring + 1 < rings.starts.length; ring += 1) {
    starts[ring] = length;
    const from = rings.starts[ring]!;
    const to = rings.starts[ring + 1]!;
    const path = hasMoved(rings.ids, from, to, leaders)
      ? joinRing(rings, ring, leaders)
      : rings.ids.subarray(from, to);
    ids.set(path, length);
    length += path.length;
  }
  starts[rings.starts.length - 1] = length;
  return { ids: ids.slice(0, length), starts };
}
