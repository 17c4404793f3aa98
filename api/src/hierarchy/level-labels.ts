import type { Level } from './levels.js';

/** What a level is called, in both languages of the product. */
export interface LevelLabel {
  readonly zh: string;
  readonly en: string;
}

/** Labels a territory starts with; other firms say 营销中心 or 社区, so each territory may carry its own. */
export const defaultLevelLabels: Readonly<Record<Level, LevelLabel>> = {
  territory: { zh: '本地网', en: 'City company' },
  county: { zh: '一级网格', en: 'County department' },
  branch: { zh: '二级网格', en: 'Branch office' },
  'outlet-area': { zh: '三级网格', en: 'Outlet area' },
  element: { zh: '四级网格', en: 'Element' },
};

/** Other words the field uses for a level, understood on input beside the labels. */
export const levelSynonyms: Readonly<Record<Level, readonly string[]>> = {
  territory: ['市公司', 'city'],
  county: ['县', '区县', '县、市经营部'],
  branch: ['分局', '片区'],
  'outlet-area': ['网点', '网点区域'],
  element: ['网元'],
};
