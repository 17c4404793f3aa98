import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../test/tessellate.js';
import { doubledArea } from '../geometry/doubled-area.js';
import { normaliseRings } from '../geometry/normalise-rings.js';
import type { MultiPolygon } from '../geometry/types.js';
import { findRingFault } from './find-ring-fault.js';
import { proveParent } from './prove-parent.js';
import { repairRings } from './repair-rings.js';
import { runSteps } from '../geometry/run-steps.js';

function polygon(...rings: readonly (readonly number[])[]): MultiPolygon {
  return [rings.map((ring) => Int32Array.from(ring))];
}

function shapes(geometry: MultiPolygon): number[][][] {
  return geometry.map((part) => part.map((ring) => [...ring]));
}

describe('findRingFault', () => {
  const shell = [0, 0, 20, 0, 20, 20, 0, 20, 0, 0];
  const faults: Record<string, readonly [MultiPolygon, string | undefined]> = {
    'a square': [polygon(shell), undefined],
    'a hole inside': [polygon(shell, [5, 5, 5, 10, 10, 10, 10, 5, 5, 5]), undefined],
    'a hole that touches its shell at a vertex': [polygon(shell, [0, 0, 5, 10, 10, 5, 0, 0]), undefined],
    'a hole that touches the middle of an edge': [polygon(shell, [0, 10, 5, 15, 5, 5, 0, 10]), undefined],
    'a ring that touches itself at a vertex': [
      polygon([0, 0, 20, 0, 20, 20, 10, 20, 15, 10, 5, 10, 10, 20, 0, 20, 0, 0]),
      undefined,
    ],
    'two parts that touch at a vertex': [
      [...polygon(shell), ...polygon([20, 20, 30, 20, 30, 30, 20, 30, 20, 20])],
      undefined,
    ],
    'an island in a lake': [
      [...polygon(shell, [5, 5, 5, 15, 15, 15, 15, 5, 5, 5]), ...polygon([8, 8, 12, 8, 12, 12, 8, 12, 8, 8])],
      undefined,
    ],
    'a bow tie': [polygon([0, 0, 10, 10, 10, 0, 0, 10, 0, 0]), 'self-crossing'],
    'a bow tie through a common vertex': [
      polygon([0, 0, 5, 5, 10, 0, 10, 10, 5, 5, 0, 10, 0, 0].slice(0, 12).concat([0, 0])),
      undefined,
    ],
    'a figure of eight crossed at a vertex': [
      polygon([0, 0, 5, 5, 10, 10, 10, 0, 5, 5, 0, 10, 0, 0]),
      'self-crossing',
    ],
    'a spike': [polygon([0, 0, 20, 0, 20, 10, 30, 10, 20, 10, 20, 20, 0, 20, 0, 0]), 'spike'],
    'a hole outside': [polygon(shell, [30, 0, 30, 5, 35, 5, 35, 0, 30, 0]), 'hole-outside-shell'],
    'a hole across the shell': [polygon(shell, [15, 5, 15, 10, 25, 10, 25, 5, 15, 5]), 'hole-outside-shell'],
    'two holes one in the other': [
      polygon(shell, [2, 2, 2, 18, 18, 18, 18, 2, 2, 2], [5, 5, 5, 10, 10, 10, 10, 5, 5, 5]),
      'hole-outside-shell',
    ],
    'a hole filed under the wrong part': [
      [
        ...polygon(shell, [45, 5, 45, 10, 50, 10, 50, 5, 45, 5]),
        ...polygon([40, 0, 60, 0, 60, 20, 40, 20, 40, 0]),
      ],
      'hole-outside-shell',
    ],
    'parts over each other': [
      [...polygon(shell), ...polygon([10, 10, 30, 10, 30, 30, 10, 30, 10, 10])],
      'overlapping-parts',
    ],
    'a part inside a part': [
      [...polygon(shell), ...polygon([5, 5, 10, 5, 10, 10, 5, 10, 5, 5])],
      'overlapping-parts',
    ],
    'two parts that share an edge': [
      [...polygon(shell), ...polygon([20, 0, 40, 0, 40, 20, 20, 20, 20, 0])],
      'repeated-edge',
    ],
    'a clockwise shell': [polygon([0, 0, 0, 20, 20, 20, 20, 0, 0, 0]), 'hole-outside-shell'],
    'too few points': [polygon([0, 0, 20, 0, 0, 0]), 'too-few-points'],
    'a ring that is not closed': [polygon([0, 0, 20, 0, 20, 20, 0, 20]), 'too-few-points'],
    'a point twice in a row': [polygon([0, 0, 20, 0, 20, 0, 20, 20, 0, 20, 0, 0]), 'repeated-point'],
    'a ring that rounding has flattened': [polygon([0, 0, 10, 0, 20, 0, 0, 0]), 'zero-area'],
    'a ring that rounding has folded': [polygon([0, 0, 10, 0, 10, 10, 10, 0, 0, 0]), 'zero-area'],
    'a hole that rounding has flattened': [polygon(shell, [5, 5, 5, 10, 5, 8, 5, 5]), 'zero-area'],
    'a hole of a part that lies in the lake of another part': [
      [
        ...polygon(shell, [2, 2, 2, 18, 18, 18, 18, 2, 2, 2], [6, 6, 6, 9, 9, 9, 9, 6, 6, 6]),
        ...polygon([4, 4, 16, 4, 16, 16, 4, 16, 4, 4]),
      ],
      'hole-outside-shell',
    ],
    'nothing at all': [[], undefined],
  };
  for (const [name, [geometry, fault]] of Object.entries(faults)) {
    it(`finds ${fault ?? 'no fault'} in ${name}`, () => {
      expect(runSteps(findRingFault(geometry))?.fault).toBe(fault);
    });
  }

  it('judges 20 000 holes, one of them outside the shell', () => {
    const holes = Array.from({ length: 20_000 }, (_, index) => {
      const x = 10 * (index % 200) + 1;
      const y = 10 * Math.floor(index / 200) + 1;
      return [x, y, x, y + 7, x + 7, y + 7, x + 7, y, x, y];
    });
    const shell = [0, 0, 2000, 0, 2000, 1000, 0, 1000, 0, 0];
    expect(runSteps(findRingFault(polygon(shell, ...holes)))).toBeUndefined();
    const stray = holes.with(19_999, [2001, 1, 2001, 8, 2008, 8, 2008, 1, 2001, 1]);
    expect(runSteps(findRingFault(polygon(shell, ...stray)))).toEqual({
      fault: 'hole-outside-shell',
      point: [2001, 1],
    });
  });

  it('finds the crossing of a hatching that defeats the order of its edges', () => {
    const count = 1500;
    const up: number[] = [];
    for (let tooth = 0; tooth < count; tooth += 1) up.push(tooth * 8, 0, tooth * 8 + 1_000_004, 1_000_000);
    const comb = [...up, 2_000_000, -1, 0, -1, 0, 0];
    const normal = (ring: readonly number[]): MultiPolygon =>
      normaliseRings([[Int32Array.from(ring)]]).geometry;
    expect(runSteps(findRingFault(normal(comb)))).toBeUndefined();
    const crossed = [...comb];
    crossed[2] = 1_000_013;
    expect(runSteps(findRingFault(normal(crossed)))?.fault).toBe('self-crossing');
  });
});

