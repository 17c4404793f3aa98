/** The five classes of `categories`, in the field's order. */
export const categoryClasses = [
  { code: 'industry', zh: '行业', en: 'Industry' },
  { code: 'cluster', zh: '聚类', en: 'Cluster' },
  { code: 'non-cluster', zh: '非聚类', en: 'Non-cluster' },
  { code: 'community', zh: '社区', en: 'Community' },
  { code: 'vacant', zh: '空地', en: 'Vacant' },
] as const;

export type CategoryClass = (typeof categoryClasses)[number]['code'];

export type Segment = 'business' | 'public';

/**
 * The 20 element categories in the field's order, which exists here and nowhere else. Class and segment are
 * defaults: a territory may change them in its registry.
 */
export const categories = [
  {
    code: 'government',
    zh: '党政军',
    en: 'Party, government, military',
    class: 'industry',
    segment: 'business',
  },
  { code: 'finance', zh: '金融', en: 'Finance', class: 'industry', segment: 'business' },
  {
    code: 'large-enterprise',
    zh: '大型企业',
    en: 'Large enterprise',
    class: 'industry',
    segment: 'business',
  },
  { code: 'sme', zh: '中小企业', en: 'Small and medium enterprise', class: 'cluster', segment: 'business' },
  { code: 'hotel', zh: '酒店', en: 'Hotel', class: 'industry', segment: 'business' },
  { code: 'tourism', zh: '旅游', en: 'Tourism', class: 'industry', segment: 'business' },
  { code: 'school', zh: '学校', en: 'School', class: 'industry', segment: 'business' },
  { code: 'hospital', zh: '医院', en: 'Hospital', class: 'industry', segment: 'business' },
  { code: 'internet-cafe', zh: '网吧', en: 'Internet café', class: 'industry', segment: 'business' },
  { code: 'industrial-park', zh: '产业园区', en: 'Industrial park', class: 'cluster', segment: 'business' },
  { code: 'office-building', zh: '商务楼宇', en: 'Office building', class: 'cluster', segment: 'business' },
  {
    code: 'specialised-market',
    zh: '专业市场',
    en: 'Specialised market',
    class: 'cluster',
    segment: 'business',
  },
  {
    code: 'street-shops',
    zh: '临街店铺',
    en: 'Street-front shops',
    class: 'non-cluster',
    segment: 'business',
  },
  { code: 'other', zh: '其他', en: 'Other', class: 'non-cluster', segment: 'public' },
  {
    code: 'residential-compound',
    zh: '小区',
    en: 'Residential compound',
    class: 'community',
    segment: 'public',
  },
  {
    code: 'residential-mixed',
    zh: '住宅楼-底层经营',
    en: 'Residential block with ground-floor business',
    class: 'community',
    segment: 'public',
  },
  { code: 'vacant-land', zh: '空地', en: 'Vacant land', class: 'vacant', segment: 'public' },
  { code: 'public-facility', zh: '公共设施', en: 'Public facility', class: 'vacant', segment: 'public' },
  { code: 'park', zh: '公园', en: 'Park', class: 'vacant', segment: 'public' },
  { code: 'village', zh: '乡村', en: 'Village', class: 'community', segment: 'public' },
] as const satisfies readonly {
  code: string;
  zh: string;
  en: string;
  class: CategoryClass;
  segment: Segment;
}[];

export const categoryCodes = categories.map((category) => category.code);

export type Category = (typeof categories)[number]['code'];
