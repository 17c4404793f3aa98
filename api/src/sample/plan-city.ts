import { categoryGroups } from '../hierarchy/category-groups.js';
import type { Category } from '../hierarchy/categories.js';
import { Problem } from '../problem.js';
import { categoryCounts, groupCounts } from './category-shares.js';
import { shareOut } from './share-out.js';

/** How much of everything a city of a given size has. */
export interface CityPlan {
  readonly elements: number;
  readonly categories: Readonly<Record<Category, number>>;
  readonly villages: number;
  readonly counties: number;
  readonly branches: number;
  readonly outletAreas: number;
  readonly areaSquareMetres: number;
}

export const defaultElements = 7183;
const smallestCity = 200;
const largestCity = 500_000;
/** Shiyan's other figures; 1 003 outlet areas is our reading of "about 1 000". */
const shiyan = { counties: 14, branches: 249, outletAreas: 1003, areaSquareMetres: 23_700e6 };

/**
 * Scales Shiyan's figures to a number of elements: area, branches and outlet areas grow with it, so elements
 * keep their size; counties with its root, because two digits number at most 99. Every category gets at least
 * one element.
 *
 * @throws Problem `invalid-sample-size` outside 200 … 500 000 elements.
 */
export function planCity(elements: number): CityPlan {
  if (!Number.isInteger(elements) || elements < smallestCity || elements > largestCity) {
    throw new Problem({
      type: 'invalid-sample-size',
      status: 422,
      field: 'elements',
      detail: `A sample city has ${smallestCity} to ${largestCity} elements, not ${elements}.`,
      fix: `Give a whole number in that range; ${defaultElements} is the default.`,
    });
  }
  const scale = elements / defaultElements;
  const perGroup = shareOut(
    elements,
    categoryGroups.map((group) => groupCounts[group.code]),
    1,
  );
  const categories = Object.fromEntries(
    categoryGroups.flatMap((group, index) => {
      const weights = group.categories.map((category) => categoryCounts[category]);
      const total = Math.max(perGroup[index] as number, 0);
      const shares = shareOut(total, weights, total >= weights.length ? 1 : 0);
      return group.categories.map((category, at) => [category, shares[at] as number] as const);
    }),
  ) as Record<Category, number>;
  const counties = Math.min(Math.max(Math.round(shiyan.counties * Math.sqrt(scale)), 2), 90);
  return {
    elements,
    categories,
    villages: categories.village,
    counties,
    branches: Math.max(Math.round(shiyan.branches * scale), counties),
    outletAreas: Math.max(Math.round(shiyan.outletAreas * scale), counties),
    areaSquareMetres: shiyan.areaSquareMetres * scale,
  };
}
