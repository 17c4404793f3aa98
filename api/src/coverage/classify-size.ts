import { metresPerStep } from '../geometry/metres-per-step.js';
import type { SizeClass } from './types.js';

/** Findings narrower than this are slivers. */
const sliverWidthMetres = 1;

/** What rounding to the lattice leaves at a T-junction is at most this wide. */
const noiseWidthSteps = 2;

/**
 * `noise` within two lattice steps, `sliver` under the sliver width, else `real`. It only classes: nothing is
 * hidden, and severity does not depend on it, because a parent with noise is not proven either.
 */
export function classifySize(widthMetres: number): SizeClass {
  if (widthMetres <= noiseWidthSteps * metresPerStep(0).north) return 'noise';
  return widthMetres < sliverWidthMetres ? 'sliver' : 'real';
}
