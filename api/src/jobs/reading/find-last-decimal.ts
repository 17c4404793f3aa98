/** Digits after the point that are still taken for a file's rounding; more is the noise of computation. */
const mostDecimals = 9;
/** A double is off by half a unit in its 53rd bit; sums and conversions add a few. */
const relativeNoise = 2 ** -50;
/** Where the noise comes near half a step, every number looks whole and nothing can be told. */
const mostNoise = 0.1;
/**
 * Coarser steps than these are no rounding of a survey but a drawing on round numbers, where three quarters of a step
 * would be a place of its own.
 */
const coarsestDegrees = 1e-4;
const coarsestLength = 10;

/**
 * The size of the last decimal a file's coordinates were written with, in their own unit: 1e-7 for seven decimals,
 * 1 for whole metres; 0 when they have more than nine decimals, or fewer than a survey would.
 *
 * Judged by the numbers, not by their text, so that it serves binary files too: the fewest decimals with which every
 * coordinate is a whole multiple, to the noise of a double.
 */
export function findLastDecimal(rings: Iterable<Float64Array>, isDegrees: boolean): number {
  let decimals = 0;
  let factor = 1;
  for (const ring of rings) {
    for (let i = 0; i < ring.length; i += 1) {
      if (Math.abs(ring[i]!) * factor * relativeNoise > mostNoise) return 0;
      while (!isWhole(ring[i]! * factor)) {
        decimals += 1;
        factor *= 10;
        if (decimals > mostDecimals) return 0;
      }
    }
  }
  const step = 1 / factor;
  return step > (isDegrees ? coarsestDegrees : coarsestLength) ? 0 : step;
}

function isWhole(value: number): boolean {
  return Math.abs(value - Math.round(value)) <= Math.abs(value) * relativeNoise;
}
