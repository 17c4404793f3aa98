export interface InscribedCircle {
  readonly x: number;
  readonly y: number;
  readonly radius: number;
}

export interface CircleSearch {
  /** What is known to fit somewhere, for instance area / perimeter: nothing smaller is looked for. */
  readonly leastRadius: number;
  /** The search ends when no circle can be larger than the best by more than this … */
  readonly precision: number;
  /** … or by more than this share of it. */
  readonly share: number;
}

/** Distances from a point to an edge that one search may take: some milliseconds. A large ring gets some rounds of its edges. */
const fewestDistances = 200_000;
/** What a square costs besides its edges, in distances. */
const distancesPerSquare = 30;
const roundsOfEdges = 12;
/** Squares across the shorter side of the box at the start: any odd number, so that a middle is tried. */
const firstSquares = 3;
/** Squares along the longer side of the box at the start, at most. */
const mostSquares = 15;
/** Of an edge a→b: ax, ay, direction, 1 / length², bx, by. Worked out once, because each square asks again. */
const numbersPerEdge = 7;
/** Room at the start for what squares keep; it doubles when that is not enough. */
const fewestKept = 256;
const keptPerEdge = 4;

interface Square {
  readonly x: number;
  readonly y: number;
  readonly half: number;
  readonly isInside: boolean;
  /** Negative outside. */
  readonly distance: number;
  /** No point of the square is further inside than this. */
  readonly most: number;
  /**
   * Only `count` edges can be nearest to a point of the square or cross it: a stretch of `CircleEdges.kept` once
   * `keepNear` has put them there, before that among those of the square it was looked for from.
   */
  start: number;
  readonly count: number;
}

/** The edges of one search, and which of them its squares have. */
interface CircleEdges {
  /** Layout at `numbersPerEdge`. */
  readonly all: Float64Array;
  /** Offsets into `all`, one stretch after the other: an array for each square was most of what a search threw away. */
  kept: Int32Array;
  used: number;
  /** Squared, of the edges of the square under work. */
  readonly distances: Float64Array;
  /** Up to this squared distance they matter in it. */
  limit: number;
}

/**
 * The largest circle inside closed rings (even-odd, holes count), by squares that are divided best first. Each
 * square hands down only the edges that matter in it, so a search is about linear in the edges; its budget
 * is fixed by their number, so that a long thin ring, whose every square looks as good as the next, costs no more either: then the best
 * so far is returned, which is inside but may be too small.
 *
 * @param rings flat closed rings `x0, y0, x1, y1, …` in a plane without distortion
 * @returns undefined when nothing larger than `leastRadius` was found
 * Source: the search of polylabel (Mapbox), with edges handed down.
 */
export function largestInscribedCircle(
  rings: readonly ArrayLike<number>[],
  { leastRadius, precision, share }: CircleSearch,
): InscribedCircle | undefined {
  const edges = fileEdges(rings);
  const count = edges.distances.length;
  const [west, south, east, north] = boxOf(rings);
  const extent = Math.max(east - west, north - south);
  if (!(extent > 0)) return undefined;
  let budget = Math.max(fewestDistances, roundsOfEdges * count);
  let best: InscribedCircle | undefined;
  let bestRadius = leastRadius;
  const queue = new SquareQueue();
  const isHopeful = (most: number): boolean => most > bestRadius + Math.max(precision, share * bestRadius);
  const consider = (square: Square, fromCount: number): void => {
    budget -= square.count + distancesPerSquare;
    if (square.distance > bestRadius) {
      bestRadius = square.distance;
      best = { x: square.x, y: square.y, radius: square.distance };
    }
    if (!isHopeful(square.most)) return;
    if (square.count < fromCount) keepNear(edges, square, fromCount);
    queue.push(square);
  };

  const across = Math.min(east - west, north - south) / firstSquares;
  const half = Math.max(across, extent / mostSquares) / 2;
  const columns = Math.max(1, Math.ceil((east - west) / (2 * half)));
  const rows = Math.max(1, Math.ceil((north - south) / (2 * half)));
  // Far outside everything, so that the first squares learn their side by walking in from there.
  const outside: Square = {
    x: west - extent,
    y: south - extent,
    half: 0,
    isInside: false,
    distance: 0,
    most: 0,
    start: 0,
    count,
  };
  let before = outside;
  for (let row = 0; row < rows; row += 1) {
    for (let column = 0; column < columns; column += 1) {
      const x = (west + east) / 2 + (2 * column + 1 - columns) * half;
      const y = (south + north) / 2 + (2 * row + 1 - rows) * half;
      const square = squareAt(x, y, half, edges, before, 0, count);
      before = square;
      consider(square, count);
    }
  }
  for (let square = queue.pop(); square !== undefined && budget > 0; square = queue.pop()) {
    if (!isHopeful(square.most)) break;
    const quarter = square.half / 2;
    for (const [dx, dy] of corners) {
      const x = square.x + dx * quarter;
      const y = square.y + dy * quarter;
      consider(squareAt(x, y, quarter, edges, square, square.start, square.count), square.count);
    }
  }
  return best;
}

const corners = [
  [-1, -1],
  [1, -1],
  [-1, 1],
  [1, 1],
] as const;

/**
 * @param from where the walk to the new middle begins
 * @param start first of the kept offsets to look at: of all edges that matter, and all that the walk crosses
 * @param count how many
 */
