import Flatbush from 'flatbush';
import { scaleAt, type Scale } from './match-scale.js';
import type { MatchUnit } from './match-types.js';

/** Rounding to a last decimal of 1 moves a vertex by up to √½ = 0.71; a little more for the two ends of the edge. */
const lastDecimalReach = 0.75;

export interface EdgeSearch {
  readonly vertices: Float64Array;
  /** Which vertices some ring uses. */
  readonly isUsed: Uint8Array;
  /** Flat pairs of vertex numbers. */
  readonly ends: Int32Array;
  readonly matchMetres: number;
  readonly unit: MatchUnit;
  /** Coarsest last decimal of the rings that use the vertex, or the edge; in the CRS's unit, 0 = fine. */
  readonly vertexDecimals: Float64Array;
  readonly edgeDecimals: Float64Array;
}

/** Vertices that lie on edges, sorted by edge, then by place along it; parallel arrays. */
export interface EdgeInsertions {
  readonly edges: Int32Array;
  readonly vertices: Int32Array;
  readonly distancesMetres: Float64Array;
  /** Insertions of edge e are `starts[e]` up to `starts[e + 1]`. */
  readonly starts: Int32Array;
}

/**
 * Finds every vertex that lies within reach of the inside of an edge it is not an end of.
 *
 * Reach: `matchMetres`, or 0.75 of the last decimal of vertex or edge (whichever file is coarser) where that is
 * more. The foot of the perpendicular must lie between the ends.
 *
 * Cost: an R-tree over the edges, one search per vertex.
 */
export function findVerticesOnEdges(search: EdgeSearch): EdgeInsertions {
  const { vertices, ends } = search;
  const edgeCount = ends.length / 2;
  const edges: number[] = [];
  const found: number[] = [];
  const along: number[] = [];
  const distances: number[] = [];
  if (edgeCount > 0) {
    const tree = buildTree(search);
    let x = 0;
    let y = 0;
    let vertex = 0;
    let scale: Scale = scaleAt(0, search.unit);
    const visit = (edge: number): boolean => {
      const a = ends[2 * edge]!;
      const b = ends[2 * edge + 1]!;
      if (a === vertex || b === vertex) return false;
      const ax = vertices[2 * a]!;
      const ay = vertices[2 * a + 1]!;
      const dx = vertices[2 * b]! - ax;
      const dy = vertices[2 * b + 1]! - ay;
      const metres = reach(x - ax, y - ay, dx, dy, scale.east, scale.north);
      if (metres === undefined) return false;
      const decimal = Math.max(search.vertexDecimals[vertex]!, search.edgeDecimals[edge]!);
      if (metres.distance > search.matchMetres) {
        const units = decimal > 0 ? reach(x - ax, y - ay, dx, dy, 1, 1) : undefined;
        if (units === undefined || units.distance > lastDecimalReach * decimal) return false;
      }
      edges.push(edge);
      found.push(vertex);
      along.push(metres.along);
      distances.push(metres.distance);
      return false;
    };
    for (vertex = 0; vertex < search.isUsed.length; vertex += 1) {
      if (search.isUsed[vertex] === 0) continue;
      x = vertices[2 * vertex]!;
      y = vertices[2 * vertex + 1]!;
      scale = scaleAt(y, search.unit);
      const reachY = Math.max(
        search.matchMetres / scale.north,
        lastDecimalReach * search.vertexDecimals[vertex]!,
      );
      const reachX = Math.max(
        search.matchMetres / scale.east,
        lastDecimalReach * search.vertexDecimals[vertex]!,
      );
      tree.search(x - reachX, y - reachY, x + reachX, y + reachY, visit);
    }
  }
  return sortByEdge(edges, found, along, distances, edgeCount);
}

/** Boxes of the edges, grown by what the coarseness of their own file allows. */
function buildTree(search: EdgeSearch): Flatbush {
  const { vertices, ends } = search;
  const edgeCount = ends.length / 2;
  const tree = new Flatbush(edgeCount);
  for (let edge = 0; edge < edgeCount; edge += 1) {
    const a = 2 * ends[2 * edge]!;
    const b = 2 * ends[2 * edge + 1]!;
    const grow = lastDecimalReach * search.edgeDecimals[edge]!;
    tree.add(
      Math.min(vertices[a]!, vertices[b]!) - grow,
      Math.min(vertices[a + 1]!, vertices[b + 1]!) - grow,
      Math.max(vertices[a]!, vertices[b]!) + grow,
      Math.max(vertices[a + 1]!, vertices[b + 1]!) + grow,
    );
  }
  tree.finish();
  return tree;
}

/** Distance of a point from the edge 0 → d and where along it (0 … 1) its foot is; undefined beyond the ends. */
function reach(
  px: number,
  py: number,
  dx: number,
  dy: number,
  east: number,
  north: number,
): { distance: number; along: number } | undefined {
  const ex = dx * east;
  const ey = dy * north;
  const qx = px * east;
  const qy = py * north;
  const lengthSquared = ex * ex + ey * ey;
  const along = (qx * ex + qy * ey) / lengthSquared;
  if (!(along > 0 && along < 1)) return undefined;
  return { distance: Math.abs(qx * ey - qy * ex) / Math.sqrt(lengthSquared), along };
}

function sortByEdge(
  edges: readonly number[],
  vertices: readonly number[],
  along: readonly number[],
  distances: readonly number[],
  edgeCount: number,
): EdgeInsertions {
  const order = Uint32Array.from(edges.keys()).sort(
    (i, j) => edges[i]! - edges[j]! || along[i]! - along[j]! || vertices[i]! - vertices[j]!,
  );
  const starts = new Int32Array(edgeCount + 1);
  for (const edge of edges) starts[edge + 1]! += 1;
  for (let edge = 0; edge < edgeCount; edge += 1) starts[edge + 1]! += starts[edge]!;
  return {
    edges: Int32Array.from(order, (i) => edges[i]!),
    vertices: Int32Array.from(order, (i) => vertices[i]!),
    distancesMetres: Float64Array.from(order, (i) => distances[i]!),
    starts,
  };
}
