import { describe, expect, it } from 'vitest';
import type { MultiPolygon } from '../geometry/types.js';
import type { Level } from '../hierarchy/levels.js';
import { Problem } from '../problem.js';
import type { StoredGrid } from '../store/types.js';
import { declaredParentAttribute } from './file-properties.js';
import type { ReadGrid } from './reading/types.js';
import { resolveHierarchy, type ResolveOptions } from './resolve-hierarchy.js';

type Box = readonly [west: number, south: number, east: number, north: number];

const box = ([west, south, east, north]: Box): MultiPolygon => [
  [Int32Array.of(west, south, east, south, east, north, west, north, west, south)],
];

let feature = 0;

function read(level: Level, code: string | null, at: Box, more: Partial<ReadGrid> = {}): ReadGrid {
  feature += 1;
  return {
    file: 'map.geojson',
    feature,
    level,
    code,
    parentCode: null,
    name: '',
    category: null,
    attributes: {},
    geometry: box(at),
    ...more,
  };
}

function stored(level: Level, code: string, at: Box, more: Partial<StoredGrid> = {}): StoredGrid {
  return {
    gridId: 1,
    level,
    code,
    name: '',
    parentId: null,
    parentCode: null,
    category: null,
    class: null,
    implied: false,
    attributes: {},
    original: null,
    geometry: box(at),
    labelPoint: [0, 0],
    areaSquareMetres: 1,
    ...more,
  };
}

const own: ResolveOptions = { codeScheme: 'own' };
const standard: ResolveOptions = { codeScheme: 'standard' };

/** `level code < parent`, with `*` for an implied grid. */
function outline(grids: readonly ReadGrid[], options: ResolveOptions = own): string[] {
  return resolveHierarchy(grids, options).grids.map(
    (grid) => `${grid.level} ${grid.code}${grid.implied ? '*' : ''} < ${grid.parentCode ?? '-'}`,
  );
}

function refusal(grids: readonly ReadGrid[], options: ResolveOptions = own): Problem {
  try {
    resolveHierarchy(grids, options);
  } catch (error) {
    if (error instanceof Problem) return error;
    throw error;
  }
  throw new Error('the grids were accepted');
}

describe('parents', () => {
  it('come from the field, which may name a code that exists on several levels', () => {
    expect(
      outline([
        read('county', '1', [0, 0, 10, 10]),
        read('branch', '1', [0, 0, 10, 10], { parentCode: '1' }),
        read('outlet-area', 'x', [0, 0, 10, 10], { parentCode: '1' }),
      ]),
    ).toEqual(['county 1 < -', 'branch 1 < 1', 'outlet-area x < 1']);
  });

  it('come from the place where no field names them', () => {
    expect(
      outline([
        read('county', 'W', [0, 0, 10, 10]),
        read('county', 'E', [10, 0, 20, 10]),
        read('branch', 'b', [12, 2, 14, 4]),
        read('branch', 'a', [2, 2, 4, 4]),
      ]),
    ).toEqual(['county W < -', 'county E < -', 'branch b < E', 'branch a < W']);
  });

  it('are the grid with the biggest share where a grid lies in several', () => {
    expect(
      outline([
        read('county', 'W', [0, 0, 100, 100]),
        read('county', 'E', [100, 0, 200, 100]),
        read('branch', 'a', [90, 10, 130, 90]),
      ]),
    ).toContain('branch a < E');
  });

  it('come from the digits of a standard code', () => {
    expect(
      outline(
        [
          read('county', '420302', [0, 0, 10, 10]),
          read('county', '420303', [10, 0, 20, 10]),
          read('branch', '420303001', [0, 0, 5, 5]),
        ],
        standard,
      ),
    ).toContain('branch 420303001 < 420303');
  });

  it('stay null with the named code when the named grid is nowhere', () => {
    const { grids } = resolveHierarchy(
      [read('county', 'A', [0, 0, 9, 9]), read('branch', 'b', [0, 0, 9, 9], { parentCode: 'gone' })],
      own,
    );
    expect(grids[1]).toMatchObject({
      parentCode: 'gone',
      hasParent: false,
      attributes: { [declaredParentAttribute]: 'gone' },
    });
  });

  it('of counties are the territory where one is drawn, and nothing where none is', () => {
    expect(outline([read('county', 'A', [0, 0, 9, 9], { parentCode: 'city' })])).toEqual(['county A < -']);
    expect(outline([read('territory', 'T', [0, 0, 9, 9]), read('county', 'A', [20, 0, 29, 9])])).toEqual([
      'territory T < -',
      'county A < T',
    ]);
  });

  it('are found by place inside the grid further up that the field names', () => {
    expect(
      outline([
        read('county', 'A', [0, 0, 20, 10]),
        read('branch', 'w', [0, 0, 10, 10], { parentCode: 'A' }),
        read('branch', 'e', [10, 0, 20, 10], { parentCode: 'A' }),
        read('outlet-area', 'o', [12, 0, 20, 10], { parentCode: 'A' }),
      ]),
    ).toContain('outlet-area o < e');
  });
});

