import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { LatticePoint } from '../geometry/types.js';
import { categories } from './categories.js';
import { categoryGroups, countByGroup, groupOfCategory } from './category-groups.js';
import { defaultLevelLabels } from './level-labels.js';
import { levels } from './levels.js';
import { numberChildren, orderChildren } from './number-children.js';
import { createOwnCodeCheck } from './own-code.js';
import { formatStandardCode, nextStandardCode, parseStandardCode } from './standard-code.js';
import { understandCategory } from './understand-category.js';
import { understandLevel } from './understand-level.js';

describe('standard codes', () => {
  it('takes a code of every level apart', () => {
    expect(parseStandardCode('420300')).toEqual({ level: 'territory', parentCode: null, sequence: 0 });
    expect(parseStandardCode('420304')).toEqual({ level: 'county', parentCode: '420300', sequence: 4 });
    expect(parseStandardCode('420304017')).toEqual({ level: 'branch', parentCode: '420304', sequence: 17 });
    expect(parseStandardCode('420304017002')).toEqual({
      level: 'outlet-area',
      parentCode: '420304017',
      sequence: 2,
    });
    expect(parseStandardCode('420304017002031')).toEqual({
      level: 'element',
      parentCode: '420304017002',
      sequence: 31,
    });
  });

  it.each([
    '',
    '42030',
    '4203040',
    '020304',
    '42030４',
    '420304000',
    '420300001',
    '420304017002031001',
    'a20304',
  ])('does not take "%s" for a code', (text) => {
    expect(parseStandardCode(text)).toBeUndefined();
  });

  it('parses what it formats, for every parent and sequence', () => {
    const sequence = fc.integer({ min: 1, max: 999 });
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 99 }),
        sequence,
        sequence,
        sequence,
        (county, branch, area, element) => {
          let code = formatStandardCode('420300', county);
          for (const next of [branch, area, element]) {
            const child = formatStandardCode(code, next);
            expect(parseStandardCode(child)).toMatchObject({ parentCode: code, sequence: next });
            expect(child.startsWith(code)).toBe(true);
            code = child;
          }
          expect(code).toHaveLength(15);
        },
      ),
    );
  });

  it('goes on after the largest code used and never fills a number left free', () => {
    expect(nextStandardCode('420304', [])).toBe('420304001');
    expect(nextStandardCode('420304', ['420304001', '420304007', '420305900', '420304007010'])).toBe(
      '420304008',
    );
    expect(nextStandardCode('420300', ['420398'])).toBe('420399');
  });

  it('refuses child 1000 of a grid and county 100 instead of wrapping', () => {
    expect(() => nextStandardCode('420304', ['420304999'])).toThrow(/limit is 999/);
    expect(() => nextStandardCode('420300', ['420399'])).toThrow(/limit is 99 /);
    expect(() => formatStandardCode('420304', 1000)).toThrowError(
      expect.objectContaining({ details: expect.objectContaining({ type: 'too-many-children' }) }),
    );
  });

  it('refuses a parent that cannot have children', () => {
    expect(() => formatStandardCode('420304017002031', 1)).toThrow(
      /not a standard code that can have children/,
    );
    expect(() => formatStandardCode('4203', 1)).toThrow(/not a standard code/);
  });
});

describe('numbering of children', () => {
  // The figure of `orderChildren`, y north.
  const drawn: Record<string, LatticePoint> = {
    A: [0, 9],
    B: [4, 9],
    C: [10, 9],
    D: [6, 6],
    E: [2, 5],
    F: [0, 4],
    G: [9, 2],
    H: [12, 2],
  };

  it('runs west to east in bands north to south: A B C, F E D, G H', () => {
    const names = ['H', 'F', 'B', 'D', 'A', 'G', 'E', 'C'];
    const order = orderChildren(names.map((name) => drawn[name] as LatticePoint));
    expect(order.map((index) => names[index])).toEqual(['A', 'B', 'C', 'F', 'E', 'D', 'G', 'H']);
  });

  it('gives codes in both schemes and goes on after those used', () => {
    const points: LatticePoint[] = [
      [5, 0],
      [1, 0],
    ];
    expect(numberChildren('standard', '420304', points)).toEqual(['420304002', '420304001']);
    expect(numberChildren('own', 'ZH', points)).toEqual(['ZH-002', 'ZH-001']);
    expect(numberChildren('own', 'ZH', points, ['ZH-009', 'ZH-x', 'Y-100'])).toEqual(['ZH-011', 'ZH-010']);
    expect(numberChildren('standard', '420304', points, ['420304009'])).toEqual(['420304011', '420304010']);
    expect(numberChildren('own', 'ZH', [])).toEqual([]);
  });

  it('numbers 999 children and refuses 1000 under standard, while own goes on', () => {
    const points = Array.from({ length: 1000 }, (_, index): LatticePoint => [index, -index]);
    expect(new Set(numberChildren('standard', '420304', points.slice(1))).size).toBe(999);
    expect(() => numberChildren('standard', '420304', points)).toThrow(/limit is 999/);
    expect(numberChildren('own', 'A', points)).toContain('A-1000');
  });

  it('gives the same codes to the same places, whatever their order, place and scale', () => {
    const point = fc.tuple(fc.integer({ min: -1000, max: 1000 }), fc.integer({ min: -1000, max: 1000 }));
    fc.assert(
      fc.property(
        fc.uniqueArray(point, { selector: String, maxLength: 40 }),
        fc.integer({ min: 1, max: 900 }),
        (points, scale) => {
          const codes = numberChildren('own', 'P', points);
          expect(new Set(codes).size).toBe(points.length);
          const turned = points.map(([x, y]): LatticePoint => [x * scale + 77, y * scale - 5]).reverse();
          expect(numberChildren('own', 'P', turned).reverse()).toEqual(codes);
        },
      ),
    );
  });
});

