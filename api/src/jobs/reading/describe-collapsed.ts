import { fromLattice } from '../../geometry/lattice.js';
import { Problem, tellValue } from '../../problem.js';
import type { ReadGrid } from './types.js';

type Subject = Pick<ReadGrid, 'file' | 'feature' | 'code' | 'name'>;

/**
 * The refusal of a grid of which rounding leaves no ring with an area. It is not left out as a hole or a part would be:
 * then a code of the file would be lost, and its children with it.
 *
 * @param rings all rings of the grid, flat `x,y` on the lattice
 */
export function describeCollapsedOutline(grid: Subject, rings: readonly Int32Array[]): Problem {
  const points = new Map<string, readonly [number, number]>();
  for (const ring of rings) {
    for (let at = 0; at + 1 < ring.length; at += 2)
      points.set(`${ring[at]},${ring[at + 1]}`, [ring[at]!, ring[at + 1]!]);
  }
  const places = [...points.values()].sort(([ax, ay], [bx, by]) => ax - bx || ay - by);
  const [first, last] = [places.at(0), places.at(-1)];
  if (first === undefined || last === undefined)
    return describeCollapsed(grid, 'it has no points', 'Draw its outline or take it out.');
  const outline =
    places.length === 1
      ? `all its points fall onto ${tellPoint(first)}`
      : `its ${places.length} distinct points, from ${tellPoint(first)} to ${tellPoint(last)}, enclose nothing`;
  return describeCollapsed(
    grid,
    outline,
    'Draw its outline or take it out; check --crs if it should be larger.',
  );
}

/** The refusal of a grid whose holes or parts take each other's area away: a repair that ends in nothing. */
export function describeCancelledRings(grid: Subject): Problem {
  return describeCollapsed(
    grid,
    'its rings take each other’s area away',
    'Look for a hole that fills its whole shell, or for a part that is there twice.',
  );
}

function describeCollapsed(grid: Subject, why: string, fix: string): Problem {
  return new Problem({
    type: 'grid-collapsed',
    status: 422,
    file: grid.file,
    feature: grid.feature,
    detail: `The grid ${tellValue(grid.code ?? grid.name)} has no area on the lattice of 1e-7° (about 1 cm): ${why}.`,
    fix,
  });
}

function tellPoint([x, y]: readonly [number, number]): string {
  return `${fromLattice(x).toFixed(7)}, ${fromLattice(y).toFixed(7)}`;
}
