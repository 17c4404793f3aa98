import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { tessellateCity } from '../../test/tessellate.js';
import { runSteps } from '../geometry/run-steps.js';
import type { MultiPolygon } from '../geometry/types.js';
import { levels } from '../hierarchy/levels.js';
import { auditCoverage } from './audit-coverage.js';
import { openLedger, type CoverageLedger } from './coverage-ledger.js';
import { gridKey, type GridChange } from './family-book.js';
import type { AuditOptions, AuditResult, Grid } from './types.js';

const options: AuditOptions = { codes: { codeScheme: 'own', codePatterns: { element: '^[0-9.-]+$' } } };

function finish<T>(steps: Generator<unknown, T>): T {
  for (let step = steps.next(); ; step = steps.next()) if (step.done === true) return step.value;
}

function audit(grids: readonly Grid[]): AuditResult {
  return finish(auditCoverage(grids, options));
}

function open(grids: readonly Grid[]): CoverageLedger {
  return finish(openLedger(grids, options));
}

/** Two counties, 288 elements: 12 across and 24 up. */
const city = tessellateCity({ seed: 3, columns: 12, rows: 24, verticesPerBorder: 1 });

/** A small map in which two elements are named like each other's outlet area. */
const namesakes = (['A', 'B'] as const).flatMap((code, index): Grid[] => {
  const other = code === 'A' ? 'B' : 'A';
  const square: MultiPolygon = [
    [Int32Array.from([0, 0, 9, 0, 9, 9, 0, 9, 0, 0].map((at, i) => (i % 2 === 0 ? at + 9 * index : at)))],
  ];
  const grid = { name: code, category: 'other', geometry: square, implied: false };
  return [
    { ...grid, level: 'outlet-area', code, parentCode: null, category: null },
    { ...grid, level: 'element', code: other, parentCode: 'none' },
  ];
});

function moveVertex(geometry: MultiPolygon, vertex: number, dx: number, dy: number): MultiPolygon {
  const ring = Int32Array.from(geometry[0]![0]!);
  const at = 2 * (1 + (vertex % (ring.length / 2 - 2)));
  ring[at] = ring[at]! + dx;
  ring[at + 1] = ring[at + 1]! + dy;
  return [[ring, ...geometry[0]!.slice(1)], ...geometry.slice(1)];
}

const nat = fc.nat({ max: 10_000 });
const editOf = {
  move: fc.record({
    dx: fc.integer({ min: -60_000, max: 60_000 }),
    dy: fc.integer({ min: -60_000, max: 60_000 }),
  }),
  nudge: fc.record({ dx: fc.integer({ min: -2, max: 2 }), dy: fc.integer({ min: -2, max: 2 }) }),
};
const edits = fc.array(
  fc.record({
    what: fc.constantFrom(
      'move',
      'nudge',
      'remove',
      'mend',
      'mend',
      'reparent',
      'orphan',
      'recode',
      'rename',
      'double',
      'forget-category',
      'remove-level',
      'restore-level',
      'swap-geometry',
    ),
    /** Upper levels are picked as often as elements. */
    level: fc.constantFrom(...levels, 'element' as const, 'element' as const),
    pick: nat,
    other: nat,
    move: editOf.move,
    nudge: editOf.nudge,
  }),
  { minLength: 1, maxLength: 8 },
);
type Edit = typeof edits extends fc.Arbitrary<(infer E)[]> ? E : never;

/** One edit drawn for the grids as they are. */
function drawChange(grids: readonly Grid[], whole: readonly Grid[], edit: Edit): GridChange {
  const onLevel = grids.filter((grid) => grid.level === edit.level);
  const grid = onLevel[edit.pick % Math.max(1, onLevel.length)];
  const present = new Set(grids.map(gridKey));
  if (edit.what === 'restore-level') return { put: whole.filter(({ level }) => level === edit.level) };
  if (edit.what === 'mend') {
    const lost = whole.filter((one) => !grids.includes(one));
    return lost.length === 0 ? {} : { put: [lost[edit.pick % lost.length]!] };
  }
  if (grid === undefined) return {};
  const other = onLevel[edit.other % onLevel.length]!;
  switch (edit.what) {
    case 'move':
      return {
        put: [{ ...grid, geometry: moveVertex(grid.geometry, edit.other, edit.move.dx, edit.move.dy) }],
      };
    case 'nudge':
      return {
        put: [{ ...grid, geometry: moveVertex(grid.geometry, edit.other, edit.nudge.dx, edit.nudge.dy) }],
      };
    case 'remove':
      return { remove: [grid] };
    case 'reparent':
      return { put: [{ ...grid, parentCode: other.parentCode }] };
    case 'orphan':
      return { put: [{ ...grid, parentCode: edit.other % 2 === 0 ? null : 'absent' }] };
    case 'recode': {
      const code = `recoded ${edit.other}`;
      return present.has(gridKey({ level: grid.level, code }))
        ? {}
        : { remove: [grid], put: [{ ...grid, code }] };
    }
    case 'rename':
      return { put: [{ ...grid, name: `name ${edit.other}` }] };
    case 'double': {
      const code = `double ${edit.other}`;
      return present.has(gridKey({ level: grid.level, code })) ? {} : { put: [{ ...grid, code }] };
    }
    case 'forget-category':
      return { put: [{ ...grid, category: null }] };
    case 'remove-level':
      // Rarely, because little is left to edit after it.
      return edit.other % 4 === 0 ? { remove: onLevel } : { remove: onLevel.slice(0, 3) };
    case 'swap-geometry':
      return grid === other
        ? {}
        : {
            put: [
              { ...grid, geometry: other.geometry },
              { ...other, geometry: grid.geometry },
            ],
          };
  }
}

