import { crossSign, orientation } from './orientation.js';
import { numbersPerEdge, visitNearPairs } from './visit-near-pairs.js';

/** An exact point that is not on the lattice: `(xn / d, yn / d)`, reduced, `d` > 1. */
export interface ExactPoint {
  readonly xn: bigint;
  readonly yn: bigint;
  readonly d: bigint;
}

/** A node of the noded edges; `x` and `y` are exact when `exact` is undefined, otherwise the nearest doubles. */
export interface PlaneNode {
  readonly x: number;
  readonly y: number;
  readonly exact: ExactPoint | undefined;
}

/** A piece of an edge that nothing crosses any more. */
export interface Piece {
  readonly from: number;
  readonly to: number;
  /** Direction by the original edge's integers, so that angles compare exactly. */
  readonly dx: number;
  readonly dy: number;
  /** Index of the original edge. */
  readonly source: number;
}

export interface NodedEdges {
  readonly nodes: readonly PlaneNode[];
  readonly pieces: readonly Piece[];
  /** Per piece: indices of original edges that run here, with +1 or −1 by direction. */
  readonly runs: readonly (readonly (readonly [edge: number, sign: 1 | -1])[])[];
  /** Per original edge: its nodes in order from its first end to its second. */
  readonly chains: readonly (readonly number[])[];
}

/** Doubles of exact points this far apart are in the order of the points themselves. */
const safeDifference = 1e-3;

/**
 * Cuts edges at every point where two of them meet, exactly: crossings are rationals in BigInt, and pieces that
 * lie over each other become one.
 *
 * @param edges `x1, y1, x2, y2` an edge on the lattice, none of length 0; equal edges should come once
 * @returns nodes and pieces; no two pieces meet but at their ends. About linear in edges plus crossings.
 */
export function nodeEdges(edges: Int32Array): NodedEdges {
  const nodes: PlaneNode[] = [];
  const nodeByKey = new Map<string, number>();
  const count = edges.length / numbersPerEdge;
  const latticeNode = (x: number, y: number): number => {
    const key = `${x},${y}`;
    let node = nodeByKey.get(key);
    if (node === undefined) {
      node = nodes.push({ x, y, exact: undefined }) - 1;
      nodeByKey.set(key, node);
    }
    return node;
  };
  const exactNode = (point: ExactPoint): number => {
    if (point.d === 1n) return latticeNode(Number(point.xn), Number(point.yn));
    const key = `${point.xn},${point.yn},${point.d}`;
    let node = nodeByKey.get(key);
    if (node === undefined) {
      node = nodes.push({ x: toDouble(point.xn, point.d), y: toDouble(point.yn, point.d), exact: point }) - 1;
      nodeByKey.set(key, node);
    }
    return node;
  };

  const cuts: (number[] | undefined)[] = new Array<number[] | undefined>(count);
  const cut = (edge: number, node: number): void => {
    (cuts[edge] ??= []).push(node);
  };
  visitNearPairs(edges, (first, second) => {
    cutPair(edges, first, second, cut, latticeNode, exactNode);
    return false;
  });

  const chains: number[][] = [];
  const pieces: Piece[] = [];
  const runs: [number, 1 | -1][][] = [];
  const pieceByEnds = new Map<number, number>();
  const nodeLimit = nodes.length + 2 * count;
  for (let edge = 0; edge < count; edge += 1) {
    const at = edge * numbersPerEdge;
    const dx = edges[at + 2]! - edges[at]!;
    const dy = edges[at + 3]! - edges[at + 1]!;
    const start = latticeNode(edges[at]!, edges[at + 1]!);
    const end = latticeNode(edges[at + 2]!, edges[at + 3]!);
    const inner = [...new Set(cuts[edge])].filter((node) => node !== start && node !== end);
    inner.sort((a, b) => compareAlong(nodes[a]!, nodes[b]!, dx, dy));
    const chain = [start, ...inner, end];
    chains.push(chain);
    for (let index = 0; index + 1 < chain.length; index += 1) {
      const from = chain[index]!;
      const to = chain[index + 1]!;
      const key = Math.min(from, to) * nodeLimit + Math.max(from, to);
      const known = pieceByEnds.get(key);
      if (known === undefined) {
        pieceByEnds.set(key, pieces.length);
        pieces.push({ from, to, dx, dy, source: edge });
        runs.push([[edge, 1]]);
      } else {
        runs[known]!.push([edge, pieces[known]!.from === from ? 1 : -1]);
      }
    }
  }
  return { nodes, pieces, runs, chains };
}

