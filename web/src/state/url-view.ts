import { findingKinds } from '@wangge/api/hierarchy/finding-kinds';
import { gridLevels } from '@wangge/api/hierarchy/levels';
import type { LngLat } from '../api/types.js';
import { isLocale, locales, type Locale } from '../messages/locale.js';
import { changes, everythingOpen, narrow, workStates, type QueueFilter } from './finding-filter.js';

/** The tabs of the right-hand panel. */
export const rightTabs = ['overview', 'selection', 'findings'] as const;

export type RightTab = (typeof rightTabs)[number];

/** What stands in the list's place: the findings, noise by parent, or what the run before had and this one has not. */
export const queueLists = ['findings', 'noise', 'gone'] as const;

export type QueueList = (typeof queueLists)[number];

/** Everything a shared link carries. Absent members mean the default. */
export interface UrlView {
  readonly locale: Locale;
  readonly territoryId?: string;
  readonly camera?: { readonly center: LngLat; readonly zoom: number };
  readonly tab: RightTab;
  /** Identity of the selected grid. */
  readonly gridId?: number;
  /** The point that was asked about, when no grid is selected (a gap, an overlap). */
  readonly point?: LngLat;
  readonly filter: QueueFilter;
  readonly list: QueueList;
  readonly findingId?: number;
  /** Categories shown; absent shows all. */
  readonly categories?: readonly string[];
}

/** Digits that place a centre to about 1 m and a picked point to the lattice's 1 cm. */
const centerDigits = 5;
const pointDigits = 7;

function readNumber(text: string | undefined, least: number, most: number): number | undefined {
  if (text === undefined || !/^-?\d+(\.\d+)?$/.test(text)) return undefined;
  const value = Number(text);
  return value >= least && value <= most ? value : undefined;
}

function readId(text: string | null): number | undefined {
  if (text === null || !/^[1-9]\d{0,15}$/.test(text)) return undefined;
  const id = Number(text);
  return Number.isSafeInteger(id) ? id : undefined;
}

function readPoint(lngText: string | undefined, latText: string | undefined): LngLat | undefined {
  const lng = readNumber(lngText, -180, 180);
  const lat = readNumber(latText, -90, 90);
  return lng === undefined || lat === undefined ? undefined : [lng, lat];
}

function readCamera(text: string | null): UrlView['camera'] {
  const [zoomText, lngText, latText] = text?.split('/') ?? [];
  const zoom = readNumber(zoomText, 0, 24);
  const center = readPoint(lngText, latText);
  return zoom === undefined || center === undefined ? undefined : { center, zoom };
}

/** An empty list is no category at all; the empty code, elements without one, is written `none`. */
function readCategories(text: string): string[] {
  return text === '' ? [] : text.split(',').map((code) => (code === 'none' ? '' : code));
}

/** Drops the members that are undefined, so that two equal views are deeply equal. */
function compact<Value extends object>(value: Value): Value {
  return Object.fromEntries(Object.entries(value).filter(([, member]) => member !== undefined)) as Value;
}

/** `LEVEL/PARENT`; without the parent's code, noise that has no parent. */
function readGroup(text: string | null): QueueFilter['group'] {
  const slash = text?.indexOf('/') ?? -1;
  if (text === null || slash === -1) return undefined;
  const level = gridLevels.find((known) => known === text.slice(0, slash));
  return level && { level, parent: text.slice(slash + 1) || null };
}

function readFilter(search: URLSearchParams): QueueFilter {
  const kind = search.get('kind');
  return narrow(everythingOpen, {
    kind: findingKinds.find(({ code }) => code === kind)?.code,
    change: changes.find((known) => known === search.get('change')),
    state: workStates.find((known) => known === search.get('state')),
    assignee: search.get('assignee') || undefined,
    waived: search.get('waived') === 'shown',
    noise: search.get('noise') === 'shown',
    group: readGroup(search.get('noise-in')),
  });
}

/** Reads the part of an address after `#`. What is missing or makes no sense is left at its default. */
export function parseView(hash: string): UrlView {
  const search = new URLSearchParams(hash.replace(/^#/, ''));
  const lang = search.get('lang');
  const tab = search.get('tab');
  const categories = search.get('categories');
  const [lngText, latText] = search.get('point')?.split('/') ?? [];
  return compact<{ [Member in keyof UrlView]: UrlView[Member] | undefined }>({
    locale: lang !== null && isLocale(lang) ? lang : locales[0],
    territoryId: search.get('territory') || undefined,
    camera: readCamera(search.get('map')),
    tab: rightTabs.find((known) => known === tab) ?? 'overview',
    gridId: readId(search.get('grid')),
    point: readPoint(lngText, latText),
    filter: readFilter(search),
    list: queueLists.find((known) => known === search.get('list')) ?? 'findings',
    findingId: readId(search.get('finding')),
    categories: categories === null ? undefined : readCategories(categories),
  }) as UrlView;
}

/** Writes a view as the part of an address after `#`, defaults left out; `parseView` reads it back. */
export function formatView(view: UrlView): string {
  const parts: string[] = [];
  const add = (name: string, value: string | undefined) => {
    if (value !== undefined) parts.push(`${name}=${value}`);
  };
  if (view.camera !== undefined) {
    const [lng, lat] = view.camera.center;
    add('map', `${view.camera.zoom.toFixed(2)}/${lng.toFixed(centerDigits)}/${lat.toFixed(centerDigits)}`);
  }
  add('territory', view.territoryId && encodeURIComponent(view.territoryId));
  if (view.locale !== locales[0]) add('lang', view.locale);
  if (view.tab !== 'overview') add('tab', view.tab);
  add('grid', view.gridId?.toString());
  add('point', view.point?.map((degrees) => degrees.toFixed(pointDigits)).join('/'));
  const { kind, change, state, assignee, waived, noise, group } = view.filter;
  add('kind', kind);
  add('change', change);
  add('state', state);
  add('assignee', assignee && encodeURIComponent(assignee));
  if (waived) add('waived', 'shown');
  if (noise) add('noise', 'shown');
  add('noise-in', group && `${group.level}/${encodeURIComponent(group.parent ?? '')}`);
  if (view.list !== 'findings') add('list', view.list);
  add('finding', view.findingId?.toString());
  add('categories', view.categories?.map((code) => encodeURIComponent(code || 'none')).join(','));
  return parts.join('&');
}
