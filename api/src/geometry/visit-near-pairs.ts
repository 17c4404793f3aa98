import { workPerStep, type Steps } from './run-steps.js';

/** Layout of a flat edge list: four numbers an edge, `x1, y1, x2, y2` in lattice steps. */
export const numbersPerEdge = 4;

/** Up to this many edges all pairs are tried: cheaper than filing them. */
const fewEdges = 40;
/** A cell with more edges is divided again, at most this often. */
const deepestDivision = 12;
const mostCellsAcross = 1024;
/** Cells an edge lies in on average, above which edges count as long against their number. */
const longEdgeCells = 4;

/** Called with the indices of two edges whose boxes meet; return true to stop the search. */
export type PairVisitor = (first: number, second: number) => boolean;

/**
 * Finds every pair of edges whose bounding boxes meet *and* that come near each other: complete for pairs that
 * touch or cross. A pair may be visited more than once, in either order. Files the edges in a grid of about as many
 * cells as edges and divides crowded cells again, so the cost is about linear wherever the edges may lie.
 *
 * @yields between pairs, after some milliseconds
 *
 * @returns true when the visitor stopped the search
 */
export function* visitNearPairs(edges: Int32Array, visit: PairVisitor): Steps<boolean> {
  const count = edges.length / numbersPerEdge;
  const boxes = boxesOf(edges, count);
  const all = new Int32Array(count);
  for (let index = 0; index < count; index += 1) all[index] = index;
  const search: Search = { edges, boxes, visit, work: 0 };
  if (count <= fewEdges) return visitAllPairs(all, 0, count, search);

  let west = Infinity;
  let south = Infinity;
  let east = -Infinity;
  let north = -Infinity;
  for (let at = 0; at < boxes.length; at += 4) {
    west = Math.min(west, boxes[at]!);
    south = Math.min(south, boxes[at + 1]!);
    east = Math.max(east, boxes[at + 2]!);
    north = Math.max(north, boxes[at + 3]!);
  }
  return yield* visitDivided(all, search, west, south, east + 1, north + 1, 0);
}

interface Search {
  readonly edges: Int32Array;
  /** Four numbers an edge: west, south, east, north. */
  readonly boxes: Int32Array;
  readonly visit: PairVisitor;
  /** Done since the last yield. */
  work: number;
}

/** A pair whose boxes meet costs this many that do not: crossings are computed exactly. */
const workPerVisit = 8;

function boxesOf(edges: Int32Array, count: number): Int32Array {
  const boxes = new Int32Array(count * 4);
  for (let at = 0; at < boxes.length; at += 4) {
    const ax = edges[at]!;
    const ay = edges[at + 1]!;
    const bx = edges[at + 2]!;
    const by = edges[at + 3]!;
    boxes[at] = ax < bx ? ax : bx;
    boxes[at + 1] = ay < by ? ay : by;
    boxes[at + 2] = ax < bx ? bx : ax;
    boxes[at + 3] = ay < by ? by : ay;
  }
  return boxes;
}

/** All pairs of a short list. */
function visitAllPairs(list: Int32Array, from: number, to: number, search: Search): boolean {
  for (let i = from; i < to; i += 1) if (visitRow(list, i, to, search)) return true;
  return false;
}

/** All pairs of a long list. */
function* visitManyPairs(list: Int32Array, from: number, to: number, search: Search): Steps<boolean> {
  for (let i = from; i < to; i += 1) {
    if (visitRow(list, i, to, search)) return true;
    if (search.work > workPerStep) {
      search.work = 0;
      yield;
    }
  }
  return false;
}

/** Pairs of one edge of the list with all after it. */
function visitRow(list: Int32Array, i: number, to: number, search: Search): boolean {
  const { boxes, visit } = search;
  const first = list[i]!;
  const west = boxes[4 * first]!;
  const south = boxes[4 * first + 1]!;
  const east = boxes[4 * first + 2]!;
  const north = boxes[4 * first + 3]!;
  let visits = 0;
  for (let j = i + 1; j < to; j += 1) {
    const at = 4 * list[j]!;
    if (boxes[at]! > east || boxes[at + 2]! < west || boxes[at + 1]! > north || boxes[at + 3]! < south)
      continue;
    visits += 1;
    if (visit(first, list[j]!)) return true;
  }
  search.work += to - i + workPerVisit * visits;
  return false;
}

