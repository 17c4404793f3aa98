import type { LatticeBox } from '../geometry/types.js';
import type { OverlapCause } from './types.js';

/**
 * Tells why children overlap, for all overlaps of one frame: `duplicate` when all owners are the same area,
 * `contained` when one lies wholly inside another, else `partial`. Read from the sets of owners of the cells, so it is exact; an
 * owner that reaches out of the frame is not contained.
 *
 * @param ownerSets owners of the cells in the frame, each set once
 * @param boxes per child
 * Cost: a question stops at the first two answers that decide it; answers are kept.
 */
export function overlapClassifier(
  ownerSets: readonly (readonly number[])[],
  boxes: readonly (LatticeBox | undefined)[],
  frame: LatticeBox,
): (owners: readonly number[]) => OverlapCause {
  const setsWith = new Map<number, number[]>();
  ownerSets.forEach((owners, index) => {
    for (const owner of owners) {
      const known = setsWith.get(owner);
      if (known === undefined) setsWith.set(owner, [index]);
      else known.push(index);
    }
  });
  const membersOf = new Map<number, ReadonlySet<number>>();
  const members = (owner: number): ReadonlySet<number> => {
    let known = membersOf.get(owner);
    if (known === undefined) {
      known = new Set(setsWith.get(owner));
      membersOf.set(owner, known);
    }
    return known;
  };
  const answers = new Map<number, boolean>();
  const isContained = (inner: number, outer: number): boolean => {
    const key = inner * boxes.length + outer;
    let answer = answers.get(key);
    if (answer === undefined) {
      answer = isWithin(boxes[inner], frame) && isSubset(setsWith.get(inner) ?? [], members(outer));
      answers.set(key, answer);
    }
    return answer;
  };
  return (owners) => {
    // The same area: each is contained in the next one, and the last in the first.
    if (owners.every((owner, at) => isContained(owner, owners[(at + 1) % owners.length]!)))
      return 'duplicate';
    const hasContained = owners.some((inner) =>
      owners.some((outer) => inner !== outer && isContained(inner, outer)),
    );
    return hasContained ? 'contained' : 'partial';
  };
}

function isSubset(some: readonly number[], all: ReadonlySet<number>): boolean {
  return some.length <= all.size && some.every((member) => all.has(member));
}

function isWithin(box: LatticeBox | undefined, frame: LatticeBox): boolean {
  return (
    box !== undefined && box[0] >= frame[0] && box[1] >= frame[1] && box[2] <= frame[2] && box[3] <= frame[3]
  );
}
