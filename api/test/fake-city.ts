import type { MultiPolygon } from '../src/geometry/types.js';
import type { Level } from '../src/hierarchy/levels.js';
import type { StoredGrid } from '../src/store/types.js';

/** One tenth of a degree. */
const side = 1_000_000;

export interface FakeGrid extends StoredGrid {
  readonly level: Level;
}

function square(column: number, row: number, width: number, height: number): MultiPolygon {
  const [west, south] = [column * side, row * side];
  const [east, north] = [west + width * side, south + height * side];
  return [[Int32Array.of(west, south, east, south, east, north, west, north, west, south)]];
}

/**
 * A small clean city of squares, 8 × 4 tenths of a degree with the south-west corner at [0, 0].
 *
 *   4 ┌───────┬───────┐   counties A and B (4 × 4), each with branches A1 and A2 (2 × 4), each with
 *     │   A   │   B   │   outlet areas A11 and A12 (2 × 2), each with elements A111 … A114 (1 × 1)
 *   0 └───────┴───────┘   numbered from the south-west: right, then up
 *     0       4       8
 *
 * Ids count from 1 in the order of the list: territory, counties, branches, outlet areas, elements.
 */
export function fakeCity(): StoredGrid[] {
  const grids: StoredGrid[] = [];
  const add = (
    level: Level,
    code: string,
    parent: StoredGrid | undefined,
    box: readonly [number, number, number, number],
  ): StoredGrid => {
    const isElement = level === 'element';
    const grid: StoredGrid = {
      gridId: grids.length + 1,
      level,
      code,
      name: `网格${code}`,
      parentId: parent?.gridId ?? null,
      parentCode: parent?.code ?? null,
      category: isElement ? (code.endsWith('1') ? 'school' : 'village') : null,
      class: isElement ? (code.endsWith('1') ? 'industry' : 'community') : null,
      implied: false,
      attributes: isElement ? { households: 12 } : {},
      original: null,
      geometry: square(...box),
      labelPoint: [(box[0] + box[2] / 2) * side, (box[1] + box[3] / 2) * side],
      areaSquareMetres: box[2] * box[3] * 1.23e8,
    };
    grids.push(grid);
    return grid;
  };
  const territory = add('territory', 'T', undefined, [0, 0, 8, 4]);
  const counties = ['A', 'B'].map((code, index) => add('county', code, territory, [index * 4, 0, 4, 4]));
  const branches = counties.flatMap((county, at) =>
    [0, 1].map((index) => add('branch', `${county.code}${index + 1}`, county, [at * 4 + index * 2, 0, 2, 4])),
  );
  const areas = branches.flatMap((branch, at) =>
    [0, 1].map((index) =>
      add('outlet-area', `${branch.code}${index + 1}`, branch, [at * 2, index * 2, 2, 2]),
    ),
  );
  areas.forEach((area, at) => {
    const [west, south] = [Math.floor(at / 2) * 2, (at % 2) * 2];
    for (let index = 0; index < 4; index += 1) {
      const box = [west + (index % 2), south + Math.floor(index / 2), 1, 1] as const;
      add('element', `${area.code}${index + 1}`, area, box);
    }
  });
  return grids;
}
