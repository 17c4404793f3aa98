/** Lattice steps in one degree: every coordinate is an integer multiple of 1e-7° (about 1 cm). */
export const latticeStepsPerDegree = 1e7;

/** The lattice coordinate nearest to an angle in degrees. An integer; −0 becomes 0. */
export function toLattice(degrees: number): number {
  return Math.round(degrees * latticeStepsPerDegree) + 0;
}

/** Degrees of a lattice coordinate: for an integer the double nearest to its seven decimals. */
export function fromLattice(steps: number): number {
  return steps / latticeStepsPerDegree;
}
