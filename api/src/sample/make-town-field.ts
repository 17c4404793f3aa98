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
  const nearest = (x: number, y: number): { town: number; edge: number; spacing: number } => {
    let best = { town: -1, edge: Infinity, spacing: countrySpacingMetres };
    let leastRatio = Infinity;
    for (const index of near.get(keyOf(Math.floor(x / bucketMetres), Math.floor(y / bucketMetres))) ?? []) {
      const town = towns[index] as Town;
      const ratio = outlineRatio(town, x, y, noise);
      const edge = (ratio - 1) * town.radiusMetres;
      best.spacing = Math.min(best.spacing, town.spacingMetres + spacingSlope * Math.max(0, edge));
      if (ratio < leastRatio) {
        leastRatio = ratio;
        best = { town: index, edge, spacing: best.spacing };
      }
    }
    return best;
  };
  return {
    townAt: (x, y) => {
      const { town, edge } = nearest(x, y);
      return edge < 0 ? town : -1;
    },
    spacingAt: (x, y) => nearest(x, y).spacing,
  };
}

/** Below 1 inside the town: an ellipse along its streets, with bays and spurs. */
function outlineRatio(town: Town, x: number, y: number, noise: Noise): number {
  const dx = x - town.x;
  const dy = y - town.y;
  const u = (dx * Math.cos(town.angle) + dy * Math.sin(town.angle)) / town.stretch;
  const v = (dy * Math.cos(town.angle) - dx * Math.sin(town.angle)) * town.stretch;
  const distance = Math.hypot(u, v) / town.radiusMetres;
  if (distance > 2.6) return distance;
  const wide = 0.7 * town.radiusMetres + 150;
  return distance * (1 + 0.5 * layerNoise(noise, x / wide, y / wide, 3));
}
