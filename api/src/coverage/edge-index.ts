import Flatbush from 'flatbush';
import { crossingOnTheWay, crossingOnTheWayUp } from '../geometry/contains-point.js';
import type { LatticeBox, MultiPolygon, Ring } from '../geometry/types.js';
import type { EdgeGatherer } from './gather-edges.js';

/** Edges of a ring that follow each other, filed as one box. */
const edgesPerRun = 16;

/** Searches that look at every box: for so few a tree is not worth building. */
const plainSearches = 8;

/** Where the edges of several owners lie: asked for each cluster of defects. Built in n log n when it is asked often. */
export class EdgeIndex {
  /** Per run its owner, its ring, and the offset in the ring of its first vertex. */
  readonly #owners: number[] = [];
  readonly #rings: Ring[] = [];
  readonly #froms: number[] = [];
  /** Four numbers a run. */
  readonly #boxes: Int32Array;
  #tree: Flatbush | undefined;
  #searches = 0;
  #west = Infinity;
  /** Where windings were asked for last, and what they were. */
  #last:
    { readonly x: number; readonly y: number; readonly windings: ReadonlyMap<number, number> } | undefined;

  /** @param geometries per owner number */
  constructor(geometries: ReadonlyMap<number, MultiPolygon>) {
    for (const [owner, geometry] of geometries) {
      for (const polygon of geometry) {
        for (const ring of polygon) {
          for (let from = 0; from + 3 < ring.length; from += 2 * edgesPerRun) {
            this.#owners.push(owner);
            this.#rings.push(ring);
            this.#froms.push(from);
          }
        }
      }
    }
    this.#boxes = new Int32Array(4 * this.#owners.length);
    for (let run = 0; run < this.#owners.length; run += 1) this.#fillBox(run);
    for (let at = 0; at < this.#boxes.length; at += 4) this.#west = Math.min(this.#west, this.#boxes[at]!);
  }

  /** Gives the gatherer every edge whose box meets the frame, in the order of owners and rings. */
  gather(frame: LatticeBox, gatherer: EdgeGatherer): void {
    for (const run of this.#search(frame)) {
      gatherer.addPath(this.#rings[run]!, this.#froms[run]!, this.#endOf(run), this.#owners[run]!, frame);
    }
  }

  /**
   * Winding number by owner around the lattice point, read at (x + ε, y + ε²); owners with 0 are left out. Questions near
   * the one before are answered by walking there: a thousand points in a row would each meet all that lies west of them.
   */
  windingsAt(x: number, y: number): ReadonlyMap<number, number> {
    const last = this.#last;
    const windings = new Map(last?.windings);
    const isNear = last !== undefined && Math.abs(x - last.x) + Math.abs(y - last.y) < x - this.#west;
    if (isNear) {
      this.#walk(windings, [Math.min(x, last.x), last.y, Math.max(x, last.x), last.y], (ax, ay, bx, by) => {
        const before = crossingOnTheWay(ax, ay, bx, by, last.x, last.y);
        return crossingOnTheWay(ax, ay, bx, by, x, last.y) - before;
      });
      this.#walk(windings, [x, Math.min(y, last.y), x, Math.max(y, last.y)], (ax, ay, bx, by) => {
        const before = crossingOnTheWayUp(ax, ay, bx, by, x, last.y);
        return crossingOnTheWayUp(ax, ay, bx, by, x, y) - before;
      });
    } else {
      windings.clear();
      this.#walk(windings, [-Infinity, y, x, y], (ax, ay, bx, by) => crossingOnTheWay(ax, ay, bx, by, x, y));
    }
    for (const [owner, winding] of windings) if (winding === 0) windings.delete(owner);
    this.#last = { x, y, windings };
    return windings;
  }

  /** Adds up what crossing the edges near a box changes. */
  #walk(
    windings: Map<number, number>,
    box: LatticeBox,
    crossing: (ax: number, ay: number, bx: number, by: number) => number,
  ): void {
    for (const run of this.#search(box)) {
      const ring = this.#rings[run]!;
      const to = this.#endOf(run);
      let change = 0;
      for (let at = this.#froms[run]!; at < to; at += 2) {
        change += crossing(ring[at]!, ring[at + 1]!, ring[at + 2]!, ring[at + 3]!);
      }
      if (change === 0) continue;
      const owner = this.#owners[run]!;
      windings.set(owner, (windings.get(owner) ?? 0) + change);
    }
  }

  /** Runs whose boxes meet the box, ascending. */
  #search([west, south, east, north]: LatticeBox): number[] {
    const boxes = this.#boxes;
    this.#searches += 1;
    if (this.#searches > plainSearches && boxes.length > 0) {
      this.#tree ??= this.#buildTree();
      return this.#tree.search(west, south, east, north).sort((a, b) => a - b);
    }
    const found: number[] = [];
    for (let at = 0; at < boxes.length; at += 4) {
      if (boxes[at]! > east || boxes[at + 2]! < west) continue;
      if (boxes[at + 1]! > north || boxes[at + 3]! < south) continue;
      found.push(at / 4);
    }
    return found;
  }

  #buildTree(): Flatbush {
    const boxes = this.#boxes;
    const tree = new Flatbush(boxes.length / 4);
    for (let at = 0; at < boxes.length; at += 4) {
      tree.add(boxes[at]!, boxes[at + 1]!, boxes[at + 2]!, boxes[at + 3]!);
    }
    tree.finish();
    return tree;
  }

  /** Offset in the ring of the run's last vertex. */
  #endOf(run: number): number {
    return Math.min(this.#froms[run]! + 2 * edgesPerRun, this.#rings[run]!.length - 2);
  }

  #fillBox(run: number): void {
    const ring = this.#rings[run]!;
    const from = this.#froms[run]!;
    const to = this.#endOf(run);
    let west = ring[from]!;
    let south = ring[from + 1]!;
    let east = west;
    let north = south;
    for (let at = from + 2; at <= to; at += 2) {
      const x = ring[at]!;
      const y = ring[at + 1]!;
      if (x < west) west = x;
      else if (x > east) east = x;
      if (y < south) south = y;
      else if (y > north) north = y;
    }
    this.#boxes[4 * run] = west;
    this.#boxes[4 * run + 1] = south;
    this.#boxes[4 * run + 2] = east;
    this.#boxes[4 * run + 3] = north;
  }
}
