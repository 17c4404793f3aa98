import { describe, expect, it } from 'vitest';
import { compareVerdict, describeUnjudged } from './compare-verdict.js';
import type { ConditionArea, ParentCase, ParentVerdict, TurfArea, TurfVerdict } from './types.js';

const nothing: ConditionArea = { squareMetres: 0, geometry: null };

function verdict(change: Partial<ParentVerdict> = {}): ParentVerdict {
  return { gap: nothing, overlap: nothing, 'outside-parent': nothing, ...change };
}

/** What Turf says, all of it where ours has it but for `apartSquareMetres`. */
function turfVerdict(change: Partial<TurfVerdict> = {}): TurfVerdict {
  const none: TurfArea = { ...nothing, apartSquareMetres: 0 };
  return { gap: none, overlap: none, 'outside-parent': none, ...change };
}

function turfArea(squareMetres: number, apartSquareMetres = 0): TurfArea {
  return { ...area(squareMetres), apartSquareMetres };
}

function area(squareMetres: number): ConditionArea {
  return { squareMetres, geometry: { type: 'MultiPolygon', coordinates: [[[[squareMetres, 0]]]] } };
}

function subject(ours: ParentVerdict, parentCode: string | null = 'p'): ParentCase {
  return { level: 'element', parentCode, parent: null, children: [], ours, notJudged: 0 };
}

describe('two opinions of one parent', () => {
  it.each([
    ['are the same', 812.4, 812.4],
    ['differ by less than 1e-5 m²', 0, 0.9e-5],
    ['differ by less than 1e-12 of a large area', 1e9, 1e9 + 0.9e-3],
  ])('agree where they %s', (_what, ours, turf) => {
    const says = (one: number, another: number) =>
      compareVerdict(subject(verdict({ gap: area(one) })), turfVerdict({ gap: turfArea(another) }));
    expect(says(ours, turf)).toEqual([]);
    expect(says(turf, ours)).toEqual([]);
  });

  it.each([
    [0, 1.2e-5],
    [1e9, 1e9 + 1.2e-3],
    [3, 0],
  ])('disagree on %d m² by ours against %d m² by Turf, with both geometries', (ours, turf) => {
    const [one, another] = [area(ours), turfArea(turf)];
    expect(compareVerdict(subject(verdict({ overlap: one })), turfVerdict({ overlap: another }))).toEqual([
      {
        level: 'element',
        parent: 'p',
        what: 'overlap',
        oursSquareMetres: ours,
        turfSquareMetres: turf,
        ours: one.geometry,
        turf: another.geometry,
        message: expect.stringMatching(/^elements of p: overlap of .* by our proof, .* by Turf\.$/) as string,
      },
    ]);
  });

  it('disagree on each condition by itself: a gap is no overlap of the same size', () => {
    const found = compareVerdict(subject(verdict({ gap: area(5) })), turfVerdict({ overlap: turfArea(5) }));
    expect(found.map(({ what }) => what)).toEqual(['gap', 'overlap']);
  });

  /*
   *   B───────C   a square of 10 000 steps (about 111 m) at the equator: its perimeter of 444 m times
   *   │       │   half a thousandth of a step in both axes, 7.85e-6 m, is 3.5e-3 m²
   *   A───────D
   */
  const square: ConditionArea = {
    squareMetres: 12_300,
    geometry: {
      type: 'MultiPolygon',
      coordinates: [
        [
          [
            [0, 0],
            [0, 0.001],
            [0.001, 0.001],
            [0.001, 0],
            [0, 0],
          ],
        ],
      ],
    },
  };

  it('agree where ABCD is shifted by no more than the rounding of our findings', () => {
    const turf = { ...square, apartSquareMetres: 3.4e-3 };
    expect(compareVerdict(subject(verdict({ gap: square })), turfVerdict({ gap: turf }))).toEqual([]);
  });

  it('disagree where ABCD is shifted by more, though it is of the same size', () => {
    const turf = { ...square, apartSquareMetres: 3.6e-3 };
    const [found, ...others] = compareVerdict(subject(verdict({ gap: square })), turfVerdict({ gap: turf }));
    expect(others).toEqual([]);
    expect(found).toMatchObject({ what: 'gap', oursSquareMetres: 12_300, turfSquareMetres: 12_300 });
    expect(found?.ours).toBe(square.geometry);
    expect(found?.turf).toBe(square.geometry);
    expect(found?.message).toMatch(
      /^elements of p: gap of .* not in the same place: 0\.0036 m² are with one/,
    );
  });

  it('are not made up where Turf fails: all that ours found is kept with the reason', () => {
    const failure = describeUnjudged(
      subject(verdict({ gap: area(5), 'outside-parent': area(2) }), null),
      'no memory',
    );
    expect(failure).toMatchObject({ what: 'failure', parent: null, oursSquareMetres: 7, turf: null });
    expect(failure.ours?.coordinates).toHaveLength(2);
    expect(failure.message).toBe('All of level element: Turf gives no answer: no memory');
  });
});
