import type { Grid } from '../src/coverage/types.js';
import { seededRandom } from '../test/tessellate.js';

/** A moved vertex goes this far, about 3 to 7 m: far less than the next one is away. */
const nearestSteps = 300;
const furthestSteps = 600;

/** The map with one vertex moved in one of every so many grids of a level: a gap, an overlap, or both, beside each. */
export function spoilCity(grids: readonly Grid[], level: Grid['level'], oneIn: number): Grid[] {
  const random = seededRandom(11);
  let count = 0;
  return grids.map((grid) => {
    if (grid.level !== level) return grid;
    count += 1;
    const shell = grid.geometry[0]?.[0];
    if (count % oneIn !== 0 || shell === undefined) return grid;
    const moved = shell.slice();
    // Never the first vertex, which is also the last.
    const at = 2 * (1 + Math.floor(random() * (shell.length / 2 - 2)));
    const reach = (): number =>
      Math.round((nearestSteps + random() * (furthestSteps - nearestSteps)) * (random() < 0.5 ? -1 : 1));
    moved[at] = moved[at]! + reach();
    moved[at + 1] = moved[at + 1]! + reach();
    return { ...grid, geometry: [[moved, ...grid.geometry[0]!.slice(1)], ...grid.geometry.slice(1)] };
  });
}
