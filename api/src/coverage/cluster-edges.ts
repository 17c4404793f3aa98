import type { LatticeBox } from '../geometry/types.js';
import { numbersPerEdge } from '../geometry/visit-near-pairs.js';

/**
 * Boxes around groups of edges, such that no two boxes meet and every edge is in one. Edges that share a vertex
 * are in one box; boxes that meet are merged. Sorted west → east, then south → north.
 *
 * @param edges `x1, y1, x2, y2` an edge. Cost: n log n for boxes that are small against the whole.
 */
export function clusterEdges(edges: Int32Array): LatticeBox[] {
  const groupOf = new Map<string, number>();
  const unionOf: number[] = [];
  const find = (group: number): number => {
    let root = group;
    while (unionOf[root] !== root) root = unionOf[root] = unionOf[unionOf[root]!]!;
    return root;
  };
  const vertexGroup = (x: number, y: number): number => {
    const key = `${x},${y}`;
    const known = groupOf.get(key);
    if (known !== undefined) return known;
    const group = unionOf.push(unionOf.length) - 1;
    groupOf.set(key, group);
    return group;
  };
  for (let at = 0; at < edges.length; at += numbersPerEdge) {
    const a = vertexGroup(edges[at]!, edges[at + 1]!);
    const b = vertexGroup(edges[at + 2]!, edges[at + 3]!);
    unionOf[find(a)] = find(b);
  }
  const boxes = new Map<number, Box>();
  for (let at = 0; at < edges.length; at += 2) {
    const x = edges[at]!;
    const y = edges[at + 1]!;
    const root = find(vertexGroup(x, y));
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

/** Sweeps west → east and merges until nothing meets; each round that changes something leaves fewer boxes. */
function mergeMeeting(boxes: Box[]): Box[] {
  for (let current = boxes; ;) {
    const merged: Box[] = [];
    let open: Box[] = [];
    let hasMerged = false;
    for (const box of [...current].sort((a, b) => a[0] - b[0])) {
      open = open.filter((other) => other[2] >= box[0]);
      const meeting = open.find((other) => other[1] <= box[3] && other[3] >= box[1]);
      if (meeting === undefined) {
        const own: Box = [...box];
        open.push(own);
        merged.push(own);
      } else {
        extend(meeting, box);
        hasMerged = true;
      }
    }
    if (!hasMerged) return merged;
    current = merged;
  }
}