function* visitDivided(
  list: Int32Array,
  search: Search,
  west: number,
  south: number,
  east: number,
  north: number,
  depth: number,
): Steps<boolean> {
  const width = Math.max(1, east - west);
  const height = Math.max(1, north - south);
  const across = clampCells(Math.sqrt((list.length * width) / height), width);
  const up = clampCells(Math.sqrt((list.length * height) / width), height);
  const cellWidth = width / across;
  const cellHeight = height / up;

  const starts = new Int32Array(across * up + 1);
  // The cells of every edge one after the other, and where those of each end: an edge is put through the grid once.
  let cells = new Int32Array(2 * list.length);
  const ends = new Int32Array(list.length);
  let filled = 0;
  for (let index = 0; index < list.length; index += 1) {
    const edge = list[index]!;
    const boxes = search.boxes;
    const box = 4 * edge;
    const firstRow = clampIndex((boxes[box + 1]! - south) / cellHeight, up);
    const lastRow = clampIndex((boxes[box + 3]! - south) / cellHeight, up);
    for (let row = firstRow; row <= lastRow; row += 1) {
      let from = boxes[box]!;
      let to = boxes[box + 2]!;
      if (firstRow !== lastRow) {
        // Only the columns the edge runs through in this row; one step of slack makes rounding harmless.
        const ax = search.edges[4 * edge]!;
        const ay = search.edges[4 * edge + 1]!;
        const slope = (search.edges[4 * edge + 2]! - ax) / (search.edges[4 * edge + 3]! - ay);
        const low = ax + (south + row * cellHeight - ay) * slope;
        const high = ax + (south + (row + 1) * cellHeight - ay) * slope;
        from = Math.max(from, Math.min(low, high) - 1);
        to = Math.min(to, Math.max(low, high) + 1);
      }
      if (to < west || from > east) continue;
      const firstColumn = clampIndex((from - west) / cellWidth, across);
      const lastColumn = clampIndex((to - west) / cellWidth, across);
      if (filled + across > cells.length) cells = withRoom(cells, filled + across);
      for (let column = firstColumn; column <= lastColumn; column += 1) {
        const cell = row * across + column;
        starts[cell + 1] = starts[cell + 1]! + 1;
        cells[filled] = cell;
        filled += 1;
      }
    }
    ends[index] = filled;
    search.work += 1;
    if (search.work > workPerStep) {
      search.work = 0;
      yield;
    }
  }
  if (isHatching(starts, list.length)) return yield* visitManyPairs(list, 0, list.length, search);
  for (let cell = 0; cell < across * up; cell += 1) starts[cell + 1] = starts[cell + 1]! + starts[cell]!;
  const nexts = starts.slice(0, across * up);
  const filed = new Int32Array(filled);
  for (let index = 0, at = 0; index < list.length; index += 1) {
    for (const end = ends[index]!; at < end; at += 1) {
      const next = nexts[cells[at]!]!;
      filed[next] = list[index]!;
      nexts[cells[at]!] = next + 1;
    }
    search.work += 1;
    if (search.work > workPerStep) {
      search.work = 0;
      yield;
    }
  }

  for (let cell = 0; cell < across * up; cell += 1) {
    const from = starts[cell]!;
    const to = starts[cell + 1]!;
    if (to - from < 2) continue;
    const isCrowded = to - from > fewEdges && depth < deepestDivision && cellWidth * cellHeight > 1;
    if (isCrowded && 2 * (to - from) < list.length) {
      const cellWest = west + (cell % across) * cellWidth;
      const cellSouth = south + Math.floor(cell / across) * cellHeight;
      const inner = filed.slice(from, to);
      const isStopped = yield* visitDivided(
        inner,
        search,
        cellWest,
        cellSouth,
        cellWest + cellWidth,
        cellSouth + cellHeight,
        depth + 1,
      );
      if (isStopped) return true;
    } else if (to - from > fewEdges) {
      if (yield* visitManyPairs(filed, from, to, search)) return true;
    } else if (visitAllPairs(filed, from, to, search)) return true;
    if (search.work > workPerStep) {
      search.work = 0;
      yield;
    }
  }
  return false;
}

/** The same numbers with room for at least so many. */
function withRoom(numbers: Int32Array<ArrayBuffer>, least: number): Int32Array<ArrayBuffer> {
  const roomy = new Int32Array(Math.max(least, 2 * numbers.length));
  roomy.set(numbers);
  return roomy;
}

/** Long edges side by side: they lie in so many common cells that trying all pairs once is less work. */
function isHatching(cellCounts: Int32Array, edges: number): boolean {
  let filed = 0;
  let pairs = 0;
  for (const count of cellCounts) {
    filed += count;
    pairs += count * count;
  }
  return filed > longEdgeCells * edges && pairs > edges * edges;
}

function clampCells(wanted: number, extent: number): number {
  return Math.max(1, Math.min(Math.ceil(wanted), mostCellsAcross, Math.ceil(extent)));
}

function clampIndex(position: number, count: number): number {
  return Math.max(0, Math.min(count - 1, Math.floor(position)));
}
