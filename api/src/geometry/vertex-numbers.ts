const smallestTable = 32;
const absent = -1;

/**
 * Numbers lattice vertices 0, 1, 2 … in the order in which they come, equal ones once. Open addressing over typed
 * arrays: a question about a vertex that is not there, by far the most frequent one, touches a slot or two.
 */
export class VertexNumbers {
  /** Number of a vertex plus one; 0 is a free slot. At most half of them are taken. */
  #slots: Int32Array;
  #places: Int32Array;
  #count = 0;

  /** @param expected how many distinct vertices are likely; more may come */
  constructor(expected = 0) {
    let size = smallestTable;
    while (size < 2 * expected) size *= 2;
    this.#slots = new Int32Array(size);
    this.#places = new Int32Array(size);
  }

  get count(): number {
    return this.#count;
  }

  xOf(vertex: number): number {
    return this.#places[2 * vertex]!;
  }

  yOf(vertex: number): number {
    return this.#places[2 * vertex + 1]!;
  }

  /** The number of a vertex; −1 when it has none. */
  find(x: number, y: number): number {
    return this.#slots[this.#slotOf(x, y)]! - 1;
  }

  /** The number of a vertex, which gets the next one when it has none. */
  numberOf(x: number, y: number): number {
    const slot = this.#slotOf(x, y);
    const known = this.#slots[slot]! - 1;
    if (known !== absent) return known;
    const vertex = this.#count;
    this.#places[2 * vertex] = x;
    this.#places[2 * vertex + 1] = y;
    this.#count += 1;
    this.#slots[slot] = this.#count;
    if (2 * this.#count >= this.#slots.length) this.#grow();
    return vertex;
  }

  /** The slot that holds the vertex, or the free one where it belongs. */
  #slotOf(x: number, y: number): number {
    const slots = this.#slots;
    const places = this.#places;
    const mask = slots.length - 1;
    let hash = Math.imul(x, 0x9e3779b1) ^ Math.imul(y, 0x85ebca77);
    hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
    let slot = (hash ^ (hash >>> 13)) & mask;
    for (let filed = slots[slot]!; filed !== 0; filed = slots[slot]!) {
      if (places[2 * filed - 2] === x && places[2 * filed - 1] === y) break;
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  #grow(): void {
    const places = this.#places;
    this.#slots = new Int32Array(2 * this.#slots.length);
    this.#places = new Int32Array(this.#slots.length);
    this.#places.set(places);
    for (let vertex = 0; vertex < this.#count; vertex += 1) {
      this.#slots[this.#slotOf(this.xOf(vertex), this.yOf(vertex))] = vertex + 1;
    }
  }
}
