import { metresPerStep } from '../geometry/metres-per-step.js';
import type { SizeClass } from './types.js';

/** Findings narrower than this are slivers. */
const sliverWidthMetres = 1;

/** What rounding to the lattice leaves at a T-junction is at most this wide. */
const noiseWidthSteps = 2;

/**
 * `noise` within two lattice steps plus the edge's own bow, `sliver` under the sliver width, else `real`. It only
 * classes: nothing is hidden.
 *
 * @param bowMetres how far the longest edge of the finding's border bows under the reprojection it was read with: an
 *   edge a–b that is straight in its own system and a neighbour's a–m–b on it are that far apart in lng/lat
 */
export function classifySize(widthMetres: number, bowMetres = 0): SizeClass {
  if (widthMetres <= noiseWidthSteps * metresPerStep(0).north + bowMetres) return 'noise';
  return widthMetres < sliverWidthMetres ? 'sliver' : 'real';
}