function squareAt(
  x: number,
  y: number,
  half: number,
  edges: CircleEdges,
  from: Square,
  start: number,
  count: number,
): Square {
  const { all, kept, distances } = edges;
  const fromX = from.x;
  const fromY = from.y;
  let least = Infinity;
  let isInside = from.isInside;
  for (let index = 0; index < count; index += 1) {
    const at = kept[start + index]!;
    const ax = all[at]!;
    const ay = all[at + 1]!;
    const ux = all[at + 2]!;
    const uy = all[at + 3]!;
    const wx = x - ax;
    const wy = y - ay;
    // The walk goes along the horizontal of the old middle, then along the vertical of the new one. Both legs ask
    // for the same side of the corner between them: an edge through the corner is crossed once, never twice or not at
    // all (a box's own diagonal runs through the middles of its squares).
    const isFlatCrossed = ay > fromY !== all[at + 6]! > fromY;
    const isSteepCrossed = ax > x !== all[at + 5]! > x;
    if (isFlatCrossed || isSteepCrossed) {
      const isCornerLeft = ux * (fromY - ay) > uy * wx;
      if (isFlatCrossed && ux * (fromY - ay) > uy * (fromX - ax) !== isCornerLeft) isInside = !isInside;
      if (isSteepCrossed && ux * wy > uy * wx !== isCornerLeft) isInside = !isInside;
    }
    let along = (wx * ux + wy * uy) * all[at + 4]!;
    if (along < 0) along = 0;
    else if (along > 1) along = 1;
    const dx = along * ux - wx;
    const dy = along * uy - wy;
    const squared = dx * dx + dy * dy;
    distances[index] = squared;
    if (squared < least) least = squared;
  }
  const distance = Math.sqrt(least);
  const reach = half * Math.SQRT2;
  // Nearest to some point of the square: at most this far from its middle. A little more makes rounding harmless.
  const limit = ((distance + 2 * reach) * (1 + 1e-9)) ** 2;
  let near = 0;
  for (let index = 0; index < count; index += 1) if (distances[index]! <= limit) near += 1;
  edges.limit = limit;
  const signed = isInside ? distance : -distance;
  return { x, y, half, isInside, distance: signed, most: signed + reach, start, count: near };
}

/** Gives a square that was worked out just now a stretch of its own, out of the one it was looked for in. */
function keepNear(edges: CircleEdges, square: Square, fromCount: number): void {
  const begin = edges.used;
  const end = begin + square.count;
  if (end > edges.kept.length) {
    const kept = new Int32Array(Math.max(2 * edges.kept.length, end));
    kept.set(edges.kept);
    edges.kept = kept;
  }
  const { kept, distances, limit } = edges;
  const { start } = square;
  let filled = begin;
  for (let index = 0; index < fromCount; index += 1) {
    if (distances[index]! <= limit) kept[filled++] = kept[start + index]!;
  }
  edges.used = end;
  square.start = begin;
}

/** Edges of length 0 have the inverse 0, so that they are a point. */
function fileEdges(rings: readonly ArrayLike<number>[]): CircleEdges {
  let count = 0;
  for (const ring of rings) count += Math.max(0, ring.length / 2 - 1);
  const all = new Float64Array(count * numbersPerEdge);
  const kept = new Int32Array(Math.max(fewestKept, keptPerEdge * count));
  let filed = 0;
  for (const ring of rings) {
    for (let index = 0; index + 3 < ring.length; index += 2) {
      const ax = ring[index]!;
      const ay = ring[index + 1]!;
      const bx = ring[index + 2]!;
      const by = ring[index + 3]!;
      const ux = bx - ax;
      const uy = by - ay;
      const squaredLength = ux * ux + uy * uy;
      const at = filed * numbersPerEdge;
      all[at] = ax;
      all[at + 1] = ay;
      all[at + 2] = ux;
      all[at + 3] = uy;
      all[at + 4] = squaredLength === 0 ? 0 : 1 / squaredLength;
      all[at + 5] = bx;
      all[at + 6] = by;
      kept[filed] = at;
      filed += 1;
    }
  }
  return { all, kept, used: count, distances: new Float64Array(count), limit: Infinity };
}

function boxOf(
  rings: readonly ArrayLike<number>[],
): readonly [west: number, south: number, east: number, north: number] {
  let west = Infinity;
  let south = Infinity;
  let east = -Infinity;
  let north = -Infinity;
  for (const ring of rings) {
    for (let at = 0; at + 1 < ring.length; at += 2) {
      const x = ring[at]!;
      const y = ring[at + 1]!;
      if (x < west) west = x;
      if (x > east) east = x;
      if (y < south) south = y;
      if (y > north) north = y;
    }
  }
  return [west, south, east, north];
}

/** Squares by what can be found in them, the most first: a binary heap. */
class SquareQueue {
  readonly #heap: Square[] = [];

  push(square: Square): void {
    const heap = this.#heap;
    let at = heap.push(square) - 1;
    while (at > 0) {
      const above = (at - 1) >> 1;
      if (heap[above]!.most >= square.most) break;
      heap[at] = heap[above]!;
      at = above;
    }
    heap[at] = square;
  }

  pop(): Square | undefined {
    const heap = this.#heap;
    const first = heap[0];
    const last = heap.pop();
    if (last === undefined || heap.length === 0) return first;
    let at = 0;
    for (;;) {
      let below = 2 * at + 1;
      if (below >= heap.length) break;
      if (below + 1 < heap.length && heap[below + 1]!.most > heap[below]!.most) below += 1;
      if (heap[below]!.most <= last.most) break;
      heap[at] = heap[below]!;
      at = below;
    }
    heap[at] = last;
    return first;
  }
}
