import type { MultiPolygon } from 'geojson';
import { fractionsPerStep } from '../../coverage/describe-defects.js';
import { latticeStepsPerDegree } from '../../geometry/lattice.js';
import { metresPerStep } from '../../geometry/metres-per-step.js';

/**
 * How much of the symmetric difference between our findings and the same ones exactly may come of rounding: ours are
 * written in thousandths of a lattice step, so each vertex moves by half a thousandth in both axes at most, and an edge
 * sweeps no more than its length times that (docs/decisions/0009). A finding thinner than the rounding is therefore not
 * judged by its place, only by its size.
 *
 * @param geometry in degrees; null gives 0
 */
export function placeToleranceSquareMetres(geometry: MultiPolygon | null): number {
  let tolerance = 0;
  for (const ring of geometry?.coordinates.flat() ?? []) {
    for (const [index, [lng, lat]] of ring.entries()) {
      if (index === 0) continue;
      const [fromLng, fromLat] = ring[index - 1]!;
      const { east, north } = metresPerStep(lat! * latticeStepsPerDegree);
      const lengthMetres = Math.hypot(
        (lng! - fromLng!) * latticeStepsPerDegree * east,
        (lat! - fromLat!) * latticeStepsPerDegree * north,
      );
      tolerance += (lengthMetres * Math.hypot(east, north)) / (2 * fractionsPerStep);
    }
  }
  return tolerance;
}
