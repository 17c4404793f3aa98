import { MinHeap } from './min-heap.js';

/** A graph whose nodes are 0 … nodeCount-1; `visitNeighbours` tells each neighbour with the cost to go there. */
export interface Graph {
  readonly nodeCount: number;
  visitNeighbours(node: number, visit: (neighbour: number, cost: number) => void): void;
}

/**
 * Parts `members` among seeds: every node goes to the seed with the cheapest way to it that stays inside
 * `members`. Each region is connected. Members that no seed reaches keep -1.
 *
 * @param label written in place for members only: index of the seed.
 * @param speeds how fast each seed grows; 1 when left out.
 */
export function growRegions(
  graph: Graph,
  members: readonly number[],
  seeds: readonly number[],
  label: Int32Array,
  speeds?: readonly number[],
): void {
  const cost = new Float64Array(graph.nodeCount).fill(Infinity);
  const region = new Int32Array(graph.nodeCount);
  const isMember = new Uint8Array(graph.nodeCount);
  const heap = new MinHeap();
  for (const node of members) {
    isMember[node] = 1;
    label[node] = -1;
  }
  seeds.forEach((seed, index) => {
    cost[seed] = 0;
    region[seed] = index;
    heap.push(0, seed);
  });
  let from = 0;
  let owner = 0;
  const relax = (neighbour: number, step: number): void => {
    if (isMember[neighbour] !== 1 || label[neighbour] !== -1) return;
    const reached = from + step / (speeds?.[owner] ?? 1);
    if (reached >= (cost[neighbour] as number)) return;
    cost[neighbour] = reached;
    region[neighbour] = owner;
    heap.push(reached, neighbour);
  };
  for (let top = heap.pop(); top !== undefined; top = heap.pop()) {
    const node = top.value;
    if (label[node] !== -1) continue;
    owner = region[node] as number;
    from = top.key;
    label[node] = owner;
    graph.visitNeighbours(node, relax);
  }
}
