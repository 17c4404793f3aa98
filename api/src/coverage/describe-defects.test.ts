import { expect, it } from 'vitest';
import { runSteps } from '../geometry/run-steps.js';
import { describeDefects } from './describe-defects.js';
import type { Defect } from './find-defects.js';

function gap(...corners: readonly (readonly [x: number, y: number])[]): Defect {
  const ring = [...corners, corners[0]!].map(([x, y]) => ({ x, y, exact: undefined }));
  return { kind: 'gap', owners: [], neighbours: [], cause: undefined, rings: [ring] };
}

//     ╱│
//   o ─┘ a
//   o ─┐     a and b begin at the same corner o
//     ╲│ b
it('two gaps that begin at one corner keep their identities, whichever is found first', () => {
  const a = gap([0, 0], [4000, 0], [4000, 4000]);
  const b = gap([0, 0], [4000, -4000], [4000, 0]);
  const told = [
    [a, b],
    [b, a],
  ].map((defects) =>
    runSteps(describeDefects(defects, 'element', undefined, [])).map(
      ({ identity, geometryHash }) => `${identity} ${geometryHash}`,
    ),
  );
  expect(new Set(told[0]).size).toBe(2);
  expect(told[1]).toEqual(told[0]);
});
