import type { EdgeInsertions } from './match-edges.js';
import { doubledPathArea, hasSpike, removeSpikes, type DrawnPath } from './match-ring-check.js';
import type { IndexedRings, InsertedVertex } from './match-types.js';

export interface InsertedRings extends IndexedRings {
  readonly inserted: readonly InsertedVertex[];
  /** Vertices put into edges, an edge of several rings counted once. */
  readonly insertedVertices: number;
  readonly largestMoveMetres: number;
  /** Edges left as they were, because a ring would have closed or turned over. */
  readonly frozenEdges: number;
}

/** Rings, which edge each step of them is, what goes into each edge, and which edges are to be left alone. */
interface Work {
  readonly vertices: Float64Array;
  readonly rings: IndexedRings;
  readonly edgeOfStep: Int32Array;
  readonly insertions: EdgeInsertions;
  readonly frozen: Uint8Array;
}

/**
 * Puts vertices into the edges they lie on, in every ring that has the edge or in none.
 *
 * An edge is left as it was (frozen) when, with its new vertices, a ring would lose or turn its area, or touch itself so
 * that one of the two loops runs the other way (a C that closes to an O). Ends, since every round freezes at least one
 * more edge. A needle that folds onto itself is taken out (`removeSpikes`).
 */
export function insertVertices(
  vertices: Float64Array,
  rings: IndexedRings,
  edgeOfStep: Int32Array,
  insertions: EdgeInsertions,
): InsertedRings {
  const frozen = new Uint8Array(insertions.starts.length - 1);
  const work: Work = { vertices, rings, edgeOfStep, insertions, frozen };
  const affected: number[] = [];
  for (let ring = 0; ring + 1 < rings.starts.length; ring += 1) {
    if (hasInsertions(work, ring)) affected.push(ring);
  }
  let hasFrozen = affected.length > 0;
  while (hasFrozen) {
    hasFrozen = false;
    for (const ring of affected) {
      for (const edge of findSpoilingEdges(work, ring)) {
        frozen[edge] = 1;
        hasFrozen = true;
      }
    }
  }
  return buildRings(work);
}

function hasInsertions(work: Work, ring: number): boolean {
  const { rings, edgeOfStep, insertions, frozen } = work;
  for (let i = rings.starts[ring]!; i + 1 < rings.starts[ring + 1]!; i += 1) {
    const edge = edgeOfStep[i]!;
    if (frozen[edge] === 0 && insertions.starts[edge]! < insertions.starts[edge + 1]!) return true;
  }
  return false;
}

/** The ring with what goes into its edges; without spikes when it had none before. */
function drawRing(work: Work, ring: number): DrawnPath {
  const { rings, edgeOfStep, insertions, frozen } = work;
  const path: number[] = [];
  const intoEdge: number[] = [];
  const end = rings.starts[ring + 1]! - 1;
  for (let i = rings.starts[ring]!; i <= end; i += 1) {
    path.push(rings.ids[i]!);
    intoEdge.push(-1);
    if (i === end) break;
    const edge = edgeOfStep[i]!;
    if (frozen[edge] === 1) continue;
    const from = insertions.starts[edge]!;
    const to = insertions.starts[edge + 1]!;
    const isForward = rings.ids[i]! < rings.ids[i + 1]!;
    for (let k = 0; k < to - from; k += 1) {
      path.push(insertions.vertices[isForward ? from + k : to - 1 - k]!);
      intoEdge.push(edge);
    }
  }
  const drawn = { path, intoEdge };
  const original = rings.ids.subarray(rings.starts[ring], end + 1);
  return hasSpike(path) && !hasSpike(original) ? removeSpikes(drawn) : drawn;
}

