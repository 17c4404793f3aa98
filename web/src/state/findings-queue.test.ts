import { describe, expect, it } from 'vitest';
import type { Api, FindingQuery } from '../api/create-api.js';
import type { FindingItem, FindingTally, Grid, NoiseGroup } from '../api/types.js';
import { FindingsQueue } from './findings-queue.svelte.js';
import { Remote } from './remote.svelte.js';

function finding(findingId: number, given: Partial<FindingItem> = {}): FindingItem {
  return {
    ...{ findingId, sizeClass: 'real', kind: 'gap', level: 'element', parent: '42' },
    ...{ status: 'open', state: 'open', change: null, assignee: null },
    ...given,
  } as FindingItem;
}

function tally(count: number, given: Partial<FindingTally> = {}): FindingTally {
  const same = { change: null, status: 'open', state: 'open', assignee: null } as const;
  return { kind: 'gap', sizeClass: 'real', ...same, count, ...given };
}

/** Three gaps, one of them Li's, two of noise, and an overlap that is waived. */
const tallies = [
  tally(2),
  tally(1, { assignee: 'Li' }),
  tally(2, { sizeClass: 'noise' }),
  tally(1, { kind: 'overlap', status: 'waived' }),
];

const groups: NoiseGroup[] = [
  {
    ...{ level: 'element', parent: '42', count: 3, openCount: 2 },
    ...{ areaSquareMetres: 0.1, kinds: { gap: 3 } },
  },
];

/** What a server would answer has what was asked for. */
function asAsked({ status, sizeClass, change, assignee }: FindingQuery): Partial<FindingItem> {
  return {
    status: status ?? 'open',
    sizeClass: sizeClass ?? 'real',
    change: change ?? null,
    assignee: assignee ?? null,
  };
}

/** Two pages: 1, 2 and then 3. */
function fakeApi(): { api: Api; asked: unknown[] } {
  const asked: unknown[] = [];
  const api: Partial<Api> = {
    listFindings: (_territory, _audit, query) => {
      asked.push(query);
      const isFirst = query.cursor === undefined;
      return Promise.resolve({
        items: (isFirst ? [1, 2] : [3]).map((id) => finding(id, asAsked(query))),
        nextCursor: isFirst ? 'second' : null,
        totals: [],
      });
    },
    tallyFindings: () => Promise.resolve(tallies),
    listNoise: () => Promise.resolve(groups),
    readFinding: (_territory, findingId) => Promise.resolve(finding(findingId)),
    readGridRecord: (_territory, code, level) =>
      Promise.resolve({ gridId: 9, code, level, name: 'North market' } as Grid),
    listAncestors: (_territory, gridId) =>
      Promise.resolve([{ gridId: gridId + 1, level: 'branch', name: 'North' } as Grid]),
  };
  return { api: api as Api, asked };
}

