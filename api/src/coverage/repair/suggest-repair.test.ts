import { describe, expect, it } from 'vitest';
import { doubledArea } from '../../geometry/doubled-area.js';
import { runSteps } from '../../geometry/run-steps.js';
import type { MultiPolygon } from '../../geometry/types.js';
import type { Level } from '../../hierarchy/levels.js';
import { auditCoverage } from '../audit-coverage.js';
import type { RepairProposal, RepairRefusal, RepairWish } from '../repair-types.js';
import type { AuditResult, Grid } from '../types.js';
import { openRepairMap } from './repair-map.js';
import { suggestRepair } from './suggest-repair.js';

/** A drawing of small numbers in units of about 10 m, so that nothing is a sliver. */
const unit = 1000;

function grid(level: Level, code: string, parentCode: string | null, ...rings: number[][]): Grid {
  const geometry: MultiPolygon = [
    rings.map((ring) =>
      Int32Array.from([...ring, ring[0]!, ring[1]!].map((value) => Math.round(value * unit))),
    ),
  ];
  const category = level === 'element' ? 'other' : null;
  return { level, code, name: code, parentCode, category, geometry, implied: false };
}

function audit(grids: readonly Grid[]): AuditResult {
  const steps = auditCoverage(grids);
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
  }
}

function suggest(
  grids: readonly Grid[],
  wish?: RepairWish,
  kind?: string,
): { found: RepairProposal | RepairRefusal; after: AuditResult; grids: Grid[] } {
  const finding = audit(grids).findings.find((one) => kind === undefined || one.kind === kind)!;
  const found = runSteps(suggestRepair(finding, runSteps(openRepairMap(grids)), wish));
  const mended = grids.map((one) => {
    const change =
      'changes' in found
        ? found.changes.find(({ level, code }) => level === one.level && code === one.code)
        : undefined;
    return change === undefined ? one : { ...one, geometry: change.geometry };
  });
  return { found, after: audit(mended), grids: mended };
}

const codesOf = (found: RepairProposal | RepairRefusal): string[] =>
  'changes' in found ? found.changes.map(({ code }) => code) : [found.reason];

const areaOf = (grids: readonly Grid[], code: string): number =>
  Number(doubledArea(grids.find((one) => one.code === code)!.geometry)) / 2 / unit ** 2;

describe('a gap', () => {
  //   0     4  6    10
  // 4 ┌─────┬──┬─────┐
  //   │  a  │  │  b  │   a borders the gap by 4, b by 4 − 1, c by 1
  // 1 │     │  ├──┐  │
  // 0 └─────┴──┴c─┴──┘
  const parent = grid('outlet-area', 'p', null, [0, 0, 4, 0, 6, 0, 10, 0, 10, 1, 10, 4, 6, 4, 4, 4, 0, 4]);
  const a = grid('element', 'a', 'p', [0, 0, 4, 0, 4, 4, 0, 4]);
  const c = grid('element', 'c', 'p', [6, 0, 10, 0, 10, 1, 6, 1]);
  const b = grid('element', 'b', 'p', [6, 1, 10, 1, 10, 4, 6, 4]);
  const grids = [parent, a, b, c];

  it('goes to the neighbour with the longest shared border', () => {
    const { found, after, grids: mended } = suggest(grids);
    expect(found).toMatchObject({ method: 'give-gap', kind: 'gap', parent: 'p' });
    expect(codesOf(found)).toEqual(['a']);
    expect(after.findings).toEqual([]);
    expect(areaOf(mended, 'a')).toBe(24);
  });

  it('goes to the one that is named, with what it gains in m²', () => {
    const { found, after, grids: mended } = suggest(grids, { give: { to: 'c' } });
    expect(after.findings).toEqual([]);
    expect(areaOf(mended, 'c')).toBe(12);
    const gap = audit(grids).findings[0]!;
    expect((found as RepairProposal).changes[0]!.gainsSquareMetres).toBeCloseTo(gap.areaSquareMetres!, 3);
    expect((found as RepairProposal).changes[0]!.losesSquareMetres).toBe(0);
  });

  it('is refused to one that does not border it', () => {
    expect(suggest(grids, { give: { to: 'z' } }).found).toMatchObject({
      reason: 'z does not border the gap',
    });
  });

  it('is split along the middle line, exactly, between all that border it', () => {
    const { found, after, grids: mended } = suggest(grids, { give: 'split' });
    expect(found).toMatchObject({ method: 'split-gap' });
    expect(codesOf(found)).toEqual(['a', 'b', 'c']);
    expect(after.findings).toEqual([]);
    expect(areaOf(mended, 'a') + areaOf(mended, 'b') + areaOf(mended, 'c')).toBe(40);
    // The middle of the gap is at x = 5; at its ends the line runs to the corners that are there.
    expect(areaOf(mended, 'a')).toBeGreaterThan(16 + 3);
    expect(areaOf(mended, 'a')).toBeLessThan(16 + 5);
    expect(areaOf(mended, 'b')).toBeGreaterThan(areaOf(mended, 'c') - 4 + 12);
  });

  it('with a hole in the middle of it is split too', () => {
    const ring = [0, 0, 12, 0, 12, 12, 0, 12];
    const island = [5, 5, 7, 5, 7, 7, 5, 7];
    const frame = grid('element', 'f', 'q', ring, [2, 2, 2, 10, 10, 10, 10, 2]);
    const map = [grid('outlet-area', 'q', null, ring), frame, grid('element', 'i', 'q', island)];
    const { found, after, grids: mended } = suggest(map, { give: 'split' });
    expect(found).toMatchObject({ method: 'split-gap' });
    expect(after.findings).toEqual([]);
    expect(areaOf(mended, 'f') + areaOf(mended, 'i')).toBe(144);
    expect(areaOf(mended, 'i')).toBeGreaterThan(20);
    expect(areaOf(mended, 'i')).toBeLessThan(40);
  });
});

