import { describe, expect, it } from 'vitest';
import type { Level } from '../hierarchy/levels.js';
import { checkCodes } from './check-codes.js';
import { groupByParent } from './group-by-parent.js';
import type { CodeRules, Grid } from './types.js';

function grid(level: Level, code: string, parentCode: string | null, change: Partial<Grid> = {}): Grid {
  return {
    level,
    code,
    name: code,
    parentCode,
    category: null,
    geometry: [[Int32Array.of(0, 0, 10, 0, 10, 10, 0, 10, 0, 0)]],
    implied: false,
    ...change,
  };
}

const standard: CodeRules = { codeScheme: 'standard', codePatterns: {} };

/** A line down the tree, all of it sound. */
const sound = [
  grid('territory', '420300', null),
  grid('county', '420304', '420300'),
  grid('branch', '420304017', '420304'),
  grid('outlet-area', '420304017002', '420304017'),
  grid('element', '420304017002031', '420304017002'),
];

function judge(rules: CodeRules, ...grids: readonly Grid[]): string[] {
  return checkCodes(groupByParent(grids), rules).map(
    ({ cause, level, parent, grids: [first], message }) =>
      `${cause} ${level} ${parent ?? '-'} ${first!.code}: ${message}`,
  );
}

describe('checkCodes, standard', () => {
  it('finds nothing wrong with codes that fit, of a prefecture written short too, nor with implied grids', () => {
    expect(judge(standard, ...sound)).toEqual([]);
    expect(judge(standard, grid('territory', '4203', null), sound[1]!)).toEqual([]);
    const implied = grid('branch', '420304000', '420304', { implied: true });
    const area = grid('outlet-area', '420304000001', '420304000');
    expect(judge(standard, sound[0]!, sound[1]!, implied, area)).toEqual([]);
  });

  it.each([
    ['shape', grid('element', '42030401700203X', '420304017002')],
    ['shape', grid('element', '420304017002000', '420304017002')],
    ['shape', grid('element', '4203040170020311', '420304017002')],
    ['level', grid('element', '420304017002', '420304017002')],
    ['parent', grid('element', '420304017003031', '420304017002')],
    ['parent', grid('county', '420404', '420300')],
    ['level', grid('county', '420300', '420300')],
    ['parent', grid('branch', '420305017', '420304')],
  ])('tells the cause %s once a grid', (cause, wrong) => {
    const found = judge(standard, ...sound, wrong);
    expect(found).toHaveLength(1);
    expect(found[0]).toMatch(
      new RegExp(
        `^${cause} ${wrong.level} ${wrong.parentCode} ${wrong.code}: ${wrong.level} ${wrong.code} has `,
      ),
    );
  });

  it('judges the code of a territory by itself and does not hold it against the counties', () => {
    const found = judge(standard, grid('territory', 'shiyan', null), sound[1]!);
    expect(found).toEqual(['shape county - shiyan: territory shiyan has no standard code.']);
  });

  it('says which prefix is missing', () => {
    const [found] = judge(standard, ...sound, grid('element', '420304017003031', '420304017002'));
    expect(found).toContain('does not begin with 420304017002');
  });
});

describe('checkCodes, own', () => {
  const own: CodeRules = { codeScheme: 'own', codePatterns: { element: 'E\\d+' } };

  it('holds codes to the pattern of their level, and to being text without blanks at the ends', () => {
    const grids = [
      grid('branch', 'any text', null),
      grid('element', 'E1', null),
      grid('element', 'F1', null),
      grid('element', 'E2 ', null),
    ];
    expect(judge(own, ...grids)).toEqual([
      'malformed element - E2 : element E2  has a code that begins or ends with a blank.',
      'pattern element - F1: element F1 has a code that does not match the pattern "E\\d+".',
    ]);
  });

  it('refuses a pattern that is no regular expression', () => {
    expect(() => judge({ codeScheme: 'own', codePatterns: { element: '(' } }, ...sound)).toThrow(
      /not a regular expression/,
    );
  });
});
