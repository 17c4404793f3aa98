import type { LatticeBox, MultiPolygon, Ring } from '../geometry/types.js';
import { numbersPerEdge } from '../geometry/visit-near-pairs.js';
import type { OwnedEdges } from './label-cells.js';
import { SharedCounts } from './shared-counts.js';

const smallestTable = 128;
/** A table of up to this many slots is kept when all is forgotten. */
const mostKept = 1024;

/**
 * Collects edges of several owners, equal ones once with their signed multiplicity by owner. Open addressing over
 * typed arrays, and counts that edges share (`SharedCounts`): a Map for each edge was most of what an audit threw away.
 * Made to be reused: `clear` keeps the memory.
 */
export class EdgeGatherer {
  /** Index of an edge plus one; 0 is a free slot. At most half of them are taken. */
  #slots = new Int32Array(smallestTable);
  /** `x1, y1, x2, y2` an edge, lesser end first. */
  #ends = new Int32Array((smallestTable / 2) * numbersPerEdge);
  #owners: SharedCounts[] = [];
  readonly #none = new SharedCounts();

  /** Forgets all edges. */
  clear(): void {
    if (this.#slots.length > mostKept) {
      // One large cluster must not make clearing dear for the thousand small ones after it.
      this.#slots = new Int32Array(smallestTable);
      this.#ends = new Int32Array((smallestTable / 2) * numbersPerEdge);
    } else this.#slots.fill(0);
    this.#owners = [];
  }

  /** Adds the directed edge a→b of an owner. Length 0 is ignored. */
  add(ax: number, ay: number, bx: number, by: number, owner: number): void {
    if (ax === bx && ay === by) return;
    const isForward = ax < bx || (ax === bx && ay < by);
    const index = isForward ? this.#indexOf(ax, ay, bx, by) : this.#indexOf(bx, by, ax, ay);
    this.#owners[index] = this.#owners[index]!.with(owner, isForward ? 1 : -1);
  }

  #indexOf(x1: number, y1: number, x2: number, y2: number): number {
    const ends = this.#ends;
    const slots = this.#slots;
    const mask = slots.length - 1;
    let slot = hashEdge(x1, y1, x2, y2) & mask;
    for (let filed = slots[slot]!; filed !== 0; filed = slots[slot]!) {
      const at = (filed - 1) * numbersPerEdge;
      if (ends[at] === x1 && ends[at + 1] === y1 && ends[at + 2] === x2 && ends[at + 3] === y2) {
        return filed - 1;
      }
      slot = (slot + 1) & mask;
    }
    const index = this.#owners.push(this.#none) - 1;
    slots[slot] = index + 1;
    const at = index * numbersPerEdge;
    ends[at] = x1;
    ends[at + 1] = y1;
    ends[at + 2] = x2;
    ends[at + 3] = y2;
    if (2 * this.#owners.length >= slots.length) this.#grow();
    return index;
  }

  #grow(): void {
    const ends = this.#ends;
    const slots = new Int32Array(2 * this.#slots.length);
    const mask = slots.length - 1;
    for (let index = 0; index < this.#owners.length; index += 1) {
      const at = index * numbersPerEdge;
      let slot = hashEdge(ends[at]!, ends[at + 1]!, ends[at + 2]!, ends[at + 3]!) & mask;
      while (slots[slot] !== 0) slot = (slot + 1) & mask;
      slots[slot] = index + 1;
    }
    this.#slots = slots;
    this.#ends = new Int32Array((slots.length / 2) * numbersPerEdge);
    this.#ends.set(ends);
  }

  /** Adds the edges of a geometry. */
  addGeometry(geometry: MultiPolygon, owner: number): void {
    for (const polygon of geometry) {
      for (const ring of polygon) this.addPath(ring, 0, ring.length - 2, owner);
    }
  }

  /** Adds the edges of a ring between two of its offsets; with a frame only those whose boxes meet it. */
  addPath(ring: Ring, from: number, to: number, owner: number, frame?: LatticeBox): void {
    for (let at = from; at < to; at += 2) {
      const ax = ring[at]!;
      const ay = ring[at + 1]!;
      const bx = ring[at + 2]!;
      const by = ring[at + 3]!;
      if (frame !== undefined && isApart(ax, ay, bx, by, frame)) continue;
      this.add(ax, ay, bx, by, owner);
    }
  }

  /**
   * What was gathered. Edges that cancelled within one owner (a spike) are left out: they bound nothing.
   */
  gathered(): OwnedEdges {
    const owners = this.#owners.filter((counts) => counts.size > 0);
    const edges = new Int32Array(owners.length * numbersPerEdge);
    let filled = 0;
    this.#owners.forEach((counts, index) => {
      if (counts.size === 0) return;
      for (let at = index * numbersPerEdge; at < (index + 1) * numbersPerEdge; at += 1) {
        edges[filled++] = this.#ends[at]!;
      }
    });
    return { edges, owners };
  }
}

function hashEdge(x1: number, y1: number, x2: number, y2: number): number {
  let hash = Math.imul(x1, 0x9e3779b1) ^ Math.imul(y1, 0x85ebca77);
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d) ^ Math.imul(x2, 0xc2b2ae3d) ^ Math.imul(y2, 0x27d4eb2f);
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
  return hash ^ (hash >>> 13);
}

function isApart(
  ax: number,
  ay: number,
  bx: number,
  by: number,
  [west, south, east, north]: LatticeBox,
): boolean {
  return (
    (ax < west && bx < west) ||
    (ax > east && bx > east) ||
    (ay < south && by < south) ||
    (ay > north && by > north)
  );
}
