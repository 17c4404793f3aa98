import { categories } from '@wangge/api/hierarchy/categories';
import { findingKinds } from '@wangge/api/hierarchy/finding-kinds';
import { gridLevels } from '@wangge/api/hierarchy/levels';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { locales } from '../messages/locale.js';
import { changes, everythingOpen, workStates, type QueueFilter } from './finding-filter.js';
import { formatView, parseView, queueLists, rightTabs, type UrlView } from './url-view.js';

const degrees = (most: number, digits: number) =>
  fc.integer({ min: -most * 10 ** digits, max: most * 10 ** digits }).map((value) => value / 10 ** digits);

const point = (digits: number) => fc.tuple(degrees(180, digits), degrees(90, digits));

const filter: fc.Arbitrary<QueueFilter> = fc.record(
  {
    waived: fc.boolean(),
    noise: fc.boolean(),
    kind: fc.constantFrom(...findingKinds.map(({ code }) => code)),
    change: fc.constantFrom(...changes),
    state: fc.constantFrom(...workStates),
    assignee: fc.constantFrom('李雷', 'a&b=c/d', '100%'),
    group: fc.record({
      level: fc.constantFrom(...gridLevels),
      parent: fc.constantFrom(null, '420304017002', '甲/乙&丙'),
    }),
  },
  { requiredKeys: ['waived', 'noise'] },
);

const view: fc.Arbitrary<UrlView> = fc.record(
  {
    locale: fc.constantFrom(...locales),
    tab: fc.constantFrom(...rightTabs),
    filter,
    list: fc.constantFrom(...queueLists),
    territoryId: fc.stringMatching(/^[a-z0-9][a-z0-9-]{0,39}$/),
    camera: fc.record({
      center: point(5),
      zoom: fc.integer({ min: 0, max: 2400 }).map((zoom) => zoom / 100),
    }),
    gridId: fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER }),
    point: point(7),
    findingId: fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER }),
    categories: fc.subarray(['', ...categories.map(({ code }) => code)], { minLength: 1 }),
  },
  { requiredKeys: ['locale', 'tab', 'filter', 'list'] },
);

const plain: UrlView = { locale: 'zh-CN', tab: 'overview', filter: everythingOpen, list: 'findings' };

describe('the address', () => {
  it('brings every view back', () => {
    fc.assert(
      fc.property(view, (given) => {
        // JSON knows no −0, and neither does an address.
        expect(JSON.parse(JSON.stringify(parseView(formatView(given))))).toEqual(
          JSON.parse(JSON.stringify(given)),
        );
      }),
      { numRuns: 500 },
    );
  });

  it('is short for the default view', () => {
    expect(formatView(plain)).toBe('');
  });

  it('brings back that no category is shown', () => {
    const given: UrlView = { ...plain, locale: 'en', categories: [] };
    expect(parseView(formatView(given))).toEqual(given);
  });

  it.each([
    '#',
    '#map=x/1/2',
    '#map=5/200/10',
    '#map=99/1/2',
    '#grid=-1',
    '#grid=1e9',
    '#finding=99999999999999999999',
    '#kind=nonsense',
    '#change=gone',
    '#state=shut',
    '#noise-in=moon/1',
    '#noise-in=element',
    '#list=__proto__',
    '#lang=fr',
    '#tab=__proto__',
    '#point=1',
    '#%E0%A4%A',
  ])('falls back to the default for %s', (hash) => {
    expect(parseView(hash)).toEqual(plain);
  });
});
