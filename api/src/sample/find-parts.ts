import type { Graph } from './grow-regions.js';

/** Connected parts of `members`. Largest first, ties by first member. */
export function findParts(graph: Graph, members: readonly number[]): number[][] {
  const take = members.length > graph.nodeCount / 64 ? takeByArray(graph, members) : takeBySet(members);
  const parts: number[][] = [];
  for (const start of members) {
    if (!take(start)) continue;
    const part = [start];
    for (const node of part) {
      graph.visitNeighbours(node, (neighbour) => {
        if (take(neighbour)) part.push(neighbour);
      });
    }
    parts.push(part);
  }
  return parts.sort((a, b) => b.length - a.length);
}

/** Answers true once for every member: for few members out of many nodes. */
function takeBySet(members: readonly number[]): (node: number) => boolean {
  const waiting = new Set(members);
  return (node) => waiting.delete(node);
}

/** The same for many members. */
function takeByArray(graph: Graph, members: readonly number[]): (node: number) => boolean {
  const waiting = new Uint8Array(graph.nodeCount);
  for (const node of members) waiting[node] = 1;
  return (node) => {
    if (waiting[node] !== 1) return false;
    waiting[node] = 0;
    return true;
  };
}
