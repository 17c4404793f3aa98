import { arrangeCells, tailOf, type Arrangement } from '../geometry/arrange-cells.js';
import { nodeEdges, type EdgeRuns, type NodedEdges, type Piece } from '../geometry/node-edges.js';
import { compareCoordinates, type PlaneNode } from '../geometry/plane-nodes.js';
import { workPerStep, type Steps } from '../geometry/run-steps.js';
import type { LatticeBox } from '../geometry/types.js';
import { numbersPerEdge } from '../geometry/visit-near-pairs.js';

/** Signed multiplicities by owner: +1 for an edge that runs the way it is filed, −1 for one against it. */
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
  const noded = keepInside(yield* nodeEdges(framed), frame);
  const arrangement = yield* arrangeCells(noded);
  const deltas = noded.runs.map((runs) => sumRuns(runs, owned.owners));
  const cornerCell = findCornerCell(arrangement, west, south);
  return {
    arrangement,
    labels: yield* spreadLabels(arrangement, deltas, cornerCell, cornerLabel),
    cornerCell,
  };
}

type FramedEdges = Pick<NodedEdges, 'nodes' | 'pieces' | 'runs'>;

function keepInside(noded: NodedEdges, frame: LatticeBox): FramedEdges {
  const isInside = noded.nodes.map((node) => isInFrame(node, frame));
  const pieces: Piece[] = [];
  const runs: EdgeRuns[] = [];
  noded.pieces.forEach((piece, index) => {
    // The frame is among the edges and convex: a piece with both ends in it is in it.
    if (isInside[piece.from] !== true || isInside[piece.to] !== true) return;
    pieces.push(piece);
    runs.push(noded.runs[index]!);
  });
  return { nodes: noded.nodes, pieces, runs };
}

function isInFrame(node: PlaneNode, [west, south, east, north]: LatticeBox): boolean {
  const corner = { x: west, y: south, exact: undefined };
  const opposite = { x: east, y: north, exact: undefined };
  return (
    compareCoordinates(node, corner, 'x') >= 0 &&
    compareCoordinates(node, corner, 'y') >= 0 &&
    compareCoordinates(node, opposite, 'x') <= 0 &&
    compareCoordinates(node, opposite, 'y') <= 0
  );
}

/** What crossing a piece from its right to its left changes. The frame's own edges have no owner. */
function sumRuns(runs: EdgeRuns, owners: readonly OwnerCounts[]): OwnerCounts {
  const [first] = runs;
  if (runs.length === 1 && first !== undefined && first[1] === 1)
    return owners[first[0]] ?? new Map<number, number>();
  const sum = new Map<number, number>();
  for (const [edge, sign] of runs) {
    for (const [owner, count] of owners[edge] ?? []) {
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
  const halvesOf: number[][] = Array.from({ length: cells }, () => []);
  for (let half = 0; half < cellOf.length; half += 1) halvesOf[cellOf[half]!]!.push(half);

  const known = new Map<string, CellLabel>();
  const share = (label: CellLabel): CellLabel => {
    const key = labelKey(label);
    const shared = known.get(key);
    if (shared !== undefined) return shared;
    known.set(key, label);
    return label;
  };
  const labels = Array.from({ length: cells }, (): CellLabel | undefined => undefined);
  labels[startCell] = share(startLabel);
  const open = [startCell];
  let work = 0;
  for (let cell = open.pop(); cell !== undefined; cell = open.pop()) {
    work += halvesOf[cell]!.length;
    if (work > workPerStep) {
      work = 0;
      yield;
    }
    for (const half of halvesOf[cell]!) {
      const across = cellOf[half ^ 1]!;
      // Beyond the frame edges are cut off, so nothing can be told there nor through there.
      if (labels[across] !== undefined || across === outerCell) continue;
      // This cell is on the left of `half`: leaving to its right takes the piece's counts away.
      work += 8 * (1 + labels[cell]!.size);
      labels[across] = share(addCounts(labels[cell]!, deltas[half >> 1]!, (half & 1) === 0 ? -1 : 1));
      open.push(across);
    }
  }
  const empty = share(new Map());
  return labels.map((label) => label ?? empty);
}

function addCounts(label: CellLabel, counts: OwnerCounts, sign: 1 | -1): CellLabel {
  if (counts.size === 0) return label;
  const sum = new Map(label);
  for (const [owner, count] of counts) {
    const total = (sum.get(owner) ?? 0) + sign * count;
    if (total === 0) sum.delete(owner);
    else sum.set(owner, total);
  }
  return sum;
}

function labelKey(label: CellLabel): string {
  return [...label]
    .sort((a, b) => a[0] - b[0])
    .map(([owner, winding]) => `${owner}:${winding}`)
    .join(' ');
}
