import type { PlaneNode } from '../../geometry/plane-nodes.js';
import type { Steps } from '../../geometry/run-steps.js';
import type { LatticePoint, MultiPolygon, Ring } from '../../geometry/types.js';
import { dissolveEvenOdd } from '../dissolve-even-odd.js';
import type { Defect } from '../find-defects.js';
import type { OwnedPiece } from './densify-border.js';
import { middleLines } from './middle-lines.js';
import { borderPieces, type BorderPiece } from './shared-border.js';

/**
 * Splits a gap between its neighbours along the middle line: every point goes about to the neighbour whose border is nearest.
 * Where the gap lies at the parent's border, that part is shared out between the neighbours at its ends, at a vertex.
 *
 * The pieces cover the gap exactly by construction: each is bounded by its neighbour's part of the border and by middle
 * lines on the lattice, which the piece on the other side has in the opposite direction.
 *
 * @param geometryOf by child's index
 * @param round what a node of the gap's border becomes
 * @returns a piece per child's index; undefined where the gap is too narrow or too crooked for a middle line
 */
export function* splitAlongMiddle(
  defect: Defect,
  geometryOf: (child: number) => MultiPolygon,
  round: (node: PlaneNode) => LatticePoint,
): Steps<ReadonlyMap<number, MultiPolygon> | undefined> {
  const rings = borderPieces(defect, geometryOf).map((pieces) => ownPieces(pieces, round));
  if (rings.some((ring) => ring === undefined)) return undefined;
  const owned = rings.filter((ring) => ring !== undefined);
  const lines = yield* middleLines(owned);
  if (lines === undefined) return undefined;
  const edgesOf = new Map<number, Ring[]>();
  const add = (owner: number, from: LatticePoint, to: LatticePoint): void => {
    const known = edgesOf.get(owner);
    const edge = Int32Array.of(from[0], from[1], to[0], to[1]);
    if (known === undefined) edgesOf.set(owner, [edge]);
    else known.push(edge);
  };
  for (const { from, to, owner } of owned.flat()) add(owner, from, to);
  for (const { from, to, left, right } of lines) {
    add(left, from, to);
    add(right, to, from);
  }
  const pieces = new Map<number, MultiPolygon>();
  // Edges by themselves are paths too: the area that they surround an odd number of times is the piece.
  for (const [owner, edges] of edgesOf) pieces.set(owner, yield* dissolveEvenOdd([[edges]]));
  return pieces;
}

/** Pieces on the lattice; those that no neighbour has go to the nearer of the two at the ends of their run. */
function ownPieces(
  pieces: readonly BorderPiece[],
  round: (node: PlaneNode) => LatticePoint,
): OwnedPiece[] | undefined {
  const start = pieces.findIndex(({ neighbour }) => neighbour !== undefined);
  if (start === -1) return undefined;
  const turned = [...pieces.slice(start), ...pieces.slice(0, start)];
  const owned: OwnedPiece[] = [];
  const push = ({ from, to }: BorderPiece, owner: number): void => {
    const a = round(from);
    const b = round(to);
    if (a[0] !== b[0] || a[1] !== b[1]) owned.push({ from: a, to: b, owner });
  };
  let run: BorderPiece[] = [];
  let before = turned[0]!.neighbour!;
  const shareRun = (after: number): void => {
    const total = run.reduce((sum, piece) => sum + lengthOf(piece), 0);
    let walked = 0;
    for (const piece of run) {
      push(piece, walked + lengthOf(piece) / 2 < total / 2 ? before : after);
      walked += lengthOf(piece);
    }
    run = [];
  };
  for (const piece of turned) {
    if (piece.neighbour === undefined) {
      run.push(piece);
      continue;
    }
    shareRun(piece.neighbour);
    push(piece, piece.neighbour);
    before = piece.neighbour;
  }
  shareRun(turned[0]!.neighbour!);
  return owned;
}

function lengthOf({ from, to }: BorderPiece): number {
  return Math.hypot(to.x - from.x, to.y - from.y);
}
