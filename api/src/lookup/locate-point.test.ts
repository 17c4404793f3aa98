import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { MultiPolygon, Ring } from '../geometry/types.js';
import { gridLevels, type Level } from '../hierarchy/levels.js';
import { buildLookupIndex, type LookupGrid } from './build-lookup-index.js';
import { locatePoint } from './locate-point.js';

function grid(
  gridId: number,
  level: Level,
  parentId: number | null,
  ...rings: (readonly number[])[]
): LookupGrid {
  const code = `${level}-${gridId}`;
  return { gridId, level, code, name: '', parentId, geometry: rings.map((ring) => [Int32Array.from(ring)]) };
}

function box(west: number, south: number, east: number, north: number): number[] {
  return [west, south, east, south, east, north, west, north, west, south];
}

describe('locatePoint', () => {
  /*
   *  10 ┌────┬────┐   county 2 and 3 in territory 1; elements 20 (half of 2), 30 and 31 (overlapping in 3)
   *     │ 20 │    │   with a gap in the east of county 2
   *   0 └────┴────┘
   *     0    10   20
   */
  const index = buildLookupIndex([
    grid(1, 'territory', null, box(0, 0, 20, 10)),
    grid(2, 'county', 1, box(0, 0, 10, 10)),
    grid(3, 'county', 1, box(10, 0, 20, 10)),
    grid(20, 'element', 2, box(0, 0, 5, 10)),
    grid(30, 'element', 3, box(10, 0, 18, 10)),
    grid(31, 'element', 3, box(15, 0, 20, 10)),
  ]);

  it('takes the levels above from the chain of parents', () => {
    const location = locatePoint(index, 2, 2);
    expect(location.status).toBe('inside');
    expect([...location.byLevel].map(([level, each]) => [level, each.gridId])).toEqual([
      ['element', 20],
      ['county', 2],
      ['territory', 1],
    ]);
    expect(location.nearest).toBeUndefined();
  });

  it('answers a gap by the geometry of each level, with the nearest element', () => {
    const location = locatePoint(index, 7, 5);
    expect(location.status).toBe('gap');
    expect(location.byLevel.get('county')?.gridId).toBe(2);
    expect(location.byLevel.get('element')).toBeUndefined();
    expect(location.nearest?.grid.gridId).toBe(20);
    // Two steps of 1e-7° eastward at the equator.
    expect(location.nearest?.distanceMetres).toBeCloseTo(2 * 0.011132, 5);
  });

  it('answers an overlap with all holders and the levels they share', () => {
    const location = locatePoint(index, 16, 5);
    expect(location.status).toBe('overlap');
    expect(location.holders.map((each) => each.gridId)).toEqual([30, 31]);
    expect([...location.byLevel.keys()]).toEqual(['county', 'territory']);
  });

  it('answers outside, and the eastern and northern borders are outside', () => {
    for (const [x, y] of [
      [-1, 5],
      [20, 5],
      [5, 10],
    ] as const) {
      expect(locatePoint(index, x, y).status).toBe('outside');
    }
    expect(locatePoint(index, 0, 0).status).toBe('inside');
  });

  it('calls what is no lattice coordinate of the Earth invalid', () => {
    for (const [x, y] of [
      [0.5, 0],
      [NaN, 0],
      [1_800_000_001, 0],
      [0, -900_000_001],
    ] as const) {
      expect(locatePoint(index, x, y)).toMatchObject({ status: 'invalid', holders: [] });
    }
  });

  it('reads +180 as −180', () => {
    const pacific = buildLookupIndex([
      grid(1, 'element', null, box(-1_800_000_000, 0, -1_799_999_990, 10)),
      grid(2, 'element', null, box(1_799_999_990, 0, 1_800_000_000, 10)),
    ]);
    expect(locatePoint(pacific, 1_800_000_000, 5).holders).toEqual(
      locatePoint(pacific, -1_800_000_000, 5).holders,
    );
    expect(locatePoint(pacific, 1_800_000_000, 5).byLevel.get('element')?.gridId).toBe(1);
    expect(locatePoint(pacific, 1_799_999_999, 5).byLevel.get('element')?.gridId).toBe(2);
  });

  it('ends where parents run in a cycle or are absent', () => {
    const odd = buildLookupIndex([
      grid(1, 'outlet-area', 2, box(0, 0, 4, 4)),
      grid(2, 'branch', 1, box(0, 0, 4, 4)),
      grid(3, 'element', 1, box(0, 0, 2, 4)),
      grid(4, 'element', 99, box(2, 0, 4, 4)),
    ]);
    expect([...locatePoint(odd, 1, 1).byLevel.keys()]).toEqual(['element', 'outlet-area', 'branch']);
    expect([...locatePoint(odd, 3, 1).byLevel.keys()]).toEqual(['element']);
  });

  it('answers by the deepest level that is drawn', () => {
    const shallow = buildLookupIndex([
      grid(1, 'county', null, box(0, 0, 4, 4)),
      grid(2, 'outlet-area', 1, box(0, 0, 2, 4)),
    ]);
    expect(locatePoint(shallow, 1, 1)).toMatchObject({ status: 'inside' });
    expect(locatePoint(shallow, 3, 1)).toMatchObject({ status: 'gap', nearest: { grid: { gridId: 2 } } });
    expect(locatePoint(buildLookupIndex([]), 1, 1).status).toBe('outside');
  });

  it('without a territory a hole that counties enclose is a gap, the world around is outside', () => {
    /*
     *  ┌─────┬─────┐
     *  │  A ┌┴┐ B  │   counties A and B around a lake; the lake touches the rim of neither
     *  │    └┬┘    │
     *  └─────┴─────┘
     */
    const lake = buildLookupIndex([
      grid(1, 'county', null, [0, 0, 6, 0, 6, 4, 5, 4, 5, 6, 6, 6, 6, 10, 0, 10, 0, 0]),
      grid(2, 'county', null, [6, 0, 12, 0, 12, 10, 6, 10, 6, 6, 7, 6, 7, 4, 6, 4, 6, 0]),
    ]);
    expect(locatePoint(lake, 6, 5)).toMatchObject({ status: 'gap' });
    expect(locatePoint(lake, 6, 3)).toMatchObject({ status: 'inside' });
    expect(locatePoint(lake, 13, 5)).toMatchObject({ status: 'outside' });
  });

  it('without a territory a hole that touches the rim in a vertex is a gap too', () => {
    const touching = buildLookupIndex([
      {
        ...grid(1, 'county', null),
        geometry: [[ringOf(0, 0, 8, 0, 8, 8, 0, 8, 0, 0), ringOf(0, 0, 2, 4, 4, 2, 0, 0)]],
      },
    ]);
    expect(locatePoint(touching, 2, 2)).toMatchObject({ status: 'gap' });
    expect(locatePoint(touching, -1, -1)).toMatchObject({ status: 'outside' });
  });

  it('leaves the nearest out where nothing is within 100 km', () => {
    expect(locatePoint(index, 5_000_000, 5).nearest?.grid.gridId).toBe(31);
    expect(locatePoint(index, 20_000_000, 5).nearest).toBeUndefined();
    expect(locatePoint(index, 0, 900_000_000).nearest).toBeUndefined();
  });
});

