import { hasNotGrown } from './has-not-grown.js';
import type { Trouble } from './inspect-family.js';

/** Rounding a crossing moves what meets there by less than this, in lattice steps. */
const roundingSteps = 1;

/**
 * What is wrong after a change and was not before. A trouble is the same when kind and grids are and its place has not grown by
 * more than rounding; it may have shrunk or gone. Each trouble of before stands for one of after.
 */
export function compareTroubles(before: readonly Trouble[], after: readonly Trouble[]): Trouble[] {
  const left = new Set(before);
  return after.filter((trouble) => {
    for (const known of left) {
      if (!isSame(known, trouble)) continue;
      left.delete(known);
      return false;
    }
    return true;
  });
}

function isSame(before: Trouble, after: Trouble): boolean {
  switch (after.kind) {
    case 'invalid-ring':
    case 'multipart-element':
      return before.kind === after.kind && before.grid === after.grid;
    case 'unmatched-vertex':
      return (
        before.kind === 'unmatched-vertex' &&
        before.lacking === after.lacking &&
        before.point[0] === after.point[0] &&
        before.point[1] === after.point[1]
      );
    case 'gap':
      // Who borders a gap may change with the grids beside it; the gap is the same.
      return before.kind === 'gap' && hasNotGrown(before, after, roundingSteps);
    case 'overlap':
    case 'outside-parent':
      return (
        before.kind === after.kind &&
        before.codes.length === after.codes.length &&
        before.codes.every((code, index) => code === after.codes[index]) &&
        hasNotGrown(before, after, roundingSteps)
      );
  }
}
