import { toWgs84, type Datum } from '../../formats/convert-datum.js';
import type { Crs } from '../../formats/read-crs.js';
import { latticeStepsPerDegree } from '../../geometry/lattice.js';
import { metresPerStep } from '../../geometry/metres-per-step.js';

/** Places at which the bow is measured, spread over the rings. */
const mostPlaces = 256;
/** Length of the edges that are laid there: long enough that the noise of an inverse projection (0.6 mm) is small. */
const probeMetres = 1000;
/** A bow below this over the probe is noise of computation. */
const leastBowMetres = 0.001;
const metresPerDegree = metresPerStep(0).north * latticeStepsPerDegree;
/** East–west, north–south and both diagonals. */
const directions = [
  [1, 0],
  [0, 1],
  [Math.SQRT1_2, Math.SQRT1_2],
  [Math.SQRT1_2, -Math.SQRT1_2],
] as const;

/**
 * How far edges that are straight in a file's system bow in longitude and latitude, as metres by the square of
 * their length in metres (the bow of a smooth curve grows so): the largest of edges of 1 km laid in four directions at
 * vertices all over the file. 0 where nothing was reprojected.
 */
export function measureEdgeBow(rings: readonly Float64Array[], crs: Crs, datum: Datum): number {
  const stride = Math.max(1, Math.floor(rings.length / mostPlaces));
  const halfProbe = probeMetres / 2 / (crs.isGeographic ? metresPerDegree : crs.metresPerUnit);
  let largest = 0;
  for (let ring = 0; ring < rings.length; ring += stride) {
    const [x = 0, y = 0] = rings[ring]!;
    for (const [dx, dy] of directions) {
      const at = (share: number): readonly [number, number] =>
        toWgs84(...crs.toLngLat(x + share * halfProbe * dx, y + share * halfProbe * dy), datum);
      const bow = bowByLength(at(-1), at(0), at(1));
      if (bow > largest) largest = bow;
    }
  }
  return largest;
}

type LngLat = readonly [lng: number, lat: number];

/** Distance of the middle from the chord by the square of the chord's length; NaN beyond the projection. */
function bowByLength(a: LngLat, middle: LngLat, b: LngLat): number {
  const { east, north } = metresPerStep(middle[1] * latticeStepsPerDegree);
  const metres = ([lng, lat]: LngLat): LngLat => [
    (lng - a[0]) * east * latticeStepsPerDegree,
    (lat - a[1]) * north * latticeStepsPerDegree,
  ];
  const [bx, by] = metres(b);
  const [mx, my] = metres(middle);
  const length = Math.hypot(bx, by);
  const bow = Math.abs(bx * my - by * mx) / length;
  return bow < leastBowMetres ? 0 : bow / length ** 2;
}
