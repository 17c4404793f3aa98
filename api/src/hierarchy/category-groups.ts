import type { Category } from './categories.js';

/**
 * The six groups in which the field reports element counts. They do not follow from the classes: villages are
 * counted apart from the other community elements, and SMEs with the clusters. A territory may change the class
 * of a category; these groups stay.
 */
export const categoryGroups = [
  { code: 'village', zh: '乡村', en: 'Village', categories: ['village'] },
  {
    code: 'industry',
    zh: '行业',
    en: 'Industry',
    categories: [
      'government',
      'finance',
      'large-enterprise',
      'hotel',
      'tourism',
      'school',
      'hospital',
      'internet-cafe',
    ],
  },
  {
    code: 'sme-and-cluster',
    zh: '中小企业及聚类',
    en: 'SME and cluster',
    categories: ['sme', 'industrial-park', 'office-building', 'specialised-market'],
  },
  { code: 'non-cluster', zh: '非聚类', en: 'Non-cluster', categories: ['street-shops', 'other'] },
  {
    code: 'community',
    zh: '社区',
    en: 'Community',
    categories: ['residential-compound', 'residential-mixed'],
  },
  { code: 'vacant', zh: '空地', en: 'Vacant', categories: ['vacant-land', 'public-facility', 'park'] },
] as const satisfies readonly { code: string; zh: string; en: string; categories: readonly Category[] }[];

export type CategoryGroup = (typeof categoryGroups)[number]['code'];

/** The group a category is reported under. Every category has exactly one. */
export function groupOfCategory(category: Category): CategoryGroup {
  const group = categoryGroups.find((candidate) =>
    (candidate.categories as readonly Category[]).includes(category),
  );
  if (group === undefined) throw new Error(`category ${category} is in no reporting group`);
  return group.code;
}

/** Adds up counts per category into the six groups; a category without a count counts 0. */
export function countByGroup(
  counts: Readonly<Partial<Record<Category, number>>>,
): Record<CategoryGroup, number> {
  const totals = Object.fromEntries(
    categoryGroups.map((group) => [
      group.code,
      group.categories.reduce((sum, category) => sum + (counts[category] ?? 0), 0),
    ]),
  );
  return totals as Record<CategoryGroup, number>;
}
