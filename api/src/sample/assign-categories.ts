import type { Category } from '../hierarchy/categories.js';
import type { Mesh } from './build-mesh.js';
import type { Random } from './create-random.js';
import { mainRiver } from './draw-curves.js';
import type { ElementFacts } from './gather-elements.js';
import type { Sites } from './place-sites.js';
import type { Town } from './place-towns.js';

/** What decides what is built where; each 0 … 1 unless said otherwise. */
interface Setting {
  /** 1 in the middle of its town, 0 at its edge and beyond. */
  readonly centre: number;
  /** 1 in the city, 0.6 in a county seat, 0.2 in a market town. */
  readonly standing: number;
  readonly river: boolean;
  /** Reaches into the water of the main river. */
  readonly waterfront: boolean;
  /** On a road or a main street. */
  readonly mainStreet: boolean;
  /** Borders the open country. */
  readonly edge: boolean;
  /** Area over the town's mean block: 1 is average, up to 3. */
  readonly size: number;
  /** How long-drawn: 0 compact, 1 a strip. */
  readonly strip: number;
}

/** How well a place suits a category; the higher, the sooner it is chosen. */
const suits: Readonly<Record<Exclude<Category, 'village'>, (at: Setting) => number>> = {
  park: (at) => (at.river ? 2.2 : 0) + 0.5 * at.size + (at.edge ? 0.3 : 0) + 0.4 * at.standing,
  'industrial-park': (at) =>
    (at.edge ? 2 : 0) + 0.9 * at.size - 2 * at.centre + 0.9 * at.standing - (at.river ? 0.5 : 0),
  tourism: (at) => (at.river ? 0.9 : 0) + (at.edge ? 1.2 : 0) + 0.4 * at.size,
  'vacant-land': (at) => (at.edge ? 2 : 0) - 1.6 * at.centre + 0.2 * at.size,
  government: (at) => 2.4 * at.centre + (at.mainStreet ? 0.4 : 0) - 0.3 * at.standing,
  hospital: (at) => 1.1 * at.centre + (at.mainStreet ? 0.5 : 0) + 0.3 * at.size,
  school: (at) => 0.6 * at.centre + 0.5 * at.size - (at.mainStreet ? 0.4 : 0),
  finance: (at) => 2 * at.centre + (at.mainStreet ? 0.9 : 0) + 0.5 * at.standing,
  'office-building': (at) => 2.2 * at.centre + 1.6 * at.standing + (at.mainStreet ? 0.5 : 0) - 0.3 * at.size,
  hotel: (at) => 1.2 * at.centre + 0.8 * at.standing + (at.mainStreet ? 0.8 : 0) + (at.river ? 0.4 : 0),
  'street-shops': (at) => (at.mainStreet ? 2 : 0) + 1.4 * at.strip + 0.6 * at.centre - 0.6 * at.size,
  'large-enterprise': (at) => 0.8 * at.size + 0.9 * at.standing - 0.8 * at.centre,
  'specialised-market': (at) =>
    (at.mainStreet ? 0.8 : 0) + 0.4 * at.size - 0.4 * at.centre + 0.3 * at.standing,
  'internet-cafe': (at) => 0.9 * at.centre - 0.5 * at.size + 0.3 * at.standing,
  'public-facility': (at) => (at.edge ? 0.6 : 0) - 0.3 * at.centre,
  other: (at) => (at.edge ? 0.3 : 0),
  sme: (at) => (at.mainStreet ? 0.5 : 0) + 0.5 * at.centre,
  'residential-mixed': (at) => (at.mainStreet ? 0.8 : 0) + 0.7 * at.centre - 0.2 * at.size,
  'residential-compound': () => 0,
};

/** On the main river's water and banks nothing is built: vacant land and parks, and landing stages at need. */
const suitsWaterfront: Readonly<Partial<Record<Category, number>>> = {
  park: 0.8,
  'vacant-land': 8,
  'public-facility': 4,
};
const unfitWaterfront = -8;

/** Rarest and most particular first: they choose before the others. */
const choosingOrder: readonly Exclude<Category, 'village'>[] = [
  'park',
  'industrial-park',
  'tourism',
  'street-shops',
  'government',
  'finance',
  'hospital',
  'hotel',
  'office-building',
  'large-enterprise',
  'vacant-land',
  'school',
  'specialised-market',
  'internet-cafe',
  'public-facility',
  'other',
  'sme',
  'residential-mixed',
  'residential-compound',
];

/** How much chance blurs the choice. */
const chance = 0.45;

