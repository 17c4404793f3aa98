import type { LatticeBox } from '../../geometry/types.js';

/** How large a place is and where, in lattice steps. */
export interface Extent {
  readonly box: LatticeBox;
  readonly area: number;
  readonly perimeter: number;
}

/** Whether a place lies where another did and is no larger, give or take that its border has moved by so many steps. */
export function hasNotGrown(before: Extent, after: Extent, steps: number): boolean {
  return (
    after.box[0] >= before.box[0] - steps &&
    after.box[1] >= before.box[1] - steps &&
    after.box[2] <= before.box[2] + steps &&
    after.box[3] <= before.box[3] + steps &&
    after.area <= before.area + steps * before.perimeter
  );
}
