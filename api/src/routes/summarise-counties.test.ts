import { describe, expect, it } from 'vitest';
import { summariseCounties } from './summarise-counties.js';

const none = {
  findings: 0,
  noise: 0,
  kinds: {},
  gapSquareMetres: 0,
  overlapSquareMetres: 0,
  outsideSquareMetres: 0,
};

/** Territory T over counties A and B; branch A1, outlet area A11, element E under A. */
const grids = [
  { gridId: 1, level: 'territory', code: 'T', name: '', parentId: null },
  { gridId: 2, level: 'county', code: 'A', name: '甲', parentId: 1 },
  { gridId: 3, level: 'county', code: 'B', name: '乙', parentId: 1 },
  { gridId: 4, level: 'branch', code: 'A1', name: '', parentId: 2 },
  { gridId: 5, level: 'outlet-area', code: 'A11', name: '', parentId: 4 },
  { gridId: 6, level: 'element', code: 'E', name: '', parentId: 5 },
  { gridId: 7, level: 'element', code: 'lost', name: '', parentId: null },
] as const;

const concerned = (level: 'county' | 'element', code: string) => [{ level, code }];

describe('summariseCounties', () => {
  it('gives a finding to the county over its parent, area and count by kind, noise counted apart', () => {
    const [a, b] = summariseCounties(grids, [
      {
        kind: 'gap',
        level: 'element',
        parent: 'A11',
        areaSquareMetres: 3,
        count: 1,
        noiseCount: 0,
        grids: [],
      },
      {
        kind: 'overlap',
        level: 'branch',
        parent: 'A',
        areaSquareMetres: 4,
        count: 3,
        noiseCount: 1,
        grids: [],
      },
      {
        kind: 'outside-parent',
        level: 'outlet-area',
        parent: 'A1',
        areaSquareMetres: 5,
        count: 1,
        noiseCount: 0,
        grids: [],
      },
      {
        kind: 'childless',
        level: 'element',
        parent: 'A11',
        areaSquareMetres: 0,
        count: 1,
        noiseCount: 0,
        grids: [],
      },
    ]);
    expect(a).toEqual({
      ...{ gridId: 2, code: 'A', name: '甲', grids: 4, findings: 6, noise: 1 },
      kinds: { gap: 1, overlap: 2, 'outside-parent': 1, childless: 1 },
      ...{ gapSquareMetres: 3, overlapSquareMetres: 4, outsideSquareMetres: 5 },
    });
    expect(b).toEqual({ gridId: 3, code: 'B', name: '乙', grids: 1, ...none });
  });

  it('gives what lies between counties to the first county it concerns', () => {
    const [, b] = summariseCounties(grids, [
      {
        kind: 'gap',
        level: 'county',
        parent: 'T',
        areaSquareMetres: 7,
        count: 1,
        noiseCount: 0,
        grids: concerned('county', 'B'),
      },
      {
        kind: 'missing-parent',
        level: 'element',
        parent: null,
        areaSquareMetres: 0,
        count: 1,
        noiseCount: 0,
        grids: concerned('element', 'lost'),
      },
    ]);
    expect(b).toMatchObject({ findings: 1, gapSquareMetres: 7 });
  });

  it('ends where parents run in a cycle', () => {
    const cycle = [
      { gridId: 1, level: 'branch', code: 'x', name: '', parentId: 2 },
      { gridId: 2, level: 'branch', code: 'y', name: '', parentId: 1 },
    ] as const;
    expect(summariseCounties(cycle, [])).toEqual([]);
  });
});
