import { describe, expect, it } from 'vitest';
import { auditCoverage } from './audit-coverage.js';
import type { MultiPolygon, Ring } from '../geometry/types.js';
import type { AuditResult, Finding, Grid } from './types.js';

/** One drawn unit is 100 000 steps, about a kilometre. */
const unit = 100_000;

function ring(...positions: readonly (readonly [number, number])[]): Ring {
  const first = positions[0]!;
  return Int32Array.from(
    [...positions, first].flatMap(([x, y]) => [Math.round(x * unit), Math.round(y * unit)]),
  );
}

function box(west: number, south: number, east: number, north: number): MultiPolygon {
  return [[ring([west, south], [east, south], [east, north], [west, north])]];
}

function hole(west: number, south: number, east: number, north: number): Ring {
  return ring([west, south], [west, north], [east, north], [east, south]);
}

function element(code: string, geometry: MultiPolygon, change: Partial<Grid> = {}): Grid {
  return {
    level: 'element',
    code,
    name: code,
    parentCode: 'P',
    category: 'other',
    geometry,
    implied: false,
    ...change,
  };
}

function outletArea(geometry: MultiPolygon, code = 'P'): Grid {
  return element(code, geometry, { level: 'outlet-area', parentCode: null, category: null, code });
}

function audit(grids: readonly Grid[]): AuditResult {
  const steps = auditCoverage(grids);
  for (let step = steps.next(); ; step = steps.next()) if (step.done === true) return step.value;
}

function tell(result: AuditResult): string[] {
  return result.findings
    .map((finding) =>
      [finding.kind, finding.cause, finding.grids.map((grid) => grid.code).join('+')]
        .filter(Boolean)
        .join(' '),
    )
    .sort();
}

function areaInUnits(finding: Finding): number {
  // At the equator a square unit is nearly the same for all the small boxes of a figure.
  const [square] = audit([outletArea(box(0, 0, 2, 1)), element('A', box(0, 0, 1, 1))]).findings;
  return finding.areaSquareMetres! / square!.areaSquareMetres!;
}