function ringOf(...coordinates: number[]): Ring {
  return Int32Array.from(coordinates);
}

/** Lattice steps of one cell: room for points within cells and on their edges. */
const cellSteps = 4;

interface Triangle {
  readonly corners: readonly number[];
  readonly element: number;
}

interface Tessellation {
  readonly size: number;
  readonly triangles: readonly Triangle[];
  readonly grids: readonly LookupGrid[];
}

/** Cells cut along a diagonal, the halves dealt out to elements at random, elements to outlet areas and so on. */
function tessellate(size: number, deal: readonly number[]): Tessellation {
  let next = 0;
  const draw = (below: number): number => (deal[next++ % deal.length] ?? 0) % below;
  const triangles: Triangle[] = [];
  for (let cell = 0; cell < size * size; cell += 1) {
    const [west, south] = [(cell % size) * cellSteps, Math.floor(cell / size) * cellSteps];
    const [east, north] = [west + cellSteps, south + cellSteps];
    const halves =
      draw(2) === 0
        ? [
            [west, south, east, south, east, north],
            [west, south, east, north, west, north],
          ]
        : [
            [west, south, east, south, west, north],
            [east, south, east, north, west, north],
          ];
    for (const corners of halves) triangles.push({ corners, element: draw(12) });
  }
  const counts = { county: 2, branch: 3, 'outlet-area': 6, element: 12 } as const;
  const ids = { county: 100, branch: 200, 'outlet-area': 300, element: 400 } as const;
  const parents = new Map<number, number | null>();
  gridLevels.forEach((level, at) => {
    const above = gridLevels[at - 1];
    for (let index = 0; index < counts[level]; index += 1) {
      parents.set(ids[level] + index, above === undefined ? null : ids[above] + draw(counts[above]));
    }
  });
  const members = new Map<number, Triangle[]>();
  for (const triangle of triangles) {
    let holder: number | null = ids.element + triangle.element;
    while (holder !== null) {
      members.set(holder, [...(members.get(holder) ?? []), triangle]);
      holder = parents.get(holder) ?? null;
    }
  }
  const grids = [...members].map(([gridId, parts]): LookupGrid => {
    const level = gridLevels[Math.floor(gridId / 100) - 1] ?? 'element';
    const geometry = dissolve(parts);
    return { gridId, level, code: String(gridId), name: '', parentId: parents.get(gridId) ?? null, geometry };
  });
  return { size, triangles, grids };
}

