import { latticeStepsPerDegree } from './lattice.js';
import type { MatchUnit } from './match-types.js';
import { metresPerStep } from './metres-per-step.js';

/** Metres in one unit eastward and northward. */
export interface Scale {
  readonly east: number;
  readonly north: number;
}

/** No unit of longitude is taken shorter than at this latitude, so that boxes stay finite at the poles. */
const highestLatitude = 89.9;

/** The scale at a height `y` of the CRS. */
export function scaleAt(y: number, unit: MatchUnit): Scale {
  if (unit.kind === 'length') return { east: unit.metres, north: unit.metres };
  const latitude = Math.max(-highestLatitude, Math.min(highestLatitude, y));
  const step = metresPerStep(latitude * latticeStepsPerDegree);
  return { east: step.east * latticeStepsPerDegree, north: step.north * latticeStepsPerDegree };
}
