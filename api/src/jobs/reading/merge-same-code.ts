import { Problem, tellValue } from '../../problem.js';
import type { UnderstoodFeature } from './understand-feature.js';

/**
 * Groups features that are records of one grid: the same code in the same level. A feature without a code is a grid
 * by itself.
 *
 * @param nameRecord the feature at a place in `features` as its owner finds it, for the error
 * @returns lists of places in `features`, in the order of their first.
 * @throws Problem `code-twice` when a code comes again and records are not to be merged, `no-code` when they are to be
 *   and none has one.
 */
export function groupSameCode(
  features: readonly UnderstoodFeature[],
  mergeSameCode: boolean,
  nameRecord: (index: number) => string,
): number[][] {
  if (mergeSameCode && features.every(({ facts }) => facts.code === null)) throw describeNoCode(features);
  const groups: number[][] = [];
  const groupOf = new Map<string, number[]>();
  for (const [index, { facts }] of features.entries()) {
    const key = facts.code === null ? undefined : `${facts.level} ${facts.code}`;
    const group = key === undefined ? undefined : groupOf.get(key);
    if (group === undefined) {
      const fresh = [index];
      groups.push(fresh);
      if (key !== undefined) groupOf.set(key, fresh);
      continue;
    }
    if (!mergeSameCode) {
      throw new Problem({
        type: 'code-twice',
        status: 422,
        file: facts.file,
        feature: facts.feature,
        field: 'code',
        detail: `The code ${tellValue(facts.code)} of level ${facts.level} is already that of ${nameRecord(group[0]!)}.`,
        fix: 'Give each grid a code of its own, or join records of one grid with --merge-same-code.',
      });
    }
    group.push(index);
  }
  return groups;
}

function describeNoCode(features: readonly UnderstoodFeature[]): Problem {
  const file = features[0]?.facts.file;
  return new Problem({
    type: 'no-code',
    status: 422,
    ...(file === undefined ? {} : { file }),
    field: 'code',
    detail: 'Records of one code are to be joined, and no record has a code.',
    fix: 'Name the field that holds it with --code-field, or leave out --merge-same-code.',
  });
}