describe('FindingsQueue', () => {
  it('asks for what is open and no noise, and counts it by the tallies', async () => {
    const { api, asked } = fakeApi();
    const queue = new FindingsQueue(api);
    await queue.open('sample', 7);
    expect(asked).toEqual([{ status: 'open', exceptSizeClass: 'noise', limit: 200 }]);
    expect([queue.count, queue.openCount, queue.noiseCount]).toEqual([3, 3, 2]);
    await queue.show({ noise: true });
    expect(asked.at(-1)).toEqual({ status: 'open', limit: 200 });
    expect([queue.count, queue.openCount]).toEqual([5, 3]);
  });

  it('narrows by work and waiver, and takes a part of the filter away again', async () => {
    const { api, asked } = fakeApi();
    const queue = new FindingsQueue(api);
    await queue.open('sample', 7);
    await queue.show({ assignee: 'Li', state: 'open' });
    expect(asked.at(-1)).toMatchObject({ assignee: 'Li', state: 'open' });
    expect(queue.count).toBe(1);
    await queue.show({ assignee: undefined, state: undefined, waived: true });
    expect(asked.at(-1)).toEqual({ status: 'waived', exceptSizeClass: 'noise', limit: 200 });
    expect(queue.count).toBe(1);
  });

  it('shows the noise under one parent, counted by its group', async () => {
    const { api, asked } = fakeApi();
    const queue = new FindingsQueue(api);
    await queue.open('sample', 7);
    await queue.readNoise();
    await queue.show({ group: { level: 'element', parent: '42' } });
    expect(asked.at(-1)).toEqual({
      ...{ status: 'open', sizeClass: 'noise', level: 'element', parent: '42', limit: 200 },
    });
    expect(queue.count).toBe(2);
  });

  it('reads the groups of noise when the address asks for one', async () => {
    const queue = new FindingsQueue(fakeApi().api);
    queue.filter = { waived: false, noise: false, group: { level: 'element', parent: '42' } };
    await queue.open('sample', 7);
    expect(queue.count).toBe(2);
  });

  it('keeps the counts of the audit while a filter asks anew, and forgets them with the audit', async () => {
    const queue = new FindingsQueue(fakeApi().api);
    await queue.open('sample', 7);
    const asking = queue.show({ kind: 'gap' });
    expect(queue.count).toBe(3);
    await asking;
    await queue.open('sample', null);
    expect(queue.count).toBe(0);
  });

  it('takes what was waived out of the list, keeps it open, and goes on to what took its place', async () => {
    const { api } = fakeApi();
    api.changeFinding = (_territory, findingId) => Promise.resolve(finding(findingId, { status: 'waived' }));
    const queue = new FindingsQueue(api);
    await queue.open('sample', 7);
    await queue.choose(1);
    await queue.changeChosen({ waive: { reason: 'lake', expiresAt: null } });
    expect([queue.items.map(({ findingId }) => findingId), queue.chosen?.status]).toEqual([[2], 'waived']);
    expect((await queue.step(1))?.findingId).toBe(2);
  });

  it('changes all under the filter, and reads list and counts anew', async () => {
    const { api, asked } = fakeApi();
    const bodies: unknown[] = [];
    api.changeFindings = (...[, auditId, filter, change]) => {
      bodies.push([auditId, filter, change]);
      return Promise.resolve(3);
    };
    const queue = new FindingsQueue(api);
    await queue.open('sample', 7);
    await queue.show({ kind: 'gap', change: 'new' });
    await queue.choose(1);
    expect(await queue.changeAll({ assignee: 'Li' })).toBe(true);
    const filter = { status: 'open', kind: 'gap', change: 'new', exceptSizeClass: 'noise' };
    expect(bodies).toEqual([[7, filter, { assignee: 'Li' }]]);
    expect([queue.bulk.value, queue.chosenId, asked.length]).toEqual([3, undefined, 3]);
  });

  it('says whose a finding is: its parent by name, and what is above', async () => {
    const queue = new FindingsQueue(fakeApi().api);
    await queue.open('sample', 7);
    await queue.choose(2);
    await expect.poll(() => queue.place.value).toBeDefined();
    expect(queue.place.value).toEqual({
      findingId: 2,
      parent: { gridId: 9, code: '42', level: 'outlet-area', name: 'North market' },
      ancestors: [{ gridId: 10, level: 'branch', name: 'North' }],
    });
    queue.unchoose();
    expect(queue.place.value).toBeUndefined();
  });

  it('steps over the end of a page, and stops at the last', async () => {
    const queue = new FindingsQueue(fakeApi().api);
    await queue.open('sample', 7);
    const seen: (number | undefined)[] = [];
    for (let step = 0; step < 4; step++) seen.push((await queue.step(1))?.findingId);
    expect(seen).toEqual([1, 2, 3, undefined]);
    expect((await queue.step(-1))?.findingId).toBe(2);
  });

  it('reads a finding of a shared link that no page has shown', async () => {
    const queue = new FindingsQueue(fakeApi().api);
    await queue.open('sample', 7);
    await queue.choose(42);
    expect(queue.chosen?.findingId).toBe(42);
    expect(queue.chosenIndex).toBe(-1);
  });

  it('asks nothing before the first audit', async () => {
    const { api, asked } = fakeApi();
    const queue = new FindingsQueue(api);
    await queue.open('sample', null);
    expect(asked).toEqual([]);
    expect(queue.isAudited).toBe(false);
  });
});

describe('Remote', () => {
  it('keeps the answer to the last question when an older one comes late', async () => {
    const remote = new Remote<string>();
    let answerFirst: (text: string) => void = () => undefined;
    const first = remote.load(() => new Promise((resolve) => (answerFirst = resolve)));
    await remote.load(() => Promise.resolve('second'));
    answerFirst('first');
    expect(await first).toBeUndefined();
    expect(remote.value).toBe('second');
  });

  it('tells a failure and asks again', async () => {
    const remote = new Remote<string>();
    let tries = 0;
    await remote.load(() =>
      ++tries === 1 ? Promise.reject(new TypeError('fetch failed')) : Promise.resolve('here'),
    );
    expect(remote.failure?.kind).toBe('unreachable');
    expect(await remote.retry()).toBe('here');
    expect([remote.failure, remote.isLoading]).toEqual([undefined, false]);
  });

  it('shows a changed finding changed in the list, and keeps what stood when the change is refused', async () => {
    const { api } = fakeApi();
    const changes: unknown[] = [];
    api.changeFinding = (_territory, findingId, change) => {
      changes.push([findingId, change]);
      return changes.length === 2
        ? Promise.reject(new Error('refused'))
        : Promise.resolve({ ...finding(findingId), assignee: change.assignee ?? null });
    };
    const queue = new FindingsQueue(api);
    await queue.open('sample', 7);
    await queue.choose(2);
    expect(await queue.changeChosen({ assignee: 'Li' })).toBe(true);
    expect(queue.items.map(({ assignee }) => assignee)).toEqual([null, 'Li']);
    expect(await queue.changeChosen({ assignee: 'Wang' })).toBe(false);
    expect([queue.chosen?.assignee, queue.change.failure !== undefined]).toEqual(['Li', true]);
    await queue.retryChange();
    expect([queue.chosen?.assignee, queue.change.failure]).toEqual(['Wang', undefined]);
    expect(changes).toEqual([
      [2, { assignee: 'Li' }],
      [2, { assignee: 'Wang' }],
      [2, { assignee: 'Wang' }],
    ]);
  });
});
