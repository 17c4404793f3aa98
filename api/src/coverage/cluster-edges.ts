import Flatbush from 'flatbush';
import { DisjointSets } from '../geometry/disjoint-sets.js';
import { workPerStep, type Steps } from '../geometry/run-steps.js';
import type { LatticeBox } from '../geometry/types.js';
import { VertexNumbers } from '../geometry/vertex-numbers.js';

/**
 * Boxes around groups of edges, such that no two boxes meet and every edge is in one. Edges that share a vertex
 * are in one box; boxes that meet are merged. Sorted west → east, then south → north.
 *
 * @param edges `x1, y1, x2, y2` an edge. Cost: n log n for boxes that are small against the whole.
 */
export function* clusterEdges(edges: Int32Array): Steps<LatticeBox[]> {
  // Every edge has two ends, so there are at most this many vertices.
  const ends = edges.length / 2;
  const vertices = new VertexNumbers(ends / 2);
  const sets = new DisjointSets(ends);
  const vertexOf = new Int32Array(ends);
  for (let end = 0; end < ends; end += 1) {
    vertexOf[end] = vertices.numberOf(edges[2 * end]!, edges[2 * end + 1]!);
    if (end % 2 === 1) sets.join(vertexOf[end - 1]!, vertexOf[end]!);
    if (end % workPerStep === workPerStep - 1) yield;
  }
  const boxes = new Map<number, Box>();
  for (let end = 0; end < ends; end += 1) {
    const x = edges[2 * end]!;
    const y = edges[2 * end + 1]!;
    const root = sets.find(vertexOf[end]!);
    const box = boxes.get(root);
    if (box === undefined) boxes.set(root, [x, y, x, y]);
    else extend(box, x, y, x, y);
    if (end % workPerStep === workPerStep - 1) yield;
  }
  const merged = yield* mergeMeeting([...boxes.values()]);
  return merged.sort((a, b) => a[0] - b[0] || a[1] - b[1]);
}

type Box = [west: number, south: number, east: number, north: number];

function extend(box: Box, west: number, south: number, east: number, north: number): void {
  if (west < box[0]) box[0] = west;
  if (south < box[1]) box[1] = south;
  if (east > box[2]) box[2] = east;
  if (north > box[3]) box[3] = north;
}

/** Up to this many boxes all pairs are tried: cheaper than a tree over them. */
const fewBoxes = 24;

/** Merges boxes that meet until none do; each round that changes something leaves fewer boxes. */
function* mergeMeeting(boxes: readonly Box[]): Steps<Box[]> {
  let current = [...boxes];
  while (current.length > 1) {
    const sets = new DisjointSets(current.length);
    if (current.length <= fewBoxes) joinAllMeeting(current, sets);
    else yield* joinMeeting(current, sets);
    const merged = new Map<number, Box>();
    current.forEach((box, at) => {
      const root = sets.find(at);
      const known = merged.get(root);
      if (known === undefined) merged.set(root, [...box]);
      else extend(known, ...box);
    });
    if (merged.size === current.length) break;
    current = [...merged.values()];
  }
  return current;
}

function joinAllMeeting(boxes: readonly Box[], sets: DisjointSets): void {
  for (const [at, a] of boxes.entries()) {
    for (let other = at + 1; other < boxes.length; other += 1) {
      const b = boxes[other]!;
      if (a[0] <= b[2] && b[0] <= a[2] && a[1] <= b[3] && b[1] <= a[3]) sets.join(at, other);
    }
  }
}

function* joinMeeting(boxes: readonly Box[], sets: DisjointSets): Steps<void> {
  const index = new Flatbush(boxes.length);
  for (const box of boxes) index.add(...box);
  index.finish();
  yield;
  let work = 0;
  for (const [at, box] of boxes.entries()) {
    for (const other of index.search(...box)) {
      sets.join(at, other);
      work += 1;
    }
    if (work < workPerStep) continue;
    work = 0;
    yield;
  }
}