describe('a level that a branch of the tree lacks', () => {
  it('is filled by an implied grid equal to its parent', () => {
    const { grids, report } = resolveHierarchy(
      [
        read('county', 'A', [0, 0, 10, 10]),
        read('county', 'B', [10, 0, 20, 10]),
        read('branch', 'a', [0, 0, 10, 10]),
        read('outlet-area', 'x', [0, 0, 10, 10]),
        read('outlet-area', 'y', [10, 0, 20, 10]),
      ],
      own,
    );
    const implied = grids.find((grid) => grid.implied);
    expect(implied).toMatchObject({ level: 'branch', code: 'B-000', parentCode: 'B' });
    expect(implied?.geometry).toEqual(box([10, 0, 20, 10]));
    expect(grids.find((grid) => grid.code === 'y')?.parentCode).toBe('B-000');
    expect(report.implied).toEqual([{ level: 'branch', code: 'B-000', parent: 'B' }]);
  });

  it('is implied for everything when no file has it, several levels deep', () => {
    expect(outline([read('territory', 'T', [0, 0, 10, 10]), read('element', 'e', [0, 0, 10, 10])])).toEqual([
      'territory T < -',
      'county T-000* < T',
      'branch T-000-000* < T-000',
      'outlet-area T-000-000-000* < T-000-000',
      'element e < T-000-000-000',
    ]);
  });

  it('is not made up where nothing hangs below, nor above the topmost level', () => {
    expect(outline([read('county', 'A', [0, 0, 9, 9])])).toEqual(['county A < -']);
    expect(outline([read('element', 'e', [0, 0, 9, 9])])).toEqual(['element e < -']);
  });

  it('is not made up under a grid that has drawn children there, whose gap the grid lies in', () => {
    expect(
      outline([
        read('county', 'A', [0, 0, 20, 10]),
        read('branch', 'w', [0, 0, 10, 10]),
        read('outlet-area', 'o', [12, 0, 20, 10]),
      ]),
    ).toContain('outlet-area o < -');
  });

  it('takes number 000 under the standard scheme, and its children are numbered inside it', () => {
    expect(
      outline(
        [read('county', '420302', [0, 0, 10, 10]), read('outlet-area', null, [0, 0, 10, 10])],
        standard,
      ),
    ).toEqual(['county 420302 < -', 'branch 420302000* < 420302', 'outlet-area 420302000001 < 420302000']);
  });
});

