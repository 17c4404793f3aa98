import { workPerStep, type Steps } from './run-steps.js';
import type { VertexNumbers } from './vertex-numbers.js';
import { numbersPerEdge, visitNearPairs } from './visit-near-pairs.js';

/** Vertices that lie in an edge's range of x, on average, above which dividing the plane both ways is cheaper. */
const mostInRange = 32;
/** Times this, x leaves room for a vertex number in what a double holds exactly: 2^31 · 2^21 = 2^52. */
const numbersPerColumn = 2 ** 21;

/**
 * Visits every edge with every vertex that lies within a distance of it in x and in y: those further off may
 * come too, and a pair may come more than once.
 *
 * @param edges `x1, y1, x2, y2` an edge on the lattice
 * @param nearSteps a whole number of lattice steps
 * @param visit called with the index of the edge and the number of the vertex
 * Cost: about linear wherever they lie: where edges are short against the whole, a walk over vertices sorted by x.
 */
export function* visitVerticesNearEdges(
  edges: Int32Array,
  vertices: VertexNumbers,
  nearSteps: number,
  visit: (edge: number, vertex: number) => void,
): Steps<void> {
  const count = edges.length / numbersPerEdge;
  if (vertices.count > numbersPerColumn) return yield* visitByCells(edges, vertices, nearSteps, visit);
  const sorted = new Float64Array(vertices.count);
  for (let vertex = 0; vertex < vertices.count; vertex += 1) {
    sorted[vertex] = vertices.xOf(vertex) * numbersPerColumn + vertex;
  }
  sorted.sort();
  yield;
  const froms = new Int32Array(count);
  const tos = new Int32Array(count);
  let inRange = 0;
  for (let edge = 0; edge < count; edge += 1) {
    const ax = edges[edge * numbersPerEdge]!;
    const bx = edges[edge * numbersPerEdge + 2]!;
    froms[edge] = firstFrom(sorted, ((ax < bx ? ax : bx) - nearSteps) * numbersPerColumn);
    tos[edge] = firstFrom(sorted, ((ax < bx ? bx : ax) + nearSteps + 1) * numbersPerColumn);
    inRange += tos[edge]! - froms[edge]!;
    if (edge % workPerStep === workPerStep - 1) yield;
  }
  if (inRange > mostInRange * count) return yield* visitByCells(edges, vertices, nearSteps, visit);
  let work = 0;
  for (let edge = 0; edge < count; edge += 1) {
    const ay = edges[edge * numbersPerEdge + 1]!;
    const by = edges[edge * numbersPerEdge + 3]!;
    const south = (ay < by ? ay : by) - nearSteps;
    const north = (ay < by ? by : ay) + nearSteps;
    for (let at = froms[edge]!; at < tos[edge]!; at += 1) {
      const key = sorted[at]!;
      const vertex = key - Math.floor(key / numbersPerColumn) * numbersPerColumn;
      const y = vertices.yOf(vertex);
      if (y >= south && y <= north) visit(edge, vertex);
    }
    work += 1 + tos[edge]! - froms[edge]!;
    if (work < workPerStep) continue;
    work = 0;
    yield;
  }
}

/** Place of the first number that is not less. */
function firstFrom(sorted: Float64Array, least: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle]! < least) low = middle + 1;
    else high = middle;
  }
  return low;
}

function* visitByCells(
  edges: Int32Array,
  vertices: VertexNumbers,
  nearSteps: number,
  visit: (edge: number, vertex: number) => void,
): Steps<void> {
  const count = edges.length / numbersPerEdge;
  const probes = new Int32Array((count + 2 * vertices.count) * numbersPerEdge);
  probes.set(edges);
  for (let vertex = 0; vertex < vertices.count; vertex += 1) {
    const x = vertices.xOf(vertex);
    const y = vertices.yOf(vertex);
    // Whatever meets the square around a vertex crosses one of its diagonals.
    const at = (count + 2 * vertex) * numbersPerEdge;
    probes.set([x - nearSteps, y - nearSteps, x + nearSteps, y + nearSteps], at);
    probes.set([x - nearSteps, y + nearSteps, x + nearSteps, y - nearSteps], at + numbersPerEdge);
  }
  yield* visitNearPairs(probes, (first, second) => {
    const low = Math.min(first, second);
    const high = Math.max(first, second);
    if (low < count && high >= count) visit(low, (high - count) >> 1);
    return false;
  });
}
