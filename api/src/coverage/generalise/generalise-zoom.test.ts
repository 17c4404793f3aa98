import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { tessellateVoronoi } from '../../../test/tessellate.js';
import { normaliseRings } from '../../geometry/normalise-rings.js';
import { runSteps } from '../../geometry/run-steps.js';
import type { MultiPolygon } from '../../geometry/types.js';
import { canonicalGeometry } from '../canonical-ring.js';
import { dissolveEvenOdd } from '../dissolve-even-odd.js';
import { findRingFault } from '../find-ring-fault.js';
import { proveParent } from '../prove-parent.js';
import { SignedEdges, countEdges } from '../../geometry/signed-edges.js';
import { buildTopology, type Topology } from './build-topology.js';
import { dissolveWound } from './dissolve-wound.js';
import { LinePool } from './line-pool.js';
import { numberRings } from './number-rings.js';
import { PixelIndex } from './pixel-index.js';
import { roundPath, visitHotPixels } from './round-path.js';
import { settleDraft } from './settle-draft.js';
import { openShownMap } from './shown-map.js';
import { ZoomDraft } from './zoom-draft.js';

function polygon(...rings: number[][]): MultiPolygon {
  return normaliseRings([rings.map((ring) => Int32Array.from(ring))]).geometry;
}

/** One zoom of some geometries as one map: y to the north. */
function generalise(
  geometries: readonly MultiPolygon[],
  zoom: number,
): { geometries: MultiPolygon[]; collapsed: number[]; unsound: number[] } {
  const grids = geometries.map((geometry, index) => ({
    gridId: index + 1,
    level: 'element' as const,
    parentId: null,
    geometry,
  }));
  const numbered = runSteps(numberRings(geometries));
  const map = runSteps(openShownMap(grids, numbered.geometries, numbered));
  const draft = new ZoomDraft(map, zoom);
  runSteps(draft.loadAll());
  const { collapsed } = runSteps(settleDraft(draft, geometries.keys()));
  const shapes = geometries.map((_, index) => runSteps(draft.shapeOf(index)));
  return {
    geometries: shapes.map(({ geometry }) => geometry),
    collapsed: [...collapsed],
    unsound: [...shapes.keys()].filter((index) => !shapes[index]!.isSound),
  };
}

function topologyOf(geometries: readonly MultiPolygon[]): Topology {
  const numbered = runSteps(numberRings(geometries));
  return runSteps(buildTopology(numbered.geometries, numbered.vertices));
}

/** Children tile the parent exactly and each is valid. */
function expectTiling(children: readonly MultiPolygon[], parent: MultiPolygon): void {
  expect([...proveParent(children, parent)]).toEqual([]);
  for (const child of children) expect(runSteps(findRingFault(child))).toBeUndefined();
}

describe('buildTopology', () => {
  it('has the border B-E of two neighbours once, and the outer borders B-A-D-E and B-C-F-E', () => {
    //  A───B───C
    //  │   │   │
    //  D───E───F
    const left = polygon([0, 10, 0, 0, 10, 0, 10, 10, 0, 10]);
    const right = polygon([10, 10, 10, 0, 20, 0, 20, 10, 10, 10]);
    const both = polygon([0, 10, 0, 0, 10, 0, 20, 0, 20, 10, 10, 10, 0, 10]);
    const { arcs, geometries } = topologyOf([left, right, both]);
    expect(arcs.map((arc) => arc.length).sort()).toEqual([2, 4, 4]);
    const used = geometries.map((polygons) => polygons[0]![0]!.length);
    expect(used).toEqual([2, 2, 2]);
  });

  it('has a ring that meets no other border as one arc, whichever grid draws it and wherever it begins', () => {
    const island = polygon([4, 4, 6, 4, 6, 6, 4, 6, 4, 4]);
    const lake = polygon([0, 0, 10, 0, 10, 10, 0, 10, 0, 0], [6, 6, 6, 4, 4, 4, 4, 6, 6, 6]);
    const { arcs, geometries } = topologyOf([island, lake]);
    expect(arcs).toHaveLength(2);
    const hole = geometries[1]![0]![1]![0]!;
    expect(hole).toBe(~geometries[0]![0]![0]![0]!);
  });
});