/** The rings that are left when opposite edges cancel, as one polygon: lookups read it even-odd. */
function dissolve(triangles: readonly Triangle[]): MultiPolygon {
  const edges = new Map<string, readonly [number, number, number, number]>();
  for (const { corners } of triangles) {
    for (let at = 0; at < 6; at += 2) {
      const [ax, ay] = [corners[at]!, corners[at + 1]!];
      const [bx, by] = [corners[(at + 2) % 6]!, corners[(at + 3) % 6]!];
      if (!edges.delete(`${bx},${by},${ax},${ay}`)) edges.set(`${ax},${ay},${bx},${by}`, [ax, ay, bx, by]);
    }
  }
  const rings: Ring[] = [];
  for (const [key, edge] of edges) {
    edges.delete(key);
    const path = [...edge];
    for (;;) {
      const following = [...edges].find(([, each]) => each[0] === path.at(-2) && each[1] === path.at(-1));
      if (following === undefined) break;
      edges.delete(following[0]);
      path.push(following[1][2], following[1][3]);
    }
    rings.push(Int32Array.from(path));
  }
  return [rings];
}

/** The element whose triangle holds (x + ε, y + ε²), strictly: ε is small enough that no other edge comes between. */
function findByBruteForce(triangles: readonly Triangle[], x: number, y: number): number[] {
  const [px, py] = [x + 1e-3, y + 1e-6];
  return triangles
    .filter(({ corners: [ax = 0, ay = 0, bx = 0, by = 0, cx = 0, cy = 0] }) => {
      const leftOf = (ux: number, uy: number, vx: number, vy: number): boolean =>
        (vx - ux) * (py - uy) - (vy - uy) * (px - ux) > 0;
      return leftOf(ax, ay, bx, by) && leftOf(bx, by, cx, cy) && leftOf(cx, cy, ax, ay);
    })
    .map((triangle) => 400 + triangle.element);
}

describe('on a clean tessellation', () => {
  it('every lattice point, on vertices and edges too, has one answer on each level, and the parent chain agrees', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 5 }),
        fc.array(fc.nat({ max: 10_000 }), { minLength: 50, maxLength: 200 }),
        (size, deal) => {
          const { triangles, grids } = tessellate(size, deal);
          const whole = buildLookupIndex(grids);
          const byLevel = gridLevels.map((level) =>
            buildLookupIndex(grids.filter((each) => each.level === level)),
          );
          for (let x = -1; x <= size * cellSteps + 1; x += 1) {
            for (let y = -1; y <= size * cellSteps + 1; y += 1) {
              const expected = findByBruteForce(triangles, x, y);
              const location = locatePoint(whole, x, y);
              expect(location.holders.map((each) => each.gridId)).toEqual(expected);
              expect(location.status).toBe(expected.length === 1 ? 'inside' : 'outside');
              gridLevels.forEach((level, at) => {
                const alone = byLevel[at] === undefined ? [] : locatePoint(byLevel[at], x, y).holders;
                const ofChain = location.byLevel.get(level);
                expect(alone.map((each) => each.gridId)).toEqual(
                  ofChain === undefined ? [] : [ofChain.gridId],
                );
              });
            }
          }
        },
      ),
      { numRuns: 40, seed: 20_260_101 },
    );
  });

  it('a removed element is a gap that its neighbours border on, a doubled one an overlap', () => {
    fc.assert(
      fc.property(fc.array(fc.nat({ max: 10_000 }), { minLength: 50, maxLength: 200 }), (deal) => {
        const { triangles, grids, size } = tessellate(4, deal);
        const removed = grids.find((each) => each.level === 'element');
        if (removed === undefined) return;
        const withGap = buildLookupIndex(grids.filter((each) => each !== removed));
        const doubled = buildLookupIndex([...grids, { ...removed, gridId: 999 }]);
        for (let x = 0; x < size * cellSteps; x += 1) {
          for (let y = 0; y < size * cellSteps; y += 1) {
            const isConcerned = findByBruteForce(triangles, x, y)[0] === removed.gridId;
            expect(locatePoint(withGap, x, y).status).toBe(isConcerned ? 'gap' : 'inside');
            expect(locatePoint(doubled, x, y).status).toBe(isConcerned ? 'overlap' : 'inside');
          }
        }
      }),
      { numRuns: 20, seed: 20_260_102 },
    );
  });
});
