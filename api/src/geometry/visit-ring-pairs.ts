import { workPerStep, type Steps } from './run-steps.js';
import type { PairVisitor } from './visit-near-pairs.js';

/** Edges in a leaf of the tree: fewer make it deeper, more make its boxes overlap. */
const edgesPerLeaf = 8;
/** Pairs of leaves looked at per leaf before giving up; jagged natural borders need about ten. */
const pairsPerLeaf = 200;

/** Up to this many leaves their pairs are tried one by one: cheaper than a tree over them. */
const fewLeaves = 16;

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
  if (leaves === 0) return 'done';
  // A search that is given up keeps its tree, and the next one makes its own: two never share one.
  const tree = idleTrees.pop() ?? new LeafTree();
  tree.fill(path, runs, leaves);
  const outcome = leaves <= fewLeaves ? visitFlat(tree, path, visit) : yield* visitTree(tree, path, visit);
  idleTrees.push(tree);
  return outcome;
}

/** Pairs of leaves one by one. */
function visitFlat(tree: LeafTree, path: Int32Array, visit: PairVisitor): 'done' | 'stopped' {
  const { boxes, leaves, size } = tree;
  for (let a = 0; a < leaves; a += 1) {
    if (visitLeaf(tree, path, a, visit)) return 'stopped';
    const box = 4 * (size + a);
    const west = boxes[box]!;
    const south = boxes[box + 1]!;
    const east = boxes[box + 2]!;
    const north = boxes[box + 3]!;
    for (let b = a + 1; b < leaves; b += 1) {
      const other = 4 * (size + b);
      if (boxes[other]! > east || boxes[other + 2]! < west) continue;
      if (boxes[other + 1]! > north || boxes[other + 3]! < south) continue;
      if (visitLeaves(tree, path, a, b, visit)) return 'stopped';
    }
  }
  return 'done';
}

/** From the root down, pairs of nodes whose boxes meet. */
function* visitTree(
  tree: LeafTree,
  path: Int32Array,
  visit: PairVisitor,
): Steps<'done' | 'stopped' | 'over-budget'> {
  tree.fillInner();
  const { boxes, leaves, size } = tree;
  let budget = leaves * pairsPerLeaf;
  let work = 0;
  // Pairs of nodes still to look at, the next one last; a node with itself stands for the pairs within it.
  const open: number[] = [1, 1];
  while (open.length > 0) {
    if (work > workPerStep) {
      work = 0;
      yield;
    }
    work += 1;
    const b = open.pop()!;
    const a = open.pop()!;
    if (a === b) {
      if (a < size) open.push(2 * a, 2 * a + 1, 2 * a + 1, 2 * a + 1, 2 * a, 2 * a);
      else if (a - size < leaves && visitLeaf(tree, path, a - size, visit)) return 'stopped';
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
    // Both nodes are of the same depth, so both are leaves or neither is.
    if (a < size) {
      open.push(2 * a + 1, 2 * b + 1, 2 * a + 1, 2 * b, 2 * a, 2 * b + 1, 2 * a, 2 * b);
      continue;
    }
    budget -= 1;
    if (budget < 0) return 'over-budget';
    work += edgesPerLeaf;
    if (visitLeaves(tree, path, a - size, b - size, visit)) return 'stopped';
  }
  return 'done';
}

/** Pairs within one leaf. */
function visitLeaf({ firsts, ends }: LeafTree, path: Int32Array, leaf: number, visit: PairVisitor): boolean {
  const end = ends[leaf]!;
  for (let i = firsts[leaf]!; i < end; i += 1) {
    for (let j = i + 1; j < end; j += 1) if (boxesMeet(path, i, j) && visit(i, j)) return true;
  }
  return false;
}

/** Pairs of an edge of leaf a with one of leaf b. */
function visitLeaves(
  { boxes, size, firsts, ends }: LeafTree,
  path: Int32Array,
  a: number,
  b: number,
  visit: PairVisitor,
): boolean {
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
}

/**
 * Runs of up to eight edges and their boxes, with room for a tree over them. Made to be used again: allocating these
 * arrays for each of a city's small rings took as long as the search.
 */
class LeafTree {
  /** A heap: node n has the children 2n and 2n + 1; leaf i is node size + i. Four numbers a box. */
  boxes = new Int32Array(8 * fewLeaves);
  firsts = new Int32Array(fewLeaves);
  ends = new Int32Array(fewLeaves);
  leaves = 0;
  size = 1;

  /** Fills the leaves; `fillInner` does the rest. */
  fill(path: Int32Array, runs: readonly EdgeRun[], leaves: number): void {
    this.leaves = leaves;
    this.size = 1;
    while (this.size < leaves) this.size *= 2;
    if (this.boxes.length < 8 * this.size) {
      this.boxes = new Int32Array(8 * this.size);
      this.firsts = new Int32Array(this.size);
      this.ends = new Int32Array(this.size);
    }
    const { boxes, firsts, ends, size } = this;
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
  }

  fillInner(): void {
    const { boxes, leaves, size } = this;
    for (let box = 4 * (size + leaves); box < 8 * size; box += 4) {
      boxes[box] = nothing;
      boxes[box + 1] = nothing;
      boxes[box + 2] = -nothing;
      boxes[box + 3] = -nothing;
    }
    for (let node = size - 1; node > 0; node -= 1) {
      const left = 8 * node;
      const right = left + 4;
      boxes[4 * node] = Math.min(boxes[left]!, boxes[right]!);
      boxes[4 * node + 1] = Math.min(boxes[left + 1]!, boxes[right + 1]!);
      boxes[4 * node + 2] = Math.max(boxes[left + 2]!, boxes[right + 2]!);
      boxes[4 * node + 3] = Math.max(boxes[left + 3]!, boxes[right + 3]!);
    }
  }
}

/** Trees that no search is using. */
const idleTrees: LeafTree[] = [];

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
