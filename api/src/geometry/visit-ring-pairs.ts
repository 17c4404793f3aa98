import { workPerStep, type Steps } from './run-steps.js';
import type { PairVisitor } from './visit-near-pairs.js';

/** Edges in a leaf of the tree: fewer make it deeper, more make its boxes overlap. */
const edgesPerLeaf = 8;
/** Pairs of leaves looked at per leaf before giving up; jagged natural borders need about ten. */
const pairsPerLeaf = 200;

const nothing = 2 ** 31 - 1;

/** Edges that follow each other: edge i runs from vertex i to vertex i + 1 of the path. */
export interface EdgeRun {
  readonly first: number;
  /** One past the last. */
  readonly end: number;
}

/**
 * Like `visitNearPairs`, but for the edges of rings: neighbours in a ring lie near each other, so a tree of
 * boxes over the ring's own order finds what meets without filing anything. Several times faster on natural borders,
 * quadratic on hatchings of long slanted edges, hence the budget. Every pair is visited once, lower index first.
 *
 * @param path flat vertices `x0, y0, x1, y1, …`
 * @param runs runs of edges in the path, ascending
 * @returns `stopped` when the visitor stopped it, `over-budget` when the order of the edges does not help
 */
export function* visitRingPairs(
  path: Int32Array,
  runs: readonly EdgeRun[],
  visit: PairVisitor,
): Steps<'done' | 'stopped' | 'over-budget'> {
  let leaves = 0;
  for (const run of runs) leaves += Math.ceil((run.end - run.first) / edgesPerLeaf);
  let size = 1;
  while (size < leaves) size *= 2;
  // A heap: node n has the children 2n and 2n + 1; leaf i is node size + i. Four numbers a box.
  const boxes = new Int32Array(8 * size);
  const firsts = new Int32Array(leaves + 1);
  const ends = new Int32Array(leaves + 1);
  fillLeaves(path, runs, boxes, size, firsts, ends);
  fillInner(boxes, size);

  let budget = leaves * pairsPerLeaf;
  const visitLeaf = (leaf: number): boolean => {
    const end = ends[leaf]!;
    for (let i = firsts[leaf]!; i < end; i += 1) {
      for (let j = i + 1; j < end; j += 1) if (boxesMeet(path, i, j) && visit(i, j)) return true;
    }
    return false;
  };
  const visitLeaves = (a: number, b: number): boolean => {
    budget -= 1;
    const box = 4 * (size + b);
    const west = boxes[box]!;
    const south = boxes[box + 1]!;
    const east = boxes[box + 2]!;
    const north = boxes[box + 3]!;
    const endA = ends[a]!;
    const endB = ends[b]!;
    for (let i = firsts[a]!; i < endA; i += 1) {
      const x1 = path[2 * i]!;
      const x2 = path[2 * i + 2]!;
      if ((x1 < west && x2 < west) || (x1 > east && x2 > east)) continue;
      const y1 = path[2 * i + 1]!;
      const y2 = path[2 * i + 3]!;
      if ((y1 < south && y2 < south) || (y1 > north && y2 > north)) continue;
      for (let j = firsts[b]!; j < endB; j += 1) if (boxesMeet(path, i, j) && visit(i, j)) return true;
    }
    return false;
  };
  // Pairs of nodes still to look at, the next one last; a node with itself stands for the pairs within it.
  const open: number[] = [1, 1];
  const visitSome = (): boolean => {
    for (let work = 0; open.length > 0 && work < workPerStep; work += 1) {
      const b = open.pop()!;
      const a = open.pop()!;
      if (a === b) {
        if (a < size) open.push(2 * a, 2 * a + 1, 2 * a + 1, 2 * a + 1, 2 * a, 2 * a);
        else if (a - size < leaves && visitLeaf(a - size)) return true;
        continue;
      }
      const p = 4 * a;
      const q = 4 * b;
      if (
        boxes[p]! > boxes[q + 2]! ||
        boxes[p + 2]! < boxes[q]! ||
        boxes[p + 1]! > boxes[q + 3]! ||
        boxes[p + 3]! < boxes[q + 1]!
      ) {
        continue;
      }
      if (budget < 0) return true;
      // Both nodes are of the same depth, so both are leaves or neither is.
      if (a >= size) {
        work += edgesPerLeaf;
        if (visitLeaves(a - size, b - size)) return true;
        continue;
      }
      open.push(2 * a + 1, 2 * b + 1, 2 * a + 1, 2 * b, 2 * a, 2 * b + 1, 2 * a, 2 * b);
    }
    return false;
  };
  while (leaves > 0 && open.length > 0) {
    if (visitSome()) return budget < 0 ? 'over-budget' : 'stopped';
    if (open.length > 0) yield;
  }
  return 'done';
}

function fillLeaves(
  path: Int32Array,
  runs: readonly EdgeRun[],
  boxes: Int32Array,
  size: number,
  firsts: Int32Array,
  ends: Int32Array,
): void {
  let leaf = 0;
  for (const run of runs) {
    for (let first = run.first; first < run.end; first += edgesPerLeaf) {
      const end = Math.min(first + edgesPerLeaf, run.end);
      let west = nothing;
      let south = nothing;
      let east = -nothing;
      let north = -nothing;
      for (let at = 2 * first; at <= 2 * end; at += 2) {
        const x = path[at]!;
        const y = path[at + 1]!;
        if (x < west) west = x;
        if (x > east) east = x;
        if (y < south) south = y;
        if (y > north) north = y;
      }
      const box = 4 * (size + leaf);
      boxes[box] = west;
      boxes[box + 1] = south;
      boxes[box + 2] = east;
      boxes[box + 3] = north;
      firsts[leaf] = first;
      ends[leaf] = end;
      leaf += 1;
    }
  }
  for (let box = 4 * (size + leaf); box < boxes.length; box += 4) {
    boxes[box] = nothing;
    boxes[box + 1] = nothing;
    boxes[box + 2] = -nothing;
    boxes[box + 3] = -nothing;
  }
}

function fillInner(boxes: Int32Array, size: number): void {
  for (let node = size - 1; node > 0; node -= 1) {
    const left = 8 * node;
    const right = left + 4;
    boxes[4 * node] = Math.min(boxes[left]!, boxes[right]!);
    boxes[4 * node + 1] = Math.min(boxes[left + 1]!, boxes[right + 1]!);
    boxes[4 * node + 2] = Math.max(boxes[left + 2]!, boxes[right + 2]!);
    boxes[4 * node + 3] = Math.max(boxes[left + 3]!, boxes[right + 3]!);
  }
}

function boxesMeet(path: Int32Array, i: number, j: number): boolean {
  const ax = path[2 * i]!;
  const bx = path[2 * i + 2]!;
  const cx = path[2 * j]!;
  const dx = path[2 * j + 2]!;
  if (ax < bx) {
    if ((cx > bx && dx > bx) || (cx < ax && dx < ax)) return false;
  } else if ((cx > ax && dx > ax) || (cx < bx && dx < bx)) return false;
  const ay = path[2 * i + 1]!;
  const by = path[2 * i + 3]!;
  const cy = path[2 * j + 1]!;
  const dy = path[2 * j + 3]!;
  if (ay < by) return !((cy > by && dy > by) || (cy < ay && dy < ay));
  return !((cy > ay && dy > ay) || (cy < by && dy < by));
}
