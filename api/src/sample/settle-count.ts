import type { Mesh } from './build-mesh.js';
import { mainRiver } from './draw-curves.js';
import { findParts } from './find-parts.js';
import type { Graph } from './grow-regions.js';
import { MinHeap } from './min-heap.js';
import type { Sites } from './place-sites.js';
import { curveEdge, makeSiteGraph, siteAcross } from './site-graph.js';

/** Smallest size, in sites, that a block may keep whatever the count. */
const leastBlock = 3;

/**
 * Joins the smallest blocks to a neighbour and halves the largest until there are exactly `count`. No block comes to
 * lie on both banks of the main river, and those along it join among themselves where they can.
 */
export function settleCount(
  mesh: Mesh,
  sites: Sites,
  blocks: number[][],
  towns: Int32Array,
  isCurve: Uint8Array,
  count: number,
): number[][] {
  const blockOf = new Int32Array(mesh.siteCount).fill(-1);
  blocks.forEach((block, index) => {
    for (const site of block) blockOf[site] = index;
  });
  const queue = new MinHeap();
  blocks.forEach((block, index) => queue.push(block.length, index));
  let alive = blocks.length;
  for (let top = queue.pop(); top !== undefined; top = queue.pop()) {
    const block = blocks[top.value] as number[];
    if (block.length !== top.key) continue;
    if (alive <= count && block.length >= leastBlock) break;
    const target = chooseNeighbour(mesh, sites, block, top.value, blockOf, towns, isCurve);
    if (target === -1) continue;
    const joined = blocks[target] as number[];
    for (const site of block) blockOf[site] = target;
    joined.push(...block);
    blocks[top.value] = [];
    queue.push(joined.length, target);
    alive -= 1;
  }
  const graph = makeSiteGraph(
    mesh,
    (edge) => isCurve[edge] !== curveEdge.mainRiver && towns[mesh.edgeA[edge] as number] !== -1,
  );
  const largest = new MinHeap();
  blocks.forEach((block, index) => {
    if (block.length > 1) largest.push(-block.length, index);
  });
  while (alive < count) {
    const top = largest.pop();
    if (top === undefined) throw new Error(`the built-up sites are too few for ${count} elements`);
    const halves = halve(graph, blocks[top.value] as number[]);
    blocks[top.value] = halves[0];
    blocks.push(halves[1]);
    if (halves[0].length > 1) largest.push(-halves[0].length, top.value);
    if (halves[1].length > 1) largest.push(-halves[1].length, blocks.length - 1);
    alive += 1;
  }
  if (alive > count) throw new Error(`${alive} built-up blocks cannot be joined into ${count} elements`);
  return blocks.filter((block) => block.length > 0);
}

/** The neighbouring block to join: same side of rivers and same town first, then the longest border. */
function chooseNeighbour(
  mesh: Mesh,
  sites: Sites,
  block: readonly number[],
  own: number,
  blockOf: Int32Array,
  towns: Int32Array,
  isCurve: Uint8Array,
): number {
  const scores = new Map<number, number>();
  for (const site of block) {
    const end = mesh.siteStart[site + 1] as number;
    for (let at = mesh.siteStart[site] as number; at < end; at++) {
      const edge = mesh.siteEdges[at] as number;
      const other = siteAcross(mesh, edge, site);
      const target = blockOf[other] as number;
      if (target === -1 || target === own || isCurve[edge] === curveEdge.mainRiver) continue;
      const isSameKind = (sites.curves[other] === mainRiver) === (sites.curves[site] === mainRiver);
      const score =
        (isCurve[edge] !== curveEdge.none ? 0.01 : towns[other] === towns[site] ? 1 : 0.1) *
        (isSameKind ? 1 : 0.005);
      scores.set(target, (scores.get(target) ?? 0) + score);
    }
  }
  let best = -1;
  let bestScore = 0;
  for (const [target, score] of scores) {
    if (score > bestScore) {
      bestScore = score;
      best = target;
    }
  }
  return best;
}

/** Two connected halves: half of the block in the order of a walk from one end, and the rest. */
function halve(graph: Graph, block: readonly number[]): [number[], number[]] {
  const orderFrom = (start: number): number[] => {
    const waiting = new Set(block);
    waiting.delete(start);
    const order = [start];
    for (const site of order) {
      graph.visitNeighbours(site, (other) => {
        if (waiting.delete(other)) order.push(other);
      });
    }
    return order;
  };
  const order = orderFrom(orderFrom(block[0] as number).at(-1) as number);
  const first = order.slice(0, order.length >> 1);
  const [second, ...scraps] = findParts(graph, order.slice(order.length >> 1));
  return [[...first, ...scraps.flat()], second as number[]];
}
