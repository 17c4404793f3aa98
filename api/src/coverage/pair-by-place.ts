/** `[west, south, east, north]` in degrees. */
export type Box = readonly [number, number, number, number];

/** About a metre, in degrees: what lies nearer is the same place. */
const reachDegrees = 1e-5;

/**
 * Pairs things of two lists that lie at the same place: their boxes meet, or are less than about a metre apart.
 *
 * Greedy: the pair with the largest common part of its boxes first (common area over united area, boxes grown by
 * half the reach on every side), equal ones in the order of the lists. Each is paired at most once. Cost: both lists
 * sorted, then every pair of boxes that meet.
 */
export function pairByPlace<A, B>(
  before: readonly A[],
  now: readonly B[],
  boxOf: (each: A | B) => Box,
): [A, B][] {
  const grow = (each: A | B, index: number): Placed => ({ index, box: grown(boxOf(each)) });
  const old = before.map(grow).sort(byWest);
  const candidates: { from: number; to: number; share: number }[] = [];
  let first = 0;
  let widest = 0;
  for (const { box } of old) widest = Math.max(widest, box[2] - box[0]);
  for (const { index: to, box } of now.map(grow).sort(byWest)) {
    while (first < old.length && (old[first] as Placed).box[0] < box[0] - widest) first += 1;
    for (let at = first; at < old.length; at++) {
      const { index: from, box: other } = old[at] as Placed;
      if (other[0] > box[2]) break;
      const share = commonShare(other, box);
      if (share > 0) candidates.push({ from, to, share });
    }
  }
  candidates.sort((a, b) => b.share - a.share || a.from - b.from || a.to - b.to);
  const taken = new Set<number>();
  const given = new Set<number>();
  const pairs: [A, B][] = [];
  for (const { from, to } of candidates) {
    if (taken.has(from) || given.has(to)) continue;
    taken.add(from);
    given.add(to);
    pairs.push([before[from] as A, now[to] as B]);
  }
  return pairs;
}

interface Placed {
  readonly index: number;
  readonly box: Box;
}

function grown([west, south, east, north]: Box): Box {
  const half = reachDegrees / 2;
  return [west - half, south - half, east + half, north + half];
}

function byWest(a: Placed, b: Placed): number {
  return a.box[0] - b.box[0] || a.index - b.index;
}

function commonShare(a: Box, b: Box): number {
  const width = Math.min(a[2], b[2]) - Math.max(a[0], b[0]);
  const height = Math.min(a[3], b[3]) - Math.max(a[1], b[1]);
  if (width <= 0 || height <= 0) return 0;
  const common = width * height;
  return common / (areaOf(a) + areaOf(b) - common);
}

function areaOf([west, south, east, north]: Box): number {
  return (east - west) * (north - south);
}
