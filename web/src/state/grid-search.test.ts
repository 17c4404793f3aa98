import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Api } from '../api/create-api.js';
import type { Grid } from '../api/types.js';
import { GridSearch } from './grid-search.svelte.js';

/** 24 grids in pages of the size that is asked for; the cursor is the place of the next grid. */
function fakeApi(): { api: Api; asked: unknown[] } {
  const grids = Array.from({ length: 24 }, (_, index) => ({ gridId: index + 1 }) as Grid);
  const asked: unknown[] = [];
  const api: Partial<Api> = {
    searchGrids: (territoryId, text, limit, _signal, cursor) => {
      asked.push([territoryId, text, cursor]);
      const start = Number(cursor ?? 0);
      const end = start + limit;
      return Promise.resolve({
        revision: 1,
        items: grids.slice(start, end),
        nextCursor: end < grids.length ? String(end) : null,
      });
    },
  };
  return { api: api as Api, asked };
}

describe('GridSearch', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('says that there is more than the first page, and adds the rest when asked', async () => {
    const { api, asked } = fakeApi();
    const search = new GridSearch(api);
    search.type('sample', ' hospital ');
    await vi.runAllTimersAsync();
    expect(search.results.value?.grids.length).toBe(20);
    expect(search.results.value?.nextCursor).toBe('20');
    expect(search.active).toBe(0);
    await search.loadMore();
    expect(search.results.value?.grids.map(({ gridId }) => gridId)).toEqual(
      Array.from({ length: 24 }, (_, index) => index + 1),
    );
    expect(search.results.value?.nextCursor).toBeNull();
    expect(search.active).toBe(20);
    await search.loadMore();
    expect(asked).toEqual([
      ['sample', 'hospital', undefined],
      ['sample', 'hospital', '20'],
    ]);
  });

  it('adds nothing to what was cleared', async () => {
    const search = new GridSearch(fakeApi().api);
    search.type('sample', 'hospital');
    await vi.runAllTimersAsync();
    search.clear();
    await search.loadMore();
    expect(search.results.value).toBeUndefined();
  });
});
