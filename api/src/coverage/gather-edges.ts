import type { LatticeBox, MultiPolygon } from '../geometry/types.js';
import { numbersPerEdge } from '../geometry/visit-near-pairs.js';
import type { OwnedEdges } from './label-cells.js';

/** Collects edges of several owners, equal ones once with their signed multiplicity by owner. */
export class EdgeGatherer {
  readonly #indexByEnds = new Map<string, number>();
  readonly #ends: number[] = [];
  readonly #owners: Map<number, number>[] = [];

  /** Adds the directed edge a→b of an owner. Length 0 is ignored. */
  add(ax: number, ay: number, bx: number, by: number, owner: number): void {
    if (ax === bx && ay === by) return;
    const isForward = ax < bx || (ax === bx && ay < by);
    const key = isForward ? `${ax},${ay},${bx},${by}` : `${bx},${by},${ax},${ay}`;
    let index = this.#indexByEnds.get(key);
    if (index === undefined) {
      index = this.#owners.push(new Map()) - 1;
      this.#indexByEnds.set(key, index);
      if (isForward) this.#ends.push(ax, ay, bx, by);
      else this.#ends.push(bx, by, ax, ay);
    }
    const owners = this.#owners[index]!;
    const count = (owners.get(owner) ?? 0) + (isForward ? 1 : -1);
    if (count === 0) owners.delete(owner);
    else owners.set(owner, count);
  }

  /** Adds the edges of a geometry whose boxes meet the frame; all of them without a frame. */
  addGeometry(geometry: MultiPolygon, owner: number, frame?: LatticeBox): void {
    for (const polygon of geometry) {
      for (const ring of polygon) {
        for (let at = 0; at + 3 < ring.length; at += 2) {
          const ax = ring[at]!;
          const ay = ring[at + 1]!;
          const bx = ring[at + 2]!;
          const by = ring[at + 3]!;
          if (frame !== undefined && isApart(ax, ay, bx, by, frame)) continue;
          this.add(ax, ay, bx, by, owner);
        }
      }
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
