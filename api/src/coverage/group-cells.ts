import { headOf, tailOf, type Arrangement } from '../geometry/arrange-cells.js';
import { DisjointSets } from '../geometry/disjoint-sets.js';
import type { PlaneNode } from '../geometry/plane-nodes.js';
import { nestRings } from '../geometry/nest-rings.js';
import { workPerStep, type Steps } from '../geometry/run-steps.js';

/** The place of a node that a walk has not passed. */
const notPassed = -1;

/** Cells of equal key that hang together by edges, as one polygon. */
export interface CellGroup {
  readonly cells: readonly number[];
  /** Cells on the other side of its border. */
  readonly beyond: readonly number[];
  /** Closed rings: the shell counter-clockwise first, then holes clockwise. No ring passes a node twice. */
  readonly rings: readonly (readonly PlaneNode[])[];
}

/**
 * Joins cells of equal key that share an edge and walks the border of each group.
 *
 * @param keyOf key of a cell, or undefined for cells to leave out
 * @returns groups in the order of their first half-edge; a group that touches itself only at a node stays apart.
 * Linear.
 */
export function* groupCells(
  arrangement: Arrangement,
  keyOf: (cell: number) => string | undefined,
): Steps<CellGroup[]> {
  const { cellOf, cells } = arrangement;
  const keys = Array.from({ length: cells }, (_, cell) => keyOf(cell));
  yield;
  const sets = new DisjointSets(cells);
  for (let half = 0; half < cellOf.length; half += 2) {
    const left = cellOf[half]!;
    const right = cellOf[half + 1]!;
    if (keys[left] !== undefined && keys[left] === keys[right]) sets.join(left, right);
  }
  const groupOf = new Int32Array(cells).fill(-1);
  const members = new Map<number, { cells: Set<number>; beyond: Set<number>; rings: number[][] }>();
  for (let cell = 0; cell < cells; cell += 1) if (keys[cell] !== undefined) groupOf[cell] = sets.find(cell);

  const isBorder = (half: number): boolean => groupOf[cellOf[half]!] !== groupOf[cellOf[half ^ 1]!];
  const isWalked = new Uint8Array(cellOf.length);
  for (let half = 0; half < cellOf.length; half += 1) {
    if (half % workPerStep === 0) yield;
    const group = groupOf[cellOf[half]!]!;
    if (group === -1) continue;
    let member = members.get(group);
    if (member === undefined) {
      member = { cells: new Set(), beyond: new Set(), rings: [] };
      members.set(group, member);
    }
    member.cells.add(cellOf[half]!);
    if (!isBorder(half)) continue;
    member.beyond.add(cellOf[half ^ 1]!);
    if (isWalked[half] === 0) member.rings.push(walkBorder(arrangement, half, isBorder, isWalked));
  }
  const groups: CellGroup[] = [];
  const placeOf = new Int32Array(arrangement.nodes.length).fill(notPassed);
  let work = 0;
  for (const member of members.values()) {
    const rings = nestRings(member.rings.flatMap((walk) => splitAtRepeats(arrangement, walk, placeOf)));
    groups.push({ cells: [...member.cells], beyond: [...member.beyond], rings });
    work += rings.reduce((sum, ring) => sum + ring.length, 0);
    if (work < workPerStep) continue;
    work = 0;
    yield;
  }
  return groups;
}

/** Half-edges along the border with the group on the left, from one of them around to it again. */
function walkBorder(
  { next }: Arrangement,
  start: number,
  isBorder: (half: number) => boolean,
  isWalked: Uint8Array,
): number[] {
  const walk: number[] = [];
  let half = start;
  do {
    walk.push(half);
    isWalked[half] = 1;
    half = next[half]!;
    // Edges inside the group end at the border without being part of it: turn on around the node.
    while (!isBorder(half)) half = next[half ^ 1]!;
  } while (half !== start);
  return walk;
}

/**
 * Closed rings of a walk, cut wherever it passes a node a second time, so that each passes a node once.
 *
 * @param placeOf `notPassed` for every node, and left so: a map for each walk took longer than the walk
 */
function splitAtRepeats(
  { nodes, pieces }: Arrangement,
  walk: readonly number[],
  placeOf: Int32Array,
): PlaneNode[][] {
  const rings: PlaneNode[][] = [];
  const path: number[] = [];
  for (const half of walk) {
    const tail = tailOf(pieces, half);
    if (path.length === 0) {
      path.push(tail);
      placeOf[tail] = 0;
    }
    const head = headOf(pieces, half);
    const place = placeOf[head]!;
    if (place === notPassed) {
      placeOf[head] = path.length;
      path.push(head);
      continue;
    }
    const ring = [nodes[head]!];
    for (let at = place + 1; at < path.length; at += 1) {
      ring.push(nodes[path[at]!]!);
      placeOf[path[at]!] = notPassed;
    }
    ring.push(nodes[head]!);
    path.length = place + 1;
    rings.push(ring);
  }
  for (const node of path) placeOf[node] = notPassed;
  return rings;
}
