import { arrangeCells, tailOf, type Arrangement } from '../geometry/arrange-cells.js';
import { nodeEdges, runsOf, type NodedEdges, type Piece } from '../geometry/node-edges.js';
import { compareCoordinates, type PlaneNode } from '../geometry/plane-nodes.js';
import { workPerStep, type Steps } from '../geometry/run-steps.js';
import type { LatticeBox } from '../geometry/types.js';
import { numbersPerEdge } from '../geometry/visit-near-pairs.js';

/**
 * Signed multiplicities by owner: +1 for an edge that runs the way it is filed, −1 for one against it. Edges with equal
 * counts should share the object, which makes labels cheaper.
 */
export type OwnerCounts = ReadonlyMap<number, number>;

/** Edges of several owners, equal ones once: `x1, y1, x2, y2` an edge, and whose they are. */
export interface OwnedEdges {
  readonly edges: Int32Array;
  readonly owners: readonly OwnerCounts[];
}

/** Winding number by owner of the points of a cell; owners with winding 0 are left out. */
export type CellLabel = ReadonlyMap<number, number>;

export interface LabelledCells {
  readonly arrangement: Arrangement;
  /** Per cell; empty for the one beyond the frame. Cells with equal labels share the object. */
  readonly labels: readonly CellLabel[];
  /** The cell inside the frame's south-west corner. */
  readonly cornerCell: number;
}

/**
 * Cuts the plane inside a frame into cells along all edges and says of each how often each owner winds around
 * it. Exact.
 *
 * Precondition: inside the frame the edges of an owner are all of its edges there.
 *
 * @param frame no edge may be shorter than a point; edges that leave it are cut at it, the rest is thrown away
 * @param cornerLabel label just inside the frame's south-west corner, read at (x + ε, y + ε²)
 */
export function* labelCells(
  owned: OwnedEdges,
  frame: LatticeBox,
  cornerLabel: CellLabel,
): Steps<LabelledCells> {
  const [west, south, east, north] = frame;
  const framed = new Int32Array(owned.edges.length + 4 * numbersPerEdge);
  framed.set(owned.edges);
  framed.set(
    [west, south, east, south, east, south, east, north, east, north, west, north, west, north, west, south],
    owned.edges.length,
  );
  const noded = yield* nodeEdges(framed);
  const { pieces, inside } = keepInside(noded, frame);
  const arrangement = yield* arrangeCells({ nodes: noded.nodes, pieces });
  const deltas = inside.map((piece) => sumRuns(noded, piece, owned.owners));
  const cornerCell = findCornerCell(arrangement, west, south);
  return {
    arrangement,
    labels: yield* spreadLabels(arrangement, deltas, cornerCell, cornerLabel),
    cornerCell,
  };
}

interface InsidePieces {
  readonly pieces: readonly Piece[];
  /** Per piece its index among all. */
  readonly inside: readonly number[];
}

function keepInside({ nodes, pieces }: NodedEdges, frame: LatticeBox): InsidePieces {
  const [west, south, east, north] = frame;
  const corner = { x: west, y: south, exact: undefined };
  const opposite = { x: east, y: north, exact: undefined };
  const isInside = nodes.map((node) => isInFrame(node, corner, opposite));
  const kept: Piece[] = [];
  const inside: number[] = [];
  pieces.forEach((piece, index) => {
    // The frame is among the edges and convex: a piece with both ends in it is in it.
    if (isInside[piece.from] !== true || isInside[piece.to] !== true) return;
    kept.push(piece);
    inside.push(index);
  });
  return { pieces: kept, inside };
}

function isInFrame(node: PlaneNode, corner: PlaneNode, opposite: PlaneNode): boolean {
  const { x, y } = node;
  // Away from the frame doubles can tell, and no crossing's exact place is worked out.
  if (x > corner.x + 1 && y > corner.y + 1 && x < opposite.x - 1 && y < opposite.y - 1) return true;
  if (x < corner.x - 1 || y < corner.y - 1 || x > opposite.x + 1 || y > opposite.y + 1) return false;
  return (
    compareCoordinates(node, corner, 'x') >= 0 &&
    compareCoordinates(node, corner, 'y') >= 0 &&
    compareCoordinates(node, opposite, 'x') <= 0 &&
    compareCoordinates(node, opposite, 'y') <= 0
  );
}

const noCounts: OwnerCounts = new Map();

/** What crossing a piece from its right to its left changes. The frame's own edges have no owner. */
function sumRuns(noded: NodedEdges, piece: number, owners: readonly OwnerCounts[]): OwnerCounts {
  const further = runsOf(noded, piece);
  const first = owners[noded.edgeOf[piece]!] ?? noCounts;
  if (further.length === 0) return first;
  const sum = new Map(first);
  for (const [edge, sign] of further) {
    for (const [owner, count] of owners[edge] ?? noCounts) {
      const total = (sum.get(owner) ?? 0) + sign * count;
      if (total === 0) sum.delete(owner);
      else sum.set(owner, total);
    }
  }
  return sum;
}

