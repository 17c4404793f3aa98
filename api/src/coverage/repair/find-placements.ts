import type { Steps } from '../../geometry/run-steps.js';
import type { MultiPolygon } from '../../geometry/types.js';
import { parentLevel, type Level } from '../../hierarchy/levels.js';
import { exactRings, measureRings } from '../defect-rings.js';
import type { FoundInFamily } from '../find-wrong-parents.js';
import type { Families, Family } from '../group-by-parent.js';
import { placeGrids, type Placements } from '../place-grids.js';
import type { FindingGrid, Grid } from '../types.js';
import type { Trouble } from './inspect-family.js';

/** A map, or what a draft would make of it. */
export interface RepairState {
  readonly geometryOf: (grid: Grid) => MultiPolygon;
  troublesOf(family: Family): Steps<readonly Trouble[]>;
}

/**
 * Where grids lie that declare another parent or none that exists, by the audit's own rule, on a map or under a draft.
 *
 * @param declared all families, by declared parents
 * @param families by declared parents, those whose children are looked at
 * @param orphans those that are looked at
 * @returns grid → the parent that has it, named by the objects that they were at the beginning
 */
export function* findPlacements(
  state: RepairState,
  declared: Families,
  families: readonly Family[],
  orphans: readonly Grid[],
): Steps<Placements> {
  const views = new Map<Grid, Grid>();
  const originals = new Map<Grid, Grid>();
  const view = (grid: Grid): Grid => {
    const known = views.get(grid);
    if (known !== undefined) return known;
    const geometry = state.geometryOf(grid);
    const seen = geometry === grid.geometry ? grid : { ...grid, geometry };
    views.set(grid, seen);
    originals.set(seen, grid);
    return seen;
  };
  const above = new Set<Level | undefined>(orphans.map(({ level }) => parentLevel(level)));
  const audits = new Map<Family, FoundInFamily>();
  for (const family of families) {
    if (family.children.length === 0) continue;
    const findings = tellOutside(family, yield* state.troublesOf(family));
    if (findings.length === 0) continue;
    const { level, parent, children } = family;
    above.add(parentLevel(level));
    audits.set(
      { level, parent: parent === undefined ? undefined : view(parent), children: children.map(view) },
      { findings },
    );
  }
  if (above.size === 0) return new Map();
  const seen: Families = {
    grids: declared.grids.filter(({ level }) => above.has(level)).map(view),
    families: [],
    orphans: orphans.map(view),
    childless: [],
  };
  const found = yield* placeGrids(seen, audits);
  return new Map([...found].map(([grid, holder]) => [originals.get(grid)!, originals.get(holder)!]));
}

/** What lies outside the parent, as far as the rule asks: who, and how much. */
function tellOutside({ children }: Family, troubles: readonly Trouble[]): FoundInFamily['findings'] {
  return troubles.flatMap((trouble) => {
    if (trouble.kind !== 'outside-parent') return [];
    const { defect } = trouble;
    const areaSquareMetres = measureRings(exactRings(defect));
    const grids = defect.owners.map((owner): FindingGrid => {
      const { code, name, level } = children[owner]!;
      return { code, name, level, areaSquareMetres };
    });
    return [{ kind: trouble.kind, grids }];
  });
}
