import { describe, expect, it } from 'vitest';
import { compareVerdict, describeFailure } from './compare-verdict.js';
import type { ConditionArea, ParentCase, ParentVerdict } from './types.js';

const nothing: ConditionArea = { squareMetres: 0, geometry: null };

function verdict(change: Partial<ParentVerdict> = {}): ParentVerdict {
  return { gap: nothing, overlap: nothing, 'outside-parent': nothing, ...change };
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
    expect(compareVerdict(subject(verdict({ gap: area(ours) })), verdict({ gap: area(turf) }))).toEqual([]);
    expect(compareVerdict(subject(verdict({ gap: area(turf) })), verdict({ gap: area(ours) }))).toEqual([]);
  });

  it.each([
    [0, 1.2e-5],
    [1e9, 1e9 + 1.2e-3],
    [3, 0],
  ])('disagree on %d m² by ours against %d m² by Turf, with both geometries', (ours, turf) => {
    const [one, another] = [area(ours), area(turf)];
    expect(compareVerdict(subject(verdict({ overlap: one })), verdict({ overlap: another }))).toEqual([
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
    const found = compareVerdict(subject(verdict({ gap: area(5) })), verdict({ overlap: area(5) }));
    expect(found.map(({ what }) => what)).toEqual(['gap', 'overlap']);
  });

  it('are not made up where Turf fails: all that ours found is kept with the reason', () => {
    const failure = describeFailure(
      subject(verdict({ gap: area(5), 'outside-parent': area(2) }), null),
      'no memory',
    );
    expect(failure).toMatchObject({ what: 'failure', parent: null, oursSquareMetres: 7, turf: null });
    expect(failure.ours?.coordinates).toHaveLength(2);
    expect(failure.message).toBe('All of level element: Turf gives no answer: no memory');
  });
});
