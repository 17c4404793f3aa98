import type { MultiPolygon, LatticePoint } from '../geometry/types.js';
import type { Category } from '../hierarchy/categories.js';
import type { GridLevel } from '../hierarchy/levels.js';
import { numberChildren } from '../hierarchy/number-children.js';
import { projection } from './projection.js';
import type { Random } from './create-random.js';
import type { UpperLevels } from './form-upper-levels.js';
import type { ElementFacts } from './gather-elements.js';
import type { CityNames } from './name-city.js';
import { territoryName } from './name-stock.js';
import type { SampleGrid } from './types.js';

/** One polygon for every grid of a level, in the order of the labels. */
export type Outlines = { readonly territory: MultiPolygon } & Readonly<
  Record<GridLevel, readonly MultiPolygon[]>
>;

/**
 * Grids of all levels with codes numbered by place, sorted by level and code.
 *
 * @returns the grids, and the index of each element in the order of its grid.
 */
export function collectGrids(
  territoryCode: string,
  outlines: Outlines,
  elements: ElementFacts,
  upper: UpperLevels,
  names: CityNames,
  categories: readonly Category[],
  random: Random,
): { grids: SampleGrid[]; elementOrder: number[] } {
  const territory: SampleGrid = {
    level: 'territory',
    code: territoryCode,
    name: territoryName.zh,
    parentCode: null,
    category: null,
    geometry: outlines.territory,
    implied: false,
    attributes: {},
  };
  const everyElement = Int32Array.from({ length: elements.count }, (_, element) => element);
  const layers = [
    { level: 'county', of: upper.countyOf, names: names.counties },
    { level: 'branch', of: upper.branchOf, names: names.branches },
    { level: 'outlet-area', of: upper.outletAreaOf, names: names.outletAreas },
    { level: 'element', of: everyElement, names: names.elements },
  ] as const;
  const grids = [territory];
  let parentOf = new Int32Array(elements.count);
  let parentCodes = [territoryCode];
  let order: number[] = [];
  for (const layer of layers) {
    const codes = numberLayer(elements, layer.of, layer.names.length, parentOf, parentCodes);
    const rows = codes.map(({ code, parentCode }, index): SampleGrid => {
      const category = layer.level === 'element' ? (categories[index] as Category) : null;
      return {
        level: layer.level,
        code,
        name: layer.names[index] as string,
        parentCode,
        category,
        geometry: outlines[layer.level][index] as MultiPolygon,
        implied: false,
        attributes: category === null ? {} : countPeople(category, elements.areas[index] as number, random),
      };
    });
    order = rows.map((_, index) => index).sort((a, b) => (codeAt(rows, a) < codeAt(rows, b) ? -1 : 1));
    for (const index of order) grids.push(rows[index] as SampleGrid);
    parentOf = Int32Array.from(layer.of);
    parentCodes = codes.map(({ code }) => code);
  }
  return { grids, elementOrder: order };
}

function codeAt(rows: readonly SampleGrid[], index: number): string {
  return (rows[index] as SampleGrid).code;
}

/** Codes of a level's grids by their middle inside the parent. */
function numberLayer(
  elements: ElementFacts,
  of: Int32Array,
  count: number,
  parentOf: Int32Array,
  parentCodes: readonly string[],
): { code: string; parentCode: string }[] {
  const sums = Array.from({ length: count }, () => ({ x: 0, y: 0, members: 0, parent: -1 }));
  of.forEach((grid, element) => {
    const sum = sums[grid] as (typeof sums)[number];
    sum.x += elements.xs[element] as number;
    sum.y += elements.ys[element] as number;
    sum.members += 1;
    sum.parent = parentOf[element] as number;
  });
  const children: number[][] = parentCodes.map(() => []);
  sums.forEach((sum, grid) => (children[sum.parent] as number[]).push(grid));
  const rows = new Array<{ code: string; parentCode: string }>(count);
  children.forEach((list, parent) => {
    const parentCode = parentCodes[parent] as string;
    const points = list.map((grid): LatticePoint => {
      const sum = sums[grid] as (typeof sums)[number];
      return projection.toLattice(sum.x / sum.members, sum.y / sum.members);
    });
    numberChildren('standard', parentCode, points).forEach((code, at) => {
      rows[list[at] as number] = { code, parentCode };
    });
  });
  return rows;
}

/** Households and businesses, by category and area. */
function countPeople(category: Category, areaSquareMetres: number, random: Random): Record<string, number> {
  const hectares = areaSquareMetres / 10_000;
  const perHectare: Partial<Record<Category, readonly [households: number, businesses: number]>> = {
    'residential-compound': [110, 1.2],
    'residential-mixed': [95, 7],
    sme: [4, 9],
    'street-shops': [6, 24],
    'specialised-market': [2, 30],
    'office-building': [1, 32],
    village: [0.32, 0.006],
  };
  const [households, businesses] = perHectare[category] ?? [0.5, 0.8];
  const vary = (rate: number): number => Math.round(rate * hectares * random.between(0.6, 1.4));
  return { households: vary(households), businesses: vary(businesses) };
}