describe('numbers', () => {
  it('run west to east, north to south inside the parent', () => {
    expect(
      outline([
        read('county', 'A', [0, 0, 20, 20]),
        read('branch', null, [0, 0, 10, 10], { name: 'SW' }),
        read('branch', null, [10, 10, 20, 20], { name: 'NE' }),
        read('branch', null, [0, 10, 10, 20], { name: 'NW' }),
        read('branch', null, [10, 0, 20, 10], { name: 'SE' }),
      ]),
    ).toEqual([
      'county A < -',
      'branch A-003 < A',
      'branch A-002 < A',
      'branch A-001 < A',
      'branch A-004 < A',
    ]);
  });

  it('stay with their places when the same file is read again with one more', () => {
    const again = resolveHierarchy(
      [
        read('county', 'A', [0, 0, 30, 10]),
        read('branch', null, [0, 0, 10, 10]),
        read('branch', null, [10, 0, 20, 10]),
        read('branch', null, [20, 0, 30, 10]),
      ],
      {
        ...own,
        present: [
          stored('county', 'A', [0, 0, 30, 10]),
          stored('branch', 'A-001', [10, 0, 20, 10], { parentCode: 'A' }),
          stored('branch', 'A-002', [20, 0, 30, 10], { parentCode: 'A' }),
        ],
      },
    );
    expect(again.grids.map((grid) => grid.code)).toEqual(['A', 'A-003', 'A-001', 'A-002']);
  });

  it('end at 999 under the standard scheme', () => {
    const children = Array.from({ length: 1000 }, (_, index) =>
      read('branch', null, [index, 0, index + 1, 10]),
    );
    const problem = refusal([read('county', '420302', [0, 0, 1000, 10]), ...children], standard);
    expect(problem.details).toMatchObject({ type: 'too-many-children', file: 'map.geojson', field: 'code' });
    expect(problem.message).toContain('1000');
  });
});

describe('refusals', () => {
  it('name the second grid of a code', () => {
    const second = read('branch', 'b', [0, 0, 1, 1]);
    expect(refusal([read('branch', 'b', [0, 0, 1, 1]), second]).details).toMatchObject({
      type: 'code-twice',
      feature: second.feature,
      field: 'code',
    });
  });

  it('name a circle of parents', () => {
    const problem = refusal([
      read('branch', 'a', [0, 0, 1, 1], { parentCode: 'b' }),
      read('branch', 'b', [0, 0, 1, 1], { parentCode: 'a' }),
    ]);
    expect(problem.details.type).toBe('parent-cycle');
    expect(problem.message).toContain('a → b → a');
  });

  it('name a code that is no standard code, and none that is the same digits elsewhere', () => {
    expect(refusal([read('branch', '42030', [0, 0, 1, 1])], standard).details.type).toBe('invalid-code');
    expect(refusal([read('branch', '420302000', [0, 0, 1, 1])], standard).details.type).toBe('invalid-code');
    expect(refusal([read('branch', 'x'.repeat(65), [0, 0, 1, 1])]).details.type).toBe('invalid-code');
  });

  it('name a second territory boundary', () => {
    expect(
      refusal([read('territory', 'a', [0, 0, 1, 1]), read('territory', 'b', [0, 0, 1, 1])]).details.type,
    ).toBe('two-territories');
  });
});

describe('levels that no file holds', () => {
  const present = [
    stored('county', 'A', [0, 0, 20, 10]),
    stored('branch', 'w', [0, 0, 10, 10], { parentCode: 'A' }),
    stored('branch', 'e', [10, 0, 20, 10], { parentCode: 'A' }),
  ];

  it('stay as they are under new grids of another level', () => {
    expect(outline([read('outlet-area', 'o', [0, 0, 10, 10])], { ...own, present })).toEqual([
      'county A < -',
      'branch w < A',
      'branch e < A',
      'outlet-area o < w',
    ]);
  });

  it('go by their place where their parent is replaced by another', () => {
    expect(
      outline([read('county', 'X', [0, 0, 10, 10]), read('county', 'Y', [10, 0, 20, 10])], {
        ...own,
        present,
      }),
    ).toEqual(['county X < -', 'county Y < -', 'branch w < X', 'branch e < Y']);
  });
});
