import { latticeStepsPerDegree } from './lattice.js';

const semiMajorMetres = 6_378_137;
const flattening = 1 / 298.257223563;
const eccentricitySquared = flattening * (2 - flattening);
const radiansPerStep = Math.PI / 180 / latticeStepsPerDegree;

/**
 * Length in metres of one lattice step eastward and northward at a latitude on WGS84: for lengths short
 * against the Earth.
 *
 * @param y latitude in lattice steps
 */
export function metresPerStep(y: number): { readonly east: number; readonly north: number } {
  const latitude = y * radiansPerStep;
  const sine = Math.sin(latitude);
  const root = Math.sqrt(1 - eccentricitySquared * sine * sine);
  return {
    east: (semiMajorMetres / root) * Math.cos(latitude) * radiansPerStep,
    north: ((semiMajorMetres * (1 - eccentricitySquared)) / (root * root * root)) * radiansPerStep,
  };
}
