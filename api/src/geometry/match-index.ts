import type { IndexedRings } from './match-types.js';

const empty = -1;

/**
 * Numbers the distinct vertices of rings, in order of first appearance; equal means equal as doubles (−0 = 0).
 *
 * @param rings flat closed paths. Cost: one hash pass.
 */
export function indexVertices(rings: readonly Float64Array[]): IndexedRings & { vertices: Float64Array } {
  const starts = new Int32Array(rings.length + 1);
  for (let r = 0; r < rings.length; r += 1) starts[r + 1] = starts[r]! + rings[r]!.length / 2;
  const total = starts[rings.length]!;
  const ids = new Int32Array(total);
  const vertices = new Float64Array(total * 2);
  const bits = new Int32Array(vertices.buffer);
  const table = new Int32Array(tableSize(total)).fill(empty);
  const mask = table.length - 1;
  let count = 0;
  let at = 0;
  for (const ring of rings) {
    for (let i = 0; i + 1 < ring.length; i += 2) {
      const x = ring[i]! + 0;
      const y = ring[i + 1]! + 0;
      vertices[2 * count] = x;
      vertices[2 * count + 1] = y;
      let slot = mixBits(bits, 4 * count) & mask;
      let id = table[slot]!;
      while (id !== empty && (vertices[2 * id] !== x || vertices[2 * id + 1] !== y)) {
        slot = (slot + 1) & mask;
        id = table[slot]!;
      }
      if (id === empty) {
        id = count;
        table[slot] = id;
        count += 1;
      }
      ids[at] = id;
      at += 1;
    }
  }
  return { ids, starts, vertices: vertices.slice(0, 2 * count) };
}

/** Distinct undirected edges of rings, and which of them each step of a ring is. */
export interface IndexedEdges {
  /** Flat pairs of vertex numbers, the lower first. */
  readonly ends: Int32Array;
  /** Per place in `ids`: number of the edge to the next place; meaningless at the last place of a ring. */
  readonly edgeOfStep: Int32Array;
}

/** Numbers the distinct undirected edges of rings of vertex numbers. Cost: one hash pass. */
export function indexEdges(rings: IndexedRings): IndexedEdges {
  const { ids, starts } = rings;
  const edgeOfStep = new Int32Array(ids.length).fill(empty);
  const ends = new Int32Array(ids.length * 2);
  const table = new Int32Array(tableSize(ids.length)).fill(empty);
  const mask = table.length - 1;
  let count = 0;
  for (let r = 0; r + 1 < starts.length; r += 1) {
    for (let i = starts[r]!; i + 1 < starts[r + 1]!; i += 1) {
      const low = Math.min(ids[i]!, ids[i + 1]!);
      const high = Math.max(ids[i]!, ids[i + 1]!);
      let slot = mixPair(low, high) & mask;
      let edge = table[slot]!;
      while (edge !== empty && (ends[2 * edge] !== low || ends[2 * edge + 1] !== high)) {
        slot = (slot + 1) & mask;
        edge = table[slot]!;
      }
      if (edge === empty) {
        edge = count;
        table[slot] = edge;
        ends[2 * edge] = low;
        ends[2 * edge + 1] = high;
        count += 1;
      }
      edgeOfStep[i] = edge;
    }
  }
  return { ends: ends.slice(0, 2 * count), edgeOfStep };
}

/** A power of two that stays at most half full. */
export function tableSize(entries: number): number {
  let size = 16;
  while (size < 2 * entries) size *= 2;
  return size;
}

function mixBits(bits: Int32Array, at: number): number {
  let hash = Math.imul(bits[at]!, 0x85ebca6b) ^ bits[at + 1]!;
  hash = Math.imul(hash ^ (hash >>> 15), 0xc2b2ae35) ^ bits[at + 2]!;
  hash = Math.imul(hash ^ (hash >>> 13), 0x27d4eb2f) ^ bits[at + 3]!;
  hash = Math.imul(hash ^ (hash >>> 15), 0x85ebca6b);
  return hash ^ (hash >>> 16);
}

/** Spreads two integers (their low 32 bits) over 32 bits. */
export function mixPair(a: number, b: number): number {
  let hash = Math.imul(a, 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 15) ^ b, 0xc2b2ae35);
  hash = Math.imul(hash ^ (hash >>> 13), 0x27d4eb2f);
  return hash ^ (hash >>> 16);
}
