import { orientation } from './orientation.js';
import { compareCoordinates, PlaneNodes, type PlaneNode } from './plane-nodes.js';
import { workPerStep, type Steps } from './run-steps.js';
import { numbersPerEdge, visitNearPairs } from './visit-near-pairs.js';

export interface CutEdges {
  readonly nodes: readonly PlaneNode[];
  /** Per edge: its nodes in order from its first end to its second. */
  readonly chains: readonly (readonly number[])[];
}

/**
 * Finds every point where two edges meet, exactly, and orders them along each edge.
 *
 * @param edges `x1, y1, x2, y2` an edge on the lattice, none of length 0; equal edges should come once
 * Cost: about linear in edges plus crossings.
 */
export function* cutEdges(edges: Int32Array): Steps<CutEdges> {
  const nodes = new PlaneNodes();
  const count = edges.length / numbersPerEdge;
  const cuts: (number[] | undefined)[] = new Array<number[] | undefined>(count);
  const cut = (edge: number, node: number): void => {
    (cuts[edge] ??= []).push(node);
  };
  yield* visitNearPairs(edges, (first, second) => {
    cutPair(edges, first, second, cut, nodes);
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
      const inner = [...new Set(known)].filter((node) => node !== start && node !== end);
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
  return { nodes: nodes.nodes, chains };
}

function cutPair(
  edges: Int32Array,
  first: number,
  second: number,
  cut: (edge: number, node: number) => void,
  nodes: PlaneNodes,
): void {
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
  if (cSide * dSide > 0) return;
  const aSide = orientation(cx, cy, dx, dy, ax, ay);
  const bSide = orientation(cx, cy, dx, dy, bx, by);
  if (aSide * bSide > 0) return;
  if (cSide * dSide < 0 && aSide * bSide < 0) {
    const node = nodes.crossingNode(ax, ay, bx, by, cx, cy, dx, dy);
    cut(first, node);
    cut(second, node);
    return;
  }
  if (cSide === 0 && isWithin(cx, cy, ax, ay, bx, by)) cut(first, nodes.latticeNode(cx, cy));
  if (dSide === 0 && isWithin(dx, dy, ax, ay, bx, by)) cut(first, nodes.latticeNode(dx, dy));
  if (aSide === 0 && isWithin(ax, ay, cx, cy, dx, dy)) cut(second, nodes.latticeNode(ax, ay));
  if (bSide === 0 && isWithin(bx, by, cx, cy, dx, dy)) cut(second, nodes.latticeNode(bx, by));
}

function isWithin(x: number, y: number, ax: number, ay: number, bx: number, by: number): boolean {
  return x >= Math.min(ax, bx) && x <= Math.max(ax, bx) && y >= Math.min(ay, by) && y <= Math.max(ay, by);
}

function compareAlong(a: PlaneNode, b: PlaneNode, dx: number, dy: number): number {
  return Math.abs(dx) >= Math.abs(dy)
    ? Math.sign(dx) * compareCoordinates(a, b, 'x')
    : Math.sign(dy) * compareCoordinates(a, b, 'y');
}
