import type { LatticeBox, MultiPolygon, Ring } from '../geometry/types.js';
import { numbersPerEdge } from '../geometry/visit-near-pairs.js';
import type { OwnedEdges } from './label-cells.js';

/** Collects edges of several owners, equal ones once with their signed multiplicity by owner. */
export class EdgeGatherer {
  /** Last edge filed under a hash, and per edge the one filed there before it. */
  readonly #lastByHash = new Map<number, number>();
  readonly #previous: number[] = [];
  readonly #ends: number[] = [];
  readonly #owners: Map<number, number>[] = [];

  /** Adds the directed edge a→b of an owner. Length 0 is ignored. */
  add(ax: number, ay: number, bx: number, by: number, owner: number): void {
    if (ax === bx && ay === by) return;
    const isForward = ax < bx || (ax === bx && ay < by);
    const owners = this.#owners[isForward ? this.#indexOf(ax, ay, bx, by) : this.#indexOf(bx, by, ax, ay)]!;
    const count = (owners.get(owner) ?? 0) + (isForward ? 1 : -1);
    if (count === 0) owners.delete(owner);
    else owners.set(owner, count);
  }

  #indexOf(x1: number, y1: number, x2: number, y2: number): number {
    let hash = Math.imul(x1, 0x9e3779b1) ^ Math.imul(y1, 0x85ebca77);
    hash =
      Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d) ^ Math.imul(x2, 0xc2b2ae3d) ^ Math.imul(y2, 0x27d4eb2f);
    hash ^= hash >>> 13;
    const ends = this.#ends;
    for (let index = this.#lastByHash.get(hash) ?? -1; index !== -1; index = this.#previous[index]!) {
      const at = index * numbersPerEdge;
      if (ends[at] === x1 && ends[at + 1] === y1 && ends[at + 2] === x2 && ends[at + 3] === y2) return index;
    }
    const index = this.#owners.push(new Map()) - 1;
    ends.push(x1, y1, x2, y2);
    this.#previous.push(this.#lastByHash.get(hash) ?? -1);
    this.#lastByHash.set(hash, index);
    return index;
  }

  /** Adds the edges of a geometry. */
  addGeometry(geometry: MultiPolygon, owner: number): void {
    for (const ring of geometry.flat()) this.addPath(ring, 0, ring.length - 2, owner);
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
    const owners: Map<number, number>[] = [];
    const ends: number[] = [];
    this.#owners.forEach((counts, index) => {
      if (counts.size === 0) return;
      owners.push(counts);
      for (let offset = 0; offset < numbersPerEdge; offset += 1)
        ends.push(this.#ends[index * numbersPerEdge + offset]!);
    });
    return { edges: Int32Array.from(ends), owners };
  }
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
