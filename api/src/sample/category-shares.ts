import type { Category } from '../hierarchy/categories.js';
import type { CategoryGroup } from '../hierarchy/category-groups.js';

/** Shiyan's elements by reporting group (2011): 7 183 in all. */
export const groupCounts: Readonly<Record<CategoryGroup, number>> = {
  village: 1951,
  industry: 742,
  'sme-and-cluster': 1861,
  'non-cluster': 190,
  community: 2058,
  vacant: 381,
};

/** Our division of each group among its categories; the papers give none. Sums are the groups' counts. */
export const categoryCounts: Readonly<Record<Category, number>> = {
  village: 1951,
  government: 190,
  finance: 110,
  'large-enterprise': 60,
  hotel: 80,
  tourism: 36,
  school: 130,
  hospital: 70,
  'internet-cafe': 66,
  sme: 1290,
  'industrial-park': 96,
  'office-building': 215,
  'specialised-market': 260,
  'street-shops': 150,
  other: 40,
  'residential-compound': 1240,
  'residential-mixed': 818,
  'vacant-land': 170,
  'public-facility': 116,
  park: 95,
};