describe('roundPath', () => {
  const round = (...lines: number[][]): number[][] => {
    const points = lines.map((line) => Float64Array.from(line));
    const pixels = new PixelIndex(10);
    for (const line of points) visitHotPixels(line, 0, line.length, (x, y) => pixels.add(x, y));
    return points.map((line) => {
      const paths = new LinePool(1);
      paths.open();
      roundPath(line, 0, line.length, pixels, paths);
      paths.close(0);
      return [...paths.values.subarray(0, paths.endOf(0))];
    });
  };

  it('gives a border a vertex where it passes through the pixel of a vertex C of another', () => {
    //        C            C is at (205.1, 100.3): its pixel is (205, 100),
    //  A───────────B      and A-B runs through that.
    const [along, up] = round([200, 100.1, 210, 100.1], [205.1, 100.3, 205, 108]);
    expect(along).toEqual([200, 100, 205, 100, 210, 100]);
    expect(up).toEqual([205, 100, 205, 108]);
  });

  it('gives a border a vertex where it crosses a side of a buffered tile', () => {
    //  Tile 1 begins at 4096: with its buffer at 4032; tile 0 ends with its buffer at 4160.
    expect(round([4000, 100, 4200, 300])).toEqual([[4000, 100, 4032, 132, 4160, 260, 4200, 300]]);
    expect(round([4000, 4200, 4000, 4000])).toEqual([[4000, 4200, 4000, 4160, 4000, 4032, 4000, 4000]]);
  });

  it('leaves a border alone that ends on such a side or runs along it', () => {
    expect(round([4032, 100, 4100, 100])).toEqual([[4032, 100, 4100, 100]]);
    expect(round([4160, 70, 4160, 4000])).toEqual([[4160, 70, 4160, 4000]]);
  });
});

