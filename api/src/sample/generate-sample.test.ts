import fc from 'fast-check';
import type { MultiPolygon as GeoJSONMultiPolygon } from 'geojson';
import { beforeAll, describe, expect, it } from 'vitest';
import { auditCoverage } from '../coverage/audit-coverage.js';
import { categories, type Category } from '../hierarchy/categories.js';
import { countByGroup } from '../hierarchy/category-groups.js';
import { defaultSample } from '../jobs/load-sample.js';
import { levels } from '../hierarchy/levels.js';
import { parseStandardCode } from '../hierarchy/standard-code.js';
import { groupCounts } from './category-shares.js';
import { generateSample } from './generate-sample.js';
import { gridsToGeoJson, referenceToGeoJson, truthToJson } from './sample-to-geojson.js';
import { twiceArea } from './trace-regions.js';
import type { Sample, SampleGrid, SampleOptions } from './types.js';

/** Generous: the city takes a few seconds on a free core and much longer on a shared one. */
const patienceMs = 240_000;

function finish(options: SampleOptions): Sample {
  const steps = generateSample(options);
  let step = steps.next();
  while (step.done !== true) step = steps.next();
  return step.value;
}

function audit(
  sample: Sample,
): ReturnType<typeof auditCoverage> extends Generator<unknown, infer R> ? R : never {
  const steps = auditCoverage(sample.grids);
  let step = steps.next();
  while (step.done !== true) step = steps.next();
  return step.value;
}

function print(sample: Sample): string {
  return [...gridsToGeoJson(sample.grids), ...referenceToGeoJson(sample.reference), truthToJson(sample)].join(
    '',
  );
}

/** Edges of the children plus those of the parent reversed, cancelled: empty when they tile it exactly. */
function countResidual(children: readonly SampleGrid[], parent: SampleGrid): number {
  const open = new Map<string, number>();
  const addRings = (grid: SampleGrid, isReversed: boolean): void => {
    for (const ring of grid.geometry.flat()) {
      for (let at = 0; at + 3 < ring.length; at += 2) {
        const a = `${ring[at]},${ring[at + 1]}`;
        const b = `${ring[at + 2]},${ring[at + 3]}`;
        const isForward = a < b !== isReversed;
        const key = a < b ? `${a} ${b}` : `${b} ${a}`;
        const sum = (open.get(key) ?? 0) + (isForward ? 1 : -1);
        if (sum === 0) open.delete(key);
        else open.set(key, sum);
      }
    }
  };
  for (const child of children) addRings(child, false);
  addRings(parent, true);
  return open.size;
}

function findUntiledParents(sample: Sample): string[] {
  const children = new Map<string, SampleGrid[]>();
  for (const grid of sample.grids) {
    if (grid.parentCode === null) continue;
    const list = children.get(grid.parentCode);
    if (list === undefined) children.set(grid.parentCode, [grid]);
    else list.push(grid);
  }
  return sample.grids
    .filter((grid) => grid.level !== 'element')
    .filter((grid) => countResidual(children.get(grid.code) ?? [], grid) > 0)
    .map((grid) => grid.code);
}

function ofLevel(sample: Sample, level: SampleGrid['level']): SampleGrid[] {
  return sample.grids.filter((grid) => grid.level === level);
}

function countCategories(sample: Sample): Partial<Record<Category, number>> {
  const counts: Partial<Record<Category, number>> = {};
  for (const { category } of ofLevel(sample, 'element')) {
    counts[category as Category] = (counts[category as Category] ?? 0) + 1;
  }
  return counts;
}

/** Cuts straight through the main river, from bank to bank, in lattice steps. */
function cutMainRiver(sample: Sample): { at(part: number): readonly [number, number] }[] {
  const river = sample.reference.find(({ kind, rank }) => kind === 'water' && rank === 1);
  return (river?.geometry as GeoJSONMultiPolygon).coordinates.flatMap(([outline = []]) => {
    // The outline runs up the right bank and down the left: right n … right 1, left 1 … left n.
    const count = (outline.length - 1) / 2;
    return Array.from({ length: count }, (_, index) => {
      const [leftX = 0, leftY = 0] = outline[count + index] ?? [];
      const [rightX = 0, rightY = 0] = outline[count - 1 - index] ?? [];
      return {
        at: (part: number) =>
          [(leftX + part * (rightX - leftX)) * 1e7, (leftY + part * (rightY - leftY)) * 1e7] as const,
      };
    });
  });
}

