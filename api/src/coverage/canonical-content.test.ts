import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { MultiPolygon, Ring } from '../geometry/types.js';
import { fakeCity } from '../../test/fake-city.js';
import { hashContent, hashContentSteps } from './canonical-content.js';
import type { Grid } from './types.js';

/**
 *   6 ┌───────────┐
 *     │  ┌──┐ ┌─┐ │     one shell with two holes, and beside it a part of its own
 *     │  └──┘ └─┘ │
 *   0 └───────────┘  ┌─┐
 *     0           8  9 10
 */
const shell = Int32Array.of(0, 0, 8, 0, 8, 6, 0, 6, 0, 0);
const left = Int32Array.of(1, 2, 1, 4, 3, 4, 3, 2, 1, 2);
const right = Int32Array.of(5, 2, 5, 4, 6, 4, 6, 2, 5, 2);
const island = Int32Array.of(9, 0, 10, 0, 10, 1, 9, 1, 9, 0);

function grid(change: Partial<Grid> = {}): Grid {
  return {
    level: 'element',
    code: 'a',
    name: 'A',
    parentCode: 'p',
    category: 'village',
    geometry: [[shell, left, right], [island]],
    implied: false,
    ...change,
  };
}

function turn(ring: Ring, by: number): Ring {
  const open = Array.from(ring).slice(0, -2);
  const turned = [...open.slice(2 * by), ...open.slice(0, 2 * by)];
  return Int32Array.from([...turned, turned[0]!, turned[1]!]);
}

function reverse(ring: Ring): Ring {
  const points: number[] = [];
  for (let at = ring.length - 2; at >= 0; at -= 2) points.push(ring[at]!, ring[at + 1]!);
  return Int32Array.from(points);
}

describe('the hash of the content', () => {
  it('is the same wherever rings begin, whichever way they run, in any order of parts, holes and grids', () => {
    const wanted = hashContent([grid(), grid({ code: 'b' })]);
    fc.assert(
      fc.property(
        fc.array(fc.nat(3), { minLength: 4, maxLength: 4 }),
        fc.array(fc.boolean(), { minLength: 7, maxLength: 7 }),
        (turns, flips) => {
          const drawn = [shell, left, right, island].map((ring, index) => {
            const turned = turn(ring, turns[index]!);
            return flips[index]! ? reverse(turned) : turned;
          }) as [Ring, Ring, Ring, Ring];
          const holes = flips[4]! ? [drawn[1], drawn[2]] : [drawn[2], drawn[1]];
          const parts: MultiPolygon = [[drawn[0], ...holes], [drawn[3]]];
          const changed = grid({ geometry: flips[5]! ? parts : [...parts].reverse() });
          const grids = [changed, grid({ code: 'b' })];
          expect(hashContent(flips[6]! ? grids : grids.reverse())).toBe(wanted);
        },
      ),
    );
  });

  it('is the same for a ring that comes to its least vertex twice, from either of the two', () => {
    // Two triangles that touch at [0, 0].
    const bow = Int32Array.of(0, 0, 4, -1, 4, 1, 0, 0, 3, 5, 2, 6, 0, 0);
    const wanted = hashContent([grid({ geometry: [[bow]] })]);
    for (const ring of [turn(bow, 3), turn(bow, 1), turn(bow, 5), reverse(turn(bow, 2))]) {
      expect(hashContent([grid({ geometry: [[ring]] })])).toBe(wanted);
    }
  });

  it.each([
    ['a vertex moved by one step', { geometry: [[Int32Array.of(0, 0, 8, 0, 8, 6, 0, 7, 0, 0)]] }],
    ['a vertex in line', { geometry: [[Int32Array.of(0, 0, 4, 0, 8, 0, 8, 6, 0, 6, 0, 0)]] }],
    ['a hole filled', { geometry: [[shell, left], [island]] }],
    ['a part gone', { geometry: [[shell, left, right]] }],
    ['another level', { level: 'branch' as const }],
    ['another code', { code: 'A' }],
    ['another name', { name: 'A ' }],
    ['another parent', { parentCode: null }],
    ['another category', { category: null }],
  ])('differs for %s', (_what, change) => {
    expect(hashContent([grid(change)])).not.toBe(hashContent([grid()]));
  });

  it('differs for a grid more or less, and for names that only read alike when they are joined', () => {
    expect(hashContent([grid()])).not.toBe(hashContent([grid(), grid({ code: 'b' })]));
    const quoted = hashContent([grid({ name: 'A","p' })]);
    expect(quoted).not.toBe(hashContent([grid({ parentCode: 'A","p' })]));
    expect(hashContent([])).not.toBe(hashContent([grid()]));
  });

  it('does not depend on attributes of the store, on what was implied, or on rings that were repaired', () => {
    const original = { type: 'Point' as const, coordinates: [0, 0] };
    expect(hashContent([grid({ implied: true, original })])).toBe(hashContent([grid()]));
  });

  it('lets others run in the midst of a large map', () => {
    const grids = Array.from({ length: 2000 }, (_, index) => grid({ code: `${index}` }));
    const steps = hashContentSteps(grids);
    let yields = 0;
    let step = steps.next();
    while (step.done !== true) {
      yields += 1;
      step = steps.next();
    }
    expect(yields).toBeGreaterThan(3);
    expect(step.value).toBe(hashContent(grids));
  });

  it('is pinned for a small city, since certificates rely on it (Python’s hashlib gives the same)', () => {
    expect(hashContent(fakeCity().map((grid) => ({ ...grid, original: undefined })))).toBe(
      '5fe41b2bdb9bdcdd02e1fc3a931eb84dc2ddd9aa57979bbc62126a89e3f11ed5',
    );
  });
});
