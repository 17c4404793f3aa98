/** Boxes a node holds. */
const nodeSize = 16;
/** Numbers a box takes: west, south, east, north. */
const perBox = 4;
/** Bits of each coordinate of a place on the curve that sorts boxes. */
const curveBits = 15;

/**
 * Boxes that do not change, found by a box that meets them: sorted along a Z-shaped curve and packed into nodes of sixteen, level by
 * level. Building costs n log n, a search about the number found.
 */
export class BoxTree {
  /** Items in the order of the curve. */
  readonly #items: Int32Array;
  /** Boxes of the items in that order, then those of the nodes, level after level. */
  readonly #boxes: Float64Array;
  /** Where each level begins among the boxes; the first holds the items, the last a single node. */
  readonly #levels: readonly number[];

  /** @param boxes west, south, east, north of every item */
  constructor(boxes: Float64Array) {
    const count = boxes.length / perBox;
    this.#items = sortAlongCurve(boxes);
    const levels = [0];
    let total = count;
    for (let size = count; size > 1;) {
      size = Math.ceil(size / nodeSize);
      levels.push(total);
      total += size;
    }
    this.#levels = levels;
    this.#boxes = new Float64Array(perBox * total);
    for (let at = 0; at < count; at += 1) {
      this.#boxes.set(
        boxes.subarray(perBox * this.#items[at]!, perBox * this.#items[at]! + perBox),
        perBox * at,
      );
    }
    for (let level = 1; level < levels.length; level += 1) {
      const end = levels[level + 1] ?? total;
      for (let node = levels[level]!; node < end; node += 1) this.#fillNode(level, node);
    }
  }

  #fillNode(level: number, node: number): void {
    const [first, last] = this.#childrenOf(level, node);
    const boxes = this.#boxes;
    const box = perBox * node;
    boxes.set([Infinity, Infinity, -Infinity, -Infinity], box);
    for (let child = first; child < last; child += 1) {
      const at = perBox * child;
      boxes[box] = Math.min(boxes[box]!, boxes[at]!);
      boxes[box + 1] = Math.min(boxes[box + 1]!, boxes[at + 1]!);
      boxes[box + 2] = Math.max(boxes[box + 2]!, boxes[at + 2]!);
      boxes[box + 3] = Math.max(boxes[box + 3]!, boxes[at + 3]!);
    }
  }

  /** The boxes under a node: from the first to before the last. */
  #childrenOf(level: number, node: number): [first: number, last: number] {
    const below = this.#levels[level - 1]!;
    const first = below + (node - this.#levels[level]!) * nodeSize;
    return [first, Math.min(first + nodeSize, this.#levels[level]!)];
  }

  /** Visits the items whose boxes meet a box, borders included. */
  search(west: number, south: number, east: number, north: number, visit: (item: number) => void): void {
    if (this.#items.length === 0) return;
    const boxes = this.#boxes;
    const walk = (level: number, node: number): void => {
      const at = perBox * node;
      if (boxes[at]! > east || boxes[at + 1]! > north || boxes[at + 2]! < west || boxes[at + 3]! < south)
        return;
      if (level === 0) {
        visit(this.#items[node]!);
        return;
      }
      const [first, last] = this.#childrenOf(level, node);
      for (let child = first; child < last; child += 1) walk(level - 1, child);
    };
    const top = this.#levels.length - 1;
    walk(top, this.#levels[top]!);
  }
}

/** The numbers of boxes in the order of their middles along the curve. */
function sortAlongCurve(boxes: Float64Array): Int32Array {
  const count = boxes.length / perBox;
  let west = Infinity;
  let south = Infinity;
  let east = -Infinity;
  let north = -Infinity;
  for (let at = 0; at < boxes.length; at += perBox) {
    west = Math.min(west, boxes[at]!);
    south = Math.min(south, boxes[at + 1]!);
    east = Math.max(east, boxes[at + 2]!);
    north = Math.max(north, boxes[at + 3]!);
  }
  const scale = (2 ** curveBits - 1) / Math.max(east - west, north - south, Number.MIN_VALUE);
  const places = Float64Array.from({ length: count }, (_, item) => {
    const at = perBox * item;
    const x = ((boxes[at]! + boxes[at + 2]!) / 2 - west) * scale;
    const y = ((boxes[at + 1]! + boxes[at + 3]!) / 2 - south) * scale;
    // The item beside its place: a sort of plain numbers needs no comparing function.
    return (spreadBits(x) + 2 * spreadBits(y)) * 2 ** 22 + item;
  });
  places.sort();
  return Int32Array.from(places, (place) => place % 2 ** 22);
}

/** A zero between every two bits of a number below 2^15. */
function spreadBits(value: number): number {
  let bits = Math.floor(value);
  bits = (bits | (bits << 8)) & 0x00ff00ff;
  bits = (bits | (bits << 4)) & 0x0f0f0f0f;
  bits = (bits | (bits << 2)) & 0x33333333;
  return (bits | (bits << 1)) & 0x55555555;
}
