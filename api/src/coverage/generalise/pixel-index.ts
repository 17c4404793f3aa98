const smallestCellUnits = 16;
/** A cell is some segments wide: most segments then lie in one or two, and looking a cell up costs more than the pixels in it. */
const segmentsPerCell = 4;
/**
 * Where a cell holds more pixels than this on average, cells are halved: segments far longer than what lies between them (a world-wide
 * border that crosses thousands of clip lines, a hatching) would each be tried against all of it.
 */
const mostPixelsPerCell = 24;
const smallestTable = 1024;
const numbersPerSlot = 4;
const numbersPerPixel = 4;
const absent = -1;

/**
 * The pixels (whole places) of a changing set of vertices, found along segments. A pixel counts how many vertices gave it.
 * Open addressing over typed arrays: cells by hash, the pixels of a cell in a chain.
 */
export class PixelIndex {
  #cellUnits: number;
  /** `numbersPerSlot` a slot: the first pixel of its cell plus one (0: a free slot), and the cell's column and row. */
  #slots = new Int32Array(numbersPerSlot * smallestTable);
  #mask = smallestTable - 1;
  #cells = 0;
  /** `numbersPerPixel` a pixel, which are read together: x, y, how many vertices give it, the next of its cell (−1: none). */
  #pixels = new Int32Array(numbersPerPixel * smallestTable);
  #count = 0;
  /** `x, y` of the pixels that `findAlong` found last. */
  found = new Int32Array(smallestTable);

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
      this.#pixels[known + 2] = this.#pixels[known + 2]! + 1;
      return;
    }
    const at = numbersPerPixel * this.#count;
    if (at === this.#pixels.length) this.#pixels = grown(this.#pixels);
    this.#count += 1;
    this.#pixels[at] = x;
    this.#pixels[at + 1] = y;
    this.#pixels[at + 2] = 1;
    this.#file(this.#count - 1, slot);
    // Looked at whenever the pixels have doubled, so filing them anew costs no more than filing them did.
    if (numbersPerPixel * this.#count === this.#pixels.length) this.#divideCrowded();
  }

  /** Puts a pixel into the slot of its cell, or the free one where its cell belongs. */
  #file(pixel: number, slot: number): void {
    const at = numbersPerPixel * pixel;
    if (this.#slots[slot] === 0) {
      this.#slots[slot + 1] = Math.floor(this.#pixels[at]! / this.#cellUnits);
      this.#slots[slot + 2] = Math.floor(this.#pixels[at + 1]! / this.#cellUnits);
      this.#cells += 1;
    }
    this.#pixels[at + 3] = this.#slots[slot]! - 1;
    this.#slots[slot] = pixel + 1;
    if (2 * this.#cells > this.#mask) this.#growCells();
  }

  /** Halves the cells until they are no longer crowded. */
  #divideCrowded(): void {
    while (this.#count > mostPixelsPerCell * this.#cells && this.#cellUnits > smallestCellUnits) {
      this.#cellUnits = Math.max(smallestCellUnits, this.#cellUnits / 2);
      this.#slots.fill(0);
      this.#cells = 0;
      for (let pixel = 0; pixel < this.#count; pixel += 1) {
        const column = Math.floor(this.#pixels[numbersPerPixel * pixel]! / this.#cellUnits);
        const row = Math.floor(this.#pixels[numbersPerPixel * pixel + 1]! / this.#cellUnits);
        this.#file(pixel, this.#slotOf(column, row));
      }
    }
  }

  /** Takes back one `add` of the same place. */
  remove(x: number, y: number): void {
    const at = this.#find(x, y);
    if (at === absent || this.#pixels[at + 2] === 0) throw new Error(`No vertex gave the pixel ${x},${y}`);
    this.#pixels[at + 2] = this.#pixels[at + 2]! - 1;
  }

  has(x: number, y: number): boolean {
    const at = this.#find(x, y);
    return at !== absent && this.#pixels[at + 2]! > 0;
  }

  /**
   * Finds every pixel that a segment passes through; others within a unit of its box may be among them.
   *
   * @returns how many numbers of `found` are filled
   */
  findAlong(x1: number, y1: number, x2: number, y2: number): number {
    const cellUnits = this.#cellUnits;
    const leastX = Math.min(x1, x2) - 1;
    const mostX = Math.max(x1, x2) + 1;
    const leastY = Math.min(y1, y2) - 1;
    const mostY = Math.max(y1, y2) + 1;
    const west = Math.floor(leastX / cellUnits);
    const east = Math.floor(mostX / cellUnits);
    const south = Math.floor(leastY / cellUnits);
    const north = Math.floor(mostY / cellUnits);
    const pixels = this.#pixels;
    let filled = 0;
    const take = (x: number, y: number): void => {
      if (filled === this.found.length) this.found = grown(this.found);
      this.found[filled] = x;
      this.found[filled + 1] = y;
      filled += 2;
    };
    if (east - west + north - south > this.#count) {
      // A segment across the world in a map of small cells: all pixels are fewer than the cells along it.
      for (let at = 0; at < numbersPerPixel * this.#count; at += numbersPerPixel) {
        if (pixels[at + 2] !== 0) take(pixels[at]!, pixels[at + 1]!);
      }
      return filled;
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
        while (pixel !== absent) {
          const at = numbersPerPixel * pixel;
          const x = pixels[at]!;
          const y = pixels[at + 1]!;
          pixel = pixels[at + 3]!;
          // Most pixels of a cell lie beside the segment's box.
          if (x < leastX || x > mostX || y < leastY || y > mostY || pixels[at + 2] === 0) continue;
          take(x, y);
        }
      }
    }
    return filled;
  }

  /** Where the numbers of a pixel begin; −1 when it was never added. */
  #find(x: number, y: number): number {
    return this.#findIn(this.#slotOf(Math.floor(x / this.#cellUnits), Math.floor(y / this.#cellUnits)), x, y);
  }

  #findIn(slot: number, x: number, y: number): number {
    const pixels = this.#pixels;
    for (let pixel = this.#slots[slot]! - 1; pixel !== absent;) {
      const at = numbersPerPixel * pixel;
      if (pixels[at] === x && pixels[at + 1] === y) return at;
      pixel = pixels[at + 3]!;
    }
    return absent;
  }

  /** Where the slot of a cell begins, or the free one where it belongs. */
  #slotOf(column: number, row: number): number {
    const slots = this.#slots;
    let hash = Math.imul(column, 0x9e3779b1) ^ Math.imul(row, 0x85ebca77);
    hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
    let slot = (hash ^ (hash >>> 13)) & this.#mask;
    let at = numbersPerSlot * slot;
    while (slots[at] !== 0 && (slots[at + 1] !== column || slots[at + 2] !== row)) {
      slot = (slot + 1) & this.#mask;
      at = numbersPerSlot * slot;
    }
    return at;
  }

  #growCells(): void {
    const slots = this.#slots;
    this.#slots = new Int32Array(2 * slots.length);
    this.#mask = 2 * this.#mask + 1;
    for (let old = 0; old < slots.length; old += numbersPerSlot) {
      if (slots[old] === 0) continue;
      const at = this.#slotOf(slots[old + 1]!, slots[old + 2]!);
      this.#slots[at] = slots[old]!;
      this.#slots[at + 1] = slots[old + 1]!;
      this.#slots[at + 2] = slots[old + 2]!;
    }
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