describe('a zoom of a map', () => {
  it('keeps a tiling a tiling at every zoom, whatever the places of its borders', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 2 ** 31 - 1 }),
        fc.integer({ min: 12, max: 60 }),
        fc.integer({ min: 0, max: 16 }),
        fc.integer({ min: 1_000, max: 5_000_000 }),
        (seed, sites, zoom, span) => {
          const children = voronoi(seed, sites, span);
          const parent = runSteps(dissolveEvenOdd(children));
          const { geometries, unsound } = generalise([...children, parent], zoom);
          expect(unsound).toEqual([]);
          expectTiling(geometries.slice(0, -1), geometries.at(-1)!);
          expect(straddlers(geometries)).toEqual([]);
        },
      ),
      { numRuns: 100 },
    );
  }, 120_000);

  it('is the same whatever the order of the grids', () => {
    const children = voronoi(7, 30, 400_000);
    const there = generalise(children, 11).geometries;
    const back = generalise([...children].reverse(), 11).geometries;
    expect([...back].reverse().map(canonicalGeometry)).toEqual(there.map(canonicalGeometry));
  });

  it('gives a grid smaller than a tile unit an area, at the cost of its neighbours', () => {
    // Zoom 0: a unit is 360° / 4096; the inner square has a tenth of that a side.
    const unit = 3.6e9 / 4096;
    const at = (x: number, y: number): number[] => [Math.round(x * unit), Math.round(y * unit)];
    const inner = polygon([at(5.2, 5.2), at(5.3, 5.2), at(5.3, 5.3), at(5.2, 5.3), at(5.2, 5.2)].flat());
    const outer = [at(0, 0), at(10, 0), at(10, 10), at(0, 10), at(0, 0)].flat();
    const parent = polygon(outer);
    const around = polygon(
      outer,
      [at(5.2, 5.2), at(5.2, 5.3), at(5.3, 5.3), at(5.3, 5.2), at(5.2, 5.2)].flat(),
    );
    const { geometries, collapsed } = generalise([inner, around, parent], 0);
    expect(collapsed).toEqual([]);
    expect(areaOf(geometries[0]!)).toBeGreaterThan(0);
    expectTiling(geometries.slice(0, 2), geometries[2]!);
  });

  it('draws a vertex that only one side has on both sides: no crack at the T', () => {
    // The upper grid has a vertex at (5, 0) that the lower one's edge lacks.
    const unit = 3.6e9 / (4096 * 2 ** 10);
    const ring = (...numbers: number[]): number[] => numbers.map((number) => Math.round(number * unit));
    const lower = polygon(ring(0.2, -9.7, 10.4, -9.7, 10.4, 0.3, 0.2, 0.3, 0.2, -9.7));
    const left = polygon(ring(0.2, 0.3, 5.3, 0.3, 5.3, 9.7, 0.2, 9.7, 0.2, 0.3));
    const right = polygon(ring(5.3, 0.3, 10.4, 0.3, 10.4, 9.7, 5.3, 9.7, 5.3, 0.3));
    const parent = polygon(ring(0.2, -9.7, 10.4, -9.7, 10.4, 9.7, 0.2, 9.7, 0.2, -9.7));
    const { geometries } = generalise([lower, left, right, parent], 10);
    const [below, ...above] = geometries.slice(0, 3);
    const shared = proveParent([below!, ...above], undefined);
    const outline = proveParent([], geometries[3]!);
    // What does not cancel between the three is their outer border alone: nothing along the T.
    expect(shared.length / 4).toBeLessThanOrEqual(outline.length / 4 + 2);
  });

  it('says of a grid that crosses itself that it is unsound, and draws it even-odd', () => {
    const scale = 1_000_000;
    const bowTie: MultiPolygon = [[Int32Array.from([0, 0, 8, 8, 8, 0, 0, 8, 0, 0].map((n) => n * scale))]];
    const beside = polygon([10, 0, 18, 0, 18, 8, 10, 8, 10, 0].map((n) => n * scale));
    const { geometries, unsound } = generalise([bowTie, beside], 8);
    expect(unsound).toEqual([0]);
    expect(geometries[0]).toHaveLength(2);
    expect(geometries[1]).toHaveLength(1);
  });
});

/** Edges with an end on either side of a line x or y ≡ ±64 (mod 4096), by brute force. */
function straddlers(geometries: readonly MultiPolygon[]): number[][] {
  const found: number[][] = [];
  for (const ring of geometries.flat(2)) {
    for (let at = 0; at + 3 < ring.length; at += 2) {
      for (const axis of [0, 1]) {
        const [from, to] = [ring[at + axis]!, ring[at + 2 + axis]!];
        const least = Math.min(from, to);
        for (const line of [64, 4032]) {
          const next = line + 4096 * Math.ceil((least + 1 - line) / 4096);
          if (next > least && next < Math.max(from, to)) found.push([...ring.slice(at, at + 4)]);
        }
      }
    }
  }
  return found;
}

function areaOf(geometry: MultiPolygon): number {
  let doubled = 0;
  for (const ring of geometry.flat()) {
    for (let at = 0; at + 3 < ring.length; at += 2)
      doubled += ring[at]! * ring[at + 3]! - ring[at + 2]! * ring[at + 1]!;
  }
  return doubled / 2;
}

/** Voronoi cells around 110° E, 32° N. */
function voronoi(seed: number, sites: number, extentSteps: number): MultiPolygon[] {
  return tessellateVoronoi({ seed, sites, extentSteps }).map((geometry) =>
    geometry.map((rings) =>
      rings.map((ring) => ring.map((number, at) => number + (at % 2 === 0 ? 1_100_000_000 : 320_000_000))),
    ),
  );
}

