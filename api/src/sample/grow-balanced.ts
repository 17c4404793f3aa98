import type { Graph } from './grow-regions.js';
import { MinHeap } from './min-heap.js';

/**
 * Parts connected `members` into `count` connected regions of about the same weight: seeds far apart, then the
 * lightest region takes the cheapest node at its border, again and again; seeds move to the middle of their
 * region and it is done over, three times.
 *
 * Balance is not exact: a region walled in by others stays small.
 *
 * @param xs, ys place of every node, for the middle. Needs `count` ≤ number of members.
 * @param label written in place for members only: 0 … count-1.
 */
export function growBalanced(
  graph: Graph,
  members: readonly number[],
  count: number,
  xs: Float64Array,
  ys: Float64Array,
  label: Int32Array,
): void {
  const isMember = new Set(members);
  let seeds = spreadSeeds(graph, members, isMember, count);
  for (let round = 0; round < 4; round++) {
    if (round > 0) seeds = moveToMiddle(members, label, count, xs, ys);
    growLightestFirst(graph, members, isMember, seeds, label);
  }
}

/** Far apart by cost: each next seed is the member costliest to reach from those before it. */
function spreadSeeds(
  graph: Graph,
  members: readonly number[],
  isMember: Set<number>,
  count: number,
): number[] {
  const cost = new Map<number, number>();
  const relax = (seed: number): void => {
    const heap = new MinHeap();
    cost.set(seed, 0);
    heap.push(0, seed);
    for (let top = heap.pop(); top !== undefined; top = heap.pop()) {
      if (top.key > (cost.get(top.value) as number)) continue;
      const { key } = top;
      graph.visitNeighbours(top.value, (neighbour, step) => {
        if (!isMember.has(neighbour) || key + step >= (cost.get(neighbour) ?? Infinity)) return;
        cost.set(neighbour, key + step);
        heap.push(key + step, neighbour);
      });
    }
  };
  const farthest = (): number => {
    let best = members[0] as number;
    for (const node of members) {
      if ((cost.get(node) ?? Infinity) > (cost.get(best) ?? Infinity)) best = node;
    }
    return best;
  };
  relax(members[0] as number);
  const first = farthest();
  cost.clear();
  const seeds = [first];
  relax(first);
  while (seeds.length < count) {
    const next = farthest();
    seeds.push(next);
    relax(next);
  }
  return seeds;
}

function moveToMiddle(
  members: readonly number[],
  label: Int32Array,
  count: number,
  xs: Float64Array,
  ys: Float64Array,
): number[] {
  const sums = Array.from({ length: count }, () => ({ x: 0, y: 0, weight: 0, seed: -1, distance: Infinity }));
  for (const node of members) {
    const sum = sums[label[node] as number];
    if (sum === undefined) continue;
    sum.x += xs[node] as number;
    sum.y += ys[node] as number;
    sum.weight += 1;
  }
  for (const node of members) {
    const sum = sums[label[node] as number];
    if (sum === undefined) continue;
    const distance = Math.hypot(
      (xs[node] as number) - sum.x / sum.weight,
      (ys[node] as number) - sum.y / sum.weight,
    );
    if (distance < sum.distance) {
      sum.distance = distance;
      sum.seed = node;
    }
  }
  return sums.map((sum) => sum.seed);
}

function growLightestFirst(
  graph: Graph,
  members: readonly number[],
  isMember: Set<number>,
  seeds: readonly number[],
  label: Int32Array,
): void {
  for (const node of members) label[node] = -1;
  const borders = seeds.map(() => new MinHeap());
  const turns = new MinHeap();
  const weights = seeds.map(() => 0);
  seeds.forEach((seed, region) => {
    (borders[region] as MinHeap).push(0, seed);
    turns.push(0, region);
  });
  // Seeds first: a neighbour may not take another's seed.
  const seedOwner = new Map(seeds.map((seed, region) => [seed, region]));
  for (let turn = turns.pop(); turn !== undefined; turn = turns.pop()) {
    const region = turn.value;
    const border = borders[region] as MinHeap;
    let top = border.pop();
    while (
      top !== undefined &&
      (label[top.value] !== -1 || (seedOwner.get(top.value) ?? region) !== region)
    ) {
      top = border.pop();
    }
    if (top === undefined) continue;
    const { key, value } = top;
    label[value] = region;
    weights[region] = (weights[region] as number) + 1;
    graph.visitNeighbours(value, (neighbour, step) => {
      if (isMember.has(neighbour) && label[neighbour] === -1) border.push(key + step, neighbour);
    });
    turns.push(weights[region] as number, region);
  }
}
