import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { balanceOf } from '../../test/balance.js';
import { groupAtRandom, seededRandom, tessellateVoronoi } from '../../test/tessellate.js';
import type { MultiPolygon } from '../geometry/types.js';
import { numbersPerEdge } from '../geometry/visit-near-pairs.js';
import { dissolveEvenOdd } from './dissolve-even-odd.js';
import { findDefects } from './find-defects.js';
import { findRingFault } from './find-ring-fault.js';
import { proveParent } from './prove-parent.js';
import { runSteps } from '../geometry/run-steps.js';

/** fast-check prints the seed and the smallest failing case; set it here to see a failure again. */
const run = { seed: 20_240_611, numRuns: 60 };

const tessellation = fc
  .record({
    seed: fc.integer({ min: 1, max: 1_000_000 }),
    sites: fc.integer({ min: 30, max: 160 }),
    groups: fc.integer({ min: 2, max: 14 }),
    extentSteps: fc.constantFrom(2_000_000, 200_000_000, 1_600_000_000),
  })
  .map(({ seed, sites, groups, extentSteps }) => {
    const cells = tessellateVoronoi({ seed, sites, extentSteps }).filter(
      (cell) => runSteps(findRingFault(cell)) === undefined,
    );
    return {
      seed,
      extentSteps,
      cells,
      children: groupAtRandom(cells, groups, seed),
      parent: runSteps(dissolveEvenOdd(cells)),
    };
  })
  .filter(({ cells }) => cells.length > 5);

function moveVertex(children: readonly MultiPolygon[], seed: number, reach: number): MultiPolygon[] {
  const random = seededRandom(seed);
  const index = Math.floor(random() * children.length);
  const rings = children[index]!.flat();
  const ring = rings[Math.floor(random() * rings.length)]!;
  const at = 2 * Math.floor((random() * (ring.length - 2)) / 2);
  const moved = ring.slice();
  moved[at] = moved[at]! + Math.round((random() - 0.5) * reach) + 1;
  moved[at + 1] = moved[at + 1]! + Math.round((random() - 0.5) * reach);
  if (at === 0) {
    moved[moved.length - 2] = moved[0]!;
    moved[moved.length - 1] = moved[1]!;
  }
  return children.map((child, other) =>
    other === index ? child.map((polygon) => polygon.map((old) => (old === ring ? moved : old))) : child,
  );
}

describe('proof and defects on random tessellations', () => {
  it('proves groups of cells, with holes, islands and several parts', () => {
    let holes = 0;
    let parts = 0;
    fc.assert(
      fc.property(tessellation, ({ children, parent }) => {
        for (const child of children) {
          expect(runSteps(findRingFault(child))).toBeUndefined();
          parts += child.length - 1;
          holes += child.reduce((sum, polygon) => sum + polygon.length - 1, 0);
        }
        expect(proveParent(children, parent)).toHaveLength(0);
        expect(runSteps(findDefects({ children, parent, residual: proveParent([], parent) }))).toEqual([]);
      }),
      run,
    );
    expect(holes).toBeGreaterThan(5);
    expect(parts).toBeGreaterThan(10);
  });

  it('balances exactly after a vertex of one child was moved, and finds something wherever it is still valid', () => {
    let found = 0;
    fc.assert(
      fc.property(
        tessellation,
        fc.integer(),
        fc.constantFrom(0.002, 0.05, 0.4),
        ({ children, parent, extentSteps }, seed, share) => {
          const moved = moveVertex(children, seed, share * extentSteps);
          if (moved.some((child) => runSteps(findRingFault(child)) !== undefined)) return;
          const residual = proveParent(moved, parent);
          expect(residual.length).toBeGreaterThan(0);
          const defects = runSteps(findDefects({ children: moved, parent, residual }));
          found += defects.length;
          expect(defects.length).toBeGreaterThan(0);
          expect(balanceOf(moved, parent, defects)[0]).toBe(0n);
        },
      ),
      { ...run, numRuns: 200 },
    );
    expect(found).toBeGreaterThan(100);
  });

  it('names exactly the children concerned when one is left out, doubled or moved away', () => {
    fc.assert(
      fc.property(tessellation, fc.nat(), ({ cells, parent }, pick) => {
        const index = pick % cells.length;
        const without = cells.filter((_, other) => other !== index);
        const gaps = runSteps(
          findDefects({ children: without, parent, residual: proveParent(without, parent) }),
        );
        expect(gaps.map((defect) => defect.kind)).toEqual(['gap']);
        expect(balanceOf(without, parent, gaps)[0]).toBe(0n);

        const doubled = [...cells, cells[index]!];
        const overlaps = runSteps(
          findDefects({ children: doubled, parent, residual: proveParent(doubled, parent) }),
        );
        expect(overlaps).toMatchObject([
          { kind: 'overlap', cause: 'duplicate', owners: [index, cells.length] },
        ]);

        const shifted = cells.map((cell, other) => (other === index ? shift(cell, 1, 0) : cell));
        const defects = runSteps(
          findDefects({ children: shifted, parent, residual: proveParent(shifted, parent) }),
        );
        expect(defects.some((defect) => defect.kind === 'gap')).toBe(true);
        expect(defects.every((defect) => [...defect.owners, ...defect.neighbours].includes(index))).toBe(
          true,
        );
        expect(balanceOf(shifted, parent, defects)[0]).toBe(0n);
      }),
      run,
    );
  });

  it('balances exactly when every child is thrown about at once', () => {
    fc.assert(
      fc.property(tessellation, fc.integer(), ({ children, parent, extentSteps }, seed) => {
        const random = seededRandom(seed);
        const reach = 0.1 * extentSteps;
        const thrown = children.map((child) =>
          shift(child, Math.round((random() - 0.5) * reach), Math.round((random() - 0.5) * reach)),
        );
        const residual = proveParent(thrown, parent);
        const defects = runSteps(findDefects({ children: thrown, parent, residual }));
        expect(balanceOf(thrown, parent, defects)[0]).toBe(0n);
      }),
      { ...run, numRuns: 25 },
    );
  });

  it('leaves the edges of both sides of a moved vertex and nothing else', () => {
    const children: MultiPolygon[] = [
      [[Int32Array.of(0, 0, 10, 0, 10, 10, 0, 10, 0, 0)]],
      [[Int32Array.of(10, 0, 20, 0, 20, 10, 10, 10, 10, 0)]],
    ];
    const parent: MultiPolygon = [[Int32Array.of(0, 0, 10, 0, 20, 0, 20, 10, 10, 10, 0, 10, 0, 0)]];
    const moved: MultiPolygon[] = [[[Int32Array.of(0, 0, 10, 0, 9, 10, 0, 10, 0, 0)]], children[1]!];
    expect(proveParent(children, parent)).toHaveLength(0);
    expect(proveParent(moved, parent)).toHaveLength(4 * numbersPerEdge);
  });
});

function shift(geometry: MultiPolygon, dx: number, dy: number): MultiPolygon {
  return geometry.map((polygon) =>
    polygon.map((ring) => ring.map((value, at) => value + (at % 2 === 0 ? dx : dy))),
  );
}