describe('repairRings', () => {
  it('gives back what is valid as it is', () => {
    const items = [{ code: 'A', geometry: polygon([0, 0, 10, 0, 10, 10, 0, 10, 0, 0]) }];
    const { items: repairedItems, repaired, adjusted } = runSteps(repairRings(items));
    expect(repairedItems[0]).toBe(items[0]);
    expect(repaired).toEqual([]);
    expect(adjusted).toEqual([]);
  });

  it('makes two lobes of a bow tie and keeps the original', () => {
    const geometry = polygon([0, 0, 10, 10, 10, 0, 0, 10, 0, 0]);
    const { items, repaired } = runSteps(repairRings([{ geometry }]));
    expect(repaired).toMatchObject([{ index: 0, fault: 'self-crossing' }]);
    expect(repaired[0]!.original).toBe(geometry);
    expect(runSteps(findRingFault(items[0]!.geometry))).toBeUndefined();
    expect(doubledArea(items[0]!.geometry)).toBe(100n);
    expect(items[0]!.geometry).toHaveLength(2);
  });

  it('adds the rounded crossing to the neighbour that has the cut edge, so that both still share it', () => {
    // Edges a–b and c–d of the bow tie cross between lattice points; N lies along a–b.
    const bowTie = polygon([0, 0, 11, 10, 11, 0, 0, 7, 0, 0]);
    const neighbour = polygon([0, 0, -20, 40, 11, 10, 0, 0].slice(0, 2).concat([11, 10, -20, 40, 0, 0]));
    const { items, repaired, adjusted } = runSteps(
      repairRings([{ geometry: neighbour }, { geometry: bowTie }]),
    );
    expect(repaired.map((entry) => entry.index)).toContain(1);
    const vertices = new Set(items[1]!.geometry.flat().flatMap((ring) => pairs(ring)));
    const crossing = pairs(items[0]!.geometry[0]![0]!).filter(
      (vertex) => !pairs(neighbour[0]![0]!).includes(vertex),
    );
    expect(crossing.length).toBeGreaterThan(0);
    expect(crossing.every((vertex) => vertices.has(vertex))).toBe(true);
    expect([...adjusted, ...repaired.map((entry) => entry.index)]).toContain(0);
    for (const item of items) expect(runSteps(findRingFault(item.geometry))).toBeUndefined();
  });

  it('takes a spike off and dissolves parts that share an edge', () => {
    const spike = polygon([0, 0, 20, 0, 20, 10, 30, 10, 20, 10, 20, 20, 0, 20, 0, 0]);
    const parts = [
      ...polygon([0, 0, 20, 0, 20, 20, 0, 20, 0, 0]),
      ...polygon([20, 0, 40, 0, 40, 20, 20, 20, 20, 0]),
    ];
    const { items } = runSteps(repairRings([{ geometry: spike }, { geometry: parts }]));
    expect(doubledArea(items[0]!.geometry)).toBe(800n);
    expect(shapes(items[1]!.geometry)).toHaveLength(1);
    expect(doubledArea(items[1]!.geometry)).toBe(1600n);
  });

  it('makes an empty geometry of a ring that is walked twice', () => {
    const twice = polygon([0, 0, 10, 0, 10, 10, 0, 0, 10, 0, 10, 10, 0, 0]);
    expect(runSteps(repairRings([{ geometry: twice }])).items[0]!.geometry).toEqual([]);
  });

  it('leaves only valid rings of random scribbles, coarse and fine', () => {
    fc.assert(
      fc.property(
        fc.integer(),
        fc.integer({ min: 4, max: 40 }),
        fc.constantFrom(8, 60, 5000, 1_000_000_000),
        (seed, count, reach) => {
          const random = seededRandom(seed);
          const path = Array.from({ length: 2 * count }, () => Math.round((random() - 0.5) * reach));
          const { geometry } = normaliseRings([[Int32Array.from(path)]]);
          const { items } = runSteps(repairRings([{ geometry }]));
          expect(runSteps(findRingFault(items[0]!.geometry))).toBeUndefined();
        },
      ),
      { seed: 20_240_611, numRuns: 300 },
    );
  });

  it('settles a ring that crosses itself thousands of times', () => {
    // A star of 401 points, each joined with the tenth from it: 401 · 9 crossings.
    const path = Array.from({ length: 402 }, (_, index) => {
      const angle = (2 * Math.PI * ((10 * index) % 401)) / 401;
      return [Math.round(9e8 * Math.cos(angle)), Math.round(8e8 * Math.sin(angle))];
    });
    const { items, repaired } = runSteps(repairRings([{ geometry: polygon(path.flat()) }]));
    expect(repaired).toMatchObject([{ fault: 'self-crossing' }]);
    expect(runSteps(findRingFault(items[0]!.geometry))).toBeUndefined();
    // The middle, wound ten times, is left out; around it every second of the nine rows of cells is kept.
    expect(items[0]!.geometry).toHaveLength(401 * 5);
  });

  it('keeps a tiling a tiling when the crossing lies on a border that both sides share', () => {
    // Parent P = A ∪ B; A's outer ring crosses itself away from B, and all three edges it cuts are P's too.
    const a = polygon([0, 0, 40, 0, 40, 40, 10, 40, 13, 51, 23, 50, 7, 44, 0, 40, 0, 0]);
    const b = polygon([40, 0, 80, 0, 80, 40, 40, 40, 40, 0]);
    const p = polygon([0, 0, 40, 0, 80, 0, 80, 40, 40, 40, 10, 40, 13, 51, 23, 50, 7, 44, 0, 40, 0, 0]);
    const { items } = runSteps(repairRings([{ geometry: p }, { geometry: a }, { geometry: b }]));
    expect(proveParent([items[1]!.geometry, items[2]!.geometry], items[0]!.geometry)).toHaveLength(0);
  });
});

function pairs(ring: Int32Array): string[] {
  return Array.from({ length: ring.length / 2 }, (_, index) => `${ring[2 * index]},${ring[2 * index + 1]}`);
}
