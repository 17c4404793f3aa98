import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { seededRandom, tessellateVoronoi } from '../../../test/tessellate.js';
import { areaSquareMetres } from '../../geometry/area-square-metres.js';
import { doubledArea } from '../../geometry/doubled-area.js';
import { runSteps } from '../../geometry/run-steps.js';
import type { MultiPolygon } from '../../geometry/types.js';
import type { Level } from '../../hierarchy/levels.js';
import { auditCoverage } from '../audit-coverage.js';
import { dissolveEvenOdd } from '../dissolve-even-odd.js';
import { findRingFault } from '../find-ring-fault.js';
import type { RepairPlan } from '../repair-types.js';
import type { AuditResult, Grid } from '../types.js';
import { applyPlan } from './apply-plan.js';
import { planRepairs } from './plan-repairs.js';

/** fast-check prints the seed and the smallest failing case; set it here to see a failure again. */
const run = { seed: 20_261_123, numRuns: 25 };

function finish<T>(steps: Generator<unknown, T>): T {
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
  }
}

const audit = (grids: readonly Grid[]): AuditResult => finish(auditCoverage(grids));

function makeGrid(level: Level, code: string, parentCode: string | null, geometry: MultiPolygon): Grid {
  const category = level === 'element' ? 'other' : null;
  return { level, code, name: code, parentCode, category, geometry, implied: false };
}

/** A branch of up to four outlet areas of Voronoi cells, proven clean. */
function drawMap(seed: number, extentSteps: number): Grid[] {
  const cells = tessellateVoronoi({ seed, sites: 60, extentSteps }).filter(
    (cell) => runSteps(findRingFault(cell)) === undefined,
  );
  const areaOf = cells.map(([polygon]) => {
    const [x, y] = polygon![0]!;
    return (x! < extentSteps / 2 ? 0 : 1) + (y! < extentSteps / 2 ? 0 : 2);
  });
  const grids = [makeGrid('branch', 'b', null, runSteps(dissolveEvenOdd(cells)))];
  for (const area of new Set(areaOf)) {
    const own = cells.filter((_, index) => areaOf[index] === area);
    grids.push(makeGrid('outlet-area', `o${area}`, 'b', runSteps(dissolveEvenOdd(own))));
  }
  cells.forEach((cell, index) => grids.push(makeGrid('element', `e${index}`, `o${areaOf[index]}`, cell)));
  return grids;
}

/** Moves or drops a vertex, shifts a grid, adds a vertex in the middle of an edge, or leaves an element out. */
function spoil(grids: readonly Grid[], random: () => number, extentSteps: number): Grid[] {
  const level = random() < 0.85 ? 'element' : 'outlet-area';
  const candidates = grids.filter((grid) => grid.level === level);
  const target = candidates[Math.floor(random() * candidates.length)]!;
  const [shell, ...holes] = target.geometry[0]!;
  let path = Array.from(shell!.subarray(0, -2));
  const count = path.length / 2;
  const at = Math.floor(random() * count);
  const move = (reach: number): number => Math.round((random() - 0.5) * reach * extentSteps);
  const way = random();
  if (way < 0.5) {
    const reach = [0.0005, 0.01, 0.03][Math.floor(random() * 3)]!;
    path[2 * at] = path[2 * at]! + move(reach);
    path[2 * at + 1] = path[2 * at + 1]! + move(reach);
  } else if (way < 0.65 && count > 4) {
    path.splice(2 * at, 2);
  } else if (way < 0.8) {
    const by = [move(0.02), move(0.02)] as const;
    path = path.map((value, index) => value + by[index % 2]!);
  } else if (way < 0.9 || level !== 'element') {
    const next = (at + 1) % count;
    const middle = [0, 1].map((axis) => Math.round((path[2 * at + axis]! + path[2 * next + axis]!) / 2));
    path.splice(2 * at + 2, 0, ...middle);
  } else {
    return grids.filter((grid) => grid !== target);
  }
  const geometry = [[Int32Array.from([...path, path[0]!, path[1]!]), ...holes], ...target.geometry.slice(1)];
  if (runSteps(findRingFault(geometry)) !== undefined) return [...grids];
  return grids.map((grid) => (grid === target ? { ...grid, geometry } : grid));
}