/**
 * Gives every element its category with exactly the wanted counts: each category in turn takes the free places
 * that suit it best. Every town gets a government and a school before the rest is given out.
 *
 * @returns category of each element; elements from `urbanCount` on are villages.
 */
export function assignCategories(
  mesh: Mesh,
  sites: Sites,
  of: Int32Array,
  isMain: Uint8Array,
  elements: ElementFacts,
  urbanCount: number,
  towns: readonly Town[],
  counts: Readonly<Record<Category, number>>,
  random: Random,
): Category[] {
  const settings = describePlaces(mesh, sites, of, isMain, elements, urbanCount, towns);
  const categories = new Array<Category>(elements.count).fill('village');
  const free = new Set(settings.map((_, element) => element));
  for (const category of choosingOrder) {
    const scored = [...free].map((element) => ({
      element,
      score: rate(category, settings[element] as Setting) + chance * random.bell(),
    }));
    scored.sort((a, b) => b.score - a.score || a.element - b.element);
    const isSpread = category === 'government' || category === 'school';
    const order = isSpread ? firstOfEachTown(scored, elements) : scored;
    for (const { element } of order.slice(0, counts[category])) {
      categories[element] = category;
      free.delete(element);
    }
  }
  return categories;
}

function rate(category: Exclude<Category, 'village'>, at: Setting): number {
  return suits[category](at) + (at.waterfront ? (suitsWaterfront[category] ?? unfitWaterfront) : 0);
}

/** The best place of every town before the second best of any. */
function firstOfEachTown<T extends { element: number }>(scored: readonly T[], elements: ElementFacts): T[] {
  const seen = new Set<number>();
  const first = scored.filter(({ element }) => {
    const town = elements.towns[element] as number;
    return seen.has(town) ? false : seen.add(town);
  });
  const chosen = new Set(first);
  return [...first, ...scored.filter((entry) => !chosen.has(entry))];
}

/** Whether one of an element's sites stands in a pair along the main river. */
function isOnBanks(sites: Sites, list: readonly number[]): boolean {
  return list.some((site) => sites.curves[site] === mainRiver);
}

const standings = { city: 1, seat: 0.6, market: 0.2 } as const;

function describePlaces(
  mesh: Mesh,
  sites: Sites,
  of: Int32Array,
  isMain: Uint8Array,
  elements: ElementFacts,
  urbanCount: number,
  towns: readonly Town[],
): Setting[] {
  const river = new Uint8Array(elements.count);
  const main = new Uint8Array(elements.count);
  const edge = new Uint8Array(elements.count);
  const perimeters = new Float64Array(elements.count);
  for (let at = 0; at < mesh.edgeCount; at++) {
    const a = mesh.edgeA[at] as number;
    const b = mesh.edgeB[at] as number;
    const left = of[a] as number;
    const right = of[b] as number;
    if (left === right) continue;
    const v1 = mesh.edgeV1[at] as number;
    const v2 = mesh.edgeV2[at] as number;
    const length = Math.hypot(
      (mesh.vertexXs[v1] as number) - (mesh.vertexXs[v2] as number),
      (mesh.vertexYs[v1] as number) - (mesh.vertexYs[v2] as number),
    );
    for (const [self, other] of [
      [left, right],
      [right, left],
    ] as const) {
      if (self === -1) continue;
      perimeters[self] = (perimeters[self] as number) + length;
      if (isMain[at] === 1) main[self] = 1;
      if (isMain[at] === 2) river[self] = 1;
      if (other === -1 || other >= urbanCount) edge[self] = 1;
    }
  }
  return Array.from({ length: urbanCount }, (_, element) => {
    const town = towns[elements.towns[element] as number] as Town;
    const distance = Math.hypot(
      (elements.xs[element] as number) - town.x,
      (elements.ys[element] as number) - town.y,
    );
    const area = elements.areas[element] as number;
    const meanArea = 5.2 * town.spacingMetres ** 2;
    return {
      centre: Math.max(0, 1 - distance / town.radiusMetres),
      standing: standings[town.rank],
      river: river[element] === 1,
      waterfront: isOnBanks(sites, elements.siteLists[element] as readonly number[]),
      mainStreet: main[element] === 1,
      edge: edge[element] === 1,
      size: Math.min(3, area / meanArea),
      // A square has a perimeter of 4 √area, a strip of 1 : 4 one of 5 √area.
      strip: Math.max(0, Math.min(1, (perimeters[element] as number) / Math.sqrt(area) - 4)),
    };
  });
}
