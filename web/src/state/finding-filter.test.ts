import { describe, expect, it } from 'vitest';
import type { FindingItem, FindingTally } from '../api/types.js';
import { assigneesOf, bodyOf, countOf, everythingOpen, matches, narrow, queryOf } from './finding-filter.js';

const gap = {
  ...{ kind: 'gap', sizeClass: 'real', level: 'element', parent: '42' },
  ...{ change: 'new', status: 'open', state: 'open', assignee: 'Li' },
} as FindingItem;

function tally(count: number, given: Partial<FindingTally>): FindingTally {
  return {
    ...{ kind: 'gap', sizeClass: 'real', change: 'new', status: 'open', state: 'open', assignee: null },
    ...given,
    count,
  } as FindingTally;
}

describe('the filter of the findings', () => {
  it('asks for the same in a query and in a body, but a body can also ask for no parent', () => {
    const filter = narrow(everythingOpen, { change: 'new', assignee: 'Li' });
    expect(queryOf(filter)).toEqual(bodyOf(filter));
    const noParent = narrow(everythingOpen, { group: { level: 'branch', parent: null } });
    expect(bodyOf(noParent)).toEqual({ status: 'open', sizeClass: 'noise', level: 'branch', parent: null });
    expect(queryOf(noParent)).toEqual({ status: 'open', sizeClass: 'noise', level: 'branch' });
  });

  it.each([
    ['what is open', {}, true],
    ['its own kind', { kind: 'gap' }, true],
    ['another kind', { kind: 'overlap' }, false],
    ['what is new', { change: 'new' }, true],
    ['what is the same', { change: 'same' }, false],
    ['work that is done', { state: 'done' }, false],
    ['somebody else', { assignee: 'Wang' }, false],
    ['what is waived', { waived: true }, false],
    ['noise under its parent', { group: { level: 'element', parent: '42' } }, false],
  ] as const)('takes a new gap given to Li when asked for %s: %s', (_asked, by, isTaken) => {
    expect(matches(narrow(everythingOpen, by), gap)).toBe(isTaken);
  });

  it('takes noise only under the parent of the group, also where that is none', () => {
    const noise: FindingItem = { ...gap, sizeClass: 'noise', parent: null };
    const under = (parent: string | null) =>
      matches(narrow(everythingOpen, { group: { level: 'element', parent } }), noise);
    expect([under(null), under('42'), matches(everythingOpen, noise)]).toEqual([true, false, false]);
  });

  it('counts who has how many whoever is asked for, most first', () => {
    const tallies = [
      tally(2, { assignee: 'Li' }),
      tally(5, { assignee: 'Wang' }),
      tally(9, { assignee: 'Zhao', status: 'waived' }),
      tally(1, { assignee: 'Li', kind: 'overlap' }),
      tally(7, {}),
    ];
    const filter = narrow(everythingOpen, { assignee: 'Li' });
    expect(countOf(tallies, filter)).toBe(3);
    expect(assigneesOf(tallies, filter)).toEqual([
      { assignee: 'Wang', count: 5 },
      { assignee: 'Li', count: 3 },
    ]);
  });
});
