import type { GridLevel } from '@wangge/api/hierarchy/levels';

/** Names of the style's sources and layers, which tests and the map's border ask for by these constants. */
export const sourceIds = {
  reference: 'reference',
  grids: 'grids',
  gridLabels: 'grid_labels',
  findings: 'findings',
  selection: 'selection',
  chosenFinding: 'chosen-finding',
  repair: 'repair',
  point: 'point',
} as const;

/** Vector layers inside the tiles, as the API names them. */
export const tileLayers = {
  grids: 'grids',
  gridLabels: 'grid_labels',
  findings: 'findings',
  findingPoints: 'finding_points',
  streets: 'streets',
  water: 'water',
  buildings: 'buildings',
} as const;

export const gridFillIds: Readonly<Record<GridLevel, string>> = {
  county: 'county-fill',
  branch: 'branch-fill',
  'outlet-area': 'outlet-area-fill',
  element: 'element-fill',
};

export const gridLineIds: Readonly<Record<GridLevel, string>> = {
  county: 'county-line',
  branch: 'branch-line',
  'outlet-area': 'outlet-area-line',
  element: 'element-line',
};

export const gridLabelIds: Readonly<Record<GridLevel, string>> = {
  county: 'county-label',
  branch: 'branch-label',
  'outlet-area': 'outlet-area-label',
  element: 'element-label',
};

/** Names of villages at the zooms before all elements are named. */
export const villageLabelId = 'village-label';

export const elementPatternId = 'element-pattern';

export const referenceIds = {
  background: 'background',
  water: 'water',
  buildings: 'buildings',
  streetCasings: 'street-casings',
  streets: 'streets',
} as const;

export const findingIds = { fill: 'finding-fill', line: 'finding-line', badge: 'finding-badge' } as const;

/** A proposed repair of the chosen finding. */
export const repairIds = {
  fill: 'repair-fill',
  casing: 'repair-casing',
  after: 'repair-after',
  before: 'repair-before',
} as const;

export const selectionIds = {
  casing: 'selection-casing',
  line: 'selection-line',
  findingCasing: 'chosen-finding-casing',
  findingLine: 'chosen-finding-line',
  findingPoint: 'chosen-finding-point',
  point: 'picked-point',
} as const;