function findCornerCell(arrangement: Arrangement, west: number, south: number): number {
  const { nodes, pieces, cellOf } = arrangement;
  for (let half = 0; half < cellOf.length; half += 1) {
    const piece = pieces[half >> 1]!;
    const node = nodes[tailOf(pieces, half)]!;
    const isEastward = (half & 1) === 0 ? piece.dx > 0 : piece.dx < 0;
    if (piece.dy === 0 && isEastward && node.exact === undefined && node.x === west && node.y === south) {
      return cellOf[half]!;
    }
  }
  throw new Error(`The frame has no edge at its corner ${west},${south}`);
}

function* spreadLabels(
  arrangement: Arrangement,
  deltas: readonly OwnerCounts[],
  startCell: number,
  startLabel: CellLabel,
): Steps<CellLabel[]> {
  const { cellOf, cells, outerCell } = arrangement;
  const { starts, halves } = sortByCell(cellOf, cells);
  const book = new LabelBook();
  const labels = Array.from({ length: cells }, (): CellLabel | undefined => undefined);
  labels[startCell] = book.share(startLabel);
  const open = [startCell];
  let work = 0;
  for (let cell = open.pop(); cell !== undefined; cell = open.pop()) {
    const to = starts[cell + 1]!;
    work += to - starts[cell]!;
    if (work > workPerStep) {
      work = 0;
      yield;
    }
    for (let at = starts[cell]!; at < to; at += 1) {
      const half = halves[at]!;
      const across = cellOf[half ^ 1]!;
      // Beyond the frame edges are cut off, so nothing can be told there nor through there.
      if (labels[across] !== undefined || across === outerCell) continue;
      // This cell is on the left of `half`: leaving to its right takes the piece's counts away.
      work += 8 * (1 + labels[cell]!.size);
      labels[across] = book.add(labels[cell]!, deltas[half >> 1]!, (half & 1) === 0 ? -1 : 1);
      open.push(across);
    }
  }
  const empty = book.share(new Map());
  return labels.map((label) => label ?? empty);
}

/** Half-edges by their cell: those of cell c from `starts[c]` to `starts[c + 1]`. */
function sortByCell(
  cellOf: Int32Array,
  cells: number,
): { readonly starts: Int32Array; readonly halves: Int32Array } {
  const starts = new Int32Array(cells + 1);
  for (const cell of cellOf) starts[cell + 1] = starts[cell + 1]! + 1;
  for (let cell = 0; cell < cells; cell += 1) starts[cell + 1] = starts[cell + 1]! + starts[cell]!;
  const filled = starts.slice(0, cells);
  const halves = new Int32Array(cellOf.length);
  cellOf.forEach((cell, half) => {
    const at = filled[cell]!;
    halves[at] = half;
    filled[cell] = at + 1;
  });
  return { starts, halves };
}

/** Labels, equal ones once. What the same counts make of the same label is remembered: that is most of what is asked. */
class LabelBook {
  readonly #byKey = new Map<string, CellLabel>();
  readonly #more = new Map<CellLabel, Map<OwnerCounts, CellLabel>>();
  readonly #less = new Map<CellLabel, Map<OwnerCounts, CellLabel>>();

  /** The one object for labels like this. */
  share(label: CellLabel): CellLabel {
    const key = labelKey(label);
    const shared = this.#byKey.get(key);
    if (shared !== undefined) return shared;
    this.#byKey.set(key, label);
    return label;
  }

  /** @param label one that was shared */
  add(label: CellLabel, counts: OwnerCounts, sign: 1 | -1): CellLabel {
    if (counts.size === 0) return label;
    const known = sign === 1 ? this.#more : this.#less;
    let sums = known.get(label);
    if (sums === undefined) {
      sums = new Map();
      known.set(label, sums);
    }
    let sum = sums.get(counts);
    if (sum === undefined) {
      sum = this.share(addCounts(label, counts, sign));
      sums.set(counts, sum);
    }
    return sum;
  }
}

function addCounts(label: CellLabel, counts: OwnerCounts, sign: 1 | -1): CellLabel {
  const sum = new Map(label);
  for (const [owner, count] of counts) {
    const total = (sum.get(owner) ?? 0) + sign * count;
    if (total === 0) sum.delete(owner);
    else sum.set(owner, total);
  }
  return sum;
}

function labelKey(label: CellLabel): string {
  if (label.size < 2) for (const [owner, winding] of label) return `${owner}:${winding}`;
  return [...label]
    .sort((a, b) => a[0] - b[0])
    .map(([owner, winding]) => `${owner}:${winding}`)
    .join(' ');
}
