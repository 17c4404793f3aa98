import type { Grid } from '../src/coverage/types.js';
import type { Level } from '../src/hierarchy/levels.js';
import { seededRandom } from '../test/tessellate.js';

type Point = readonly [x: number, y: number];

const westSteps = 1_100_000_000;
const southSteps = 320_000_000;
const cellSteps = 8000;
const toothSteps = 2000;
const jitterSteps = 200;
const rowSteps = 8000;
const baseSteps = 2000;

/**
 * One grid S whose single ring runs between all others, and columns of small ones between its teeth:
 *
 * ```
 *   S a S d S
 *   S b S e S      every border is jagged, with `verticesPerRow` edges a row
 *   S c S f S
 *   S S S S S
 * ```
 *
 * About 2 · (columns + 1) · rows · verticesPerRow of the vertices are those of S.
 */
export function makeSprawl(columns: number, rows: number, verticesPerRow: number): Grid[] {
  const random = seededRandom(5);
  const top = rows * verticesPerRow;
  /** From the south end up. */
  const side = (x: number): Point[] =>
    Array.from({ length: top + 1 }, (_, index): Point => [
      Math.round(westSteps + x + (random() - 0.5) * 2 * jitterSteps),
      southSteps + Math.round((index * rowSteps) / verticesPerRow),
    ]);
  const teeth = Array.from({ length: columns + 1 }, (_, tooth) => {
    const x = tooth * (cellSteps + toothSteps);
    return { left: side(x), right: side(x + toothSteps) };
  });
  const first = teeth[0]!;
  const last = teeth[columns]!;
  const foot: Point[] = [
    [westSteps, southSteps - baseSteps],
    [last.right[0]![0], southSteps - baseSteps],
  ];
  const sprawl = [...foot];
  const border = [...foot, ...last.right];
  for (const tooth of [...teeth].reverse()) {
    sprawl.push(...tooth.right, ...[...tooth.left].reverse());
    if (tooth !== last) border.push(tooth.right[top]!);
    border.push(tooth.left[top]!);
  }
  border.push(...first.left.slice(0, -1).reverse());
  const grids = [gridOf('territory', 'city', border), gridOf('county', 'sprawl', sprawl)];
  for (let column = 0; column < columns; column += 1) {
    const { right } = teeth[column]!;
    const { left } = teeth[column + 1]!;
    for (let row = 0; row < rows; row += 1) {
      const from = row * verticesPerRow;
      const to = from + verticesPerRow + 1;
      const path = [right[from]!, ...left.slice(from, to), ...right.slice(from + 1, to).reverse()];
      grids.push(gridOf('county', `${column}.${row}`, path));
    }
  }
  return grids;
}

function gridOf(level: Level, code: string, path: readonly Point[]): Grid {
  return {
    level,
    code,
    name: code,
    parentCode: level === 'territory' ? null : 'city',
    category: null,
    geometry: [[Int32Array.from([...path, path[0]!].flat())]],
    implied: false,
  };
}
