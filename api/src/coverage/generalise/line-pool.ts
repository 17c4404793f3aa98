const smallestPool = 4096;
const absent = -1;

/**
 * Lines by number, all in one array: a city has twenty thousand borders, and an array for each, several times a zoom, was most of
 * what a drawing threw away. A line that is written anew leaves its old place unused.
 */
export class LinePool {
  /** `x, y` a vertex, line after line. */
  values = new Float64Array(smallestPool);
  readonly #starts: Int32Array;
  readonly #ends: Int32Array;
  #filled = 0;
  #opened = 0;

  constructor(lines: number) {
    this.#starts = new Int32Array(lines).fill(absent);
    this.#ends = new Int32Array(lines);
  }

  has(line: number): boolean {
    return this.#starts[line] !== absent;
  }

  /** Where the numbers of a line begin among the values. */
  startOf(line: number): number {
    return this.#starts[line]!;
  }

  /** Before where they end. */
  endOf(line: number): number {
    return this.#ends[line]!;
  }

  forget(line: number): void {
    this.#starts[line] = absent;
  }

  /** Forgets all lines, and writes over them. */
  clear(): void {
    this.#starts.fill(absent);
    this.#filled = 0;
  }

  /** Begins a line; `push` adds its vertices, `close` files it. */
  open(): void {
    this.#opened = this.#filled;
  }

  push(x: number, y: number): void {
    if (this.#filled + 2 > this.values.length) {
      const values = new Float64Array(2 * this.values.length);
      values.set(this.values);
      this.values = values;
    }
    this.values[this.#filled] = x;
    this.values[this.#filled + 1] = y;
    this.#filled += 2;
  }

  /** Adds a vertex unless the line has just come there. */
  pushOther(x: number, y: number): void {
    const last = this.#filled - 2;
    if (last >= this.#opened && this.values[last] === x && this.values[last + 1] === y) return;
    this.push(x, y);
  }

  close(line: number): void {
    this.#starts[line] = this.#opened;
    this.#ends[line] = this.#filled;
  }
}
