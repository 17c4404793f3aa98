import { findVerticesOnEdges } from './match-edges.js';
import { indexEdges, indexVertices } from './match-index.js';
import { insertVertices } from './match-insert.js';
import { joinVertices } from './match-join.js';
import { scaleAt } from './match-scale.js';
import type { IndexedRings, MatchInput, MatchOptions, MatchResult } from './match-types.js';

/**
 * Makes vertices and edges that nearly coincide coincide, across all rings given: the step between reading files
 * and rounding to the lattice, in the source CRS, because there straight borders are straight.
 *
 * ```
 *   before            after                 A–B is one edge of the left ring; the right rings meet it in C.
 *   A'·A              A
 *    | |              |\                    1. A' is within the match distance of A: both become A.
 *    | C'──           | C──                 2. C is within reach of A–B: A–B becomes A–C–B, for every
 *    | |              |/                       ring that has that edge.
 *   B'·B              B
 * ```
 *
 * 1. Vertices within `matchMetres` become one (see `joinNearVertices`; nothing moves farther than that).
 * 2. A vertex within that of another's edge, or within 0.75 of the last decimal its file or the edge's was written
 *    with, is inserted there. One pass: an edge bent by an insertion is not searched again.
 *
 * Neither is done where a ring would lose its area, turn over, fold back on itself, or close to a loop that runs the other
 * way. `matchMetres` 0 = the rings as they stand, vertices numbered only. Edges that cross are not mended.
 *
 * @returns rings of vertex numbers, so that what is shared stays shared when each vertex is reprojected once.
 *   Cost: near-linear (hash, hash grid, R-tree).
 */
export function matchVertices(input: MatchInput, options: MatchOptions): MatchResult {
  const source = indexVertices(input.rings);
  const { vertices } = source;
  if (!(options.matchMetres > 0)) {
    return {
      ids: source.ids,
      starts: source.starts,
      vertices,
      matchedVertices: 0,
      insertedVertices: 0,
      largestMoveMetres: 0,
      refusedMatches: 0,
      inserted: [],
    };
  }
  const joined = joinVertices(vertices, source, options);
  const edges = indexEdges(joined);
  const coarseness = spreadDecimals(
    joined,
    edges.edgeOfStep,
    edges.ends.length / 2,
    vertices.length / 2,
    input.lastDecimals,
  );
  const insertions = findVerticesOnEdges({ ...options, vertices, ends: edges.ends, ...coarseness });
  const result = insertVertices(vertices, joined, edges.edgeOfStep, insertions);
  const moves = measureMoves(vertices, joined.leaders, options);
  return {
    ids: result.ids,
    starts: result.starts,
    vertices,
    matchedVertices: moves.count,
    insertedVertices: result.insertedVertices,
    largestMoveMetres: Math.max(moves.largestMetres, result.largestMoveMetres),
    refusedMatches: joined.pinned + result.frozenEdges,
    inserted: result.inserted,
  };
}

/** Coarsest last decimal per vertex and per edge, over the rings that use it. */
function spreadDecimals(
  rings: IndexedRings,
  edgeOfStep: Int32Array,
  edgeCount: number,
  vertexCount: number,
  lastDecimals: ArrayLike<number>,
): { isUsed: Uint8Array; vertexDecimals: Float64Array; edgeDecimals: Float64Array } {
  const isUsed = new Uint8Array(vertexCount);
  const vertexDecimals = new Float64Array(vertexCount);
  const edgeDecimals = new Float64Array(edgeCount);
  for (let ring = 0; ring + 1 < rings.starts.length; ring += 1) {
    const decimal = lastDecimals[ring]!;
    for (let i = rings.starts[ring]!; i + 1 < rings.starts[ring + 1]!; i += 1) {
      const id = rings.ids[i]!;
      const edge = edgeOfStep[i]!;
      isUsed[id] = 1;
      if (decimal > vertexDecimals[id]!) vertexDecimals[id] = decimal;
      if (decimal > edgeDecimals[edge]!) edgeDecimals[edge] = decimal;
    }
  }
  return { isUsed, vertexDecimals, edgeDecimals };
}

function measureMoves(
  vertices: Float64Array,
  leaders: Int32Array,
  options: MatchOptions,
): { count: number; largestMetres: number } {
  let count = 0;
  let largestMetres = 0;
  for (let v = 0; v < leaders.length; v += 1) {
    const leader = leaders[v]!;
    if (leader === v) continue;
    count += 1;
    const scale = scaleAt(vertices[2 * v + 1]!, options.unit);
    const dx = vertices[2 * v]! - vertices[2 * leader]!;
    const dy = vertices[2 * v + 1]! - vertices[2 * leader + 1]!;
    largestMetres = Math.max(largestMetres, Math.hypot(dx * scale.east, dy * scale.north));
  }
  return { count, largestMetres };
}
