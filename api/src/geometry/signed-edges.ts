import type { MultiPolygon } from './types.js';
import { numbersPerEdge } from './visit-near-pairs.js';

const smallestTable = 1024;

/**
 * A bag of signed edges that cancel: an edge and its reverse leave nothing. Open addressing over typed arrays,
 * because a lookup in a Map an edge is several times slower. Made to be reused: `reset` keeps the memory.
 *
 * An edge is filed from its lesser end (by x, then y) with sign +1 when it runs that way and −1 otherwise.
 */
export class SignedEdges {
  /** Index of an edge plus one; 0 is a free slot. */
  #slots = new Int32Array(smallestTable);
  #mask = smallestTable - 1;
  /** `x1, y1, x2, y2` an edge, lesser end first. */
  #ends = new Int32Array((smallestTable / 2) * numbersPerEdge);
  #nets = new Int32Array(smallestTable / 2);
  #count = 0;

  /**
   * Empties the bag and makes room for this many edges, equal ones counted each time. Most edges of a map come twice, so
   * a slot for each is twice as many as are likely to be taken; where that is not so the table grows.
   */
  reset(edges: number): void {
    let size = smallestTable;
    while (size < edges) size *= 2;
    if (size > this.#slots.length) this.#allocate(size);
    else this.#slots.fill(0, 0, size);
    this.#mask = size - 1;
    this.#count = 0;
  }

  #allocate(size: number): void {
    this.#slots = new Int32Array(size);
    this.#ends = new Int32Array((size / 2) * numbersPerEdge);
    this.#nets = new Int32Array(size / 2);
  }

  /** Doubles the room, keeping what is in it. */
  #grow(): void {
    const size = 2 * (this.#mask + 1);
    const ends = this.#ends;
    const nets = this.#nets;
    if (size > this.#slots.length) {
      this.#allocate(size);
      this.#ends.set(ends);
      this.#nets.set(nets);
    } else this.#slots.fill(0, 0, size);
    this.#mask = size - 1;
    for (let index = 0; index < this.#count; index += 1) {
      const at = index * numbersPerEdge;
      let slot = hashEdge(ends[at]!, ends[at + 1]!, ends[at + 2]!, ends[at + 3]!) & this.#mask;
      while (this.#slots[slot] !== 0) slot = (slot + 1) & this.#mask;
      this.#slots[slot] = index + 1;
    }
  }

  /** Adds every edge of a geometry, or takes it away with sign −1. */
  addGeometry(geometry: MultiPolygon, sign: 1 | -1): void {
    for (const polygon of geometry) {
      for (const ring of polygon) {
        let x1 = ring[0]!;
        let y1 = ring[1]!;
        for (let at = 2; at + 1 < ring.length; at += 2) {
          const x2 = ring[at]!;
          const y2 = ring[at + 1]!;
          if (x1 < x2 || (x1 === x2 && y1 < y2)) this.#add(x1, y1, x2, y2, sign);
          else this.#add(x2, y2, x1, y1, -sign);
          x1 = x2;
          y1 = y2;
        }
      }
    }
  }

  #add(x1: number, y1: number, x2: number, y2: number, sign: number): void {
    const slots = this.#slots;
    const ends = this.#ends;
    const mask = this.#mask;
    let slot = hashEdge(x1, y1, x2, y2) & mask;
    for (let filed = slots[slot]!; filed !== 0; filed = slots[slot]!) {
      const at = (filed - 1) * numbersPerEdge;
      if (ends[at] === x1 && ends[at + 1] === y1 && ends[at + 2] === x2 && ends[at + 3] === y2) {
        this.#nets[filed - 1] = this.#nets[filed - 1]! + sign;
        return;
      }
      slot = (slot + 1) & mask;
    }
    const at = this.#count * numbersPerEdge;
    ends[at] = x1;
    ends[at + 1] = y1;
    ends[at + 2] = x2;
    ends[at + 3] = y2;
    this.#nets[this.#count] = sign;
    this.#count += 1;
    slots[slot] = this.#count;
    if (2 * this.#count > mask) this.#grow();
  }

  /** How many edges did not cancel, each as often as it is left. */
  countLeft(): number {
    let left = 0;
    for (let index = 0; index < this.#count; index += 1) left += Math.abs(this.#nets[index]!);
    return left;
  }

  /** What did not cancel: `x1, y1, x2, y2` an edge, each once whatever its multiplicity, lesser end first. */
  residual(): Int32Array {
    let left = 0;
    for (let index = 0; index < this.#count; index += 1) if (this.#nets[index] !== 0) left += 1;
    const edges = new Int32Array(left * numbersPerEdge);
    let at = 0;
    for (let index = 0; left > 0 && index < this.#count; index += 1) {
      if (this.#nets[index] === 0) continue;
      edges.set(this.#ends.subarray(index * numbersPerEdge, (index + 1) * numbersPerEdge), at);
      at += numbersPerEdge;
    }
    return edges;
  }
}

function hashEdge(x1: number, y1: number, x2: number, y2: number): number {
  let hash =
    Math.imul(x1, 0x9e3779b1) ^
    Math.imul(y1, 0x85ebca77) ^
    Math.imul(x2, 0xc2b2ae3d) ^
    Math.imul(y2, 0x27d4eb2f);
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
  return hash ^ (hash >>> 13);
}

/** How many edges the rings of a geometry have. */
export function countEdges(geometry: MultiPolygon): number {
  let count = 0;
  for (const polygon of geometry) {
    for (const ring of polygon) count += Math.max(0, ring.length / 2 - 1);
  }
  return count;
}