describe('a ledger', () => {
  it('opens with the result of a whole audit', () => {
    expect(open(city).result()).toEqual(audit(city));
    expect(open([]).result()).toEqual(audit([]));
  });

  it('equals a whole audit after any edits', () => {
    const kinds = new Set<string>();
    fc.assert(
      fc.property(edits, (drawn) => {
        const ledger = open(city);
        for (const edit of drawn) {
          const result = runSteps(ledger.change(drawChange(ledger.grids(), city, edit)));
          for (const { kind } of result.findings) kinds.add(kind);
          expect(result).toEqual(audit(ledger.grids()));
        }
      }),
      { numRuns: 50, seed: 20_261 },
    );
    // The edits are worth their name only when they make and mend all that the ledger keeps apart.
    expect([...kinds].sort()).toEqual([
      'category-missing',
      'childless',
      'code-mismatch',
      'gap',
      'invalid-ring',
      'missing-parent',
      'outside-parent',
      'overlap',
      'unmatched-vertex',
      'wrong-parent',
    ]);
  }, 120_000);

  it('equals a whole audit after several edits at once', () => {
    fc.assert(
      fc.property(edits, (drawn) => {
        const ledger = open(city);
        const put = new Map<string, Grid>();
        const remove = new Map<string, Grid>();
        for (const edit of drawn) {
          const change = drawChange(city, city, edit);
          for (const grid of change.remove ?? []) remove.set(gridKey(grid), grid as Grid);
          for (const grid of change.put ?? []) put.set(gridKey(grid), grid);
        }
        runSteps(ledger.change({ put: [...put.values()], remove: [...remove.values()] }));
        const kept = city.filter((grid) => !put.has(gridKey(grid)) && !remove.has(gridKey(grid)));
        expect(ledger.result()).toEqual(audit([...kept, ...put.values()]));
      }),
      { numRuns: 30, seed: 20_262 },
    );
  }, 120_000);

  it('tells apart A in B and B in A, orphans that read alike, whichever was edited', () => {
    const ledger = open(namesakes);
    const missing = ledger.result().findings.filter(({ kind }) => kind === 'missing-parent');
    expect(missing.map(({ identity }) => identity)).toEqual([
      'missing-parent/element/-/A+B/1',
      'missing-parent/element/-/A+B/2',
    ]);
    for (const grid of namesakes) {
      runSteps(ledger.change({ put: [{ ...grid, name: 'renamed' }] }));
      expect(ledger.result()).toEqual(audit(ledger.grids()));
      runSteps(ledger.change({ remove: [grid] }));
      expect(ledger.result()).toEqual(audit(ledger.grids()));
      runSteps(ledger.change({ put: [grid] }));
      expect(ledger.result()).toEqual(open(namesakes).result());
    }
  });

  it('gives the last result while a change is broken off, and makes good for it with the next', () => {
    const ledger = open(city);
    const clean = ledger.result();
    const outletArea = city.find(({ level }) => level === 'outlet-area')!;
    const [stray, lost] = city.filter(({ parentCode }) => parentCode === outletArea.code);
    const elsewhere = city.filter(({ level }) => level === 'outlet-area').at(-1)!;
    const put = [{ ...stray!, parentCode: elsewhere.code }];
    const grids = city.filter((grid) => ![stray, lost, outletArea].includes(grid)).concat(put);
    const breakOff = (steps: number): boolean => {
      const broken = ledger.change({ put, remove: [lost!, outletArea] });
      for (let step = 0; step < steps; step += 1) if (broken.next().done === true) return false;
      return true;
    };
    let cut = 1;
    for (; breakOff(cut); cut += 1) {
      expect(ledger.result()).toEqual(clean);
      expect(runSteps(ledger.change({}))).toEqual(audit(grids));
      expect(runSteps(ledger.change({ put: [stray!, lost!, outletArea] }))).toEqual(clean);
      // And taken back before anything was made of it.
      expect(breakOff(cut)).toBe(true);
      expect(runSteps(ledger.change({ put: [stray!, lost!, outletArea] }))).toEqual(clean);
    }
    expect(cut).toBeGreaterThan(10);
  });

  it('refuses to take out a grid that is not there, or to put one in twice, and changes nothing', () => {
    const ledger = open(city);
    const grid = city.find(({ level }) => level === 'element')!;
    expect(() => runSteps(ledger.change({ remove: [grid, { level: 'element', code: 'no such' }] }))).toThrow(
      /no element no such to take out/u,
    );
    expect(() => runSteps(ledger.change({ put: [{ ...grid, name: 'x' }, grid] }))).toThrow(/twice/u);
    expect(new Set(ledger.grids())).toEqual(new Set(city));
    expect(runSteps(ledger.change({}))).toEqual(audit(city));
  });

  it('looks again only at the families that an edit touches', () => {
    const ledger = open(city);
    const grid = city.find(({ level }) => level === 'element')!;
    const steps = ledger.change({ put: [{ ...grid, geometry: moveVertex(grid.geometry, 1, 3000, 0) }] });
    const before = new Map(ledger.result().findings.map((finding) => [finding.identity, finding]));
    expect(before.size).toBe(0);
    const first = runSteps(steps);
    const far = city.filter(({ level }) => level === 'element').at(-1)!;
    const second = runSteps(
      ledger.change({ put: [{ ...far, geometry: moveVertex(far.geometry, 1, 3000, 0) }] }),
    );
    expect(second.findings.length).toBeGreaterThan(first.findings.length);
    // What was not looked at again is the same object.
    expect(first.findings.every((finding) => second.findings.includes(finding))).toBe(true);
  });
});
