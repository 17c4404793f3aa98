import { describe, expect, it } from 'vitest';
import { areaSquareMetres } from '../geometry/area-square-metres.js';
import type { MultiPolygon } from '../geometry/types.js';
import { auditCoverage } from './audit-coverage.js';
import type { AuditOptions, AuditResult, Grid } from './types.js';

/** One drawn unit is 100 000 steps, about a kilometre. */
const unit = 100_000;

/** A box with a vertex at every whole unit of its border, so that neighbours match whatever their size. */
function box(west: number, south: number, east: number, north: number): MultiPolygon {
  const path: number[] = [];
  for (let x = west; x < east; x += 1) path.push(x, south);
  for (let y = south; y < north; y += 1) path.push(east, y);
  for (let x = east; x > west; x -= 1) path.push(x, north);
  for (let y = north; y > south; y -= 1) path.push(west, y);
  path.push(west, south);
  return [[Int32Array.from(path, (value) => value * unit)]];
}

function grid(level: Grid['level'], code: string, parentCode: string | null, geometry: MultiPolygon): Grid {
  return { level, code, name: code, parentCode, category: 'other', geometry, implied: false };
}

/**
 *     2 ┌───┬───┬───┬───┐
 *       │ A │ B │ C │ D │   P holds A and B, Q holds C and D
 *     0 └───┴───┴───┴───┘
 *       0   2   4   6   8
 */
const parents = [
  grid('outlet-area', 'P', null, box(0, 0, 4, 2)),
  grid('outlet-area', 'Q', null, box(4, 0, 8, 2)),
];
const A = grid('element', 'A', 'P', box(0, 0, 2, 2));
const B = grid('element', 'B', 'P', box(2, 0, 4, 2));
const C = grid('element', 'C', 'Q', box(4, 0, 6, 2));
const D = grid('element', 'D', 'Q', box(6, 0, 8, 2));
const clean = [...parents, A, B, C, D];

function audit(grids: readonly Grid[], options: AuditOptions = {}): AuditResult {
  const steps = auditCoverage(grids, options);
  for (let step = steps.next(); ; step = steps.next()) if (step.done === true) return step.value;
}

function replace(grids: readonly Grid[], changed: Grid): Grid[] {
  return grids.map((one) => (one.level === changed.level && one.code === changed.code ? changed : one));
}

function tell(result: AuditResult): string[] {
  return result.findings.map(({ identity }) => identity);
}

describe('grids that lie in another parent than they declare', () => {
  it('P and Q are proven when A, B, C and D declare what holds them', () => {
    const result = audit(clean);
    expect(result.findings).toEqual([]);
    // Eight edges around each of A … D, twelve around each of P and Q.
    expect(result.levels.at(-1)).toMatchObject({
      parents: 2,
      parentsProven: 2,
      edgesCancelled: 4 * 8 + 2 * 12,
    });
  });

  it('C, which declares P, is one finding: no gap in Q, no intrusion into P; neither is proven', () => {
    const result = audit(replace(clean, { ...C, parentCode: 'P' }));
    expect(tell(result)).toEqual(['wrong-parent/element/P/C+Q/1']);
    expect(result.findings[0]).toMatchObject({ severity: 'error', areaSquareMetres: null });
    expect(result.clean).toBe(false);
    expect(result.levels.at(-1)).toMatchObject({
      parents: 2,
      parentsProven: 0,
      edgesCancelled: 4 * 8 + 2 * 12,
    });
  });

  it('C, which declares nothing or what does not exist, is one finding; P stays proven', () => {
    for (const parentCode of [null, 'X']) {
      const result = audit(replace(clean, { ...C, parentCode }));
      expect(tell(result)).toEqual(['missing-parent/element/-/C+Q/1']);
      expect(result.levels.at(-1)).toMatchObject({ parents: 2, parentsProven: 1 });
    }
  });

  it('C and D, both of P by declaration, leave Q with children: it is not childless', () => {
    const both = replace(replace(clean, { ...C, parentCode: 'P' }), { ...D, parentCode: 'P' });
    expect(tell(audit(both)).sort()).toEqual([
      'wrong-parent/element/P/C+Q/1',
      'wrong-parent/element/P/D+Q/1',
    ]);
  });

  it('P is childless when what declares it lies in Q, so that its land is not lost from sight', () => {
    const result = audit([...parents, { ...C, parentCode: 'P' }, D]);
    expect(tell(result).sort()).toEqual(['childless/element/P/P/1', 'wrong-parent/element/P/C+Q/1']);
  });

  it('C under the wrong parent and a unit too narrow leaves the gap that is there, once', () => {
    const narrow = grid('element', 'C', 'P', box(4, 0, 5, 2));
    const result = audit(replace(clean, narrow));
    const gaps = result.findings.filter(({ kind }) => kind === 'gap');
    expect(gaps.map(({ identity }) => identity)).toEqual(['gap/element/Q/C+D/1']);
    expect(gaps[0]!.areaSquareMetres).toBeCloseTo(areaSquareMetres(box(5, 0, 6, 2)), 3);
    expect(result.findings.filter(({ kind }) => kind === 'outside-parent')).toEqual([]);
  });

  it('C, of which only half lies in Q, stays where it is declared', () => {
    // Half of C is in P and half in Q: neither has more than half.
    const result = audit([...parents, A, grid('element', 'C', 'P', box(2, 0, 6, 2)), D]);
    expect(result.findings.map(({ kind }) => kind).sort()).toEqual(['gap', 'outside-parent']);
  });

  it('the order of the grids changes nothing', () => {
    const wrong = replace(replace(clean, { ...C, parentCode: 'P' }), { ...A, parentCode: 'X' });
    expect(audit([...wrong].reverse())).toEqual(audit(wrong));
  });

  it('codes are judged only when rules are given', () => {
    const codes = { codeScheme: 'own', codePatterns: { element: '^[A-C]$' } } as const;
    expect(tell(audit(clean, { codes }))).toEqual(['code-mismatch/element/Q/D/1']);
    expect(audit(clean, { codes }).clean).toBe(true);
  });

  it('a level without parents is proven but for its unknown outer border', () => {
    const result = audit([A, B, C, D].map((one) => ({ ...one, parentCode: null })));
    expect(result.findings).toEqual([]);
    // A … D stand in a row: of each the edges to its neighbours cancel, of the outline none.
    expect(result.levels).toEqual([
      {
        level: 'element',
        grids: 4,
        parents: 1,
        parentsProven: 1,
        edgesCancelled: 12,
        findings: {},
        outerBorder: 'unknown',
      },
    ]);
  });
});

describe('edges that cancel', () => {
  it('are what children and parent have less what is left, each as often as it is there', () => {
    // A three times: of each of its eight edges one meets P or B, and two are left.
    const copies = ['A2', 'A3'].map((code) => ({ ...A, code }));
    const result = audit([...clean, ...copies]);
    const inP = 4 * 8 + 12;
    const left = 2 * 8;
    expect(result.levels.at(-1)!.edgesCancelled).toBe(inP - left + 2 * 8 + 12);
  });
});