it('an enclosed hole is given away where there is no parent', () => {
  const ring = [0, 0, 6, 0, 6, 6, 0, 6];
  const { found, after, grids } = suggest([
    grid('element', 'a', null, ring, [2, 2, 2, 4, 4, 4, 4, 2]),
    grid('element', 'b', null, [6, 0, 9, 0, 9, 6, 6, 6]),
  ]);
  expect(found).toMatchObject({ method: 'give-gap', parent: null });
  expect(after.findings).toEqual([]);
  expect(areaOf(grids, 'a')).toBe(36);
});

it('noise at a T-junction is snapped shut without moving the border of the parent', () => {
  // b has the corner t a step beside the straight border of p: a hair of p lies open.
  const parent = grid('outlet-area', 'p', null, [0, 0, 8, 0, 8, 4, 0, 4]);
  const a = grid('element', 'a', 'p', [0, 0, 4, 0.001, 4, 4, 0, 4]);
  const b = grid('element', 'b', 'p', [4, 0.001, 8, 0, 8, 4, 4, 4]);
  const { found, after, grids } = suggest([parent, a, b], undefined, 'gap');
  expect(found).toMatchObject({ method: 'snap-sliver' });
  expect(after.findings.filter(({ severity }) => severity === 'error')).toEqual([]);
  expect(grids[0]).toBe(parent);
  expect(areaOf(grids, 'a') + areaOf(grids, 'b')).toBe(32);
});

describe('an overlap', () => {
  const parent = grid('outlet-area', 'p', null, [0, 0, 10, 0, 10, 4, 0, 4]);
  const large = grid('element', 'a', 'p', [0, 0, 8, 0, 8, 4, 0, 4]);
  const small = grid('element', 'b', 'p', [7, 0, 10, 0, 10, 4, 7, 4]);

  it('is cut from the one for which it is the smaller share', () => {
    const { found, after, grids } = suggest([parent, large, small], undefined, 'overlap');
    expect(found).toMatchObject({ method: 'cut-overlap' });
    expect(after.findings.filter(({ severity }) => severity === 'error')).toEqual([]);
    expect([areaOf(grids, 'a'), areaOf(grids, 'b')]).toEqual([28, 12]);
  });

  it('is kept by the one that is named', () => {
    const { grids } = suggest([parent, large, small], { keep: 'a' }, 'overlap');
    expect([areaOf(grids, 'a'), areaOf(grids, 'b')]).toEqual([32, 8]);
  });

  it('leaves a grid that lies wholly inside another as an island', () => {
    const inner = grid('element', 'i', 'p', [1, 1, 3, 1, 3, 3, 1, 3]);
    const whole = grid('element', 'w', 'p', [0, 0, 10, 0, 10, 4, 0, 4]);
    const { found, after, grids } = suggest([parent, whole, inner]);
    expect(codesOf(found)).toEqual(['w']);
    expect(after.findings).toEqual([]);
    expect(areaOf(grids, 'w')).toBe(36);
  });

  it('of two that are the same area is refused, since a grid would disappear', () => {
    const whole = [0, 0, 10, 0, 10, 4, 0, 4];
    const { found } = suggest([parent, grid('element', 'v', 'p', whole), grid('element', 'w', 'p', whole)]);
    expect(found).toMatchObject({
      kind: 'overlap',
      reason: 'v and w are the same area: cut from either, a grid would disappear; delete or redraw one',
    });
  });

  it('of a grid inside another is refused where the inner one would have to give way', () => {
    const inner = grid('element', 'i', 'p', [1, 1, 3, 1, 3, 3, 1, 3]);
    const whole = grid('element', 'w', 'p', [0, 0, 10, 0, 10, 4, 0, 4]);
    expect(suggest([parent, whole, inner], { keep: 'w' }).found).toMatchObject({
      reason: 'element i would disappear',
    });
  });
});

