import type { Category } from '@wangge/api/hierarchy/categories';

/** What is drawn over the fill so that two categories of one class differ without colour. */
export type Motif = 'plain' | 'dots' | 'rising' | 'falling' | 'level' | 'upright' | 'plus' | 'mesh';

export interface CategoryStyle {
  /** The element's fill. */
  readonly fill: string;
  /** The motif's colour: a darker tone of the same hue. */
  readonly ink: string;
  readonly motif: Motif;
}

/**
 * One hue per class, lightness and motif within a class: blue industry, rose cluster, yellow non-cluster, orange
 * community, green vacant. The hues stay apart for red-green blindness; for the rare blue blindness, where they cannot,
 * fill or motif still tells any two categories apart (`category-styles.test.ts`).
 */
export const categoryStyles: Readonly<Record<Category, CategoryStyle>> = {
  government: { fill: '#6fa3db', ink: '#1f4e86', motif: 'plain' },
  finance: { fill: '#8db7e4', ink: '#2a5c97', motif: 'mesh' },
  'large-enterprise': { fill: '#6fa3db', ink: '#1f4e86', motif: 'rising' },
  hotel: { fill: '#a9c9ec', ink: '#39699f', motif: 'dots' },
  tourism: { fill: '#c5dbf3', ink: '#3f6ea3', motif: 'plus' },
  school: { fill: '#a9c9ec', ink: '#39699f', motif: 'level' },
  hospital: { fill: '#c5dbf3', ink: '#3f6ea3', motif: 'upright' },
  'internet-cafe': { fill: '#8db7e4', ink: '#2a5c97', motif: 'falling' },
  sme: { fill: '#dfb4d2', ink: '#83406c', motif: 'plain' },
  'industrial-park': { fill: '#c789b3', ink: '#53183f', motif: 'rising' },
  'office-building': { fill: '#d39fc3', ink: '#662b53', motif: 'upright' },
  'specialised-market': { fill: '#e9c8df', ink: '#8a4a74', motif: 'mesh' },
  'street-shops': { fill: '#f0d65f', ink: '#857000', motif: 'level' },
  other: { fill: '#f7eaa6', ink: '#8f7d1f', motif: 'plus' },
  'residential-compound': { fill: '#e39d68', ink: '#84400f', motif: 'dots' },
  'residential-mixed': { fill: '#efb78c', ink: '#8f4c1e', motif: 'upright' },
  village: { fill: '#f9dcc2', ink: '#9c5a2c', motif: 'plain' },
  'vacant-land': { fill: '#c3e0cf', ink: '#3f7458', motif: 'dots' },
  'public-facility': { fill: '#9fcfb4', ink: '#2b6446', motif: 'plus' },
  park: { fill: '#74b796', ink: '#174a2f', motif: 'falling' },
};

/** An element whose category is missing or unknown. */
export const uncategorisedStyle: CategoryStyle = { fill: '#d5d7da', ink: '#6a7078', motif: 'mesh' };

export function styleOfCategory(code: string | null): CategoryStyle {
  if (code !== null && code in categoryStyles) return categoryStyles[code as Category];
  return uncategorisedStyle;
}
