import { ringAreaSquareMetres } from '../geometry/area-square-metres.js';
import { hashGeometry } from '../geometry/hash-geometry.js';
import type { Defect } from './find-defects.js';

/** A place is told in thousandths of a lattice step (about 10 µm): crossings lie between lattice points. */
const fractionsPerStep = 1000;

/** The defect's rings as flat closed paths in lattice steps, before any rounding. */
export function exactRings({ rings }: Pick<Defect, 'rings'>): Float64Array[] {
  return rings.map((ring) => {
    const places = new Float64Array(2 * ring.length);
    ring.forEach(({ x, y }, index) => {
      places[2 * index] = x;
      places[2 * index + 1] = y;
    });
    return places;
  });
}

/** Exact rings as they are told and hashed. */
export function roundRings(rings: readonly Float64Array[]): Float64Array[] {
  return rings.map((ring) => ring.map((steps) => Math.round(steps * fractionsPerStep) / fractionsPerStep));
}

/** m² of one polygon's exact rings, before any rounding. */
export function measureRings(rings: readonly Float64Array[]): number {
  return Math.max(
    0,
    rings.reduce((sum, ring) => sum + ringAreaSquareMetres(ring), 0),
  );
}

/** The geometry hash of the finding that reports the defect. */
export function hashDefect(defect: Pick<Defect, 'rings'>): string {
  return hashGeometry([roundRings(exactRings(defect))]);
}
