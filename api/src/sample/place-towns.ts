import type { Random } from './create-random.js';
import { stepMetres, type Curve } from './draw-curves.js';
import type { CityPlan } from './plan-city.js';
import { PointBuckets } from './point-buckets.js';
import type { TerritoryShape } from './shape-territory.js';
import { shareOut } from './share-out.js';
import type { PlanePoint } from './types.js';

export type TownRank = 'city' | 'seat' | 'market';

/** A built-up area with a street grid of its own; a city is several, each with its own direction. */
export interface Town extends PlanePoint {
  readonly rank: TownRank;
  /** How many elements it is meant to have, before the exact count is settled. */
  readonly elements: number;
  /** Distance between the rows of its finest grid. */
  readonly spacingMetres: number;
  readonly radiusMetres: number;
  /** Direction of its streets, radians. */
  readonly angle: number;
  readonly stretch: number;
}

/** Cells of the finest grid in a block, on average; measured, see `cut-blocks.ts`. */
const cellsPerBlock = 5.1;
const spacings: Readonly<Record<TownRank, number>> = { city: 98, seat: 92, market: 84 };
/** Shares of the built-up elements: the city, the county seats; the rest are market towns. */
const cityShare = 0.25;
const seatShare = 0.29;
const elementsPerPatch = 190;
const elementsPerMarket = 15;

/** Towns and which of them lead a county: the first `plan.counties` of `seats`. */
export interface TownPlan {
  readonly towns: readonly Town[];
  /** Index of the town each county grows from. */
  readonly seats: readonly number[];
  /** So many of the first seats are districts of the city. */
  readonly districtCount: number;
}

/**
 * Lays out the towns: a city of several patches on the main river, a seat for every other county, and market
 * towns far from one another, on rivers where one is near. Streets run along the river at the town's place.
 */
export function placeTowns(
  plan: CityPlan,
  shape: TerritoryShape,
  rivers: readonly Curve[],
  random: Random,
): TownPlan {
  const banks = collectBanks(rivers, shape);
  const urban = plan.elements - plan.villages;
  const districts = plan.counties >= 6 ? Math.max(3, Math.round(plan.counties / 5)) : 1;
  const cityElements = Math.round(urban * cityShare);
  const patches = Math.max(districts, Math.round(cityElements / elementsPerPatch));
  const towns: Town[] = [];
  const taken = new PointBuckets(20_000);
  const add = (place: PlanePoint, rank: TownRank, elements: number): void => {
    const spacingMetres = spacings[rank] * random.between(0.94, 1.08);
    const radiusMetres = Math.sqrt((elements * cellsPerBlock) / Math.PI) * spacingMetres;
    const near = banks.nearest(place, 3000);
    const angle = near === undefined ? random.between(0, Math.PI) : near.angle + random.between(-0.15, 0.15);
    towns.push({
      ...place,
      rank,
      elements,
      spacingMetres,
      radiusMetres,
      angle,
      stretch: random.between(1.05, 1.3),
    });
    taken.add(place.x, place.y);
  };

  const centre = banks.nearest({ x: 0.04 * shape.radiusMetres, y: 0.06 * shape.radiusMetres }, 1e6)
    ?.point ?? {
    x: 0,
    y: 0,
  };
  const perPatch = shareOut(
    cityElements,
    Array.from({ length: patches }, () => random.between(0.7, 1.3)),
  );
  const reach = Math.sqrt((elementsPerPatch * cellsPerBlock) / Math.PI) * spacings.city;
  for (let patch = 0; patch < patches; patch++) {
    // Sunflower order fills a disc evenly from the centre; stretched along the valley.
    const turn = patch * 2.39996 + 0.6;
    const far = 1.62 * reach * Math.sqrt(patch);
    const along = banks.nearest(centre, 3000)?.angle ?? 0;
    const [u, v] = [Math.cos(turn) * far * 1.25, (Math.sin(turn) * far) / 1.25];
    const place = {
      x: centre.x + u * Math.cos(along) - v * Math.sin(along) + random.bell() * 0.06 * reach,
      y: centre.y + u * Math.sin(along) + v * Math.cos(along) + random.bell() * 0.06 * reach,
    };
    add(place, 'city', perPatch[patch] as number);
  }
  // District seats: the patches farthest apart, so that districts part the city between them.
  const seats = pickFarApart(towns, districts);

  const seatCount = plan.counties - districts;
  const seatElements = seatCount === 0 ? 0 : Math.round(urban * seatShare);
  const perSeat =
    seatCount === 0
      ? []
      : shareOut(
          seatElements,
          Array.from({ length: seatCount }, () => random.between(0.65, 1.4)),
        );
  for (const elements of perSeat) {
    const place = findPlace(shape, banks, taken, random, 0.1 * shape.radiusMetres, 60);
    seats.push(towns.length);
    add(place, 'seat', elements);
  }
  const marketElements = urban - cityElements - seatElements;
  const markets = Math.max(1, Math.round(marketElements / elementsPerMarket));
  for (const elements of shareOut(
    marketElements,
    Array.from({ length: markets }, () => random.between(0.4, 1.6)),
    3,
  )) {
    add(findPlace(shape, banks, taken, random, 2200, 14), 'market', elements);
  }
  return { towns, seats, districtCount: districts };
}