/** The element at a place, by the even-odd rule over all its rings. */
function createFinder(sample: Sample): (place: readonly [number, number]) => SampleGrid | undefined {
  const boxed = ofLevel(sample, 'element').map((grid) => {
    const shell = grid.geometry[0]?.[0] as Int32Array;
    const [xs, ys] = [0, 1].map((odd) => shell.filter((_, at) => at % 2 === odd)) as [Int32Array, Int32Array];
    return {
      grid,
      west: Math.min(...xs),
      east: Math.max(...xs),
      south: Math.min(...ys),
      north: Math.max(...ys),
    };
  });
  return ([x, y]) =>
    boxed.find(({ grid, west, east, south, north }) => {
      if (x < west || x > east || y < south || y > north) return false;
      let isInside = false;
      for (const ring of grid.geometry.flat()) {
        for (let at = 0; at + 3 < ring.length; at += 2) {
          const [ax, ay, bx, by] = ring.subarray(at, at + 4) as unknown as [number, number, number, number];
          if (ay > y !== by > y && x < ax + ((y - ay) / (by - ay)) * (bx - ax)) isInside = !isInside;
        }
      }
      return isInside;
    })?.grid;
}

function areaOf(grid: SampleGrid): number {
  return grid.geometry.flat().reduce((sum, ring) => sum + twiceArea(ring) / 2, 0);
}

