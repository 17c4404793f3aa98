import { DisjointSets } from './disjoint-sets.js';
import { compareAngles, type NodedEdges, type Piece } from './node-edges.js';
import { compareCoordinates, type PlaneNode } from './plane-nodes.js';
import { workPerStep, type Steps } from './run-steps.js';

/**
 * Cells of noded edges as half-edges: half-edge `2k` runs along piece k, `2k + 1` against it; each has its
 * cell on the left.
 */
export interface Arrangement {
  readonly nodes: readonly PlaneNode[];
  readonly pieces: readonly Piece[];
  /** Per half-edge: the next one around the same cell, which is the first clockwise from its twin. */
  readonly next: Int32Array;
  /** Per half-edge: the cell on its left, 0 … cells − 1. */
  readonly cellOf: Int32Array;
  readonly cells: number;
  /** The cell that surrounds everything. */
  readonly outerCell: number;
}

/** Up to this many components every piece is looked at for each: cheaper than filing them in rows. */
const fewComponents = 8;
/** Up to this many half-edges around a node are sorted in place. */
const fewAround = 8;
/** Rows in which pieces are filed to find what lies west of a floating component. */
const rowCount = 512;

/** Node a half-edge leaves. */
export function tailOf(pieces: readonly Piece[], halfEdge: number): number {
  const piece = pieces[halfEdge >> 1]!;
  return (halfEdge & 1) === 0 ? piece.from : piece.to;
}

/** Node a half-edge arrives at. */
export function headOf(pieces: readonly Piece[], halfEdge: number): number {
  return tailOf(pieces, halfEdge ^ 1);
}

/**
 * Walks the cells of noded edges. Angles are compared by the original edges' integers, so the result is exact.
 * Components that float inside a cell of another (an island in a lake) share that cell.
 *
 * Precondition: the leftmost lowest node of every component is on the lattice (true of whole edges, and of
 * edges clipped by a frame that is among them).
 *
 * Cost: linear but for sorting around nodes; floating components cost a row of pieces each.
 */
export function* arrangeCells(noded: Pick<NodedEdges, 'nodes' | 'pieces'>): Steps<Arrangement> {
  const { nodes, pieces } = noded;
  const halfEdges = pieces.length * 2;
  const { starts, around } = yield* sortAroundNodes(nodes.length, pieces);
  const next = new Int32Array(halfEdges);
  for (let node = 0; node < nodes.length; node += 1) {
    const from = starts[node]!;
    const to = starts[node + 1]!;
    for (let at = from; at < to; at += 1) next[around[at]! ^ 1] = around[at === from ? to - 1 : at - 1]!;
    if (node % workPerStep === workPerStep - 1) yield;
  }

  const cycleOf = new Int32Array(halfEdges).fill(-1);
  let cycles = 0;
  for (let half = 0; half < halfEdges; half += 1) {
    if (cycleOf[half] !== -1) continue;
    for (let at = half; cycleOf[at] === -1; at = next[at]!) cycleOf[at] = cycles;
    cycles += 1;
  }
  yield;

  // One cell may have several cycles: an outer cycle joins the cell that its component floats in.
  const sets = new DisjointSets(cycles + 1);
  const beyondAll = cycles;
  const leftmost = leftmostNodes(nodes, pieces);
  const findWest = westFinder(nodes, pieces, leftmost.length);
  const searchWork = leftmost.length > fewComponents ? pieces.length / 50 : pieces.length;
  let work = 0;
  for (const node of leftmost) {
    const outer = cycleOf[around[starts[node + 1]! - 1]!]!;
    const west = findWest(nodes[node]!);
    sets.join(outer, west === undefined ? beyondAll : cycleOf[west]!);
    work += searchWork;
    if (work > workPerStep) {
      work = 0;
      yield;
    }
  }

  const idOf = new Int32Array(cycles + 1).fill(-1);
  let cells = 0;
  const cellId = (cycle: number): number => {
    const root = sets.find(cycle);
    if (idOf[root] === -1) {
      idOf[root] = cells;
      cells += 1;
    }
    return idOf[root]!;
  };
  const outerCell = cellId(beyondAll);
  const cellOf = cycleOf;
  for (let half = 0; half < halfEdges; half += 1) cellOf[half] = cellId(cycleOf[half]!);
  return { nodes, pieces, next, cellOf, cells, outerCell };
}

