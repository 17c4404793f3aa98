import { describe, expect, it } from 'vitest';
import type { Level } from '../hierarchy/levels.js';
import { describeInsertedPoints } from './describe-inserted-points.js';
import type { SourcedGrid } from './describe-ring-repairs.js';
import type { RecordedGrid } from './reading/types.js';

const file = 'map.geojson';
const levelsOfCodes: Record<string, Level> = { O: 'outlet-area', P: 'outlet-area' };
const codes = ['O', 'P', 'a', 'b', 'c'];

/** Two outlet areas under one branch: O with a and b, P with c. */
const grids = codes.map((code, index): SourcedGrid => {
  const level = levelsOfCodes[code] ?? 'element';
  const parentCode = level === 'outlet-area' ? 'B' : code === 'c' ? 'P' : 'O';
  return {
    ...{ level, code, name: code, parentCode, category: null, geometry: [], implied: false },
    source: { file, feature: index + 1 },
  };
});

const record = (code: string): RecordedGrid => {
  const { level, name } = grids.find((grid) => grid.code === code)!;
  return { file, feature: codes.indexOf(code) + 1, level, code, name };
};

const describeOne = (lacking: RecordedGrid, having: readonly RecordedGrid[]) =>
  describeInsertedPoints([{ ...lacking, point: [110, 32], distanceMetres: 0.001, having }], grids)[0]!;

describe('a vertex that reading added', () => {
  it('is filed under the parent of the grid that lacked it, with the neighbour that has it', () => {
    const told = describeOne(record('a'), [record('b')]);
    expect(told).toMatchObject({ level: 'element', code: 'a', parent: 'O', isMatched: true });
    expect(told.having).toMatchObject([{ level: 'element', code: 'b' }]);
    expect(told.childLevel).toBeUndefined();
  });

  it('names the neighbour under another parent, and leaves out what lies above both', () => {
    const told = describeOne(record('a'), [record('P'), record('c')]);
    expect(told).toMatchObject({ parent: 'O' });
    expect(told.having!.map(({ code }) => code)).toEqual(['c']);
  });

  it('is one of its children where only these have it', () => {
    const told = describeOne(record('O'), [record('a'), record('b'), record('c')]);
    expect(told).toMatchObject({ level: 'outlet-area', code: 'O', parent: 'O', childLevel: 'element' });
    expect(told.having!.map(({ code }) => code)).toEqual(['a', 'b', 'c']);
  });

  it('finds a grid by its record where the file had no code for it', () => {
    const told = describeOne({ ...record('a'), code: null }, [{ ...record('b'), code: null }]);
    expect(told).toMatchObject({ code: 'a', parent: 'O', having: [{ code: 'b' }] });
  });
});
