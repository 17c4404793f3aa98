import type { Steps } from '../geometry/run-steps.js';
import { numbersPerEdge, visitNearPairs } from '../geometry/visit-near-pairs.js';
import type { LatticePoint, MultiPolygon } from '../geometry/types.js';

/** A vertex that lies on or next to another ring's edge, which lacks it. */
export interface UnmatchedVertex {
  readonly point: LatticePoint;
  /** Whose edge lacks the vertex: index of a child, −1 for the parent. */
  readonly lacking: number;
  /** Who has it, ascending. */
  readonly having: readonly number[];
  /** Distance to the edge in lattice steps; 0 when it is exactly on it. */
  readonly distanceSteps: number;
}

/** Index that stands for the parent. */
export const parentIndex = -1;

/** A vertex counts as meant for the edge within this many lattice steps (`design.md`: two). */
const nearSteps = 2;

/**
 * Finds T-junctions among the edges that did not cancel: a vertex of one ring inside another's edge, or within
 * two lattice steps of it, where that other ring has no such vertex. A vertex that near to an *end* of the edge is a
 * moved vertex, not an unmatched one, and is not reported.
 *
 * @param residual what `proveParent` left
 * @returns sorted west → east, south → north; linear in all edges, since owners are looked up
 */
export function* findUnmatchedVertices(
  children: readonly MultiPolygon[],
  parent: MultiPolygon | undefined,
  residual: Int32Array,
): Steps<UnmatchedVertex[]> {
  const owned = yield* ownersOfResidual(children, parent, residual);
  const vertices = yield* verticesOf(owned);
  const count = owned.length;
  const probes = new Int32Array((count + 2 * vertices.length) * numbersPerEdge);
  owned.forEach(({ ends }, index) => probes.set(ends, index * numbersPerEdge));
  vertices.forEach(({ point: [x, y] }, index) => {
    // Whatever meets the square around a vertex crosses one of its diagonals.
    const at = (count + 2 * index) * numbersPerEdge;
    probes.set([x - nearSteps, y - nearSteps, x + nearSteps, y + nearSteps], at);
    probes.set([x - nearSteps, y + nearSteps, x + nearSteps, y - nearSteps], at + numbersPerEdge);
  });

  const found = new Map<string, UnmatchedVertex>();
  const verticesByOwner = new Map<number, ReadonlySet<string>>();
  const hasVertex = (owner: number, point: LatticePoint): boolean => {
    let known = verticesByOwner.get(owner);
    if (known === undefined) {
      known = vertexKeys(owner === parentIndex ? (parent ?? []) : children[owner]!);
      verticesByOwner.set(owner, known);
    }
    return known.has(pointKey(point));
  };
  const judge = (edge: OwnedEdge, vertex: OwnedVertex): void => {
    const distanceSteps = distanceToInside(edge.ends, vertex.point);
    if (distanceSteps === undefined) return;
    for (const lacking of edge.owners) {
      const key = `${lacking} ${pointKey(vertex.point)}`;
      if (found.has(key) || hasVertex(lacking, vertex.point)) continue;
      found.set(key, { point: vertex.point, lacking, having: vertex.owners, distanceSteps });
    }
  };
  yield* visitNearPairs(probes, (first, second) => {
    const low = Math.min(first, second);
    const high = Math.max(first, second);
    if (low < count && high >= count) judge(owned[low]!, vertices[(high - count) >> 1]!);
    return false;
  });
  return [...found.values()].sort(
    (a, b) => a.point[0] - b.point[0] || a.point[1] - b.point[1] || a.lacking - b.lacking,
  );
}

/** Edges looked up by a key of text between two yields. */
const edgesPerStep = 8192;

interface OwnedEdge {
  readonly ends: readonly [x1: number, y1: number, x2: number, y2: number];
  readonly owners: readonly number[];
}

interface OwnedVertex {
  readonly point: LatticePoint;
  readonly owners: readonly number[];
}

function* ownersOfResidual(
  children: readonly MultiPolygon[],
  parent: MultiPolygon | undefined,
  residual: Int32Array,
): Steps<OwnedEdge[]> {
  const byEnds = new Map<string, { ends: OwnedEdge['ends']; owners: number[] }>();
  const vertices = new Set<number>();
  for (let at = 0; at < residual.length; at += numbersPerEdge) {
    const ends = [residual[at]!, residual[at + 1]!, residual[at + 2]!, residual[at + 3]!] as const;
    byEnds.set(ends.join(','), { ends, owners: [] });
    if (at % edgesPerStep === 0) yield;
    vertices.add(ends[0]);
  }
  let work = 0;
  const claim = function* (geometry: MultiPolygon, owner: number): Steps<void> {
    for (const polygon of geometry) {
      for (const ring of polygon) {
        for (let at = 0; at + 3 < ring.length; at += 2) {
          const isForward =
            ring[at]! < ring[at + 2]! || (ring[at] === ring[at + 2] && ring[at + 1]! < ring[at + 3]!);
          const a = isForward ? at : at + 2;
          const b = isForward ? at + 2 : at;
          work += 1;
          if (work % edgesPerStep === 0) yield;
          // Most edges are told apart by their first abscissa, without making a key.
          if (!vertices.has(ring[a]!)) continue;
          const edge = byEnds.get(`${ring[a]},${ring[a + 1]},${ring[b]},${ring[b + 1]}`);
          if (edge !== undefined && !edge.owners.includes(owner)) edge.owners.push(owner);
        }
      }
    }
  };
  if (parent !== undefined) yield* claim(parent, parentIndex);
  for (const [index, child] of children.entries()) yield* claim(child, index);
  return [...byEnds.values()];
}

function* verticesOf(edges: readonly OwnedEdge[]): Steps<OwnedVertex[]> {
  const byPoint = new Map<string, { point: LatticePoint; owners: Set<number> }>();
  for (const [index, { ends, owners }] of edges.entries()) {
    if (index % edgesPerStep === 0) yield;
    for (const point of [[ends[0], ends[1]] as const, [ends[2], ends[3]] as const]) {
      const key = pointKey(point);
      const vertex = byPoint.get(key) ?? { point, owners: new Set<number>() };
      for (const owner of owners) vertex.owners.add(owner);
      byPoint.set(key, vertex);
    }
  }
  return [...byPoint.values()].map(({ point, owners }) => ({
    point,
    owners: [...owners].sort((a, b) => a - b),
  }));
}

function vertexKeys(geometry: MultiPolygon): Set<string> {
  const keys = new Set<string>();
  for (const polygon of geometry) {
    for (const ring of polygon) {
      for (let at = 0; at + 1 < ring.length; at += 2) keys.add(pointKey([ring[at]!, ring[at + 1]!]));
    }
  }
  return keys;
}

function pointKey(point: LatticePoint): string {
  return `${point[0]},${point[1]}`;
}

/** Distance of a point to an edge it lies beside, away from both ends; undefined when it is further off. */
function distanceToInside([ax, ay, bx, by]: OwnedEdge['ends'], [x, y]: LatticePoint): number | undefined {
  if (Math.hypot(x - ax, y - ay) <= nearSteps || Math.hypot(x - bx, y - by) <= nearSteps) return undefined;
  const ux = bx - ax;
  const uy = by - ay;
  const along = (x - ax) * ux + (y - ay) * uy;
  const squaredLength = ux * ux + uy * uy;
  if (along <= 0 || along >= squaredLength) return undefined;
  const distance = Math.abs(ux * (y - ay) - uy * (x - ax)) / Math.sqrt(squaredLength);
  return distance <= nearSteps ? distance : undefined;
}
