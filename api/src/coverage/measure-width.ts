import { largestInscribedCircle } from '../geometry/inscribed-circle.js';
import { metresPerStep } from '../geometry/metres-per-step.js';

/** Under this, area and perimeter say the width well enough. */
const narrowMetres = 0.25;
const precisionMetres = 0.05;
const precisionShare = 0.05;

/**
 * Width in metres of one polygon: 2 · area / perimeter where that is under 0.25 m, otherwise the diameter of
 * the largest inscribed circle, to within max(5 cm, 5 %). Lengths by the local scale of WGS84.
 *
 * The search for the circle is bounded (about 10 ms): for a long ribbon, whose width is nearly the same everywhere, it may
 * end with 2 · area / perimeter, which no polygon's largest circle is narrower than, and the mean width of a ribbon.
 *
 * @param rings flat closed rings in lattice steps (fractions allowed), shell first
 * @param areaSquareMetres its area
 */
export function measureWidth(rings: readonly ArrayLike<number>[], areaSquareMetres: number): number {
  const shell = rings[0];
  if (shell === undefined) return 0;
  const originX = shell[0] ?? 0;
  const originY = shell[1] ?? 0;
  const step = metresPerStep(originY);
  const local = rings.map((ring) => {
    const places = new Float64Array(ring.length);
    for (let at = 0; at + 1 < ring.length; at += 2) {
      places[at] = (ring[at]! - originX) * step.east;
      places[at + 1] = (ring[at + 1]! - originY) * step.north;
    }
    return places;
  });
  const perimeterMetres = local.reduce((sum, ring) => sum + lengthOf(ring), 0);
  if (perimeterMetres === 0) return 0;
  const meanWidthMetres = (2 * areaSquareMetres) / perimeterMetres;
  if (meanWidthMetres < narrowMetres) return meanWidthMetres;
  const circle = largestInscribedCircle(local, {
    leastRadius: meanWidthMetres / 2,
    precision: precisionMetres / 2,
    share: precisionShare,
  });
  return circle === undefined ? meanWidthMetres : 2 * circle.radius;
}

function lengthOf(ring: Float64Array): number {
  let sum = 0;
  for (let at = 0; at + 3 < ring.length; at += 2) {
    const east = ring[at + 2]! - ring[at]!;
    const north = ring[at + 3]! - ring[at + 1]!;
    sum += Math.sqrt(east * east + north * north);
  }
  return sum;
}
