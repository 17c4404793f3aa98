import type { Disagreement } from '../../coverage/certificate-types.js';
import { formatNumber } from '../../coverage/format-number.js';
import { placeToleranceSquareMetres } from './place-tolerance.js';
import {
  comparedKinds,
  type ConditionArea,
  type ParentCase,
  type TurfArea,
  type TurfVerdict,
} from './types.js';

/**
 * Two areas of one condition in one parent that differ by no more than this agree. A tenth of a square lattice step:
 * a defect whose corners are lattice points has at least half a step, so none of those is under it below 80° of
 * latitude. Floating point stays far below: the largest difference on real maps was 5e-7 m² (docs/decisions/0009).
 */
export const toleranceSquareMetres = 1e-5;

/** Sums over the long borders of large areas lose about this share of them. */
const toleranceShare = 1e-12;

/**
 * Where Turf's areas differ from ours in size or in place; empty = both agree on this parent. Sizes are compared as
 * they were measured, before any rounding; places with what the rounding of our findings may shift.
 */
export function compareVerdict(subject: ParentCase, verdict: TurfVerdict): Disagreement[] {
  return comparedKinds.flatMap((what): Disagreement[] => {
    const ours = subject.ours[what];
    const turf = verdict[what];
    const difference = tellDifference(ours, turf);
    if (difference === undefined) return [];
    return [
      {
        level: subject.level,
        parent: subject.parentCode,
        what,
        oursSquareMetres: ours.squareMetres,
        turfSquareMetres: turf.squareMetres,
        ours: ours.geometry,
        turf: turf.geometry,
        message: `${nameOf(subject)}: ${what} of ${difference}`,
      },
    ];
  });
}

/** Undefined where there is none. */
function tellDifference(ours: ConditionArea, turf: TurfArea): string | undefined {
  const sizes = `${formatNumber(ours.squareMetres)} m² by our proof, ${formatNumber(turf.squareMetres)} m² by Turf`;
  const tolerance = toleranceSquareMetres + toleranceShare * Math.max(ours.squareMetres, turf.squareMetres);
  if (Math.abs(ours.squareMetres - turf.squareMetres) > tolerance) return `${sizes}.`;
  if (turf.apartSquareMetres <= tolerance + placeToleranceSquareMetres(ours.geometry)) return undefined;
  return `${sizes}, not in the same place: ${formatNumber(turf.apartSquareMetres)} m² are with one of the two only.`;
}

/** The parent that Turf could not judge, with all that our own engine found in it. */
export function describeUnjudged(subject: ParentCase, reason: string): Disagreement {
  const found = comparedKinds.map((kind) => subject.ours[kind]);
  const coordinates = found.flatMap(({ geometry }) => geometry?.coordinates ?? []);
  return {
    level: subject.level,
    parent: subject.parentCode,
    what: 'failure',
    oursSquareMetres: found.reduce((sum, { squareMetres }) => sum + squareMetres, 0),
    turfSquareMetres: 0,
    ours: coordinates.length === 0 ? null : { type: 'MultiPolygon', coordinates },
    turf: null,
    message: `${nameOf(subject)}: Turf gives no answer: ${reason}`,
  };
}

function nameOf({ level, parentCode }: ParentCase): string {
  return parentCode === null ? `All of level ${level}` : `${level}s of ${parentCode}`;
}