describe('an intrusion', () => {
  it('is clipped at the border of the parent', () => {
    const parent = grid('outlet-area', 'p', null, [0, 0, 10, 0, 10, 4, 0, 4]);
    const child = grid('element', 'a', 'p', [0, 0, 10, 0, 12, 2, 10, 4, 0, 4]);
    const { found, after, grids } = suggest([parent, child]);
    expect(found).toMatchObject({ method: 'clip-outside' });
    expect(codesOf(found)).toEqual(['a']);
    expect(after.findings).toEqual([]);
    expect(areaOf(grids, 'a')).toBe(40);
  });

  //        ╱╲  ╱╲          a and b both reach over the crooked border of p and cross it
  //  p ───╱──╳╱──╲─── q    between lattice points
  //      a       b
  it('that crosses the border between lattice points is clipped without moving the border', () => {
    const parent = grid('outlet-area', 'p', null, [0, 0, 10, 0, 10.007, 4.003, 0, 4.011]);
    const a = grid('element', 'a', 'p', [0, 0, 5, 0, 5.3, 5.001, 0, 4.011]);
    const b = grid('element', 'b', 'p', [5, 0, 10, 0, 10.007, 4.003, 5.3, 5.001]);
    const { found, after, grids } = suggest([parent, a, b]);
    expect('changes' in found && found.changes.map(({ level }) => level)).toEqual(['element', 'element']);
    expect(after.findings.filter(({ severity }) => severity === 'error')).toEqual([]);
    expect(grids[0]).toBe(parent);
    expect(doubledArea(grids[1]!.geometry) + doubledArea(grids[2]!.geometry)).toBe(
      doubledArea(parent.geometry),
    );
  });
});

describe('an unmatched vertex', () => {
  it('is added to the edge that lacks it, on every level that has the edge', () => {
    const square = (level: Level, code: string, above: string | null, west: number): Grid =>
      grid(level, code, above, [west, 0, west + 4, 0, west + 4, 4, west, 4]);
    const withVertex = grid('outlet-area', 'a', 'p', [0, 0, 4, 0, 4, 2, 4, 4, 0, 4]);
    const grids = [
      grid('branch', 'p', null, [0, 0, 4, 0, 8, 0, 8, 4, 4, 4, 0, 4]),
      withVertex,
      square('outlet-area', 'b', 'p', 4),
      grid('element', 'a1', 'a', [0, 0, 4, 0, 4, 2, 4, 4, 0, 4]),
      square('element', 'b1', 'b', 4),
    ];
    const { found, after } = suggest(grids);
    expect(found).toMatchObject({ method: 'add-vertex', kind: 'unmatched-vertex' });
    expect(codesOf(found)).toEqual(['b', 'b1']);
    expect(after.findings).toEqual([]);
  });
});

describe('an upper level', () => {
  const whole = [0, 0, 4, 0, 6, 0, 10, 0, 10, 4, 6, 4, 4, 4, 0, 4];
  const left = [0, 0, 4, 0, 4, 4, 0, 4];
  const right = [6, 0, 10, 0, 10, 4, 6, 4];
  const levels = (ring: number[], name: string): Grid[] => [
    grid('county', `c${name}`, 't', ring),
    grid('branch', `b${name}`, `c${name}`, ring),
    grid('outlet-area', `o${name}`, `b${name}`, ring),
    grid('element', `e${name}`, `o${name}`, ring),
  ];

  it('carries a gap that a county gets down to its elements', () => {
    const grids = [grid('territory', 't', null, whole), ...levels(left, '1'), ...levels(right, '2')];
    const { found, after } = suggest(grids, { give: { to: 'c2' } });
    expect(codesOf(found)).toEqual(['c2', 'b2', 'o2', 'e2']);
    expect(after.findings).toEqual([]);
  });

  it('clips what is below a county that loses an overlap', () => {
    const wide = [0, 0, 7, 0, 7, 4, 0, 4];
    const grids = [grid('territory', 't', null, whole), ...levels(wide, '1'), ...levels(right, '2')];
    const { found, after } = suggest(grids, undefined, 'overlap');
    expect(codesOf(found)).toEqual(['c1', 'b1', 'o1', 'e1']);
    expect(after.findings.filter(({ severity }) => severity === 'error')).toEqual([]);
  });
});

