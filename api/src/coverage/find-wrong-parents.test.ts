import { describe, expect, it } from 'vitest';
import { runSteps } from '../geometry/run-steps.js';
import { auditCoverage } from './audit-coverage.js';
import { findWrongParents, type FoundInFamily } from './find-wrong-parents.js';
import { groupByParent, type Family } from './group-by-parent.js';
import type { Finding, Grid } from './types.js';

/** One drawn unit is 100 000 steps, about a kilometre. */
const unit = 100_000;

function grid(
  level: 'outlet-area' | 'element',
  code: string,
  parentCode: string | null,
  [west, south, east, north]: readonly [number, number, number, number],
): Grid {
  const ring = [west, south, east, south, east, north, west, north, west, south].map((value) => value * unit);
  return {
    level,
    code,
    name: code,
    parentCode,
    category: level === 'element' ? 'other' : null,
    geometry: [[Int32Array.from(ring)]],
    implied: false,
  };
}

/** P and Q side by side, each of two elements: P = A + B, Q = C + D. */
const p = grid('outlet-area', 'P', null, [0, 0, 20, 10]);
const q = grid('outlet-area', 'Q', null, [20, 0, 40, 10]);

/** What the families' audits have found, taken from the audit of the whole: nothing here is made up by hand. */
function place(
  grids: readonly Grid[],
  outside: Readonly<Record<string, number>> = {},
): Record<string, string> {
  const families = groupByParent(grids);
  const audits = new Map<Family, FoundInFamily>(
    families.families.map((family) => {
      const findings = family.children
        .filter((child) => outside[child.code] !== undefined)
        .map((child) => {
          const area = outside[child.code]! * unit * unit * 0.0123;
          return {
            kind: 'outside-parent',
            grids: [{ code: child.code, name: child.code, level: child.level, areaSquareMetres: area }],
          } as unknown as Finding;
        });
      return [family, { findings }];
    }),
  );
  const found = runSteps(findWrongParents(families, audits));
  return Object.fromEntries([...found].map(([child, parent]) => [child.code, parent.code]));
}

function tell(grids: readonly Grid[]): string[] {
  const steps = auditCoverage(grids);
  for (let step = steps.next(); ; step = steps.next()) {
    if (step.done !== true) continue;
    return step.value.findings
      .map(({ kind, parent, grids: concerned }) =>
        [kind, parent ?? '-', concerned.map((one) => one.code).join('+')].join(' '),
      )
      .sort();
  }
}

describe('findWrongParents', () => {
  it('places a child where more than half of it lies', () => {
    const straddling = grid('element', 'C', 'P', [18, 0, 30, 10]);
    expect(place([p, q, straddling], { C: 100 })).toEqual({ C: 'Q' });
  });

  it('does not place a child that lies half in each, or mostly in none, or that nobody has seen outside', () => {
    const half = grid('element', 'C', 'P', [10, 0, 30, 10]);
    const nowhere = grid('element', 'D', 'P', [36, 0, 60, 10]);
    expect(place([p, q, half, nowhere], { C: 101, D: 240 })).toEqual({});
    expect(place([p, q, grid('element', 'C', 'P', [20, 0, 30, 10])])).toEqual({});
  });

  it('places an orphan, in a parent with a hole too, and leaves one out whose land is given twice', () => {
    const orphan = grid('element', 'A', 'X', [0, 0, 10, 10]);
    const nameless = grid('element', 'B', null, [22, 2, 30, 8]);
    expect(place([p, q, orphan, nameless])).toEqual({ A: 'P', B: 'Q' });
    const twin = grid('outlet-area', 'R', null, [0, 0, 20, 10]);
    expect(place([p, q, twin, orphan])).toEqual({});
    const holed: Grid = {
      ...q,
      geometry: [
        [
          q.geometry[0]![0]!,
          ...grid('element', 'H', null, [22, 2, 30, 8]).geometry[0]!.map((ring) => reverse(ring)),
        ],
      ],
    };
    expect(place([p, holed, nameless])).toEqual({});
  });

  it('makes one finding of a child under the wrong parent, naming both parents', () => {
    const grids = [
      p,
      q,
      grid('element', 'A', 'P', [0, 0, 10, 10]),
      grid('element', 'B', 'P', [10, 0, 20, 10]),
      grid('element', 'C', 'P', [20, 0, 30, 10]),
      grid('element', 'D', 'Q', [30, 0, 40, 10]),
    ];
    // Borders of P and Q lack the elements' vertices: noise is none, vertices are.
    expect(tell(grids).filter((line) => !line.startsWith('unmatched'))).toEqual(['wrong-parent P C+Q']);
    expect(tell(grids.map((one) => (one.code === 'C' ? { ...one, parentCode: 'X' } : one)))).toContain(
      'missing-parent - C+Q',
    );
  });
});

function reverse(ring: Int32Array): Int32Array {
  return Int32Array.from({ length: ring.length }, (_, at) => ring[ring.length - 2 - at + 2 * (at % 2)]!);
}
