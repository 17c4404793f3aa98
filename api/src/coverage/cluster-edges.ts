import Flatbush from 'flatbush';
import { DisjointSets } from '../geometry/disjoint-sets.js';
import { PlaneNodes } from '../geometry/plane-nodes.js';
import type { LatticeBox } from '../geometry/types.js';
import { numbersPerEdge } from '../geometry/visit-near-pairs.js';

/**
 * Boxes around groups of edges, such that no two boxes meet and every edge is in one. Edges that share a vertex
 * are in one box; boxes that meet are merged. Sorted west → east, then south → north.
 *
 * @param edges `x1, y1, x2, y2` an edge. Cost: n log n for boxes that are small against the whole.
 */
export function clusterEdges(edges: Int32Array): LatticeBox[] {
  const vertices = new PlaneNodes();
  // Every edge has two ends, so there are at most this many vertices.
  const sets = new DisjointSets(edges.length / 2);
  for (let at = 0; at < edges.length; at += numbersPerEdge) {
    const a = vertices.latticeNode(edges[at]!, edges[at + 1]!);
    const b = vertices.latticeNode(edges[at + 2]!, edges[at + 3]!);
    sets.join(a, b);
  }
  const boxes = new Map<number, Box>();
  for (let at = 0; at < edges.length; at += 2) {
    const x = edges[at]!;
    const y = edges[at + 1]!;
    const root = sets.find(vertices.latticeNode(x, y));
    const box = boxes.get(root);
    if (box === undefined) boxes.set(root, [x, y, x, y]);
    else extend(box, [x, y, x, y]);
  }
  return mergeMeeting([...boxes.values()]).sort((a, b) => a[0] - b[0] || a[1] - b[1]);
}

type Box = [west: number, south: number, east: number, north: number];

function extend(box: Box, by: LatticeBox): void {
  box[0] = Math.min(box[0], by[0]);
  box[1] = Math.min(box[1], by[1]);
  box[2] = Math.max(box[2], by[2]);
  box[3] = Math.max(box[3], by[3]);
}

/** Merges boxes that meet until none do; each round that changes something leaves fewer boxes. */
function mergeMeeting(boxes: readonly Box[]): Box[] {
  let current = [...boxes];
  while (current.length > 1) {
    const index = new Flatbush(current.length);
    for (const box of current) index.add(...box);
    index.finish();
    const sets = new DisjointSets(current.length);
    current.forEach((box, at) => {
      for (const other of index.search(...box)) sets.join(at, other);
    });
    const merged = new Map<number, Box>();
    current.forEach((box, at) => {
      const known = merged.get(sets.find(at));
      if (known === undefined) merged.set(sets.find(at), [...box]);
      else extend(known, box);
    });
    if (merged.size === current.length) break;
    current = [...merged.values()];
  }
  return current;
}