const spoiltMap = fc
  .record({
    seed: fc.integer({ min: 1, max: 1_000_000 }),
    extentSteps: fc.constantFrom(200_000, 2_000_000),
    defects: fc.integer({ min: 1, max: 8 }),
  })
  .map(({ seed, extentSteps, defects }) => {
    const random = seededRandom(seed);
    const clean = drawMap(seed, extentSteps);
    let grids: Grid[] = clean;
    for (let defect = 0; defect < defects; defect += 1) grids = spoil(grids, random, extentSteps);
    return { clean, grids };
  })
  .filter(({ clean, grids }) => clean.length > 12 && grids.some((grid, index) => grid !== clean[index]));

/** Besides, some elements name another parent than they lie in, or none that exists. */
const misplacedMap = fc.tuple(spoiltMap, fc.integer({ min: 1, max: 1_000_000 })).map(([{ grids }, seed]) => {
  const random = seededRandom(seed);
  const areas = grids.filter(({ level }) => level === 'outlet-area').map(({ code }) => code);
  return grids.map((grid) => {
    if (grid.level !== 'element' || random() > 0.1) return grid;
    const parentCode = random() < 0.3 ? 'nowhere' : areas[Math.floor(random() * areas.length)]!;
    return { ...grid, parentCode };
  });
});

const sumOf = (grids: readonly Grid[], level: Level): bigint =>
  grids.filter((grid) => grid.level === level).reduce((sum, { geometry }) => sum + doubledArea(geometry), 0n);

describe('a plan for a spoilt tessellation', () => {
  it('mends every finding that it does not refuse, keeps every grid, the outer border and the total area exactly', () => {
    let offered = 0;
    let refused = 0;
    fc.assert(
      fc.property(spoiltMap, ({ clean, grids }) => {
        const plan = finish(planRepairs(grids, audit(grids)));
        // As through a file: what is written in degrees is read back exactly.
        const written = JSON.parse(JSON.stringify(plan)) as RepairPlan;
        const outcome = finish(applyPlan(grids, written));
        expect(outcome.refused).toEqual([]);
        expect(outcome.applied).toEqual(plan.proposals.map(({ identity }) => identity));
        offered += plan.proposals.length;
        refused += plan.refusals.length;

        const after = audit(outcome.grids);
        expect(after.findings.length).toBeLessThanOrEqual(plan.refusals.length);
        expect(outcome.grids.map(({ code }) => code)).toEqual(grids.map(({ code }) => code));
        expect(outcome.grids.every(({ geometry }) => geometry.length > 0)).toBe(true);
        const total = doubledArea(clean[0]!.geometry);
        expect(doubledArea(outcome.grids[0]!.geometry)).toBe(total);
        if (after.findings.length > 0) return;
        expect(sumOf(outcome.grids, 'outlet-area')).toBe(total);
        expect(sumOf(outcome.grids, 'element')).toBe(total);
      }),
      run,
    );
    expect(offered).toBeGreaterThan(50);
    expect(refused).toBeLessThan(offered / 10);
  });

  it('leaves no more than it refuses where elements name other parents than they lie in, and moves none of them', () => {
    const told = ({ findings }: AuditResult): string[] =>
      findings
        .filter(({ kind }) => kind === 'wrong-parent' || kind === 'missing-parent')
        .map(({ identity }) => identity)
        .sort();
    let offered = 0;
    let misplaced = 0;
    fc.assert(
      fc.property(misplacedMap, (grids) => {
        const before = audit(grids);
        const plan = finish(planRepairs(grids, before));
        const outcome = finish(applyPlan(grids, plan));
        expect(outcome.refused).toEqual([]);
        const after = audit(outcome.grids);
        expect(after.findings.length).toBeLessThanOrEqual(plan.refusals.length);
        expect(told(after)).toEqual(told(before));
        offered += plan.proposals.length;
        misplaced += told(before).length;
      }),
      run,
    );
    expect(offered).toBeGreaterThan(50);
    expect(misplaced).toBeGreaterThan(50);
  });

  it('says exactly what each grid gains and loses', () => {
    fc.assert(
      fc.property(spoiltMap, ({ grids }) => {
        const plan = finish(planRepairs(grids, audit(grids)));
        const { grids: mended } = finish(applyPlan(grids, plan));
        for (const [index, grid] of grids.entries()) {
          const changes = plan.proposals.flatMap((proposal) =>
            proposal.changes.filter(({ level, code }) => level === grid.level && code === grid.code),
          );
          const told = changes.reduce(
            (sum, change) => sum + change.gainsSquareMetres - change.losesSquareMetres,
            0,
          );
          const difference = areaSquareMetres(mended[index]!.geometry) - areaSquareMetres(grid.geometry);
          expect(told).toBeCloseTo(difference, 2);
        }
      }),
      { ...run, numRuns: 10 },
    );
  });
});