describe('the sample city of Shiyan’s size', () => {
  let sample: Sample;
  beforeAll(() => {
    sample = finish({ seed: 1 });
  }, patienceMs);

  it('has 14 counties, 249 branches, about 1 000 outlet areas and 7 183 elements in one territory', () => {
    const counts = levels.map((level) => ofLevel(sample, level).length);
    expect(counts).toEqual([1, 14, 249, 1003, 7183]);
  });

  it('has exactly the field’s counts per reporting group, and every one of the 20 categories', () => {
    const counts = countCategories(sample);
    expect(countByGroup(counts)).toEqual(groupCounts);
    expect(Object.keys(counts).sort()).toEqual(categories.map((category) => category.code).sort());
  });

  it('covers about 23 700 km² around [110.8, 32.6]', () => {
    const squareKilometres = (areaOf(sample.grids[0] as SampleGrid) * 0.00938 * 0.01109) / 1e6;
    expect(squareKilometres).toBeGreaterThan(23_000);
    expect(squareKilometres).toBeLessThan(24_400);
    const xs = [...(sample.grids[0]?.geometry[0]?.[0] ?? [])].filter((_, at) => at % 2 === 0);
    expect(Math.min(...xs) / 1e7).toBeLessThan(110.8);
    expect(Math.max(...xs) / 1e7).toBeGreaterThan(110.8);
  });

  it('nests exactly: the signed edges of all children cancel against every parent', () => {
    expect(findUntiledParents(sample)).toEqual([]);
  });

  it('gives an edge check that fails when one vertex is moved by one step', () => {
    const [parent] = ofLevel(sample, 'outlet-area');
    const children = ofLevel(sample, 'element').filter((grid) => grid.parentCode === parent?.code);
    const ring = (children[0]?.geometry[0]?.[0] as Int32Array).slice();
    ring[2] = (ring[2] as number) + 1;
    const moved = { ...(children[0] as SampleGrid), geometry: [[ring]] };
    expect(countResidual([moved, ...children.slice(1)], parent as SampleGrid)).toBeGreaterThan(0);
  });

  it('passes the exact audit: simple rings, every parent proven, nothing found', () => {
    const result = audit(sample);
    expect(result.findings).toEqual([]);
    expect(result.levels.map((level) => level.parentsProven)).toEqual([1, 14, 249, 1003]);
  });

  it('makes every grid of one connected part', () => {
    expect(sample.grids.filter((grid) => grid.geometry.length !== 1)).toEqual([]);
    const shells = sample.grids.map((grid) => grid.geometry[0]?.filter((ring) => twiceArea(ring) > 0).length);
    expect(new Set(shells)).toEqual(new Set([1]));
  });

  it('draws natural borders: 34 vertices an element or more, on average', () => {
    const elements = ofLevel(sample, 'element');
    const vertices = elements
      .flatMap((grid) => grid.geometry.flat())
      .reduce((sum, ring) => sum + ring.length / 2 - 1, 0);
    expect(vertices / elements.length).toBeGreaterThanOrEqual(34);
  });

  it('packs town elements at least 50 times as densely as villages', () => {
    const meanArea = (grids: readonly SampleGrid[]): number =>
      grids.reduce((sum, grid) => sum + areaOf(grid), 0) / grids.length;
    const elements = ofLevel(sample, 'element');
    const villages = elements.filter((grid) => grid.category === 'village');
    const towns = elements.filter((grid) => grid.category !== 'village');
    expect(meanArea(villages) / meanArea(towns)).toBeGreaterThanOrEqual(50);
  });

  it('codes every grid by the standard grammar under its parent, county codes with 4203 before them', () => {
    for (const grid of sample.grids) {
      expect(parseStandardCode(grid.code)).toMatchObject({ level: grid.level, parentCode: grid.parentCode });
    }
    expect(new Set(sample.grids.map((grid) => grid.code)).size).toBe(sample.grids.length);
    expect(ofLevel(sample, 'county').every((grid) => /^4203\d\d$/.test(grid.code))).toBe(true);
  });

  it('gives every grid a Chinese name that no other grid of its level has', () => {
    for (const level of levels) {
      const names = ofLevel(sample, level).map((grid) => grid.name);
      expect(new Set(names).size).toBe(names.length);
      expect(names.every((name) => /\p{Script=Han}{2}/u.test(name))).toBe(true);
    }
  });

  it('balances branches and outlet areas', () => {
    for (const level of ['branch', 'outlet-area'] as const) {
      const sizes = new Map<string, number>();
      for (const element of ofLevel(sample, 'element')) {
        const code = element.code.slice(0, level === 'branch' ? 9 : 12);
        sizes.set(code, (sizes.get(code) ?? 0) + 1);
      }
      const sorted = [...sizes.values()].sort((a, b) => a - b);
      const at = (part: number): number => sorted[Math.floor(part * (sorted.length - 1))] as number;
      expect(at(0.9) / at(0.1)).toBeLessThan(3);
    }
  });

  it('parts every element at the main river: none lies on both banks', () => {
    const find = createFinder(sample);
    const cuts = cutMainRiver(sample);
    expect(cuts.length).toBeGreaterThan(1000);
    const across = cuts.flatMap(({ at }) => {
      const left = find(at(-0.02))?.code;
      return left !== undefined && left === find(at(1.02))?.code ? [left] : [];
    });
    expect(across).toEqual([]);
  });

  it('builds nothing on the main river: in its water are villages, vacant land and parks', () => {
    const find = createFinder(sample);
    const wet = cutMainRiver(sample).flatMap(({ at }) =>
      [0.35, 0.65].map((part) => find(at(part))?.category).filter((category) => category !== undefined),
    );
    const inTown = wet.filter((category) => category !== 'village');
    const built = inTown.filter((category) => category !== 'vacant-land' && category !== 'park');
    expect(inTown.length).toBeGreaterThan(300);
    // The corner of a block may reach in at a sharp bend.
    expect(built.length / inTown.length).toBeLessThan(0.01);
  });

  it('leads a lane to the villages and keeps the reference layers under 20 MB', () => {
    const lanes = sample.reference.filter(({ geometry }) => geometry.type === 'LineString');
    expect(lanes.length).toBeGreaterThan(1951);
    expect(lanes.every(({ kind, rank }) => kind === 'street' && rank === 3)).toBe(true);
    const bytes = [...referenceToGeoJson(sample.reference)].reduce((sum, text) => sum + text.length, 0);
    expect(bytes).toBeLessThan(20e6);
  });

  it('emits streets, water and houses of valid kinds with seven decimals at most', () => {
    const kinds = new Map<string, number>();
    for (const { kind } of sample.reference) kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
    expect(kinds.get('street')).toBeGreaterThan(300);
    expect(kinds.get('water')).toBeGreaterThan(20);
    expect(kinds.get('building')).toBeGreaterThan(10_000);
    for (const text of [
      ...gridsToGeoJson(sample.grids.slice(0, 40)),
      ...referenceToGeoJson(sample.reference),
    ]) {
      expect(text).not.toMatch(/\d\.\d{8}/);
    }
  });
});