/** Half-edges by the node they leave, counter-clockwise: those of node n from `starts[n]` to `starts[n + 1]`. */
function* sortAroundNodes(
  nodes: number,
  pieces: readonly Piece[],
): Steps<{ readonly starts: Int32Array; readonly around: Int32Array }> {
  const starts = new Int32Array(nodes + 1);
  for (const { from, to } of pieces) {
    starts[from + 1] = starts[from + 1]! + 1;
    starts[to + 1] = starts[to + 1]! + 1;
  }
  for (let node = 0; node < nodes; node += 1) starts[node + 1] = starts[node + 1]! + starts[node]!;
  const filled = starts.slice(0, nodes);
  const around = new Int32Array(2 * pieces.length);
  for (let half = 0; half < around.length; half += 1) {
    const tail = tailOf(pieces, half);
    const at = filled[tail]!;
    around[at] = half;
    filled[tail] = at + 1;
    if (half % workPerStep === workPerStep - 1) yield;
  }
  let work = 0;
  const compare = (a: number, b: number): number => compareDirections(pieces, a, b);
  for (let node = 0; node < nodes; node += 1) {
    const from = starts[node]!;
    const to = starts[node + 1]!;
    if (to - from < 2) continue;
    if (to - from > fewAround) around.subarray(from, to).sort(compare);
    else {
      for (let at = from + 1; at < to; at += 1) {
        const half = around[at]!;
        let place = at;
        for (; place > from && compare(around[place - 1]!, half) > 0; place -= 1) {
          around[place] = around[place - 1]!;
        }
        around[place] = half;
      }
    }
    work += 2 * (to - from);
    if (work < workPerStep) continue;
    work = 0;
    yield;
  }
  return { starts, around };
}

function compareDirections(pieces: readonly Piece[], a: number, b: number): number {
  const u = pieces[a >> 1]!;
  const v = pieces[b >> 1]!;
  const uSign = (a & 1) === 0 ? 1 : -1;
  const vSign = (b & 1) === 0 ? 1 : -1;
  return compareAngles(uSign * u.dx, uSign * u.dy, vSign * v.dx, vSign * v.dy);
}

/** Per connected component its leftmost node, the lowest of those. */
function leftmostNodes(nodes: readonly PlaneNode[], pieces: readonly Piece[]): number[] {
  const sets = new DisjointSets(nodes.length);
  for (const piece of pieces) sets.join(piece.from, piece.to);
  const best = new Int32Array(nodes.length).fill(-1);
  const roots: number[] = [];
  const consider = (node: number): void => {
    const root = sets.find(node);
    const known = best[root]!;
    if (known === -1) roots.push(root);
    if (known === -1 || isMoreWest(nodes[node]!, nodes[known]!)) best[root] = node;
  };
  for (const piece of pieces) {
    consider(piece.from);
    consider(piece.to);
  }
  return roots.map((root) => best[root]!);
}

function isMoreWest(a: PlaneNode, b: PlaneNode): boolean {
  const order = compareCoordinates(a, b, 'x');
  return order < 0 || (order === 0 && compareCoordinates(a, b, 'y') < 0);
}

/**
 * A search for the half-edge whose left cell is the first thing west of a lattice node, read just above its
 * height; undefined where nothing is.
 */
function westFinder(
  nodes: readonly PlaneNode[],
  pieces: readonly Piece[],
  searches: number,
): (node: PlaneNode) => number | undefined {
  const rows = searches > fewComponents ? fileInRows(nodes, pieces) : undefined;
  return (node) => {
    let best = -1;
    const visit = (index: number): void => {
      const piece = pieces[index]!;
      if (piece.dy === 0 || !straddles(nodes[piece.from]!, nodes[piece.to]!, node)) return;
      if (!isWestOf(piece, nodes, node)) return;
      if (best === -1 || isMoreEastAt(piece, pieces[best]!, nodes, node)) best = index;
    };
    if (rows === undefined) for (let index = 0; index < pieces.length; index += 1) visit(index);
    else for (const index of rows(node.y)) visit(index);
    if (best === -1) return undefined;
    // The half-edge that runs down has its left side in the east, towards the node.
    return pieces[best]!.dy < 0 ? 2 * best : 2 * best + 1;
  };
}

