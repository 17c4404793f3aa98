import type { Random } from './create-random.js';

/** A rectangle of grid cells: columns `west` … `east`-1, rows `south` … `north`-1. */
interface Rectangle {
  readonly west: number;
  readonly south: number;
  readonly east: number;
  readonly north: number;
}

/** A town's grid of cells, cut into blocks by streets that run between its columns and rows. */
export interface BlockGrid {
  readonly halfSide: number;
  /** Block of a cell; columns and rows run from -halfSide to halfSide - 1. */
  blockOf(column: number, row: number): number;
  /** True when a main street runs west of the column (or south of the row). */
  isMainColumn(column: number): boolean;
  isMainRow(row: number): boolean;
}

/**
 * Cuts a square of cells into street blocks: main streets first, 5 to 8 cells apart, then every quarter between
 * them in two, again and again, until a block has 4 to 9 cells (5 on average). Some quarters get a strip one cell
 * deep along a main street, where shops are.
 */
export function cutBlocks(halfSide: number, random: Random): BlockGrid {
  const side = 2 * halfSide;
  const blocks = new Int32Array(side * side);
  const mainColumns = placeMainLines(halfSide, random);
  const mainRows = placeMainLines(halfSide, random);
  let count = 0;
  const fill = (part: Rectangle): void => {
    for (let row = part.south; row < part.north; row++) {
      blocks.fill(count, row * side + part.west, row * side + part.east);
    }
    count += 1;
  };
  const cut = (part: Rectangle): void => {
    const width = part.east - part.west;
    const height = part.north - part.south;
    if (width * height <= 4 + random.integer(6) && Math.max(width, height) < 5) return fill(part);
    const across = width === height ? random.unit() < 0.5 : width > height;
    const length = across ? width : height;
    const at = Math.min(length - 1, Math.max(1, Math.round(length * random.between(0.36, 0.64))));
    for (const half of splitAt(part, across, at)) cut(half);
  };
  for (let column = 0; column + 1 < mainColumns.length; column++) {
    for (let row = 0; row + 1 < mainRows.length; row++) {
      let quarter: Rectangle = {
        west: mainColumns[column] as number,
        east: mainColumns[column + 1] as number,
        south: mainRows[row] as number,
        north: mainRows[row + 1] as number,
      };
      if (random.unit() < 0.28 && quarter.east - quarter.west > 3) {
        const [strip, rest] = splitAt(quarter, true, 1);
        for (const piece of splitAt(strip, false, Math.ceil((strip.north - strip.south) / 2))) fill(piece);
        quarter = rest;
      }
      cut(quarter);
    }
  }
  const mainColumnSet = new Set(mainColumns);
  const mainRowSet = new Set(mainRows);
  return {
    halfSide,
    blockOf: (column, row) => blocks[(row + halfSide) * side + column + halfSide] as number,
    isMainColumn: (column) => mainColumnSet.has(column + halfSide),
    isMainRow: (row) => mainRowSet.has(row + halfSide),
  };
}

/** Lines 5 to 8 cells apart, one of them through the middle. */
function placeMainLines(halfSide: number, random: Random): number[] {
  const lines = [halfSide];
  for (const direction of [-1, 1]) {
    let at = halfSide;
    for (;;) {
      at += direction * (5 + random.integer(4));
      if (at <= 2 || at >= 2 * halfSide - 2) break;
      lines.push(at);
    }
  }
  return [0, ...lines.sort((a, b) => a - b), 2 * halfSide];
}

function splitAt(part: Rectangle, across: boolean, at: number): [Rectangle, Rectangle] {
  return across
    ? [
        { ...part, east: part.west + at },
        { ...part, west: part.west + at },
      ]
    : [
        { ...part, north: part.south + at },
        { ...part, south: part.south + at },
      ];
}
