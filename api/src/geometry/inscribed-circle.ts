/** A position in a plane without distortion. */
export type PlanePosition = readonly [x: number, y: number];

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

interface Square {
  readonly x: number;
  readonly y: number;
  readonly half: number;
  readonly isInside: boolean;
  /** Negative outside. */
  readonly distance: number;
  /** No point of the square is further inside than this. */
  readonly most: number;
  /** The only edges that can be nearest to a point of the square or cross it: offsets into the flat edge list. */
  readonly edges: Int32Array;
}

/**
 * The largest circle inside closed rings (even-odd, holes count), by squares that are divided best first. Each
 * square hands down only the edges that matter in it, so a search is about linear in the edges; its budget
 * is fixed by their number, so that a long thin ring, whose every square looks as good as the next, costs no more either: then the best
 * so far is returned, which is inside but may be too small.
 *
 * @returns undefined when nothing larger than `leastRadius` was found
 * Source: the search of polylabel (Mapbox), with edges handed down.
 */
export function largestInscribedCircle(
  rings: readonly (readonly PlanePosition[])[],
  { leastRadius, precision, share }: CircleSearch,
): InscribedCircle | undefined {
  const ends = edgesOf(rings);
  const [west, south, east, north] = boxOf(ends);
  const extent = Math.max(east - west, north - south);
  if (!(extent > 0)) return undefined;
  let budget = Math.max(fewestDistances, (roundsOfEdges * ends.length) / 4);
  let best: InscribedCircle | undefined;
  let bestRadius = leastRadius;
  const queue = new SquareQueue();
  const isHopeful = (most: number): boolean => most > bestRadius + Math.max(precision, share * bestRadius);
  const consider = (square: Square): void => {
    budget -= square.edges.length + distancesPerSquare;
    if (square.distance > bestRadius) {
      bestRadius = square.distance;
      best = { x: square.x, y: square.y, radius: square.distance };
    }
    if (isHopeful(square.most)) queue.push(square);
  };

  const all = Int32Array.from({ length: ends.length / 4 }, (_, index) => 4 * index);
  /** Of the edges of the square under work; the same memory for all. */
  const distances = new Float64Array(all.length);
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
    edges: all,
  };
  let before = outside;
  for (let row = 0; row < rows; row += 1) {
    for (let column = 0; column < columns; column += 1) {
      const x = (west + east) / 2 + (2 * column + 1 - columns) * half;
      const y = (south + north) / 2 + (2 * row + 1 - rows) * half;
      const square = squareAt(x, y, half, ends, { ...before, edges: all }, distances);
      before = square;
      consider(square);
    }
  }
  for (let square = queue.pop(); square !== undefined && budget > 0; square = queue.pop()) {
    if (!isHopeful(square.most)) break;
    const quarter = square.half / 2;
    for (const [dx, dy] of corners) {
      consider(squareAt(square.x + dx * quarter, square.y + dy * quarter, quarter, ends, square, distances));
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
 * @param from a square whose edges hold all that matter, and all that the walk from its middle crosses
 * @param distances room for as many numbers as that has edges
 */
function squareAt(
  x: number,
  y: number,
  half: number,
  ends: Float64Array,
  from: Square,
  distances: Float64Array,
): Square {
  const count = from.edges.length;
  let least = Infinity;
  let isInside = from.isInside;
  for (let index = 0; index < count; index += 1) {
    const at = from.edges[index]!;
    const ax = ends[at]!;
    const ay = ends[at + 1]!;
    const bx = ends[at + 2]!;
    const by = ends[at + 3]!;
    // The walk goes along the horizontal of the old middle, then along the vertical of the new one. Both legs ask
    // for the same side of the corner between them: an edge through the corner is crossed once, never twice or not at
    // all (a box's own diagonal runs through the middles of its squares).
    const isFlatCrossed = ay > from.y !== by > from.y;
    const isSteepCrossed = ax > x !== bx > x;
    if (isFlatCrossed || isSteepCrossed) {
      const isCornerLeft = isLeftOf(x, from.y, ax, ay, bx, by);
      if (isFlatCrossed && isLeftOf(from.x, from.y, ax, ay, bx, by) !== isCornerLeft) isInside = !isInside;
      if (isSteepCrossed && isLeftOf(x, y, ax, ay, bx, by) !== isCornerLeft) isInside = !isInside;
    }
    const squared = squaredDistance(x, y, ax, ay, bx, by);
    distances[index] = squared;
    if (squared < least) least = squared;
  }
  const distance = Math.sqrt(least);
  const reach = half * Math.SQRT2;
  // Nearest to some point of the square: at most this far from its middle. A little more makes rounding harmless.
  const limit = ((distance + 2 * reach) * (1 + 1e-9)) ** 2;
  let near = 0;
  for (let index = 0; index < count; index += 1) if (distances[index]! <= limit) near += 1;
  let edges = from.edges;
  if (near < count) {
    edges = new Int32Array(near);
    let filled = 0;
    for (let index = 0; index < count; index += 1) {
      if (distances[index]! <= limit) edges[filled++] = from.edges[index]!;
    }
  }
  const signed = isInside ? distance : -distance;
  return { x, y, half, isInside, distance: signed, most: signed + reach, edges };
}

function isLeftOf(x: number, y: number, ax: number, ay: number, bx: number, by: number): boolean {
  return (bx - ax) * (y - ay) > (by - ay) * (x - ax);
}

function squaredDistance(x: number, y: number, ax: number, ay: number, bx: number, by: number): number {
  const ux = bx - ax;
  const uy = by - ay;
  const squaredLength = ux * ux + uy * uy;
  const along =
    squaredLength === 0 ? 0 : Math.max(0, Math.min(1, ((x - ax) * ux + (y - ay) * uy) / squaredLength));
  const dx = ax + along * ux - x;
  const dy = ay + along * uy - y;
  return dx * dx + dy * dy;
}

function edgesOf(rings: readonly (readonly PlanePosition[])[]): Float64Array {
  const ends: number[] = [];
  for (const ring of rings) {
    for (let index = 0; index + 1 < ring.length; index += 1) {
      const a = ring[index]!;
      const b = ring[index + 1]!;
      ends.push(a[0], a[1], b[0], b[1]);
    }
  }
  return Float64Array.from(ends);
}

function boxOf(ends: Float64Array): readonly [number, number, number, number] {
  let west = Infinity;
  let south = Infinity;
  let east = -Infinity;
  let north = -Infinity;
  for (let at = 0; at < ends.length; at += 2) {
    west = Math.min(west, ends[at]!);
    east = Math.max(east, ends[at]!);
    south = Math.min(south, ends[at + 1]!);
    north = Math.max(north, ends[at + 1]!);
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
