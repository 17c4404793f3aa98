import { corners, placeOnWay, side, wayAround } from './box-chains.js';

/** An end of a chain on the edge of the box. */
interface ChainEnd {
  readonly chain: number;
  readonly isStart: boolean;
  /** On the way around the box. */
  readonly place: number;
  /** Direction into the box. */
  readonly dx: number;
  readonly dy: number;
}

/**
 * Joins chains along the edge of the box to rings, so that no stretch of it is walked twice and no ring meets itself.
 *
 *     --e1======s2----e3===s1--    Inside is to the right of a chain. Where one ends (e) the inside goes on along the edge,
 *        \      /      \   /       clockwise, up to where the next one starts (s).
 *
 * Precondition: the chains bound an area once, so ends and starts take turns on the way around. At one place they stand in the
 * order of their directions.
 *
 * @param chains at least one; each from the edge of the box to its edge
 * @returns closed rings, those around an area clockwise on the screen, those around a hole that touches the edge not
 */
export function joinChains(chains: readonly Int16Array[]): number[][] {
  const ends = chains.flatMap((path, chain): ChainEnd[] => {
    const [at, before] = [path.length - 2, path.length - 4];
    return [
      { chain, isStart: true, ...pointInto(path, 0, 2) },
      { chain, isStart: false, ...pointInto(path, at, before) },
    ];
  });
  ends.sort((a, b) => a.place - b.place || a.dx * b.dy - a.dy * b.dx);
  const next = findNext(ends, chains.length);
  const rings: number[][] = [];
  const isTaken = new Uint8Array(chains.length);
  for (let first = 0; first < chains.length; first += 1) {
    if (isTaken[first] === 1) continue;
    const ring: number[] = [];
    for (let chain = first; isTaken[chain] === 0; chain = next[chain]!.chain) {
      isTaken[chain] = 1;
      for (const unit of chains[chain]!) ring.push(unit);
      const { from, to } = next[chain]!;
      for (const [x, y] of cornersBetween(from, to)) ring.push(x, y);
    }
    rings.push(...splitAtTouches(ring));
  }
  return rings;
}

function pointInto(path: Int16Array, at: number, inner: number): Omit<ChainEnd, 'chain' | 'isStart'> {
  const [x, y] = [path[at]!, path[at + 1]!];
  return { place: placeOnWay(x, y), dx: path[inner]! - x, dy: path[inner + 1]! - y };
}

/** The chain that follows, and the stretch of the way to it; `to` is beyond the way around where it passes its begin. */
interface NextChain {
  readonly chain: number;
  readonly from: number;
  readonly to: number;
}

function findNext(ends: readonly ChainEnd[], count: number): NextChain[] {
  const next = new Array<NextChain>(count);
  const isNext = new Uint8Array(count);
  const waiting: ChainEnd[] = [];
  // The second time around is for what ends before the begin of the way and goes on after it.
  for (const passed of [0, wayAround]) {
    for (const end of ends) {
      if (!end.isStart) {
        if (passed === 0) waiting.push(end);
        continue;
      }
      const before = isNext[end.chain] === 0 ? waiting.pop() : undefined;
      if (before === undefined) continue;
      isNext[end.chain] = 1;
      next[before.chain] = { chain: end.chain, from: before.place, to: end.place + passed };
    }
  }
  return next;
}

function cornersBetween(from: number, to: number): (readonly [number, number])[] {
  const found: (readonly [number, number])[] = [];
  for (let corner = Math.floor(from / side) + 1; corner * side < to; corner += 1)
    found.push(corners[corner % corners.length]!);
  return found;
}

/**
 * A ring cut into those that it is made of where it comes to a place again: beside a hole that touches the edge, or one that
 * touches its shell and is opened by the edge.
 */
function splitAtTouches(ring: readonly number[]): number[][] {
  const rings: number[][] = [];
  const path: number[] = [];
  const placeOf = new Map<number, number>();
  const visit = (x: number, y: number): void => {
    if (x === path.at(-2) && y === path.at(-1)) return;
    const key = x * 0x10000 + y;
    const known = placeOf.get(key);
    if (known !== undefined) {
      rings.push([...path.slice(known), x, y]);
      for (let at = known; at < path.length; at += 2) placeOf.delete(path[at]! * 0x10000 + path[at + 1]!);
      path.length = known;
    }
    placeOf.set(key, path.length);
    path.push(x, y);
  };
  for (let at = 0; at < ring.length; at += 2) visit(ring[at]!, ring[at + 1]!);
  visit(ring[0]!, ring[1]!);
  return rings;
}
