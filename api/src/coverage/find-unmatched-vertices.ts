import { workPerStep, type Steps } from '../geometry/run-steps.js';
import type { LatticePoint, MultiPolygon, Ring } from '../geometry/types.js';
import { VertexNumbers } from '../geometry/vertex-numbers.js';
import { numbersPerEdge } from '../geometry/visit-near-pairs.js';
import { visitVerticesNearEdges } from '../geometry/visit-vertices-near-edges.js';

/** A vertex that lies on or next to another ring's edge, which lacks it. */
export interface UnmatchedVertex {
  readonly point: LatticePoint;
  /** Whose edge lacks the vertex: index of a child, −1 for the parent. */
  readonly lacking: number;
  /** Who has it, ascending. */
  readonly having: readonly number[];
  /** Distance to the nearest such edge in lattice steps; 0 when it is exactly on it. */
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
 * @returns sorted west → east, south → north; linear in all vertices, since owners are looked up
 */
export function* findUnmatchedVertices(
  children: readonly MultiPolygon[],
  parent: MultiPolygon | undefined,
  residual: Int32Array,
): Steps<UnmatchedVertex[]> {
  const owned = yield* ownersOfResidual(children, parent, residual);
  const { vertices, ends, owners, holders } = owned;
  const found = new Map<number, Omit<UnmatchedVertex, 'having'> & { readonly vertex: number }>();
  yield* visitVerticesNearEdges(residual, vertices, nearSteps, (edge, vertex) => {
    // By far the most pairs: an edge and one of its own ends.
    if (ends[2 * edge] === vertex || ends[2 * edge + 1] === vertex) return;
    const x = vertices.xOf(vertex);
    const y = vertices.yOf(vertex);
    const distanceSteps = distanceToInside(residual, edge * numbersPerEdge, x, y);
    if (distanceSteps === undefined) return;
    for (const lacking of owners[edge]!) {
      const key = (lacking - parentIndex) * vertices.count + vertex;
      const known = found.get(key);
      if (known !== undefined && known.distanceSteps <= distanceSteps) continue;
      if (holders[vertex]!.includes(lacking)) continue;
      found.set(key, { point: [x, y], lacking, distanceSteps, vertex });
    }
  });
  const having = havingOf(owned, new Set([...found.values()].map(({ vertex }) => vertex)));
  return [...found.values()]
    .map(({ point, lacking, distanceSteps, vertex }) => ({
      point,
      lacking,
      having: having.get(vertex)!,
      distanceSteps,
    }))
    .sort((a, b) => a.point[0] - b.point[0] || a.point[1] - b.point[1] || a.lacking - b.lacking);
}

/** The residual edges, and whose they are. Owners are listed in the order parent, first child, second child … */
interface OwnedResidual {
  readonly vertices: VertexNumbers;
  /** Two vertex numbers an edge. */
  readonly ends: Int32Array;
  /** Per edge whose it is. */
  readonly owners: readonly (readonly number[])[];
  /** Per vertex who has it, in whatever edge. */
  readonly holders: readonly (readonly number[])[];
}

function* ownersOfResidual(
  children: readonly MultiPolygon[],
  parent: MultiPolygon | undefined,
  residual: Int32Array,
): Steps<OwnedResidual> {
  const count = residual.length / numbersPerEdge;
  const vertices = new VertexNumbers(count);
  const ends = new Int32Array(2 * count);
  for (let end = 0; end < 2 * count; end += 1) {
    ends[end] = vertices.numberOf(residual[2 * end]!, residual[2 * end + 1]!);
    if (end % workPerStep === workPerStep - 1) yield;
  }
  const edgeOfEnds = new Map<number, number>();
  const keyOf = (a: number, b: number): number => Math.min(a, b) * vertices.count + Math.max(a, b);
  for (let edge = 0; edge < count; edge += 1)
    edgeOfEnds.set(keyOf(ends[2 * edge]!, ends[2 * edge + 1]!), edge);
  const owners = Array.from({ length: count }, (): number[] => []);
  const holders = Array.from({ length: vertices.count }, (): number[] => []);
  yield;
  const claim = (ring: Ring, owner: number): void => {
    let before = -1;
    for (let at = 0; at + 1 < ring.length; at += 2) {
      const vertex = vertices.find(ring[at]!, ring[at + 1]!);
      if (vertex !== -1) {
        noteOnce(holders[vertex]!, owner);
        const edge = before === -1 ? undefined : edgeOfEnds.get(keyOf(before, vertex));
        if (edge !== undefined) noteOnce(owners[edge]!, owner);
      }
      before = vertex;
    }
  };
  let work = 0;
  const geometries = parent === undefined ? children : [parent, ...children];
  for (const [index, geometry] of geometries.entries()) {
    for (const polygon of geometry) {
      for (const ring of polygon) {
        claim(ring, parent === undefined ? index : index + parentIndex);
        work += ring.length / 2;
        if (work < workPerStep) continue;
        work = 0;
        yield;
      }
    }
  }
  return { vertices, ends, owners, holders };
}

/** All of one owner comes together, so it can only be the last. */
function noteOnce(owners: number[], owner: number): void {
  if (owners[owners.length - 1] !== owner) owners.push(owner);
}

/** Of some vertices whose residual edges end there, ascending. */
function havingOf({ ends, owners }: OwnedResidual, wanted: ReadonlySet<number>): Map<number, number[]> {
  const having = new Map<number, Set<number>>();
  for (const vertex of wanted) having.set(vertex, new Set());
  for (let end = 0; wanted.size > 0 && end < ends.length; end += 1) {
    const known = having.get(ends[end]!);
    if (known !== undefined) for (const owner of owners[end >> 1]!) known.add(owner);
  }
  return new Map([...having].map(([vertex, all]) => [vertex, [...all].sort((a, b) => a - b)] as const));
}

/** Distance of a point to an edge it lies beside, away from both ends; undefined when it is further off. */
function distanceToInside(edges: Int32Array, at: number, x: number, y: number): number | undefined {
  const ax = edges[at]!;
  const ay = edges[at + 1]!;
  const bx = edges[at + 2]!;
  const by = edges[at + 3]!;
  if (Math.hypot(x - ax, y - ay) <= nearSteps || Math.hypot(x - bx, y - by) <= nearSteps) return undefined;
  const ux = bx - ax;
  const uy = by - ay;
  const along = (x - ax) * ux + (y - ay) * uy;
  const squaredLength = ux * ux + uy * uy;
  if (along <= 0 || along >= squaredLength) return undefined;
  const distance = Math.abs(ux * (y - ay) - uy * (x - ax)) / Math.sqrt(squaredLength);
  return distance <= nearSteps ? distance : undefined;
}