describe('a sample of any size and seed', () => {
  it('is whole and clean at 200, 300 and 1 200 elements', { timeout: patienceMs }, () => {
    for (const elements of [200, 300, 1200]) {
      const sample = finish({ seed: 11, elements });
      expect(ofLevel(sample, 'element')).toHaveLength(elements);
      expect(Object.keys(countCategories(sample))).toHaveLength(categories.length);
      expect(findUntiledParents(sample)).toEqual([]);
      expect(audit(sample).findings).toEqual([]);
    }
  });

  it('is clean for any seed, and with defects it has exactly those', { timeout: patienceMs }, () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 2 ** 31 }), (seed) => {
        const sample = finish({ seed, elements: 260, defects: 8 });
        expectFindingsAre(sample);
      }),
      { numRuns: 8 },
    );
  });

  it(
    'leaves out a site at the rim that has no edge left (seed 6, 300 elements)',
    { timeout: patienceMs },
    () => {
      expect(audit(finish({ seed: 6, elements: 300 })).findings).toEqual([]);
    },
  );

  it('is the same text for the same seed and another for another seed', { timeout: patienceMs }, () => {
    const first = print(finish({ seed: 5, elements: 300, defects: 9 }));
    expect(print(finish({ seed: 5, elements: 300, defects: 9 }))).toBe(first);
    expect(print(finish({ seed: 6, elements: 300, defects: 9 }))).not.toBe(first);
  });

  it('keeps the map the same whether it is spoilt or not', { timeout: patienceMs }, () => {
    const clean = finish({ seed: 5, elements: 300 });
    const spoilt = finish({ seed: 5, elements: 300, defects: 4 });
    const upper = (sample: Sample): SampleGrid[] => sample.grids.filter((grid) => grid.level !== 'element');
    expect(upper(spoilt)).toEqual(upper(clean));
    expect(spoilt.reference).toEqual(clean.reference);
  });

  it('names its steps and counts them', () => {
    const steps = [...generateSample({ seed: 1, elements: 200 })];
    expect(steps.map(({ done }) => done)).toEqual(steps.map((_, index) => index));
    expect(steps.every(({ total }) => total === steps.length)).toBe(true);
  });

  it.each([0, 199, 500_001, 300.5, Number.NaN])('refuses %s elements', (elements) => {
    expect(() => finish({ seed: 1, elements })).toThrow(/200 to 500000 elements/);
  });

  it('refuses more defects than there is room for, and half a defect', { timeout: patienceMs }, () => {
    expect(() => finish({ seed: 1, elements: 200, defects: 500 })).toThrow(
      /has room for \d+ separate defects/,
    );
    expect(() => finish({ seed: 1, elements: 200, defects: 1.5 })).toThrow(/whole number/);
  });
});

describe('known defects', () => {
  it('leave every category’s count as it is, for any seed and number', { timeout: patienceMs }, () => {
    const clean = finish({ seed: 8, elements: 300 });
    for (const defects of [1, 6, 7, 8, 15, 23]) {
      expect(countCategories(finish({ seed: 8, elements: 300, defects }))).toEqual(countCategories(clean));
    }
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 2 ** 31 }), fc.integer({ min: 1, max: 20 }), (seed, defects) => {
        const spoilt = finish({ seed, elements: 260, defects });
        expect(spoilt.truth).toHaveLength(defects);
        expect(countCategories(spoilt)).toEqual(countCategories(finish({ seed, elements: 260 })));
      }),
      { numRuns: 5 },
    );
  });

  it(
    'are of one order in the city of `npm start`: what lies twice is about what is missing',
    () => {
      const city = finish(defaultSample);
      expect(countByGroup(countCategories(city))).toEqual(groupCounts);
      const areaOfKind = (kind: string): number =>
        city.truth.reduce((sum, one) => sum + (one.kind === kind ? (one.areaSquareLattice ?? 0) : 0), 0);
      const ratio = areaOfKind('overlap') / areaOfKind('gap');
      expect(ratio).toBeGreaterThan(0.2);
      expect(ratio).toBeLessThan(5);
      const largest = city.truth.map((one) => (one.areaSquareLattice ?? 0) * 0.00938 * 0.01109);
      expect(Math.max(...largest)).toBeLessThan(1e6);
    },
    patienceMs,
  );

  it('are found one by one, and nothing else is found', { timeout: patienceMs }, () => {
    const sample = finish({ seed: 3, elements: 1500, defects: 120 });
    expect(sample.truth).toHaveLength(120);
    expect(new Set(sample.truth.map(({ kind }) => kind)).size).toBe(4);
    expectFindingsAre(sample);
  });
});

/** The audit's findings against the truth: kind, cause, size class, level, parent and grids, both ways. */
function expectFindingsAre(sample: Sample): void {
  const describeOne = (
    row: Pick<Sample['truth'][number], 'kind' | 'cause' | 'level' | 'codes'> & {
      parent: string | null;
      sizeClass: string | null;
    },
  ): string =>
    [row.kind, row.cause, row.sizeClass, row.level, row.parent, [...row.codes].sort().join('+')].join(' ');
  const found = audit(sample).findings.map((finding) =>
    describeOne({
      ...finding,
      cause: finding.cause as Sample['truth'][number]['cause'],
      codes: finding.grids.map((grid) => grid.code),
    }),
  );
  expect(found.sort()).toEqual(sample.truth.map(describeOne).sort());
}
