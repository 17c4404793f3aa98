import type { IndexedRings } from './match-types.js';

/** Twice the signed area of the path through places `from` … `to` of `ids`, closed by its own ends. */
export function doubledPathArea(
  vertices: Float64Array,
  ids: ArrayLike<number>,
  from: number,
  to: number,
): number {
  const originX = vertices[2 * ids[from]!]!;
  const originY = vertices[2 * ids[from]! + 1]!;
  let sum = 0;
  for (let i = from + 1; i < to; i += 1) {
    const ax = vertices[2 * ids[i]!]! - originX;
    const ay = vertices[2 * ids[i]! + 1]! - originY;
    const bx = vertices[2 * ids[i + 1]!]! - originX;
    const by = vertices[2 * ids[i + 1]! + 1]! - originY;
    sum += ax * by - bx * ay;
  }
  return sum;
}

/** True when the closed path turns on its heel somewhere: the vertex before a vertex equals the one after it. */
export function hasSpike(path: ArrayLike<number>): boolean {
  const steps = path.length - 1;
  for (let i = 0; i < steps; i += 1) {
    if (steps > 1 && path[(i + steps - 1) % steps]! === path[i + 1]!) return true;
  }
  return false;
}

/** A closed path of vertex numbers, and per place the edge its vertex was put into (−1: its own vertex). */
export interface DrawnPath {
  readonly path: number[];
  readonly intoEdge: number[];
}

/**
 * Takes the spikes out of a closed path, until none is left: `… x y x …` becomes `… x …`. The two edges of a spike
 * cancel each other, so the path encloses, and borders, exactly what it did.
 *
 * @returns a closed path; one vertex twice, or nothing, when all was spike.
 */
export function removeSpikes({ path, intoEdge }: DrawnPath): DrawnPath {
  const kept: number[] = [];
  const origin: number[] = [];
  const own = (at: number, other: number): void => {
    origin[at] = Math.min(origin[at]!, other);
  };
  for (let i = 0; i + 1 < path.length; i += 1) {
    const last = kept.length - 1;
    if (kept[last] === path[i]) {
      own(last, intoEdge[i]!);
    } else if (last >= 1 && kept[last - 1] === path[i]) {
      kept.pop();
      origin.pop();
      own(last - 1, intoEdge[i]!);
    } else {
      kept.push(path[i]!);
      origin.push(intoEdge[i]!);
    }
  }
  /** What is left can only fold over the place where the path begins and ends. */
  let from = 0;
  let to = kept.length - 1;
  while (to - from >= 1) {
    if (kept[from] === kept[to]) {
      own(from, origin[to]!);
      to -= 1;
    } else if (to - from >= 2 && kept[to - 1] === kept[from]) {
      to -= 1;
    } else if (to - from >= 2 && kept[to] === kept[from + 1]) {
      from += 1;
    } else {
      break;
    }
  }
  const open = kept.slice(from, to + 1);
  const openOrigin = origin.slice(from, to + 1);
  if (open.length === 0) return { path: [], intoEdge: [] };
  return { path: [...open, open[0]!], intoEdge: [...openOrigin, openOrigin[0]!] };
}

/** One ring with every vertex replaced by its leader, without vertices that equal their predecessor; first = last. */
export function extractRing(rings: IndexedRings, ring: number, leaders: Int32Array): number[] {
  const path: number[] = [];
  for (let i = rings.starts[ring]!; i < rings.starts[ring + 1]!; i += 1) {
    const id = leaders[rings.ids[i]!]!;
    if (path[path.length - 1] !== id) path.push(id);
  }
  return path;
}
