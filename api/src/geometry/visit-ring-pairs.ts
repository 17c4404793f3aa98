import { workPerStep, type Steps } from './run-steps.js';
import type { PairVisitor } from './visit-near-pairs.js';

/** Edges in a leaf of the tree: fewer make it deeper, more make its boxes overlap. */
const edgesPerLeaf = 8;
/** Pairs of leaves looked at per leaf before giving up; jagged natural borders need about ten. */
const pairsPerLeaf = 200;

/** Up to this many leaves their pairs are tried one by one: cheaper than a tree over them. */
const fewLeaves = 16;

const nothing = 2 ** 31 - 1;

/** A pair of nodes makes way for at most four pairs of their children, two numbers each. */
const numbersPerDepth = 8;

/** Which way all edges of a leaf go, as bits; 0 for a leaf whose edges turn about. */
const eastward = 1;
const westward = 2;
const northward = 4;
const southward = 8;

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
 * Not visited: an edge and the next of its run where both go on in one direction (both east, or north …), because
 * they meet at their common vertex alone. Of a stretch that goes on so no two edges meet otherwise, which spares most tests.
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
  const { boxes, leaves, size, firsts, ends, directions } = tree;
  for (let a = 0; a < leaves; a += 1) {
    if (directions[a] === 0 && visitLeaf(tree, path, a, visit)) return 'stopped';
    const box = 4 * (size + a);
    const west = boxes[box]!;
    const south = boxes[box + 1]!;
    const east = boxes[box + 2]!;
    const north = boxes[box + 3]!;
    // The next leaf mostly goes on as this one does, and always meets its box.
    const goesOn = a + 1 < leaves && (directions[a]! & directions[a + 1]!) !== 0 && ends[a] === firsts[a + 1];
    for (let b = a + (goesOn ? 2 : 1); b < leaves; b += 1) {
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
  const { boxes, leaves, size, firsts, ends, directions } = tree;
  let budget = leaves * pairsPerLeaf;
  let work = 0;
  // Pairs of nodes still to look at, the next one last; a node with itself stands for the pairs within it.
  const open = new Int32Array(numbersPerDepth * (2 + Math.log2(size)));
  open[0] = 1;
  open[1] = 1;
  let top = 2;
  while (top > 0) {
    if (work > workPerStep) {
      work = 0;
      yield;
    }
    work += 1;
    const b = open[--top]!;
    const a = open[--top]!;
    if (a < size) {
      // Both nodes are of the same depth, so both have children or neither has.
      for (let right = 2 * b + 1; right >= 2 * b; right -= 1) {
        for (let left = 2 * a + 1; left >= 2 * a; left -= 1) {
          if (left > right) continue;
          if (left !== right && !nodesMeet(boxes, left, right)) continue;
          open[top++] = left;
          open[top++] = right;
        }
      }
      continue;
    }
    const leafA = a - size;
    const leafB = b - size;
    if (leafA === leafB) {
      if (leafA < leaves && directions[leafA] === 0 && visitLeaf(tree, path, leafA, visit)) return 'stopped';
      continue;
    }
    const goesOn =
      leafB === leafA + 1 && (directions[leafA]! & directions[leafB]!) !== 0 && ends[leafA] === firsts[leafB];
    if (goesOn) continue;
    budget -= 1;
    if (budget < 0) return 'over-budget';
    work += edgesPerLeaf;
    if (visitLeaves(tree, path, leafA, leafB, visit)) return 'stopped';
  }
  return 'done';
}

function nodesMeet(boxes: Int32Array, a: number, b: number): boolean {
  const p = 4 * a;
  const q = 4 * b;
  return !(
    boxes[p]! > boxes[q + 2]! ||
    boxes[p + 2]! < boxes[q]! ||
    boxes[p + 1]! > boxes[q + 3]! ||
    boxes[p + 3]! < boxes[q + 1]!
  );
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
  directions = new Uint8Array(fewLeaves);
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
      this.directions = new Uint8Array(this.size);
    }
    const { boxes, firsts, ends, directions, size } = this;
    let leaf = 0;
    for (const run of runs) {
      for (let first = run.first; first < run.end; first += edgesPerLeaf) {
        const end = Math.min(first + edgesPerLeaf, run.end);
        let x = path[2 * first]!;
        let y = path[2 * first + 1]!;
        let west = x;
        let south = y;
        let east = x;
        let north = y;
        let ways = eastward | westward | northward | southward;
        for (let at = 2 * first + 2; at <= 2 * end; at += 2) {
          const beforeX = x;
          const beforeY = y;
          x = path[at]!;
          y = path[at + 1]!;
          if (x > beforeX) {
            ways &= ~westward;
            if (x > east) east = x;
          } else if (x < beforeX) {
            ways &= ~eastward;
            if (x < west) west = x;
          } else ways &= ~(eastward | westward);
          if (y > beforeY) {
            ways &= ~southward;
            if (y > north) north = y;
          } else if (y < beforeY) {
            ways &= ~northward;
            if (y < south) south = y;
          } else ways &= ~(northward | southward);
        }
        const box = 4 * (size + leaf);
        boxes[box] = west;
        boxes[box + 1] = south;
        boxes[box + 2] = east;
        boxes[box + 3] = north;
        firsts[leaf] = first;
        ends[leaf] = end;
        directions[leaf] = ways;
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