function fileInRows(nodes: readonly PlaneNode[], pieces: readonly Piece[]): (y: number) => readonly number[] {
  let south = Infinity;
  let north = -Infinity;
  for (const piece of pieces) {
    south = Math.min(south, nodes[piece.from]!.y, nodes[piece.to]!.y);
    north = Math.max(north, nodes[piece.from]!.y, nodes[piece.to]!.y);
  }
  const height = Math.max(1, (north - south) / rowCount);
  const rowOf = (y: number): number => Math.max(0, Math.min(rowCount, Math.floor((y - south) / height)));
  const rows: number[][] = Array.from({ length: rowCount + 1 }, () => []);
  pieces.forEach((piece, index) => {
    const a = nodes[piece.from]!.y;
    const b = nodes[piece.to]!.y;
    for (let row = rowOf(Math.min(a, b) - 1); row <= rowOf(Math.max(a, b) + 1); row += 1)
      rows[row]!.push(index);
  });
  return (y) => rows[rowOf(y)]!;
}

/** Whether the horizontal just above the node's height meets the piece. */
function straddles(a: PlaneNode, b: PlaneNode, node: PlaneNode): boolean {
  return compareCoordinates(a, node, 'y') > 0 !== compareCoordinates(b, node, 'y') > 0;
}

/** Whether the piece's line passes strictly west of the node at its height; exact through the piece's own ends. */
function isWestOf(piece: Piece, nodes: readonly PlaneNode[], node: PlaneNode): boolean {
  return compareAtHeight(piece, nodes, node.y, node.x) < 0;
}

function isMoreEastAt(a: Piece, b: Piece, nodes: readonly PlaneNode[], node: PlaneNode): boolean {
  const estimate = estimateAtHeight(a, nodes, node.y) - estimateAtHeight(b, nodes, node.y);
  if (Math.abs(estimate) > 1) return estimate > 0;
  const [an, ad] = crossingOfHeight(a, nodes, node.y);
  const [bn, bd] = crossingOfHeight(b, nodes, node.y);
  const left = an * bd;
  const right = bn * ad;
  if (left !== right) return left > right;
  // They meet at this height: just above it the one that leans further east is east.
  return (
    BigInt(a.dx) * BigInt(Math.abs(b.dy)) * sign(a.dy) > BigInt(b.dx) * BigInt(Math.abs(a.dy)) * sign(b.dy)
  );
}

function sign(value: number): bigint {
  return value < 0 ? -1n : 1n;
}

function compareAtHeight(piece: Piece, nodes: readonly PlaneNode[], y: number, x: number): number {
  const estimate = estimateAtHeight(piece, nodes, y) - x;
  if (Math.abs(estimate) > 1) return estimate;
  const [numerator, denominator] = crossingOfHeight(piece, nodes, y);
  const other = BigInt(x) * denominator;
  return numerator < other ? -1 : numerator > other ? 1 : 0;
}

/** In doubles, right to far less than one step on a piece that reaches this height. */
function estimateAtHeight(piece: Piece, nodes: readonly PlaneNode[], y: number): number {
  const from = nodes[piece.from]!;
  return from.x + ((y - from.y) * piece.dx) / piece.dy;
}

/** Where the piece's line is at a lattice height, as a fraction with positive denominator. */
function crossingOfHeight(piece: Piece, nodes: readonly PlaneNode[], y: number): readonly [bigint, bigint] {
  const from = nodes[piece.from]!;
  const d = from.exact?.d ?? 1n;
  const xn = from.exact?.xn ?? BigInt(from.x);
  const yn = from.exact?.yn ?? BigInt(from.y);
  const dy = BigInt(piece.dy);
  const numerator = xn * dy + (BigInt(y) * d - yn) * BigInt(piece.dx);
  return dy < 0n ? [-numerator, -dy * d] : [numerator, dy * d];
}