describe('auditCoverage on drawn cases', () => {
  const whole = outletArea(box(0, 0, 4, 2));

  it('finds nothing where A and B tile P', () => {
    const result = audit([
      whole,
      element('A', [[ring([0, 0], [2, 0], [2, 2], [0, 2])]]),
      element('B', box(2, 0, 4, 2)),
    ]);
    // The parent lacks the vertices that A and B have on its border: unmatched, and yet exactly covered.
    expect(tell(result)).toEqual(['unmatched-vertex P+A+B', 'unmatched-vertex P+A+B']);
    expect(result.clean).toBe(true);
    expect(result.levels.at(-1)).toMatchObject({ level: 'element', grids: 2, parents: 1, parentsProven: 1 });
  });

  it('finds nothing at all where every vertex is shared', () => {
    const parent = outletArea([[ring([0, 0], [2, 0], [4, 0], [4, 2], [2, 2], [0, 2])]]);
    const result = audit([parent, element('A', box(0, 0, 2, 2)), element('B', box(2, 0, 4, 2))]);
    expect(result.findings).toEqual([]);
    expect(result.clean).toBe(true);
  });

  it('finds the gap between A and B with both neighbours, its m² and its width', () => {
    const result = audit([whole, element('A', box(0, 0, 2, 2)), element('B', box(2.5, 0, 4, 2))]);
    const gap = result.findings.find((finding) => finding.kind === 'gap')!;
    expect(gap.grids.map((grid) => grid.code)).toEqual(['A', 'B']);
    expect(gap.areaSquareMetres).toBeGreaterThan(0);
    expect(areaInUnits(gap)).toBeCloseTo(1, 3);
    expect(gap.widthMetres! / 1113.2).toBeCloseTo(0.5, 1);
    expect(gap).toMatchObject({ sizeClass: 'real', severity: 'error', level: 'element', parent: 'P' });
    expect(gap.identity).toBe('gap/element/P/A+B/1');
    expect(result.clean).toBe(false);
    expect(result.levels.at(-1)).toMatchObject({
      parents: 1,
      parentsProven: 0,
      findings: { gap: { count: 1 } },
    });
  });

  it('finds the inlet that is open to the outside as a gap', () => {
    const inlet = ring([0, 0], [4, 0], [4, 2], [3, 2], [3, 1], [1, 1], [1, 2], [0, 2]);
    expect(tell(audit([whole, element('A', [[inlet]])]))).toEqual([
      'gap A',
      'unmatched-vertex P+A',
      'unmatched-vertex P+A',
    ]);
  });

  it('finds the overlap of A and B with depth and cause', () => {
    const result = audit([whole, element('A', box(0, 0, 2.5, 2)), element('B', box(2, 0, 4, 2))]);
    const overlap = result.findings.find((finding) => finding.kind === 'overlap')!;
    expect(overlap).toMatchObject({ cause: 'partial', depth: 2, identity: 'overlap/element/P/A+B/1' });
    expect(overlap.grids.map((grid) => grid.areaSquareMetres)).toEqual([
      overlap.areaSquareMetres,
      overlap.areaSquareMetres,
    ]);
    expect(areaInUnits(overlap)).toBeCloseTo(1, 3);
    expect(result.findings.filter((finding) => finding.kind !== 'unmatched-vertex')).toHaveLength(1);
  });

  it('finds two findings where two neighbours are each duplicated, although the residual is one face', () => {
    const result = audit([
      whole,
      element('A', box(0, 0, 2, 2)),
      element('B', box(2, 0, 4, 2)),
      element('a', box(0, 0, 2, 2)),
      element('b', box(2, 0, 4, 2)),
    ]);
    expect(tell(result).filter((line) => !line.startsWith('unmatched'))).toEqual([
      'overlap duplicate A+a',
      'overlap duplicate B+b',
    ]);
  });

  it('finds A inside B as contained', () => {
    const result = audit([
      outletArea(box(0, 0, 4, 2)),
      element('B', box(0, 0, 4, 2)),
      element('A', box(1, 0.5, 2, 1)),
    ]);
    expect(tell(result)).toEqual(['overlap contained A+B']);
  });

  it('splits an overlap of A and B that runs out of the parent into two findings', () => {
    const parent = outletArea([[ring([0, 0], [2, 0], [2.5, 0], [4, 0], [4, 2], [2.5, 2], [2, 2], [0, 2])]]);
    const result = audit([
      parent,
      element('A', [[ring([0, 0], [2, 0], [2.5, 0], [2.5, 2], [2.5, 3], [2, 3], [2, 2], [0, 2])]]),
      element('B', [[ring([2, 0], [2.5, 0], [4, 0], [4, 2], [2.5, 2], [2.5, 3], [2, 3], [2, 2])]]),
    ]);
    expect(tell(result)).toEqual(['outside-parent A+B', 'overlap partial A+B']);
  });

  it('keeps an overlap of A and B beside an overlap of C and D apart', () => {
    // A and B overlap in the lower half of a strip, C and D in the upper half: one residual face, two findings.
    const result = audit([
      outletArea(box(0, 0, 4, 2)),
      element('A', box(0, 0, 2.5, 1)),
      element('B', box(2, 0, 4, 1)),
      element('C', box(0, 1, 2.5, 2)),
      element('D', box(2, 1, 4, 2)),
    ]);
    expect(tell(result).filter((line) => line.startsWith('overlap'))).toEqual([
      'overlap partial A+B',
      'overlap partial C+D',
    ]);
  });

  it('reports an intrusion into a neighbouring parent that is itself complete once, as outside its parent', () => {
    const result = audit([
      outletArea(box(0, 0, 2, 2), 'P'),
      outletArea(box(2, 0, 4, 2), 'Q'),
      element('A', box(0, 0, 3, 2)),
      element('B', box(2, 0, 4, 2), { parentCode: 'Q' }),
    ]);
    expect(tell(result).filter((line) => !line.startsWith('unmatched'))).toEqual(['outside-parent A']);
  });

  it('finds a hole outside its shell, which cancels to nothing', () => {
    const shellAndHole: MultiPolygon = [[...box(0, 0, 1, 1)[0]!, hole(2, 0, 3, 1)]];
    const result = audit([
      outletArea(box(0, 0, 1, 1)),
      element('A', shellAndHole),
      element('B', box(2, 0, 3, 1)),
    ]);
    expect(tell(result)).toContain('invalid-ring hole-outside-shell A');
    expect(result.levels.at(-1)!.parentsProven).toBe(0);
  });

  it('accepts a ring that touches itself at a vertex', () => {
    const touching = ring([0, 0], [4, 0], [4, 4], [2, 4], [3, 2], [1, 2], [2, 4], [0, 4]);
    const parent = outletArea([[ring([0, 0], [4, 0], [4, 4], [2, 4], [0, 4])]]);
    const inner = element('B', [[ring([1, 2], [3, 2], [2, 4])]]);
    const result = audit([parent, element('A', [[touching]]), inner]);
    expect(result.findings).toEqual([]);
    expect(result.levels.at(-1)!.parentsProven).toBe(1);
  });

  it('reports a self-crossing grid and makes no false gap of it', () => {
    // A: a bow tie whose two lobes, read even-odd, fill the left half; C and D fill what is left of it.
    const result = audit([
      outletArea([[ring([0, 0], [2, 0], [2, 2], [0, 2])]]),
      element('A', [[ring([0, 0], [2, 2], [2, 0], [0, 2])]]),
      element('C', [[ring([0, 0], [2, 0], [1, 1])]]),
      element('D', [[ring([0, 2], [1, 1], [2, 2])]]),
    ]);
    expect(tell(result).filter((line) => !line.startsWith('unmatched'))).toEqual([
      'invalid-ring self-crossing A',
    ]);
    expect(result.clean).toBe(false);
  });

  it('accepts an exclave and an enclave', () => {
    const parent = outletArea([[...box(0, 0, 4, 4)[0]!, hole(1, 1, 2, 2)], ...box(10, 0, 11, 1)]);
    const multipart = element('A', [
      [...box(0, 0, 4, 4)[0]!, hole(1, 1, 2, 2), hole(3, 3, 3.5, 3.5)],
      ...box(10, 0, 11, 1),
    ]);
    const result = audit([
      parent,
      multipart,
      element('B', box(3, 3, 3.5, 3.5)),
      outletArea(box(1, 1, 2, 2), 'Q'),
      element('C', box(1, 1, 2, 2), { parentCode: 'Q' }),
    ]);
    expect(tell(result)).toEqual(['multipart-element A']);
    expect(result.clean).toBe(true);
  });

  it('takes an element that 180° cuts for one piece', () => {
    const line = 18_000;
    const both: MultiPolygon = [...box(line - 1, 0, line, 1), ...box(-line, 0, 1 - line, 1)];
    expect(tell(audit([outletArea(both), element('A', both)]))).toEqual([]);
    const apart: MultiPolygon = [...both, ...box(3 - line, 0, 4 - line, 1)];
    const result = audit([outletArea(apart), element('A', apart)]);
    expect(result.findings.map(({ message }) => message)).toEqual(['element A has 2 parts.']);
  });

  it('finds a lake that no child covers, inside a hole of a child', () => {
    const result = audit([
      outletArea(box(0, 0, 4, 4)),
      element('A', [[...box(0, 0, 4, 4)[0]!, hole(1, 1, 2, 2)]]),
    ]);
    expect(tell(result)).toEqual(['gap A']);
  });

  it('keeps an island in a gap apart from the gap', () => {
    const parent = outletArea(box(0, 0, 6, 6));
    const shore = element('A', [[...box(0, 0, 6, 6)[0]!, hole(1, 1, 5, 5)]]);
    const result = audit([parent, shore, element('B', box(2, 2, 3, 3))]);
    expect(tell(result)).toEqual(['gap A+B']);
    const gap = result.findings[0]!;
    expect(gap.geometry).toMatchObject({ type: 'Polygon' });
    expect((gap.geometry as { coordinates: unknown[] }).coordinates).toHaveLength(2);
    expect(areaInUnits(gap)).toBeCloseTo(15, 2);
  });

  it('names orphans, childless parents and elements without category', () => {
    const result = audit([
      outletArea(box(0, 0, 1, 1), 'P'),
      outletArea(box(1, 0, 2, 1), 'Q'),
      element('A', box(0, 0, 1, 1), { category: null }),
      element('B', box(5, 0, 6, 1), { parentCode: 'X' }),
    ]);
    expect(tell(result)).toEqual(['category-missing A', 'childless Q', 'missing-parent B']);
    expect(result.levels).toMatchObject([
      { level: 'outlet-area' },
      { level: 'element', parents: 2, parentsProven: 1 },
    ]);
  });

  it('finds enclosed holes and overlaps without a boundary, and says that the outer border is unknown', () => {
    const frame = element('A', [[...box(0, 0, 4, 4)[0]!, hole(1, 1, 2, 2)]]);
    const result = audit([frame, element('B', box(4, 0, 6, 4)), element('C', box(5, 1, 7, 2))]);
    expect(tell(result).filter((line) => !line.startsWith('unmatched'))).toEqual([
      'gap A',
      'overlap partial B+C',
    ]);
    expect(result.levels[0]!.outerBorder).toBe('unknown');
  });

  it('tells a vertex two steps off the edge as unmatched, and its sliver as noise', () => {
    const step = 1 / unit;
    const result = audit([
      outletArea(box(0, 0, 4, 2)),
      element('A', [[ring([0, 0], [4, 0], [4, 1], [0, 1])]]),
      element('B', [[ring([0, 1], [2, 1 + step], [4, 1], [4, 2], [0, 2])]]),
    ]);
    const [gap, ...vertices] = result.findings;
    expect(gap).toMatchObject({ kind: 'gap', sizeClass: 'noise', severity: 'warning' });
    expect(vertices.find((finding) => finding.grids[0]!.code === 'A')).toMatchObject({
      kind: 'unmatched-vertex',
      geometry: { type: 'Point', coordinates: [0.02, 0.0100001] },
    });
  });

  it('gives the same findings in the same order whatever the order of the input', () => {
    const grids = [
      whole,
      element('A', box(0, 0, 2.5, 2)),
      element('B', box(2, 0, 3, 2)),
      element('C', box(3.2, 0, 4.1, 2)),
    ];
    expect(audit([...grids].reverse())).toEqual(audit(grids));
  });

  it('answers for no grids, for an empty geometry and for a grid of one step', () => {
    expect(audit([])).toEqual({ clean: true, levels: [], findings: [] });
    expect(tell(audit([outletArea(box(0, 0, 1, 1)), element('A', [])]))).toEqual(['gap']);
    const tiny: MultiPolygon = [[Int32Array.of(0, 0, 1, 0, 1, 1, 0, 0)]];
    expect(audit([outletArea(tiny), element('A', tiny)]).clean).toBe(true);
  });

  it('survives grids at the ends of the lattice', () => {
    const earth: MultiPolygon = [
      [Int32Array.of(-1.8e9, -0.9e9, 1.8e9, -0.9e9, 1.8e9, 0.9e9, -1.8e9, 0.9e9, -1.8e9, -0.9e9)],
    ];
    const half: MultiPolygon = [[Int32Array.of(-1.8e9, -0.9e9, 1.8e9, -0.9e9, 1.8e9, 0.9e9, -1.8e9, -0.9e9)]];
    const result = audit([outletArea(earth), element('A', half)]);
    expect(tell(result)).toEqual(['gap A']);
    expect(result.findings[0]!.areaSquareMetres! / 510_065_621_724_089).toBeCloseTo(0.5, 6);
  });
});
