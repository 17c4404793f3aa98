import { layerNoise, makeNoise, type Noise } from './make-noise.js';
import type { Town } from './place-towns.js';

/** Which town a place belongs to and how dense places are there. */
export interface TownField {
  /** Index of the town whose built-up area contains the place, or -1. */
  townAt(x: number, y: number): number;
  /** Wanted distance between sites: the town's grid inside, growing to the country's outside. */
  spacingAt(x: number, y: number): number;
}

/** Distance between sites far from every town. */
export const countrySpacingMetres = 1150;
/** How fast the spacing grows with the distance from a town's edge. */
const spacingSlope = 0.6;
/** How much the noise bends an outline, at most, as part of the distance: no town reaches beyond two radii. */
const bendStrength = 0.5;

/** Bends every town's outline by noise and answers for any place; looks at nearby towns only. */
export function makeTownField(towns: readonly Town[], seed: number): TownField {
  const noise = makeNoise(seed ^ 0x70f1);
  const bucketMetres = 4000;
  const near = new Map<number, number[]>();
  // Low 15 bits of both: buckets that share a key only add towns too far away to matter.
  const keyOf = (column: number, row: number): number => ((column & 0x7fff) << 15) | (row & 0x7fff);
  towns.forEach((town, index) => {
    const reach = 2 * town.radiusMetres + countrySpacingMetres / spacingSlope;
    for (
      let row = Math.floor((town.y - reach) / bucketMetres);
      row <= (town.y + reach) / bucketMetres;
      row++
    ) {
      for (
        let column = Math.floor((town.x - reach) / bucketMetres);
        column <= (town.x + reach) / bucketMetres;
        column++
      ) {
        const key = keyOf(column, row);
        near.set(key, [...(near.get(key) ?? []), index]);
      }
    }
  });
  // The answer of `search`, kept here so that a question makes no garbage.
  let bestTown = -1;
  let bestEdge = Infinity;
  let bestSpacing = countrySpacingMetres;
  const search = (x: number, y: number): void => {
    bestTown = -1;
    bestEdge = Infinity;
    bestSpacing = countrySpacingMetres;
    let leastRatio = Infinity;
    const indexes = near.get(keyOf(Math.floor(x / bucketMetres), Math.floor(y / bucketMetres)));
    if (indexes === undefined) return;
    for (const index of indexes) {
      const town = towns[index] as Town;
      const distance = radiiAway(town, x, y);
      // The noise can halve the distance at most: towns that are farther even so are passed over without it.
      const least = distance * (1 - bendStrength);
      const spacingAt = (ratio: number): number =>
        town.spacingMetres + spacingSlope * Math.max(0, (ratio - 1) * town.radiusMetres);
      if (least >= leastRatio && spacingAt(least) >= bestSpacing) continue;
      const ratio = outlineRatio(town, distance, x, y, noise);
      bestSpacing = Math.min(bestSpacing, spacingAt(ratio));
      if (ratio < leastRatio) {
        leastRatio = ratio;
        bestTown = index;
        bestEdge = (ratio - 1) * town.radiusMetres;
      }
    }
  };
  return {
    townAt: (x, y) => {
      search(x, y);
      return bestEdge < 0 ? bestTown : -1;
    },
    spacingAt: (x, y) => {
      search(x, y);
      return bestSpacing;
    },
  };
}

/** Distance from the town's middle in radii of an ellipse along its streets. */
function radiiAway(town: Town, x: number, y: number): number {
  const dx = x - town.x;
  const dy = y - town.y;
  const u = (dx * Math.cos(town.angle) + dy * Math.sin(town.angle)) / town.stretch;
  const v = (dy * Math.cos(town.angle) - dx * Math.sin(town.angle)) * town.stretch;
  return Math.hypot(u, v) / town.radiusMetres;
}

/** Below 1 inside the town: an ellipse along its streets, with bays and spurs. */
function outlineRatio(town: Town, distance: number, x: number, y: number, noise: Noise): number {
  if (distance > 2.6) return distance;
  const wide = 0.7 * town.radiusMetres + 150;
  return distance * (1 + bendStrength * layerNoise(noise, x / wide, y / wide, 3));
}