describe('PixelIndex', () => {
  it('finds no more beside a short segment than lies there, also where segments are likely to be as long as the world', () => {
    const world = 2 ** 28;
    const pixels = new PixelIndex(world);
    for (let x = 0; x < world; x += 4096) pixels.add(x, 100);
    expect(pixels.findAlong(40_900, 90, 41_000, 110) / 2).toBe(1);
    // All of it lies along a segment across the world, and what was taken back is found no more.
    expect(pixels.findAlong(0, 100, world, 100) / 2).toBe(world / 4096);
    pixels.remove(40_960, 100);
    expect(pixels.has(40_960, 100)).toBe(false);
    expect(pixels.has(45_056, 100)).toBe(true);
    expect(pixels.findAlong(40_900, 90, 41_000, 110)).toBe(0);
  });
});

describe('ZoomDraft', () => {
  it('rounds a border of twenty thousand vertices in stretches, to the path that it has as a whole', () => {
    const count = 20_000;
    const ring = Array.from({ length: count }, (_, at) => {
      const angle = (at / count) * 2 * Math.PI;
      const radius = 5e6 * (1 + 0.0002 * (at % 2));
      return [Math.round(1.1e9 + radius * Math.cos(angle)), Math.round(3e8 + radius * Math.sin(angle))];
    });
    const island = polygon([...ring, ring[0]!].flat());
    const numbered = runSteps(numberRings([island]));
    const grid = { gridId: 1, level: 'element' as const, parentId: null, geometry: island };
    const map = runSteps(openShownMap([grid], numbered.geometries, numbered));
    const [draft, rounded] = [new ZoomDraft(map, 16), new ZoomDraft(map, 16)];
    runSteps(draft.loadAll());
    runSteps(rounded.loadAll());
    rounded.pathOf(0);
    expect(countYields(draft.isSound(0)) - countYields(rounded.isSound(0))).toBeGreaterThan(8);
    const shape = runSteps(draft.shapeOf(0));
    expect(shape.isSound).toBe(true);
    const path = draft.pathOf(0);
    const table = new SignedEdges();
    table.addGeometry(shape.geometry, 1);
    expect(table.countLeft()).toBeGreaterThan(count);
    const isAgainst = map.topology.geometries[0]![0]![0]![0]! < 0;
    table.addGeometry([[path]], isAgainst ? 1 : -1);
    expect(table.countLeft()).toBe(0);
  });
});

describe('dissolveWound', () => {
  it('gives what the even-odd dissolve gives wherever that is sound and of the same edges, and nothing else', () => {
    const place = fc.integer({ min: 0, max: 5 });
    const path = fc.array(fc.tuple(place, place), { minLength: 3, maxLength: 9 });
    const outcomes = { joined: 0, refused: 0 };
    fc.assert(
      fc.property(fc.array(path, { minLength: 1, maxLength: 3 }), (paths) => {
        const rings = paths.map(closeRing);
        const geometry = [rings];
        const table = new SignedEdges();
        const joined = runSteps(dissolveWound(geometry, table));
        const dissolved = runSteps(dissolveEvenOdd([geometry]));
        table.reset(countEdges(geometry) + countEdges(dissolved));
        table.addGeometry(geometry, 1);
        table.addGeometry(dissolved, -1);
        const isSame = table.countLeft() === 0 && runSteps(findRingFault(dissolved)) === undefined;
        outcomes[isSame ? 'joined' : 'refused'] += 1;
        expect(joined && canonicalGeometry(joined)).toEqual(
          isSame ? canonicalGeometry(dissolved) : undefined,
        );
      }),
      { numRuns: 4000 },
    );
    expect(Math.min(outcomes.joined, outcomes.refused)).toBeGreaterThan(100);
  });
});

function countYields(steps: Generator): number {
  let count = 0;
  while (steps.next().done !== true) count += 1;
  return count;
}

/** A closed ring that has no place twice in a row; a single place where all are the same. */
function closeRing(points: readonly (readonly number[])[]): Int32Array {
  const closed = [...points, points[0]!];
  return Int32Array.from(
    closed.filter(([x, y], at) => at === 0 || x !== closed[at - 1]![0] || y !== closed[at - 1]![1]).flat(),
  );
}