function cutPair(
  edges: Int32Array,
  first: number,
  second: number,
  cut: (edge: number, node: number) => void,
  latticeNode: (x: number, y: number) => number,
  exactNode: (point: ExactPoint) => number,
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
    const node = exactNode(crossing(ax, ay, bx, by, cx, cy, dx, dy));
    cut(first, node);
    cut(second, node);
    return;
  }
  if (cSide === 0 && isWithin(cx, cy, ax, ay, bx, by)) cut(first, latticeNode(cx, cy));
  if (dSide === 0 && isWithin(dx, dy, ax, ay, bx, by)) cut(first, latticeNode(dx, dy));
  if (aSide === 0 && isWithin(ax, ay, cx, cy, dx, dy)) cut(second, latticeNode(ax, ay));
  if (bSide === 0 && isWithin(bx, by, cx, cy, dx, dy)) cut(second, latticeNode(bx, by));
}

function isWithin(x: number, y: number, ax: number, ay: number, bx: number, by: number): boolean {
  return x >= Math.min(ax, bx) && x <= Math.max(ax, bx) && y >= Math.min(ay, by) && y <= Math.max(ay, by);
}

/** Where the lines a–b and c–d, which are not parallel, meet. */
function crossing(
  ax: number,
  ay: number,
  bx: number,
  by: number,
  cx: number,
  cy: number,
  dx: number,
  dy: number,
): ExactPoint {
  const ux = BigInt(bx - ax);
  const uy = BigInt(by - ay);
  const vx = BigInt(dx - cx);
  const vy = BigInt(dy - cy);
  let d = ux * vy - uy * vx;
  let along = BigInt(cx - ax) * vy - BigInt(cy - ay) * vx;
  if (d < 0n) {
    d = -d;
    along = -along;
  }
  const xn = BigInt(ax) * d + along * ux;
  const yn = BigInt(ay) * d + along * uy;
  const divisor = greatestDivisor(greatestDivisor(absolute(xn), d), absolute(yn));
  return { xn: xn / divisor, yn: yn / divisor, d: d / divisor };
}

function absolute(value: bigint): bigint {
  return value < 0n ? -value : value;
}

function greatestDivisor(a: bigint, b: bigint): bigint {
  while (b !== 0n) [a, b] = [b, a % b];
  return a;
}

function toDouble(numerator: bigint, denominator: bigint): number {
  const whole = numerator / denominator;
  return Number(whole) + Number(numerator - whole * denominator) / Number(denominator);
}

function compareAlong(a: PlaneNode, b: PlaneNode, dx: number, dy: number): number {
  return Math.abs(dx) >= Math.abs(dy)
    ? Math.sign(dx) * compareCoordinates(a, b, 'x')
    : Math.sign(dy) * compareCoordinates(a, b, 'y');
}

/** Exact order of two nodes by one coordinate. */
export function compareCoordinates(a: PlaneNode, b: PlaneNode, axis: 'x' | 'y'): number {
  const difference = a[axis] - b[axis];
  if (difference > safeDifference) return 1;
  if (difference < -safeDifference) return -1;
  if (a.exact === undefined && b.exact === undefined) return Math.sign(difference);
  const [an, ad] = fraction(a, axis);
  const [bn, bd] = fraction(b, axis);
  const left = an * bd;
  const right = bn * ad;
  return left > right ? 1 : left < right ? -1 : 0;
}

function fraction(node: PlaneNode, axis: 'x' | 'y'): readonly [bigint, bigint] {
  if (node.exact === undefined) return [BigInt(node[axis]), 1n];
  return [axis === 'x' ? node.exact.xn : node.exact.yn, node.exact.d];
}

/**
 * Exact order of two directions by angle, counter-clockwise from just past straight down: so at the leftmost
 * lowest node of a figure every direction is in the first half turn.
 */
export function compareAngles(ux: number, uy: number, vx: number, vy: number): number {
  const uHalf = ux > 0 || (ux === 0 && uy > 0) ? 0 : 1;
  const vHalf = vx > 0 || (vx === 0 && vy > 0) ? 0 : 1;
  if (uHalf !== vHalf) return uHalf - vHalf;
  return -crossSign(ux, uy, vx, vy);
}
