import { workPerStep, type Steps } from '../../geometry/run-steps.js';
import type { VertexNumbers } from '../../geometry/vertex-numbers.js';
import type { NumberedGeometry } from './number-rings.js';

/**
 * A border between two places where borders meet, or a whole ring that meets no other border: the numbers of its
 * vertices, from one node to the other; a closed arc names its first vertex twice.
 *
 * It runs from its lesser end (by x, then y); a closed one begins at its node, or its least vertex, and turns to the lesser
 * neighbour. So the same border is the same arc in every map, whatever grids come first.
 */
export type Arc = Int32Array;

/**
 * A ring as the arcs it runs along: `arc` forwards, `~arc` backwards.
 */
export type ArcRing = Int32Array;

/** Every border of a map once, whatever number of grids and levels share it. */
export interface Topology {
  readonly vertices: VertexNumbers;
  readonly arcs: readonly Arc[];
  /** Per geometry, polygon and ring the arcs that make it. */
  readonly geometries: readonly (readonly (readonly ArcRing[])[])[];
  /** The arc that begins with two vertices; undefined when none does. */
  readonly find: (first: number, second: number) => number | undefined;
}

const none = -1;
const several = -2;

/**
 * Cuts the rings of all geometries, of all levels together, into arcs at the vertices where borders meet.
 *
 *      A───B───C        B and E have three neighbours: nodes.
 *      │   │   │        Arcs: B-A-D-E, B-E, B-C-F-E; each is there once,
 *      D───E───F        although two or more rings run along it.
 *
 * A vertex that two borders share has the same two neighbours in both, or is a node; so a border that one geometry
 * draws with a vertex more than the other is two arcs (it was not one border). An edge belongs to exactly one arc.
 *
 * Preconditions: rings are normalised (closed, no repeated vertex); all of them are numbered. Cost: linear.
 */
export function* buildTopology(
  geometries: readonly NumberedGeometry[],
  vertices: VertexNumbers,
): Steps<Topology> {
  const isNode = yield* findNodes(geometries, vertices.count);
  const cutter = new ArcCutter(vertices, isNode);
  const cut: ArcRing[][][] = [];
  let work = 0;
  for (const geometry of geometries) {
    cut.push(geometry.map((polygon) => polygon.map((ring) => cutter.cut(ring))));
    work += vertexCount(geometry);
    if (work < workPerStep) continue;
    work = 0;
    yield;
  }
  return {
    vertices,
    arcs: cutter.arcs,
    geometries: cut,
    find: (first, second) => cutter.find(first, second),
  };
}

/** Cuts rings one after the other, finding arcs that were cut before. */
class ArcCutter {
  readonly arcs: Arc[] = [];
  /** Arc by its first two vertices, and reversed by its last two. */
  readonly #known = new Map<number, number>();
  readonly #vertices: VertexNumbers;
  readonly #isNode: Uint8Array;
  readonly #count: number;

  constructor(vertices: VertexNumbers, isNode: Uint8Array) {
    this.#vertices = vertices;
    this.#isNode = isNode;
    this.#count = vertices.count;
  }

  find(first: number, second: number): number | undefined {
    const arc = this.#known.get(first * this.#count + second);
    return arc === undefined || arc < 0 ? undefined : arc;
  }

  cut(ring: Int32Array): ArcRing {
    const isNode = this.#isNode;
    const length = ring.length - 1;
    const start = this.#startOf(ring);
    const found: number[] = [];
    for (let at = start; at < start + length;) {
      let end = at + 1;
      while (end < start + length && isNode[ring[end % length]!] === 0) end += 1;
      const key = ring[at % length]! * this.#count + ring[(at + 1) % length]!;
      found.push(this.#known.get(key) ?? this.#keep(ring, at, end));
      at = end;
    }
    return Int32Array.from(found);
  }

  /** Files a stretch of a ring as a new arc; `~arc` when the ring runs against it. */
  #keep(ring: Int32Array, from: number, to: number): number {
    const length = ring.length - 1;
    const path = new Int32Array(to - from + 1);
    for (let index = 0; index < path.length; index += 1) path[index] = ring[(from + index) % length]!;
    const isReversed = !this.#runsFromLesser(path);
    if (isReversed) path.reverse();
    const arc = this.arcs.push(path) - 1;
    this.#known.set(path[0]! * this.#count + path[1]!, arc);
    this.#known.set(path[path.length - 1]! * this.#count + path[path.length - 2]!, ~arc);
    return isReversed ? ~arc : arc;
  }

  #runsFromLesser(path: Int32Array): boolean {
    const last = path.length - 1;
    return path[0] === path[last]
      ? this.#isLess(path[1]!, path[last - 1]!)
      : this.#isLess(path[0]!, path[last]!);
  }

  #isLess(a: number, b: number): boolean {
    const byX = this.#vertices.xOf(a) - this.#vertices.xOf(b);
    return byX < 0 || (byX === 0 && this.#vertices.yOf(a) < this.#vertices.yOf(b));
  }

  /** Where to begin: at a node, or where there is none at the least vertex, which every ring along it finds. */
  #startOf(ring: Int32Array): number {
    let least = 0;
    for (let at = 0; at + 1 < ring.length; at += 1) {
      if (this.#isNode[ring[at]!] === 1) return at;
      if (this.#isLess(ring[at]!, ring[least]!)) least = at;
    }
    return least;
  }
}

/** 1 for every vertex that has other than two distinct neighbours. */
function* findNodes(geometries: readonly NumberedGeometry[], count: number): Steps<Uint8Array> {
  const first = new Int32Array(count).fill(none);
  const second = new Int32Array(count).fill(none);
  const meet = (vertex: number, neighbour: number): void => {
    if (first[vertex] === none || first[vertex] === neighbour) first[vertex] = neighbour;
    else if (second[vertex] === none || second[vertex] === neighbour) second[vertex] = neighbour;
    else second[vertex] = several;
  };
  let work = 0;
  for (const geometry of geometries) {
    for (const polygon of geometry) {
      for (const ring of polygon) {
        for (let at = 0; at + 1 < ring.length; at += 1) {
          meet(ring[at]!, ring[at + 1]!);
          meet(ring[at + 1]!, ring[at]!);
        }
      }
    }
    work += vertexCount(geometry);
    if (work < workPerStep) continue;
    work = 0;
    yield;
  }
  const isNode = new Uint8Array(count);
  for (let vertex = 0; vertex < count; vertex += 1) if (second[vertex]! < 0) isNode[vertex] = 1;
  return isNode;
}

function vertexCount(geometry: NumberedGeometry): number {
  let count = 0;
  for (const polygon of geometry) for (const ring of polygon) count += ring.length;
  return count;
}
