import Flatbush from 'flatbush';
import { crossingOnTheWay } from '../geometry/contains-point.js';
import type { LatticeBox, MultiPolygon, Ring } from '../geometry/types.js';
import type { EdgeGatherer } from './gather-edges.js';

/** Edges of a ring that follow each other, filed as one box. */
const edgesPerRun = 16;

interface Run {
  readonly owner: number;
  readonly ring: Ring;
  /** Offsets in the ring of its first vertex and of its last. */
  readonly from: number;
  readonly to: number;
}

/** Where the edges of several owners lie: built once in n log n, asked for each cluster of defects. */
export class EdgeIndex {
  readonly #runs: Run[] = [];
  readonly #boxes: Flatbush | undefined;

  /** @param geometries per owner number */
  constructor(geometries: ReadonlyMap<number, MultiPolygon>) {
    for (const [owner, geometry] of geometries) {
      for (const ring of geometry.flat()) {
        for (let from = 0; from + 3 < ring.length; from += 2 * edgesPerRun) {
          this.#runs.push({ owner, ring, from, to: Math.min(from + 2 * edgesPerRun, ring.length - 2) });
        }
      }
    }
    if (this.#runs.length === 0) return;
    this.#boxes = new Flatbush(this.#runs.length);
    for (const run of this.#runs) this.#boxes.add(...boxOf(run));
    this.#boxes.finish();
  }

  /** Gives the gatherer every edge whose box meets the frame, in the order of owners and rings. */
  gather(frame: LatticeBox, gatherer: EdgeGatherer): void {
    for (const { owner, ring, from, to } of this.#search(frame)) {
      gatherer.addPath(ring, from, to, owner, frame);
    }
  }

  /** Winding number by owner around the lattice point, read at (x + ε, y + ε²); owners with 0 are left out. */
  windingsAt(x: number, y: number): Map<number, number> {
    const windings = new Map<number, number>();
    for (const { owner, ring, from, to } of this.#search([-Infinity, y, x, y])) {
      let winding = windings.get(owner) ?? 0;
      for (let at = from; at < to; at += 2) {
        winding += crossingOnTheWay(ring[at]!, ring[at + 1]!, ring[at + 2]!, ring[at + 3]!, x, y);
      }
      windings.set(owner, winding);
    }
    for (const [owner, winding] of windings) if (winding === 0) windings.delete(owner);
    return windings;
  }

  #search(box: LatticeBox): Run[] {
    const found = this.#boxes?.search(...box) ?? [];
    return found.sort((a, b) => a - b).map((index) => this.#runs[index]!);
  }
}

function boxOf({ ring, from, to }: Run): LatticeBox {
  let west = Infinity;
  let south = Infinity;
  let east = -Infinity;
  let north = -Infinity;
  for (let at = from; at <= to; at += 2) {
    west = Math.min(west, ring[at]!);
    south = Math.min(south, ring[at + 1]!);
    east = Math.max(east, ring[at]!);
    north = Math.max(north, ring[at + 1]!);
  }
  return [west, south, east, north];
}
