import { findingKinds, type FindingKind } from '@wangge/api/hierarchy/finding-kinds';
import type { LngLat } from '../api/types.js';
import { isLocale, locales, type Locale } from '../messages/locale.js';

/** The tabs of the right-hand panel. */
export const rightTabs = ['overview', 'selection', 'findings'] as const;

export type RightTab = (typeof rightTabs)[number];

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
  readonly kind?: FindingKind;
  readonly noise: boolean;
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

/** Reads the part of an address after `#`. What is missing or makes no sense is left at its default. */
export function parseView(hash: string): UrlView {
  const search = new URLSearchParams(hash.replace(/^#/, ''));
  const lang = search.get('lang');
  const tab = search.get('tab');
  const kind = search.get('kind');
  const categories = search.get('categories');
  const [lngText, latText] = search.get('point')?.split('/') ?? [];
  return compact<{ [Member in keyof UrlView]: UrlView[Member] | undefined }>({
    locale: lang !== null && isLocale(lang) ? lang : locales[0],
    territoryId: search.get('territory') || undefined,
    camera: readCamera(search.get('map')),
    tab: rightTabs.find((known) => known === tab) ?? 'overview',
    gridId: readId(search.get('grid')),
    point: readPoint(lngText, latText),
    kind: findingKinds.find(({ code }) => code === kind)?.code,
    noise: search.get('noise') === 'shown',
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
  add('kind', view.kind);
  if (view.noise) add('noise', 'shown');
  add('finding', view.findingId?.toString());
  add('categories', view.categories?.map((code) => encodeURIComponent(code || 'none')).join(','));
  return parts.join('&');
}
