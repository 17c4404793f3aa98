import { describe, expect, it } from 'vitest';
import type { Api } from '../api/create-api.js';
import type { FindingItem, FindingPage, Grid } from '../api/types.js';
import { FindingsQueue } from './findings-queue.svelte.js';
import { Remote } from './remote.svelte.js';

function finding(findingId: number, sizeClass: FindingItem['sizeClass']): FindingItem {
  return { findingId, sizeClass, kind: 'gap', level: 'element', parent: '42' } as FindingItem;
}

const totals: FindingPage['totals'] = [
  {
    ...{ kind: 'gap', level: 'element', severity: 'error', sizeClass: 'real' },
    ...{ count: 3, areaSquareMetres: 30, openCount: 3, openAreaSquareMetres: 30 },
  },
  {
    ...{ kind: 'gap', level: 'element', severity: 'info', sizeClass: 'noise' },
    ...{ count: 2, areaSquareMetres: 0.1, openCount: 2, openAreaSquareMetres: 0.1 },
  },
];

/** Two pages: 1, 2, noise 8 and then 3, noise 9. */
function fakeApi(): { api: Api; asked: unknown[] } {
  const asked: unknown[] = [];
  const api: Partial<Api> = {
    listFindings: (_territory, _audit, query) => {
      asked.push(query);
      const isFirst = query.cursor === undefined;
      return Promise.resolve({
        items: isFirst
          ? [finding(1, 'real'), finding(2, 'real'), finding(8, 'noise')]
          : [finding(3, 'real'), finding(9, 'noise')],
        nextCursor: isFirst ? 'second' : null,
        totals,
      });
    },
    readFinding: (_territory, findingId) => Promise.resolve(finding(findingId, 'real')),
    readGridRecord: (_territory, code, level) =>
      Promise.resolve({ gridId: 9, code, level, name: 'North market' } as Grid),
    listAncestors: (_territory, gridId) =>
      Promise.resolve([{ gridId: gridId + 1, level: 'branch', name: 'North' } as Grid]),
  };
  return { api: api as Api, asked };
}

describe('FindingsQueue', () => {
  it('leaves noise out of the list but counts it', async () => {
    const queue = new FindingsQueue(fakeApi().api);
    await queue.open('sample', 7);
    expect(queue.items.map(({ findingId }) => findingId)).toEqual([1, 2]);
    expect([queue.count, queue.noiseCount]).toEqual([3, 2]);
    await queue.showNoise(true);
    expect(queue.items.map(({ findingId }) => findingId)).toEqual([1, 2, 8]);
    expect(queue.count).toBe(5);
  });

  it('keeps the counts of the audit while a filter asks anew, and forgets them with the audit', async () => {
    const queue = new FindingsQueue(fakeApi().api);
    await queue.open('sample', 7);
    const asking = queue.showKind('overlap');
    expect(queue.totals).toEqual(totals);
    await asking;
    await queue.open('sample', null);
    expect(queue.totals).toEqual([]);
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

  it('asks the API for the kind', async () => {
    const { api, asked } = fakeApi();
    const queue = new FindingsQueue(api);
    await queue.open('sample', 7);
    await queue.showKind('overlap');
    expect(asked.at(-1)).toMatchObject({ kind: 'overlap' });
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
        : Promise.resolve({ ...finding(findingId, 'real'), assignee: change.assignee ?? null });
    };
    const queue = new FindingsQueue(api);
    await queue.open('sample', 7);
    await queue.choose(2);
    expect(await queue.changeChosen({ assignee: 'Li' })).toBe(true);
    expect(queue.items.map(({ assignee }) => assignee)).toEqual([undefined, 'Li']);
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
