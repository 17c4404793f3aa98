const smallestCellUnits = 16;
/** A cell is some segments wide: most segments then lie in one or two, and looking a cell up costs more than the pixels in it. */
const segmentsPerCell = 4;
const smallestTable = 1024;
const absent = -1;

/**
 * The pixels (whole places) of a changing set of vertices, found along segments. A pixel counts how many vertices gave it.
 * Open addressing over typed arrays: cells by hash, the pixels of a cell in a chain.
 */
export class PixelIndex {
  readonly #cellUnits: number;
  /** Per slot the first pixel of its cell plus one (0: a free slot), and the cell's column and row. */
  #slots = new Int32Array(smallestTable);
  #columns = new Int32Array(smallestTable);
  #rows = new Int32Array(smallestTable);
  #cells = 0;
  /** Per pixel: place, how many vertices give it, and the next of its cell (−1: none). */
  #xs = new Int32Array(smallestTable);
  #ys = new Int32Array(smallestTable);
  #counts = new Int32Array(smallestTable);
  #nexts = new Int32Array(smallestTable);
  #pixels = 0;
  /** `x, y` of the pixels that `findAlong` found last. */
  found = new Int32Array(smallestTable);
  #filled = 0;

  /** @param segmentUnits how long a segment is likely to be */
  constructor(segmentUnits: number) {
    this.#cellUnits = Math.max(
      smallestCellUnits,
      2 ** Math.round(Math.log2(Math.max(1, segmentsPerCell * segmentUnits))),
    );
  }

  add(x: number, y: number): void {
    const slot = this.#slotOf(Math.floor(x / this.#cellUnits), Math.floor(y / this.#cellUnits));
    const known = this.#findIn(slot, x, y);
    if (known !== absent) {
      this.#counts[known] = this.#counts[known]! + 1;
      return;
    }
    if (this.#slots[slot] === 0) {
      this.#columns[slot] = Math.floor(x / this.#cellUnits);
      this.#rows[slot] = Math.floor(y / this.#cellUnits);
      this.#cells += 1;
    }
    if (this.#pixels === this.#xs.length) this.#growPixels();
    const pixel = this.#pixels;
    this.#pixels += 1;
    this.#xs[pixel] = x;
    this.#ys[pixel] = y;
    this.#counts[pixel] = 1;
    this.#nexts[pixel] = this.#slots[slot]! - 1;
    this.#slots[slot] = pixel + 1;
    if (2 * this.#cells > this.#slots.length) this.#growCells();
  }

  /** Takes back one `add` of the same place. */
  remove(x: number, y: number): void {
    const pixel = this.#find(x, y);
    if (pixel === absent || this.#counts[pixel] === 0) throw new Error(`No vertex gave the pixel ${x},${y}`);
    this.#counts[pixel] = this.#counts[pixel]! - 1;
  }

  has(x: number, y: number): boolean {
    const pixel = this.#find(x, y);
    return pixel !== absent && this.#counts[pixel]! > 0;
  }

  /**
   * Finds every pixel of the cells that a segment, made one unit wider, meets; others may be among them.
   *
   * @returns how many numbers of `found` are filled
   */
  findAlong(x1: number, y1: number, x2: number, y2: number): number {
    const cellUnits = this.#cellUnits;
    const west = Math.floor((Math.min(x1, x2) - 1) / cellUnits);
    const east = Math.floor((Math.max(x1, x2) + 1) / cellUnits);
    const south = Math.floor((Math.min(y1, y2) - 1) / cellUnits);
    const north = Math.floor((Math.max(y1, y2) + 1) / cellUnits);
    this.#filled = 0;
    if (east - west + north - south > this.#pixels) {
      // A segment across the world in a map of small cells: all pixels are fewer than the cells along it.
      for (let pixel = 0; pixel < this.#pixels; pixel += 1) this.#tell(pixel);
      return this.#filled;
    }
    for (let column = west; column <= east; column += 1) {
      let low = south;
      let high = north;
      if (west !== east && north - south > 1) {
        // The part of the segment over this column, with a margin.
        const a = heightAt(x1, y1, x2, y2, column * cellUnits - 1);
        const b = heightAt(x1, y1, x2, y2, (column + 1) * cellUnits + 1);
        low = Math.floor((Math.min(a, b) - 1) / cellUnits);
        high = Math.floor((Math.max(a, b) + 1) / cellUnits);
      }
      for (let row = low; row <= high; row += 1) {
        let pixel = this.#slots[this.#slotOf(column, row)]! - 1;
        for (; pixel !== absent; pixel = this.#nexts[pixel]!) this.#tell(pixel);
      }
    }
    return this.#filled;
  }

  #tell(pixel: number): void {
    if (this.#counts[pixel] === 0) return;
    if (this.#filled === this.found.length) this.found = grown(this.found);
    this.found[this.#filled] = this.#xs[pixel]!;
    this.found[this.#filled + 1] = this.#ys[pixel]!;
    this.#filled += 2;
  }

  #find(x: number, y: number): number {
    return this.#findIn(this.#slotOf(Math.floor(x / this.#cellUnits), Math.floor(y / this.#cellUnits)), x, y);
  }

  #findIn(slot: number, x: number, y: number): number {
    let pixel = this.#slots[slot]! - 1;
    while (pixel !== absent && (this.#xs[pixel] !== x || this.#ys[pixel] !== y)) pixel = this.#nexts[pixel]!;
    return pixel;
  }

  /** The slot of a cell, or the free one where it belongs. */
  #slotOf(column: number, row: number): number {
    const mask = this.#slots.length - 1;
    let hash = Math.imul(column, 0x9e3779b1) ^ Math.imul(row, 0x85ebca77);
    hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
    let slot = (hash ^ (hash >>> 13)) & mask;
    while (this.#slots[slot] !== 0 && (this.#columns[slot] !== column || this.#rows[slot] !== row)) {
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  #growCells(): void {
    const slots = this.#slots;
    const columns = this.#columns;
    const rows = this.#rows;
    const size = 2 * slots.length;
    this.#slots = new Int32Array(size);
    this.#columns = new Int32Array(size);
    this.#rows = new Int32Array(size);
    for (let old = 0; old < slots.length; old += 1) {
      if (slots[old] === 0) continue;
      const slot = this.#slotOf(columns[old]!, rows[old]!);
      this.#slots[slot] = slots[old]!;
      this.#columns[slot] = columns[old]!;
      this.#rows[slot] = rows[old]!;
    }
  }

  #growPixels(): void {
    this.#xs = grown(this.#xs);
    this.#ys = grown(this.#ys);
    this.#counts = grown(this.#counts);
    this.#nexts = grown(this.#nexts);
  }
}

/** Twice the room with the same numbers. */
function grown(from: Int32Array): Int32Array<ArrayBuffer> {
  const to = new Int32Array(2 * from.length);
  to.set(from);
  return to;
}

/** The y of a segment, not an upright one, at an x, or at its end next to that. */
function heightAt(x1: number, y1: number, x2: number, y2: number, x: number): number {
  const share = Math.min(1, Math.max(0, (x - x1) / (x2 - x1)));
  return y1 + share * (y2 - y1);
}
