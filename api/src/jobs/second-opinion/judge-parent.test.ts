import * as turf from '@turf/turf';
import type { MultiPolygon as GeoJsonMultiPolygon } from 'geojson';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { areaSquareMetres } from '../../geometry/area-square-metres.js';
import { ringPositions } from '../../geometry/to-geojson.js';
import type { MultiPolygon } from '../../geometry/types.js';
import { judgeParent } from './judge-parent.js';
import { comparedKinds, type ComparedKind, type TurfVerdict, type WorkerTask } from './types.js';

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

/** Our findings, as a worker is sent them. */
function ours(change: Partial<Record<ComparedKind, MultiPolygon>> = {}): WorkerTask['ours'] {
  const show = (geometry: MultiPolygon | undefined): GeoJsonMultiPolygon | null =>
    geometry === undefined
      ? null
      : { type: 'MultiPolygon', coordinates: geometry.map((polygon) => polygon.map(ringPositions)) };
  return {
    gap: show(change.gap),
    overlap: show(change.overlap),
    'outside-parent': show(change['outside-parent']),
  };
}

/** The verdict on a parent in which we found nothing. */
function judge(task: Omit<WorkerTask, 'ours'>): TurfVerdict {
  return judgeParent({ ...task, ours: ours() }).verdict;
}

function expectAreas(verdict: TurfVerdict, wanted: Record<string, MultiPolygon | undefined>): void {
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
    expectAreas(judge({ parent, children }), {});
    expectAreas(judge({ parent, children: [parent] }), {});
  });

  it('is the gap, with its place', () => {
    const verdict = judge({ parent, children: [box(0, 0, 2, 2), box(3, 0, 4, 2)] });
    expectAreas(verdict, { gap: box(2, 0, 3, 2) });
    const [lng, lat] = verdict.gap.geometry!.coordinates[0]![0]![0]!;
    expect(lng).toBeCloseTo(110.0002, 9);
    expect(lat).toBeCloseTo(32, 9);
  });

  it('is what lies outside, and no gap or overlap for it', () => {
    const children = [box(0, 0, 2, 2), box(2, 0, 5, 2)];
    expectAreas(judge({ parent, children }), { 'outside-parent': box(4, 0, 5, 2) });
  });

  it('is the overlap once, however many lie over each other, and only its part within the parent', () => {
    const children = [box(0, 0, 4, 2), box(1, 0, 2, 3), box(1, 0, 2, 3)];
    expectAreas(judge({ parent, children }), {
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
    const verdict = judge({ parent: null, children: [...frame, island] });
    expect(verdict.gap.squareMetres).toBeCloseTo(
      areaSquareMetres(box(1, 1, 4, 4)) - areaSquareMetres(island),
      6,
    );
    expect(verdict['outside-parent'].squareMetres).toBe(0);
    expect(verdict.overlap.squareMetres).toBe(0);
  });

  it('is asked once more with the axes exchanged where Turf throws, and is the same', () => {
    const children = [box(0, 0, 2, 2), box(3, 0, 4, 2)];
    const wanted = judge({ parent, children });
    expect(judgeParent({ parent, children, ours: ours() }).firstFailure).toBeUndefined();
    vi.mocked(turf.union).mockImplementationOnce(() => {
      throw new Error('Unable to complete output ring');
    });
    const { verdict, firstFailure } = judgeParent({ parent, children, ours: ours() });
    expect(firstFailure).toBe('Unable to complete output ring');
    expect(verdict.gap.squareMetres).toBeCloseTo(wanted.gap.squareMetres, 9);
    expectAreas(verdict, { gap: box(2, 0, 3, 2) });
  });

  it('is both exceptions where Turf throws twice', () => {
    const first = new Error('Unable to complete output ring');
    const second = new Error('Maximum call stack size exceeded');
    vi.mocked(turf.union)
      .mockImplementationOnce(() => {
        throw first;
      })
      .mockImplementationOnce(() => {
        throw second;
      });
    const children = [box(0, 0, 2, 2), box(2, 0, 4, 2)];
    expect(() => judge({ parent, children })).toThrow(
      expect.objectContaining({
        message: 'Unable to complete output ring; with the axes exchanged: Maximum call stack size exceeded',
        errors: [first, second],
      }),
    );
    expect(turf.union).toHaveBeenCalledTimes(2);
  });

  it('is laid over our findings: nothing is apart where both have the same, to the vertex', () => {
    const children = [box(0, 0, 2, 2), box(3, 0, 5, 2), box(3, 0, 4, 1)];
    const { verdict } = judgeParent({
      parent,
      children,
      ours: ours({ gap: box(2, 0, 3, 2), overlap: box(3, 0, 4, 1), 'outside-parent': box(4, 0, 5, 2) }),
    });
    for (const kind of comparedKinds) expect(verdict[kind].apartSquareMetres, kind).toBe(0);
  });

  it('is apart from a finding of the same size elsewhere, by both areas, whichever axis comes first', () => {
    const children = [box(0, 0, 2, 2), box(3, 0, 4, 2)];
    const task = { parent, children, ours: ours({ gap: box(0, 0, 1, 2) }) };
    const both = 2 * areaSquareMetres(box(2, 0, 3, 2));
    expect(judgeParent(task).verdict.gap.apartSquareMetres).toBeCloseTo(both, 6);
    vi.mocked(turf.union).mockImplementationOnce(() => {
      throw new Error('Unable to complete output ring');
    });
    expect(judgeParent(task).verdict.gap.apartSquareMetres).toBeCloseTo(both, 6);
  });

  it('is apart from a finding shifted by half its width by what each has alone', () => {
    const gap = box(2, 0, 4, 2);
    const { verdict } = judgeParent({
      parent,
      children: [box(0, 0, 2, 2)],
      ours: ours({ gap: box(1, 0, 3, 2) }),
    });
    expect(verdict.gap.apartSquareMetres).toBeCloseTo(areaSquareMetres(gap), 6);
  });
});
