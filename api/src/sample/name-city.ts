import type { Category } from '../hierarchy/categories.js';
import type { Random } from './create-random.js';
import type { UpperLevels } from './form-upper-levels.js';
import type { ElementFacts } from './gather-elements.js';
import { chineseNumber, NameBook, nameCounty, nameElement, namePlace } from './name-grids.js';
import { streetNames } from './name-stock.js';
import type { Town } from './place-towns.js';

/** Names of all grids, by index. */
export interface CityNames {
  readonly counties: readonly string[];
  readonly branches: readonly string[];
  readonly outletAreas: readonly string[];
  readonly elements: readonly string[];
}

/** Gives every main street of a town a name of its own: 路 along one direction, 街 along the other. */
export function createStreetNamer(random: Random): (town: number, line: string) => string {
  const names = new Map<string, string>();
  const stocks = new Map<number, string[]>();
  return (town, line) => {
    const known = names.get(`${town}/${line}`);
    if (known !== undefined) return known;
    const stock = stocks.get(town) ?? random.shuffle([...streetNames]);
    stocks.set(town, stock);
    const stem = stock.pop() ?? `${random.pick(streetNames)}${chineseNumber(2 + random.integer(8))}`;
    const name = `${stem}${line.startsWith('c') ? '路' : '街'}`;
    names.set(`${town}/${line}`, name);
    return name;
  };
}

/**
 * Names the whole city. A branch is called after a place, and its elements after its place, county and street:
 * 青石坪分局 holds 青石坪镇卫生院. No two grids of a level have the same name.
 *
 * @param streetOf name of a main street that borders the element, or undefined.
 */
export function nameCity(
  elements: ElementFacts,
  upper: UpperLevels,
  counts: { readonly counties: number; readonly branches: number; readonly outletAreas: number },
  districtCount: number,
  categories: readonly Category[],
  towns: readonly Town[],
  streetOf: (element: number) => string | undefined,
  random: Random,
): CityNames {
  const countyBook = new NameBook();
  const counties = Array.from({ length: counts.counties }, (_, county) => {
    const tail = county < districtCount ? '区' : county % 6 === 5 ? '市' : '县';
    return nameCounty(county, random, countyBook) + tail;
  });
  const placeBook = new NameBook();
  const places = Array.from({ length: counts.branches }, () => placeBook.claim(() => namePlace(random)));
  const rankOfBranch = rankBranches(elements, upper, counts.branches, towns);
  const branchPlaces = places.map((place, branch) => `${place.replace(/村$/, '')}${rankOfBranch[branch]}`);
  const outletBook = new NameBook();
  const outletAreas = Array.from({ length: counts.outletAreas }, () =>
    outletBook.claim(() => `${namePlace(random)}网点`),
  );
  const elementBook = new NameBook();
  return {
    counties,
    branches: places.map((place) => `${place}分局`),
    outletAreas,
    elements: categories.map((category, element) => {
      const place = {
        county: counties[upper.countyOf[element] as number] as string,
        branch: branchPlaces[upper.branchOf[element] as number] as string,
        street: streetOf(element) ?? `${random.pick(streetNames)}${random.pick(['巷', '路', '街'])}`,
      };
      return elementBook.claim(() => nameElement(category, place, random));
    }),
  };
}

/** 街道 in city and county seats, 镇 where a market town is, 乡 in the open country. */
function rankBranches(
  elements: ElementFacts,
  upper: UpperLevels,
  branches: number,
  towns: readonly Town[],
): string[] {
  const votes = Array.from({ length: branches }, () => ({ street: 0, market: 0 }));
  upper.branchOf.forEach((branch, element) => {
    const town = towns[elements.towns[element] as number];
    const vote = votes[branch] as { street: number; market: number };
    if (town?.rank === 'market') vote.market += 1;
    else if (town !== undefined) vote.street += 1;
  });
  return votes.map(({ street, market }) => (street > market ? '街道' : market > 2 ? '镇' : '乡'));
}
