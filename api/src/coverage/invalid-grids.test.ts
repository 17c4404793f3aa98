import { describe, expect, it } from 'vitest';
import { auditCoverage } from './audit-coverage.js';
import type { AuditResult, Grid } from './types.js';

/** One drawn unit is 100 000 steps, about a kilometre. */
const unit = 100_000;

function grid(
  level: 'outlet-area' | 'element',
  code: string,
  parentCode: string | null,
  path: readonly number[],
): Grid {
  return {
    level,
    code,
    name: code,
    parentCode,
    category: level === 'element' ? 'other' : null,
    geometry: [[Int32Array.from([...path, path[0]!, path[1]!], (value) => value * unit)]],
    implied: false,
  };
}

/**
 * Raw lattice input, nothing of it repaired by reading.
 *
 *     0      20     40     60     80     (20 high)
 *     |  A   |  B   |  C   |  D   |
 *     |------P------|------Q------|
 */
const sound = [
  grid('outlet-area', 'P', null, [0, 0, 20, 0, 40, 0, 40, 20, 20, 20, 0, 20]),
  grid('outlet-area', 'Q', null, [40, 0, 60, 0, 80, 0, 80, 20, 60, 20, 40, 20]),
  grid('element', 'A', 'P', [0, 0, 20, 0, 20, 20, 0, 20]),
  grid('element', 'B', 'P', [20, 0, 40, 0, 40, 20, 20, 20]),
  grid('element', 'C', 'Q', [40, 0, 60, 0, 60, 20, 40, 20]),
  grid('element', 'D', 'Q', [60, 0, 80, 0, 80, 20, 60, 20]),
];

function auditWith(...changed: readonly Grid[]): { readonly told: string[]; readonly result: AuditResult } {
  const grids = sound.map((one) => changed.find(({ code }) => code === one.code) ?? one);
  const steps = auditCoverage(grids);
  for (let step = steps.next(); ; step = steps.next()) {
    if (step.done !== true) continue;
    const told = step.value.findings.map(({ kind, cause, parent, grids: concerned }) =>
      [kind, cause ?? '-', parent ?? '-', concerned.map(({ code }) => code).join('+')].join(' '),
    );
    return { told: told.sort(), result: step.value };
  }
}

function proven({ levels }: AuditResult): number {
  return levels.find(({ level }) => level === 'element')!.parentsProven;
}

describe('invalid grids among valid ones', () => {
  it('reads an invalid child even-odd: a bow tie leaves two gaps of its own, and the other parent is proven', () => {
    const { told, result } = auditWith(grid('element', 'D', 'Q', [60, 0, 80, 20, 80, 0, 60, 20]));
    expect(told.filter((line) => !line.startsWith('unmatched'))).toEqual([
      'gap - Q D',
      'gap - Q D',
      'invalid-ring self-crossing Q D',
    ]);
    expect(proven(result)).toBe(1);
  });

  it('reads an invalid parent even-odd: what its spike walks twice is nothing, and its children are judged', () => {
    const spiked = grid(
      'outlet-area',
      'Q',
      null,
      [40, 0, 60, 0, 80, 0, 80, 20, 60, 20, 60, 35, 60, 20, 40, 20],
    );
    const { told, result } = auditWith(spiked);
    expect(told).toEqual(['invalid-ring spike - Q']);
    expect(result.clean).toBe(false);
    expect(proven(result)).toBe(1);
    const short = auditWith(spiked, grid('element', 'C', 'Q', [40, 0, 59, 0, 59, 20, 40, 20]));
    expect(short.told.filter((line) => !line.startsWith('unmatched'))).toEqual([
      'gap - Q C+D',
      'invalid-ring spike - Q',
    ]);
  });

  it('lets two invalid neighbours share their crossing border, and finds a third that is too short beside them', () => {
    const c = grid('element', 'C', 'Q', [40, 0, 60, 0, 63, 8, 57, 12, 63, 12, 57, 8, 60, 20, 40, 20]);
    const d = grid('element', 'D', 'Q', [60, 0, 80, 0, 80, 20, 60, 20, 57, 8, 63, 12, 57, 12, 63, 8]);
    const both = auditWith(c, d);
    expect(both.told).toEqual(['invalid-ring self-crossing Q C', 'invalid-ring self-crossing Q D']);
    expect(proven(both.result)).toBe(1);
    const third = auditWith(c, d, grid('element', 'B', 'P', [20, 0, 39, 0, 39, 20, 20, 20]));
    expect(third.told.filter((line) => !line.startsWith('unmatched'))).toEqual([
      'gap - P B',
      'invalid-ring self-crossing Q C',
      'invalid-ring self-crossing Q D',
    ]);
  });

  it('names the same place wherever the ring begins, though it crosses itself twice', () => {
    const corners = [60, 0, 70, 5, 80, 0, 80, 20, 70, 2, 60, 20];
    const places = [0, 2, 4, 6, 8, 10].map((start) => {
      const path = [...corners.slice(start), ...corners.slice(0, start)];
      const { result } = auditWith(grid('element', 'D', 'Q', path));
      return result.findings.find(({ kind }) => kind === 'invalid-ring')!.geometryHash;
    });
    expect(new Set(places).size).toBe(1);
  });

  //           6,4
  //          ╱│     the hole reaches out of its shell: what it covers there winds −1, is even-odd a part of the
  //  0,0   ╱  │     grid, and the sea around it is no gap
  //   │╲ ╱    │
  //  0,-2────6,-2
  it('sees no gap where the hole of a grid without parent reaches out of its shell', () => {
    const shell = Int32Array.of(0, -2, 6, -2, 6, 4, 0, -2);
    const hole = Int32Array.of(0, -2, 0, 0, 3, -2, 0, -2);
    const alone: Grid = { ...sound[2]!, parentCode: null, geometry: [[shell, hole]] };
    const steps = auditCoverage([alone]);
    let step = steps.next();
    while (step.done !== true) step = steps.next();
    expect(step.value.findings.map(({ kind }) => kind)).toEqual(['invalid-ring']);
  });
});
