import { levels } from '../hierarchy/levels.js';
import { Problem } from '../problem.js';
import type { StoredGrid } from '../store/types.js';
import type { GridDifference } from './compare-grids.js';

/** An import that ends a larger share of a level was most likely meant for another territory. */
const largestRetiredShare = 0.5;

/**
 * Guards a map against the file of another one.
 *
 * @throws Problem `mass-retirement` when more than half of the drawn grids of a level would be retired.
 */
export function refuseMassRetirement(
  difference: Pick<GridDifference, 'retired'>,
  present: readonly StoredGrid[],
  territoryId: string,
): void {
  for (const level of levels) {
    const drawn = present.filter((grid) => grid.level === level && !grid.implied).length;
    const retired = difference.retired.filter((grid) => grid.level === level && !grid.implied).length;
    if (retired <= drawn * largestRetiredShare) continue;
    throw new Problem({
      type: 'mass-retirement',
      status: 409,
      field: 'territory',
      detail: `The import would retire ${retired} of the ${drawn} grids of level ${level} in territory ${territoryId}.`,
      fix: 'Import another map with --territory NEW, or add --replace if this one is to take its place.',
    });
  }
}