function findSpoilingEdges(work: Work, ring: number): Set<number> {
  const { vertices, rings } = work;
  const drawn = drawRing(work, ring);
  const before = doubledPathArea(vertices, rings.ids, rings.starts[ring]!, rings.starts[ring + 1]! - 1);
  const after = drawn.path.length < 4 ? 0 : doubledPathArea(vertices, drawn.path, 0, drawn.path.length - 1);
  if (before !== 0 && Math.sign(before) !== Math.sign(after)) return listInsertedEdges(work, ring);
  return findClosingEdges(vertices, drawn, after);
}

function listInsertedEdges(work: Work, ring: number): Set<number> {
  const { rings, edgeOfStep, insertions, frozen } = work;
  const edges = new Set<number>();
  for (let i = rings.starts[ring]!; i + 1 < rings.starts[ring + 1]!; i += 1) {
    const edge = edgeOfStep[i]!;
    if (frozen[edge] === 0 && insertions.starts[edge]! < insertions.starts[edge + 1]!) edges.add(edge);
  }
  return edges;
}

/** Edges whose new vertex the ring already has elsewhere, where one of the two loops would run the other way. */
function findClosingEdges(vertices: Float64Array, drawn: DrawnPath, area: number): Set<number> {
  const { path, intoEdge } = drawn;
  const steps = path.length - 1;
  const placesOf = new Map<number, number[]>();
  for (let i = 0; i < steps; i += 1) {
    const places = placesOf.get(path[i]!);
    if (places === undefined) placesOf.set(path[i]!, [i]);
    else places.push(i);
  }
  const closing = new Set<number>();
  for (let i = 0; i < steps; i += 1) {
    if (intoEdge[i]! < 0) continue;
    for (const other of placesOf.get(path[i]!)!) {
      if (other === i) continue;
      const loop = doubledPathArea(vertices, path, Math.min(i, other), Math.max(i, other));
      const runsOtherWay = Math.sign(loop) !== Math.sign(area) || Math.sign(area - loop) !== Math.sign(area);
      if (runsOtherWay) closing.add(intoEdge[i]!);
    }
  }
  return closing;
}

function buildRings(work: Work): InsertedRings {
  const { rings, insertions, frozen } = work;
  const inserted: InsertedVertex[] = [];
  const paths: ArrayLike<number>[] = [];
  const starts = new Int32Array(rings.starts.length);
  let insertedVertices = 0;
  let largestMoveMetres = 0;
  for (let ring = 0; ring + 1 < rings.starts.length; ring += 1) {
    const drawn = hasInsertions(work, ring) ? drawRing(work, ring) : undefined;
    const path = drawn?.path ?? rings.ids.subarray(rings.starts[ring], rings.starts[ring + 1]);
    paths.push(path);
    starts[ring + 1] = starts[ring]! + path.length;
    for (let i = 0; drawn !== undefined && i + 1 < path.length; i += 1) {
      const edge = drawn.intoEdge[i]!;
      if (edge < 0) continue;
      const distanceMetres = distanceOf(insertions, edge, path[i]!);
      inserted.push({ ring, vertex: path[i]!, distanceMetres });
      largestMoveMetres = Math.max(largestMoveMetres, distanceMetres);
    }
  }
  let frozenEdges = 0;
  for (let edge = 0; edge < frozen.length; edge += 1) {
    if (frozen[edge] === 1) frozenEdges += 1;
    else insertedVertices += insertions.starts[edge + 1]! - insertions.starts[edge]!;
  }
  const ids = new Int32Array(starts[starts.length - 1]!);
  for (const [ring, path] of paths.entries()) ids.set(path, starts[ring]);
  return { ids, starts, inserted, insertedVertices, largestMoveMetres, frozenEdges };
}

function distanceOf(insertions: EdgeInsertions, edge: number, vertex: number): number {
  for (let i = insertions.starts[edge]!; i < insertions.starts[edge + 1]!; i += 1) {
    if (insertions.vertices[i] === vertex) return insertions.distancesMetres[i]!;
  }
  throw new Error(`vertex ${vertex} was not found on edge ${edge}`);
}
