import { compareGrids, type Family } from './group-by-parent.js';
import type { Placements } from './place-grids.js';
import type { Grid } from './types.js';

/**
 * The families as they are counted: a grid that lies in another parent than it declares, or whose parent does
 * not exist, belongs to the family it lies in.
 *
 * @param familyOf the declared family of a grid, undefined for an orphan
 * @param familyUnder the declared family of a parent
 * @returns declared family → the family as counted, for those that a grid left or joined alone
 */
export function regroupPlaced(
  placements: Placements,
  familyOf: (grid: Grid) => Family | undefined,
  familyUnder: (parent: Grid) => Family | undefined,
): Map<Family, Family> {
  const changes = new Map<Family, { readonly left: Set<Grid>; readonly joined: Grid[] }>();
  const changesOf = (family: Family): { readonly left: Set<Grid>; readonly joined: Grid[] } => {
    const known = changes.get(family);
    if (known !== undefined) return known;
    const none = { left: new Set<Grid>(), joined: [] };
    changes.set(family, none);
    return none;
  };
  for (const [grid, holder] of placements) {
    const declared = familyOf(grid);
    if (declared !== undefined) changesOf(declared).left.add(grid);
    const joined = familyUnder(holder);
    if (joined === undefined) throw new Error(`The ${holder.level} ${holder.code} has no family`);
    changesOf(joined).joined.push(grid);
  }
  const regrouped = new Map<Family, Family>();
  for (const [family, { left, joined }] of changes) {
    const stayed = family.children.filter((child) => !left.has(child));
    regrouped.set(family, { ...family, children: [...stayed, ...joined].sort(compareGrids) });
  }
  return regrouped;
}
