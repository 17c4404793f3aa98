/** A cell is about as large as a segment is long: then a segment walks few cells, and a cell holds few pixels. */
const smallestCellUnits = 16;

/** The pixels (whole places) of a set of vertices, found along segments. */
export class PixelIndex {
  /** Cell key → its pixels, `x, y` each. */
  readonly #cells = new Map<number, number[]>();
  readonly #cellUnits: number;

  /** @param places `east, north` by vertex number, in units; at most 2^28 of them, so that a cell's key is exact */
  constructor(paths: readonly Int32Array[], places: Float64Array) {
    this.#cellUnits = cellFor(paths, places);
    for (const path of paths) {
      for (const vertex of path)
        this.#add(Math.round(places[2 * vertex]!), Math.round(places[2 * vertex + 1]!));
    }
  }

  #add(x: number, y: number): void {
    const key = keyOf(Math.floor(x / this.#cellUnits), Math.floor(y / this.#cellUnits));
    const cell = this.#cells.get(key);
    if (cell === undefined) {
      this.#cells.set(key, [x, y]);
      return;
    }
    for (let at = 0; at < cell.length; at += 2) if (cell[at] === x && cell[at + 1] === y) return;
    cell.push(x, y);
  }

  /** Visits every pixel of the cells that a segment, made one unit wider, meets; others may be among them. */
  visitAlong(x1: number, y1: number, x2: number, y2: number, visit: (x: number, y: number) => void): void {
    const cellUnits = this.#cellUnits;
    const west = Math.floor((Math.min(x1, x2) - 1) / cellUnits);
    const east = Math.floor((Math.max(x1, x2) + 1) / cellUnits);
    for (let column = west; column <= east; column += 1) {
      // The part of the segment over this column, with a margin.
      const [low, high] = spanOver(x1, y1, x2, y2, column * cellUnits - 1, (column + 1) * cellUnits + 1);
      const south = Math.floor((low - 1) / cellUnits);
      const north = Math.floor((high + 1) / cellUnits);
      for (let row = south; row <= north; row += 1) {
        const cell = this.#cells.get(keyOf(column, row));
        if (cell === undefined) continue;
        for (let at = 0; at < cell.length; at += 2) visit(cell[at]!, cell[at + 1]!);
      }
    }
  }
}

/** A power of two near the mean length of the segments. */
function cellFor(paths: readonly Int32Array[], places: Float64Array): number {
  let length = 0;
  let segments = 0;
  for (const path of paths) {
    for (let at = 0; at + 1 < path.length; at += 1) {
      const from = 2 * path[at]!;
      const to = 2 * path[at + 1]!;
      length += Math.abs(places[to]! - places[from]!) + Math.abs(places[to + 1]! - places[from + 1]!);
      segments += 1;
    }
  }
  const mean = segments === 0 ? 0 : length / segments;
  return Math.max(smallestCellUnits, 2 ** Math.round(Math.log2(Math.max(1, mean))));
}

/** The least and the greatest y of a segment between two verticals. */
function spanOver(
  x1: number,
  y1: number,
  x2: number,
  y2: number,
  west: number,
  east: number,
): [low: number, high: number] {
  if (x1 === x2) return [Math.min(y1, y2), Math.max(y1, y2)];
  const at = (x: number): number => {
    const share = Math.min(1, Math.max(0, (x - x1) / (x2 - x1)));
    return y1 + share * (y2 - y1);
  };
  const a = at(west);
  const b = at(east);
  return [Math.min(a, b), Math.max(a, b)];
}

function keyOf(column: number, row: number): number {
  return column * 2 ** 25 + row;
}