it('refuses what is no matter of borders', () => {
  const parent = grid('outlet-area', 'p', null, [0, 0, 4, 0, 4, 4, 0, 4]);
  const child = { ...grid('element', 'a', 'p', [0, 0, 4, 0, 4, 4, 0, 4]), category: null };
  expect(suggest([parent, child]).found).toMatchObject({ reason: 'a category is not a matter of borders' });
});

//  0     5   10      20
//  ┌──a──┬┬─b─┬───c───┐    a lies in p but names q; between a and b is a hair of 10 cm
//  │     p    │   q   │
describe('a grid that names another parent than it lies in', () => {
  const p = grid('outlet-area', 'p', 'r', [0, 0, 5, 0, 5.01, 0, 10, 0, 10, 4, 5.01, 4, 5, 4, 0, 4]);
  const q = grid('outlet-area', 'q', 'r', [10, 0, 20, 0, 20, 4, 10, 4]);
  const a = grid('element', 'a', 'q', [0, 0, 5, 0, 5, 4, 0, 4]);
  const b = grid('element', 'b', 'p', [5.01, 0, 10, 0, 10, 4, 5.01, 4]);
  const c = grid('element', 'c', 'q', [10, 0, 20, 0, 20, 4, 10, 4]);

  it('keeps its land when the gap beside it is mended: the family is the one that is counted', () => {
    const { found, after, grids } = suggest([p, q, a, b, c], undefined, 'gap');
    expect(found).toMatchObject({ kind: 'gap', parent: 'p' });
    expect(after.findings.map(({ kind }) => kind)).toEqual(['wrong-parent']);
    expect(areaOf(grids, 'a') + areaOf(grids, 'b')).toBeCloseTo(40, 9);
    expect(areaOf(grids, 'b')).toBeLessThan(20.1);
  });

  it('gets the gap beside it when it is the one that is named', () => {
    const { after, grids } = suggest([p, q, a, b, c], { give: { to: 'a' } }, 'gap');
    expect(after.findings.map(({ kind }) => kind)).toEqual(['wrong-parent']);
    expect(areaOf(grids, 'a')).toBeCloseTo(20.04, 9);
  });
});

//  0   4     8  10    13        20
//  ┌───┬─────┬──╎─────┬─────────┐   d: 0 to 8, e: 4 to 13, both name p (0 to 10)
//  │   d   e │  ╎  e  │    f    │   without 4 to 8 most of e lies in q (10 to 20)
it('a repair after which a grid would lie in another parent does not hold', () => {
  const strip = (level: Level, code: string, parent: string | null, west: number, east: number): Grid =>
    grid(level, code, parent, [west, 0, east, 0, east, 4, west, 4]);
  const grids = [
    strip('outlet-area', 'p', 'r', 0, 10),
    strip('outlet-area', 'q', 'r', 10, 20),
    strip('element', 'd', 'p', 0, 8),
    strip('element', 'e', 'p', 4, 13),
    strip('element', 'f', 'q', 13, 20),
  ];
  expect(suggest(grids, { keep: 'd' }, 'overlap').found).toMatchObject({
    reason: 'it would put e into q',
  });
  const { found, after } = suggest(grids, undefined, 'overlap');
  expect(codesOf(found)).toEqual(['d']);
  expect(after.findings.map(({ kind }) => kind)).not.toContain('wrong-parent');
});

//  ┌───┬───┐
//  │   │ ▒ │   the finding is the L that is left without the square ▒; another gap is within its box
//  │   └───┤
//  └───────┘
it('another gap within the box of a finding that is gone is not the finding', () => {
  const parent = grid('outlet-area', 'p', null, [0, 0, 9, 0, 9, 4, 0, 4]);
  const rest = grid('element', 'r', 'p', [4, 0, 9, 0, 9, 4, 4, 4]);
  const square = grid('element', 's', 'p', [2, 2, 4, 2, 4, 4, 2, 4]);
  const el = grid('element', 'l', 'p', [0, 0, 4, 0, 4, 2, 2, 2, 2, 4, 0, 4]);
  const finding = audit([parent, rest, square]).findings.find(({ kind }) => kind === 'gap')!;
  const later = runSteps(openRepairMap([parent, rest, el]));
  expect(runSteps(suggestRepair(finding, later))).toMatchObject({
    reason: 'it is not on the map any more',
  });
});
