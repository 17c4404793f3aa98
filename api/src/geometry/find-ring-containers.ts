import Flatbush from 'flatbush';
import { crossingOnTheWay } from './contains-point.js';
import { doubledRingArea } from './doubled-area.js';
import { orientation } from './orientation.js';
import { workPerStep, type Steps } from './run-steps.js';
import type { Ring } from './types.js';

/** Edges of a ring that follow each other, filed as one box: of a small ring each by itself, so that no box is its inside. */
const mostEdgesPerRun = 16;
const leastRuns = 8;

/** How far to the west is looked first, and how much further each time. */
const firstReachSteps = 16;
const reachGrowth = 4;

/** Index of "no ring". */
export const noContainer = -1;

/**
 * Finds for each ring the innermost other ring that surrounds it: how rings nest, whatever they are filed as.
 *
 *     +---------S---------+
 *     |   +--T--+         |    From R's westmost vertex p the nearest edge of another ring to the west is
 *     |   |     |  p R    |    T's east side, which leads out of T: R lies in what T lies in, which is S.
 *     |   +-----+         |
 *     +-------------------+
 *
 * Precondition: rings are simple and do not touch each other. Exact.
 *
 * @returns index of the container by ring, `noContainer` where there is none
 * Cost: about n log n; only long slanted edges side by side make it look at more.
 */
export function* findRingContainers(rings: readonly Ring[]): Steps<Int32Array> {
  const index = new WestwardIndex(rings);
  const places = rings.map((ring, number) => ({ number, ...westmostVertex(ring) }));
  places.sort((a, b) => a.x - b.x);
  const containers = new Int32Array(rings.length).fill(noContainer);
  const isCounterClockwise = rings.map((ring) => doubledRingArea(ring) > 0n);
  let work = 0;
  for (const { number, x, y } of places) {
    const hit = index.nearest(number, x, y);
    work += index.takeWork();
    if (work > workPerStep) {
      work = 0;
      yield;
    }
    if (hit === undefined) continue;
    // Walking east over an edge that runs down enters a counter-clockwise ring. Its own container is known, since
    // it reaches further west.
    const isInside = hit.isDownward === isCounterClockwise[hit.ring];
    containers[number] = isInside ? hit.ring : containers[hit.ring]!;
  }
  return containers;
}

function westmostVertex(ring: Ring): { readonly x: number; readonly y: number } {
  let at = 0;
  for (let next = 0; next < ring.length; next += 2) if (ring[next]! < ring[at]!) at = next;
  return { x: ring[at]!, y: ring[at + 1]! };
}

/** An edge by the ring it is of and the offset of its first vertex. */
interface Hit {
  readonly ring: number;
  readonly at: number;
  readonly isDownward: boolean;
}

/** Answers which edge lies next to the west of a point. */
class WestwardIndex {
  readonly #rings: readonly Ring[];
  readonly #runs: { readonly ring: number; readonly from: number; readonly to: number }[] = [];
  readonly #boxes: Flatbush;
  readonly #west: number;
  #work = 0;

  constructor(rings: readonly Ring[]) {
    this.#rings = rings;
    rings.forEach((ring, number) => {
      const edges = ring.length / 2 - 1;
      const edgesPerRun = Math.max(1, Math.min(mostEdgesPerRun, Math.floor(edges / leastRuns)));
      for (let from = 0; from + 3 < ring.length; from += 2 * edgesPerRun) {
        this.#runs.push({ ring: number, from, to: Math.min(from + 2 * edgesPerRun, ring.length - 2) });
      }
    });
    this.#boxes = new Flatbush(this.#runs.length);
    let least = Infinity;
    for (const { ring: number, from, to } of this.#runs) {
      const ring = rings[number]!;
      let [west, south, east, north] = [Infinity, Infinity, -Infinity, -Infinity];
      for (let at = from; at <= to; at += 2) {
        west = Math.min(west, ring[at]!);
        east = Math.max(east, ring[at]!);
        south = Math.min(south, ring[at + 1]!);
        north = Math.max(north, ring[at + 1]!);
      }
      this.#boxes.add(west, south, east, north);
      least = Math.min(least, west);
    }
    this.#boxes.finish();
    this.#west = least;
  }

  /** Edges looked at since the last time it was asked. */
  takeWork(): number {
    const work = this.#work;
    this.#work = 0;
    return work;
  }

  /** Looks further and further west until something is found that nothing can be nearer than. */
  nearest(own: number, x: number, y: number): Hit | undefined {
    for (let reach = firstReachSteps; ; reach *= reachGrowth) {
      const hit = this.#nearestWithin(own, x, y, x - reach);
      if (hit !== undefined || x - reach < this.#west) return hit;
    }
  }

  /** The nearest edge that meets the window; undefined too where that is met only further west than it reaches. */
  #nearestWithin(own: number, x: number, y: number, west: number): Hit | undefined {
    let best: Hit | undefined;
    for (const run of this.#boxes.search(west, y, x, y)) {
      const { ring: number, from, to } = this.#runs[run]!;
      this.#work += (to - from) / 2;
      if (number === own) continue;
      const ring = this.#rings[number]!;
      for (let at = from; at < to; at += 2) {
        const crossing = crossingOnTheWay(ring[at]!, ring[at + 1]!, ring[at + 2]!, ring[at + 3]!, x, y);
        if (crossing === 0) continue;
        const hit = { ring: number, at, isDownward: crossing > 0 };
        if (best === undefined || this.#isEastOf(hit, best)) best = hit;
      }
    }
    return best === undefined || this.#meetsEastOf(best, west, y) ? best : undefined;
  }

  /** Whether the edge crosses the row of `y` at or east of an abscissa: west of it others may be nearer. */
  #meetsEastOf(hit: Hit, x: number, y: number): boolean {
    const [ax, ay, bx, by] = this.#upward(hit);
    return orientation(ax, ay, bx, by, x, y) >= 0;
  }

  /** Of two edges that cross the same row and not each other: which does so further east. */
  #isEastOf(a: Hit, b: Hit): boolean {
    const edgeA = this.#upward(a);
    const edgeB = this.#upward(b);
    return sideOf(edgeA, edgeB) ?? !(sideOf(edgeB, edgeA) ?? true);
  }

  #upward({ ring: number, at, isDownward }: Hit): Edge {
    const ring = this.#rings[number]!;
    const [ax, ay, bx, by] = [ring[at]!, ring[at + 1]!, ring[at + 2]!, ring[at + 3]!];
    return isDownward ? [bx, by, ax, ay] : [ax, ay, bx, by];
  }
}

type Edge = readonly [ax: number, ay: number, bx: number, by: number];

/** Whether an edge lies east of another one, by its ends in the rows of that one; undefined when none tells. */
function sideOf([ax, ay, bx, by]: Edge, [cx, cy, dx, dy]: Edge): boolean | undefined {
  for (const [x, y] of [[ax, ay] as const, [bx, by] as const]) {
    if (y < cy || y > dy) continue;
    const side = orientation(cx, cy, dx, dy, x, y);
    if (side !== 0) return side < 0;
  }
  return undefined;
}