describe('own codes', () => {
  it('keeps any text of up to 64 characters and refuses the same code twice', () => {
    const check = createOwnCodeCheck('branch');
    expect(check('营销中心-7/α')).toBeUndefined();
    expect(check('𠮷'.repeat(64))).toBeUndefined();
    expect(check('营销中心-7/α')).toMatchObject({ type: 'code-twice' });
    expect(check('x'.repeat(65))).toMatchObject({ detail: expect.stringContaining('65 characters') });
    expect(check('')).toMatchObject({ detail: expect.stringContaining('empty') });
    expect(check(' A')).toMatchObject({ type: 'invalid-code' });
    expect(check('A\u0007')).toMatchObject({ type: 'invalid-code' });
  });

  it('holds the whole code to the pattern of its level', () => {
    const check = createOwnCodeCheck('element', 'E\\d+|X');
    expect(check('E12')).toBeUndefined();
    expect(check('E12a')).toMatchObject({ detail: expect.stringContaining('pattern') });
    expect(check('aX')).toMatchObject({ type: 'invalid-code' });
    expect(() => createOwnCodeCheck('element', '(')).toThrow(/not a regular expression/);
  });
});

describe('categories and levels in files', () => {
  it('understands every category by code, Chinese name, English name and number', () => {
    categories.forEach((category, index) => {
      for (const value of [category.code, category.zh, category.en, index + 1, String(index + 1)]) {
        expect(understandCategory(value)).toBe(category.code);
      }
    });
    expect(understandCategory(' Internet CAFE ')).toBe('internet-cafe');
    expect(understandCategory('住宅楼－底层经营')).toBe('residential-mixed');
    expect(understandCategory('０７')).toBe('school');
    expect(understandCategory('4.0')).toBe('sme');
    for (const value of ['', '0', 21, 4.5, 'lake', null, undefined, {}]) {
      expect(understandCategory(value)).toBeUndefined();
    }
  });

  it('understands every level by name, number and label, a territory’s own labels first', () => {
    levels.forEach((level, index) => {
      const label = defaultLevelLabels[level];
      for (const value of [level, index, String(index), label.zh, label.en]) {
        expect(understandLevel(value)).toBe(level);
      }
    });
    expect(understandLevel('Outlet_Area')).toBe('outlet-area');
    expect(understandLevel('网元')).toBe('element');
    const own = { ...defaultLevelLabels, 'outlet-area': { zh: '片区', en: 'Area' } };
    expect(understandLevel('片区', own)).toBe('outlet-area');
    expect(understandLevel('片区')).toBe('branch');
    for (const value of ['', 5, '-1', 'street', null, 1.5]) expect(understandLevel(value)).toBeUndefined();
  });

  it('reports every category under exactly one of six groups', () => {
    expect(categoryGroups.flatMap((group) => [...group.categories]).sort()).toEqual(
      categories.map((category) => category.code).sort(),
    );
    expect(groupOfCategory('sme')).toBe('sme-and-cluster');
    expect(countByGroup({ village: 3, sme: 2, 'industrial-park': 1, park: 4 })).toEqual({
      village: 3,
      industry: 0,
      'sme-and-cluster': 3,
      'non-cluster': 0,
      community: 0,
      vacant: 4,
    });
  });
});
