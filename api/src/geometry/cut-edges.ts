import { orientation } from './orientation.js';
import { compareCoordinates, PlaneNodes, type PlaneNode } from './plane-nodes.js';
import { workPerStep, type Steps } from './run-steps.js';
import { numbersPerEdge, visitNearPairs } from './visit-near-pairs.js';

export interface CutEdges {
  readonly nodes: readonly PlaneNode[];
  /** Per edge: its nodes in order from its first end to its second. */
  readonly chains: readonly (readonly number[])[];
  /** True when some edge comes twice. */
  readonly hasEqual: boolean;
}

/**
 * Finds every point where two edges meet, exactly, and orders them along each edge.
 *
 * @param edges `x1, y1, x2, y2` an edge on the lattice, none of length 0
 * Cost: about linear in edges plus crossings.
 */
export function* cutEdges(edges: Int32Array): Steps<CutEdges> {
  const nodes = new PlaneNodes();
  const count = edges.length / numbersPerEdge;
  const cuts: (number[] | undefined)[] = new Array<number[] | undefined>(count);
  const cut = (edge: number, node: number): void => {
    (cuts[edge] ??= []).push(node);
  };
  let hasEqual = false;
  yield* visitNearPairs(edges, (first, second) => {
    if (cutPair(edges, first, second, cut, nodes) === 'equal') hasEqual = true;
    return false;
  });
  const chains: number[][] = [];
  let work = 0;
  for (let edge = 0; edge < count; edge += 1) {
    const at = edge * numbersPerEdge;
    const dx = edges[at + 2]! - edges[at]!;
    const dy = edges[at + 3]! - edges[at + 1]!;
    const start = nodes.latticeNode(edges[at]!, edges[at + 1]!);
    const end = nodes.latticeNode(edges[at + 2]!, edges[at + 3]!);
    const known = cuts[edge];
    if (known === undefined) {
      chains.push([start, end]);
    } else {
      const inner = known.length === 1 ? known : [...new Set(known)];
      inner.sort((a, b) => compareAlong(nodes.nodes[a]!, nodes.nodes[b]!, dx, dy));
      chains.push([start, ...inner, end]);
      work += 10 * inner.length;
    }
    work += 1;
    if (work > workPerStep) {
      work = 0;
      yield;
    }
  }
  return { nodes: nodes.nodes, chains, hasEqual };
}

function cutPair(
  edges: Int32Array,
  first: number,
  second: number,
  cut: (edge: number, node: number) => void,
  nodes: PlaneNodes,
): 'equal' | undefined {
  const a = first * numbersPerEdge;
  const b = second * numbersPerEdge;
  const ax = edges[a]!;
  const ay = edges[a + 1]!;
  const bx = edges[a + 2]!;
  const by = edges[a + 3]!;
  const cx = edges[b]!;
  const cy = edges[b + 1]!;
  const dx = edges[b + 2]!;
  const dy = edges[b + 3]!;
  const cSide = orientation(ax, ay, bx, by, cx, cy);
  const dSide = orientation(ax, ay, bx, by, dx, dy);
  if (cSide * dSide > 0) return undefined;
  // By far the most pairs: two edges with a common end that are not in line.
  if (
    cSide !== 0 ? dSide === 0 && isEnd(dx, dy, ax, ay, bx, by) : dSide !== 0 && isEnd(cx, cy, ax, ay, bx, by)
  )
    return undefined;
  const aSide = orientation(cx, cy, dx, dy, ax, ay);
  const bSide = orientation(cx, cy, dx, dy, bx, by);
  if (aSide * bSide > 0) return undefined;
  if (cSide * dSide < 0 && aSide * bSide < 0) {
    const node = nodes.crossingNode(ax, ay, bx, by, cx, cy, dx, dy);
    cut(first, node);
    cut(second, node);
    return undefined;
  }
  if (cSide === 0 && isInside(cx, cy, ax, ay, bx, by)) cut(first, nodes.latticeNode(cx, cy));
  if (dSide === 0 && isInside(dx, dy, ax, ay, bx, by)) cut(first, nodes.latticeNode(dx, dy));
  if (aSide === 0 && isInside(ax, ay, cx, cy, dx, dy)) cut(second, nodes.latticeNode(ax, ay));
  if (bSide === 0 && isInside(bx, by, cx, cy, dx, dy)) cut(second, nodes.latticeNode(bx, by));
  return isEnd(cx, cy, ax, ay, bx, by) && isEnd(dx, dy, ax, ay, bx, by) ? 'equal' : undefined;
}

function isEnd(x: number, y: number, ax: number, ay: number, bx: number, by: number): boolean {
  return (x === ax && y === ay) || (x === bx && y === by);
}

/** Whether a point on the line of an edge lies on it, away from its ends. */
function isInside(x: number, y: number, ax: number, ay: number, bx: number, by: number): boolean {
  const isBetween =
    x >= Math.min(ax, bx) && x <= Math.max(ax, bx) && y >= Math.min(ay, by) && y <= Math.max(ay, by);
  return isBetween && !isEnd(x, y, ax, ay, bx, by);
}

function compareAlong(a: PlaneNode, b: PlaneNode, dx: number, dy: number): number {
  return Math.abs(dx) >= Math.abs(dy)
    ? Math.sign(dx) * compareCoordinates(a, b, 'x')
    : Math.sign(dy) * compareCoordinates(a, b, 'y');
}
