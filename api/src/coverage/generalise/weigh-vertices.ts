import type { Arc } from './build-topology.js';

/**
 * How much each inner vertex of an arc matters: the area of the triangle with its neighbours when its turn to be
 * left out comes, and never less than of one left out before (Visvalingam and Whyatt, 1993). Zooms that take the vertices
 * over a threshold take nested sets. The ends weigh infinitely; so do two more of a closed arc, which else would vanish.
 *
 * @param places `east, north` a vertex, by vertex number
 * @returns one weight a vertex of the arc, in the square of the unit of `places`. Cost: n log n.
 */
export function weighVertices(vertices: Arc, places: Float64Array): Float64Array {
  const count = vertices.length;
  const weights = new Float64Array(count).fill(Infinity);
  if (count < 3) return weights;
  const before = Int32Array.from({ length: count }, (_, at) => at - 1);
  const after = Int32Array.from({ length: count }, (_, at) => at + 1);
  const areaAt = (at: number): number => {
    const a = 2 * vertices[before[at]!]!;
    const b = 2 * vertices[at]!;
    const c = 2 * vertices[after[at]!]!;
    const ux = places[b]! - places[a]!;
    const uy = places[b + 1]! - places[a + 1]!;
    const vx = places[c]! - places[a]!;
    const vy = places[c + 1]! - places[a + 1]!;
    return Math.abs(ux * vy - uy * vx) / 2;
  };
  const heap = new IndexedHeap(count);
  for (let at = 1; at + 1 < count; at += 1) heap.push(at, areaAt(at));
  const isClosed = vertices[0] === vertices[count - 1];
  const least = isClosed ? 2 : 0;
  let largest = 0;
  while (heap.size > least) {
    const [at, area] = heap.pop();
    largest = Math.max(largest, area);
    weights[at] = largest;
    const left = before[at]!;
    const right = after[at]!;
    after[left] = right;
    before[right] = left;
    if (left > 0) heap.change(left, areaAt(left));
    if (right + 1 < count) heap.change(right, areaAt(right));
  }
  return weights;
}

/** A binary heap of numbered items whose keys may change; equal keys come in the order of the numbers. */
class IndexedHeap {
  readonly #items: Int32Array;
  readonly #slotOf: Int32Array;
  readonly #keys: Float64Array;
  size = 0;

  constructor(count: number) {
    this.#items = new Int32Array(count);
    this.#slotOf = new Int32Array(count);
    this.#keys = new Float64Array(count);
  }

  push(item: number, key: number): void {
    this.#keys[item] = key;
    this.#put(this.size, item);
    this.size += 1;
    this.#rise(this.size - 1);
  }

  pop(): [item: number, key: number] {
    const item = this.#items[0]!;
    this.size -= 1;
    if (this.size > 0) {
      this.#put(0, this.#items[this.size]!);
      this.#sink(0);
    }
    return [item, this.#keys[item]!];
  }

  change(item: number, key: number): void {
    this.#keys[item] = key;
    const slot = this.#slotOf[item]!;
    this.#rise(slot);
    this.#sink(this.#slotOf[item]!);
  }

  #isBefore(a: number, b: number): boolean {
    const difference = this.#keys[a]! - this.#keys[b]!;
    return difference < 0 || (difference === 0 && a < b);
  }

  #put(slot: number, item: number): void {
    this.#items[slot] = item;
    this.#slotOf[item] = slot;
  }

  #rise(from: number): void {
    const item = this.#items[from]!;
    let slot = from;
    while (slot > 0) {
      const up = (slot - 1) >> 1;
      if (!this.#isBefore(item, this.#items[up]!)) break;
      this.#put(slot, this.#items[up]!);
      slot = up;
    }
    this.#put(slot, item);
  }

  #sink(from: number): void {
    const item = this.#items[from]!;
    let slot = from;
    for (;;) {
      let down = 2 * slot + 1;
      if (down >= this.size) break;
      if (down + 1 < this.size && this.#isBefore(this.#items[down + 1]!, this.#items[down]!)) down += 1;
      if (!this.#isBefore(this.#items[down]!, item)) break;
      this.#put(slot, this.#items[down]!);
      slot = down;
    }
    this.#put(slot, item);
  }
}