interface Banks {
  readonly points: readonly PlanePoint[];
  nearest(place: PlanePoint, radius: number): { point: PlanePoint; angle: number } | undefined;
}

/** Points along the rivers inside the territory, half a kilometre apart, with the river's direction. */
function collectBanks(rivers: readonly Curve[], shape: TerritoryShape): Banks {
  const points: PlanePoint[] = [];
  const angles: number[] = [];
  const buckets = new PointBuckets(3000);
  const every = Math.round(480 / stepMetres);
  for (const river of rivers) {
    for (let at = every; at + every < river.points.length; at += every) {
      const point = river.points[at] as PlanePoint;
      if (shape.outsideMetres(point.x, point.y) > -2500) continue;
      const before = river.points[at - every] as PlanePoint;
      const after = river.points[at + every] as PlanePoint;
      points.push(point);
      angles.push(Math.atan2(after.y - before.y, after.x - before.x));
      buckets.add(point.x, point.y);
    }
  }
  return {
    points,
    nearest: (place, radius) => {
      const hit = buckets.nearest(place.x, place.y, radius);
      if (hit === undefined) return undefined;
      return { point: points[hit.index] as PlanePoint, angle: angles[hit.index] as number };
    },
  };
}

/** Of several candidates, two thirds of them on rivers, the one farthest from every town so far. */
function findPlace(
  shape: TerritoryShape,
  banks: Banks,
  taken: PointBuckets,
  random: Random,
  insideMetres: number,
  candidates: number,
): PlanePoint {
  let best: PlanePoint = { x: 0, y: 0 };
  let farthest = -1;
  for (let tried = 0; tried < candidates || farthest < 0; tried++) {
    const onRiver = banks.points.length > 0 && random.unit() < 0.66 && tried < 4 * candidates;
    const bank = onRiver ? random.pick(banks.points) : undefined;
    const place = {
      x: bank === undefined ? random.between(-1.5, 1.5) * shape.radiusMetres : bank.x + random.bell() * 260,
      y: bank === undefined ? random.between(-1.5, 1.5) * shape.radiusMetres : bank.y + random.bell() * 260,
    };
    const inset = tried > 40 * candidates ? 0 : insideMetres;
    if (shape.outsideMetres(place.x, place.y) > -inset) continue;
    const distance = taken.nearest(place.x, place.y, 60_000)?.distance ?? 60_000;
    if (distance > farthest) {
      farthest = distance;
      best = place;
    }
  }
  return best;
}

function pickFarApart(towns: readonly Town[], count: number): number[] {
  const picked = [0];
  while (picked.length < count) {
    let best = -1;
    let farthest = -1;
    towns.forEach((town, index) => {
      const distance = Math.min(
        ...picked.map((other) =>
          Math.hypot(town.x - (towns[other] as Town).x, town.y - (towns[other] as Town).y),
        ),
      );
      if (distance > farthest) {
        farthest = distance;
        best = index;
      }
    });
    picked.push(best);
  }
  return picked;
}
