import * as turf from '@turf/turf';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { areaSquareMetres } from '../../geometry/area-square-metres.js';
import type { MultiPolygon } from '../../geometry/types.js';
import { judgeParent } from './judge-parent.js';
import { comparedKinds, type ParentVerdict } from './types.js';

vi.mock('@turf/turf', async (original) => {
  const real = await original<typeof turf>();
  return { ...real, union: vi.fn(real.union) };
});
afterEach(() => vi.mocked(turf.union).mockReset());

/** `[west, south, east, north]` in thousands of lattice steps, in the north of the eastern hemisphere. */
function box(west: number, south: number, east: number, north: number): MultiPolygon {
  const x = (value: number): number => 1_100_000_000 + value * 1000;
  const y = (value: number): number => 320_000_000 + value * 1000;
  const ring = [
    x(west),
    y(south),
    x(east),
    y(south),
    x(east),
    y(north),
    x(west),
    y(north),
    x(west),
    y(south),
  ];
  return [[Int32Array.from(ring)]];
}

function expectAreas(verdict: ParentVerdict, wanted: Record<string, MultiPolygon | undefined>): void {
  for (const kind of comparedKinds) {
    const area = wanted[kind] === undefined ? 0 : areaSquareMetres(wanted[kind]);
    expect(verdict[kind].squareMetres, kind).toBeCloseTo(area, 6);
    expect(verdict[kind].geometry === null, kind).toBe(wanted[kind] === undefined);
  }
}

const parent = box(0, 0, 4, 2);

describe('what Turf says of one parent', () => {
  it('is nothing where the children tile it, also with a vertex of one in the edge of another', () => {
    const children = [box(0, 0, 2, 1), box(0, 1, 2, 2), box(2, 0, 4, 2)];
    expectAreas(judgeParent({ parent, children }), {});
    expectAreas(judgeParent({ parent, children: [parent] }), {});
  });

  it('is the gap, with its place', () => {
    const verdict = judgeParent({ parent, children: [box(0, 0, 2, 2), box(3, 0, 4, 2)] });
    expectAreas(verdict, { gap: box(2, 0, 3, 2) });
    const [lng, lat] = verdict.gap.geometry!.coordinates[0]![0]![0]!;
    expect(lng).toBeCloseTo(110.0002, 9);
    expect(lat).toBeCloseTo(32, 9);
  });

  it('is what lies outside, and no gap or overlap for it', () => {
    const children = [box(0, 0, 2, 2), box(2, 0, 5, 2)];
    expectAreas(judgeParent({ parent, children }), { 'outside-parent': box(4, 0, 5, 2) });
  });

  it('is the overlap once, however many lie over each other, and only its part within the parent', () => {
    const children = [box(0, 0, 4, 2), box(1, 0, 2, 3), box(1, 0, 2, 3)];
    expectAreas(judgeParent({ parent, children }), {
      overlap: box(1, 0, 2, 2),
      'outside-parent': box(1, 2, 2, 3),
    });
  });

  it('takes the outline for the parent where there is none: an enclosed hole is a gap, one with an island in it too', () => {
    /*
     *   5 ┌─────────────┐
     *     │ ┌───────┐   │   a frame of four, a hole in it, an island in the hole
     *     │ │  ┌─┐  │   │
     *   0 └─┴──┴─┴──┴───┘
     */
    const frame = [box(0, 0, 5, 1), box(0, 1, 1, 4), box(4, 1, 5, 4), box(0, 4, 5, 5)];
    const island = box(2, 2, 3, 3);
    const verdict = judgeParent({ parent: null, children: [...frame, island] });
    expect(verdict.gap.squareMetres).toBeCloseTo(
      areaSquareMetres(box(1, 1, 4, 4)) - areaSquareMetres(island),
      6,
    );
    expect(verdict['outside-parent'].squareMetres).toBe(0);
    expect(verdict.overlap.squareMetres).toBe(0);
  });

  it('is asked once more with the axes exchanged where Turf throws, and is the same', () => {
    const children = [box(0, 0, 2, 2), box(3, 0, 4, 2)];
    const wanted = judgeParent({ parent, children });
    vi.mocked(turf.union).mockImplementationOnce(() => {
      throw new Error('Unable to complete output ring');
    });
    const verdict = judgeParent({ parent, children });
    expect(verdict.gap.squareMetres).toBeCloseTo(wanted.gap.squareMetres, 9);
    expectAreas(verdict, { gap: box(2, 0, 3, 2) });
  });

  it('is the exception where Turf throws twice', () => {
    vi.mocked(turf.union).mockImplementation(() => {
      throw new Error('Unable to complete output ring');
    });
    const children = [box(0, 0, 2, 2), box(2, 0, 4, 2)];
    expect(() => judgeParent({ parent, children })).toThrow('Unable to complete output ring');
    expect(turf.union).toHaveBeenCalledTimes(2);
  });
});
