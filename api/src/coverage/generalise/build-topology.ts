import type { MultiPolygon } from '../../geometry/types.js';
import { VertexNumbers } from '../../geometry/vertex-numbers.js';

/** A border between two places where borders meet, or a whole ring that meets no other border. */
export interface Arc {
  /** Numbers of its vertices, from one node to the other; a closed arc names its first vertex twice. */
  readonly vertices: Int32Array;
}

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
 * draws with a vertex more than the other is two arcs (it was not one border).
 *
 * Preconditions: rings are normalised (closed, no repeated vertex). Cost: linear.
 */
export function buildTopology(geometries: readonly MultiPolygon[]): Topology {
  let total = 0;
  for (const geometry of geometries)
    for (const polygon of geometry) for (const ring of polygon) total += ring.length / 2;
  const vertices = new VertexNumbers(Math.ceil(total / 3));
  const numbered = geometries.map((geometry) =>
    geometry.map((polygon) => polygon.map((ring) => numberRing(ring, vertices))),
  );
  const isNode = findNodes(numbered.flat(2), vertices.count);
  const arcs: Arc[] = [];
  /** Arc by its first two vertices, and reversed by its last two. */
  const known = new Map<number, number>();
  const keyOf = (from: number, to: number): number => from * vertices.count + to;
  const cutRing = (ring: Int32Array): ArcRing => {
    const length = ring.length - 1;
    const start = startOf(ring, isNode);
    const found: number[] = [];
    for (let at = start; at < start + length;) {
      const key = keyOf(ring[at % length]!, ring[(at + 1) % length]!);
      let end = at + 1;
      while (end < start + length && isNode[ring[end % length]!] === 0) end += 1;
      const present = known.get(key);
      if (present !== undefined) {
        found.push(present);
      } else {
        const path = new Int32Array(end - at + 1);
        for (let index = 0; index < path.length; index += 1) path[index] = ring[(at + index) % length]!;
        const arc = arcs.push({ vertices: path }) - 1;
        known.set(key, arc);
        known.set(keyOf(path[path.length - 1]!, path[path.length - 2]!), ~arc);
        found.push(arc);
      }
      at = end;
    }
    return Int32Array.from(found);
  };
  return {
    vertices,
    arcs,
    geometries: numbered.map((geometry) => geometry.map((polygon) => polygon.map(cutRing))),
  };
}

function numberRing(ring: Int32Array, vertices: VertexNumbers): Int32Array {
  const numbers = new Int32Array(ring.length / 2);
  for (let index = 0; index < numbers.length; index += 1) {
    numbers[index] = vertices.numberOf(ring[2 * index]!, ring[2 * index + 1]!);
  }
  return numbers;
}

/** 1 for every vertex that has other than two distinct neighbours. */
function findNodes(rings: readonly Int32Array[], count: number): Uint8Array {
  const first = new Int32Array(count).fill(none);
  const second = new Int32Array(count).fill(none);
  const meet = (vertex: number, neighbour: number): void => {
    if (first[vertex] === none || first[vertex] === neighbour) first[vertex] = neighbour;
    else if (second[vertex] === none || second[vertex] === neighbour) second[vertex] = neighbour;
    else second[vertex] = several;
  };
  for (const ring of rings) {
    for (let at = 0; at + 1 < ring.length; at += 1) {
      meet(ring[at]!, ring[at + 1]!);
      meet(ring[at + 1]!, ring[at]!);
    }
  }
  return Uint8Array.from(second, (other) => (other === none || other === several ? 1 : 0));
}

/** Where to begin: at a node, or where there is none at the least vertex, which every ring along it finds. */
function startOf(ring: Int32Array, isNode: Uint8Array): number {
  let least = 0;
  for (let at = 0; at + 1 < ring.length; at += 1) {
    if (isNode[ring[at]!] === 1) return at;
    if (ring[at]! < ring[least]!) least = at;
  }
  return least;
}
