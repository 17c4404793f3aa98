import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { carryFindings, type Reported } from './carry-findings.js';

/**
 * Gaps between the same two grids, along a border that runs east; `x` is the western end in metres (about), the
 * ordinal counts from the west as it does in an audit.
 */
function gaps(
  ...places: readonly { readonly x: number; readonly hash: string; readonly long?: number }[]
): Reported[] {
  return [...places]
    .sort((a, b) => a.x - b.x)
    .map(({ x, hash, long = 10 }, index) => ({
      kind: 'gap',
      identity: `gap/element/O/E1+E2/${index + 1}`,
      geometryHash: hash,
      box: [x * 1e-5, 0, (x + long) * 1e-5, 1e-5],
    }));
}

/** `hash: change` of every finding, and which one it was. */
function tell(before: readonly Reported[], now: readonly Reported[]): string[] {
  return carryFindings(before, now).map(
    ({ change, from }, index) =>
      `${now[index]?.geometryHash} ${change}${from === undefined ? '' : ` ${from.geometryHash}`}`,
  );
}

describe('carryFindings', () => {
  const a = { x: 100, hash: 'a' };
  const b = { x: 200, hash: 'b' };

  it('keeps a and b the same when c appears to the west of both', () => {
    const now = gaps({ x: 0, hash: 'c' }, a, b);
    expect(now[1]?.identity).toBe(gaps(a, b)[1]?.identity);
    expect(tell(gaps(a, b), now)).toEqual(['c new', 'a same a', 'b same b']);
  });

  it('keeps b the same when a, to its west, is gone', () => {
    expect(tell(gaps(a, b), gaps(b))).toEqual(['b same b']);
  });

  it('calls a changed where its place was redrawn, also while c appears to the west', () => {
    expect(tell(gaps(a, b), gaps({ x: 0, hash: 'c' }, { x: 102, hash: 'a2' }, b))).toEqual([
      'c new',
      'a2 changed a',
      'b same b',
    ]);
  });

  it('does not take a gap at another place for the old one, though both have the same identity', () => {
    expect(tell(gaps(a), gaps({ x: 500, hash: 'c' }))).toEqual(['c new']);
  });

  it('gives a place that was cut in two to the larger part', () => {
    expect(
      tell(
        gaps({ x: 100, hash: 'a', long: 50 }),
        gaps({ x: 100, hash: 'a1' }, { x: 115, hash: 'a2', long: 35 }),
      ),
    ).toEqual(['a1 new', 'a2 changed a']);
  });

  it('pairs what lies within a metre, and not what lies further', () => {
    expect(tell(gaps(a), gaps({ x: 110.9, hash: 'near' }))).toEqual(['near changed a']);
    expect(tell(gaps(a), gaps({ x: 111.2, hash: 'far' }))).toEqual(['far new']);
  });

  it('carries the condition of a grid wherever the grid lies', () => {
    const grid = (x: number): Reported => ({
      kind: 'category-missing',
      identity: 'category-missing/element/O/E1/1',
      geometryHash: String(x),
      box: [x, 0, x + 1, 1],
    });
    expect(tell([grid(0)], [grid(5)])).toEqual(['5 changed 0']);
    expect(tell([grid(0)], [grid(0)])).toEqual(['0 same 0']);
  });

  it('never pairs different subjects, even at the same place', () => {
    const other = gaps(a).map((each) => ({ ...each, identity: 'gap/element/O/E1+E3/1' }));
    expect(tell(gaps(a), other)).toEqual(['a new']);
  });

  it('gives every finding of the run before at most once, and all of an equal run back as the same', () => {
    const place = fc.record({
      x: fc.integer({ min: 0, max: 300 }),
      hash: fc.constantFrom('p', 'q', 'r', 's'),
    });
    const run = fc.array(place, { maxLength: 12 }).map((places) => gaps(...places));
    fc.assert(
      fc.property(run, run, (before, now) => {
        const carried = carryFindings(before, now);
        expect(carried).toHaveLength(now.length);
        const from = carried.flatMap((each) => (each.from === undefined ? [] : [each.from]));
        expect(new Set(from).size).toBe(from.length);
        for (const [index, each] of carried.entries()) {
          if (each.change === 'same') expect(each.from.geometryHash).toBe(now[index]?.geometryHash);
        }
        expect(carryFindings(now, now).map((each) => each.from)).toEqual(now);
      }),
    );
  });
});
