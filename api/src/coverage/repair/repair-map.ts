import type { Steps } from '../../geometry/run-steps.js';
import type { MultiPolygon } from '../../geometry/types.js';
import { groupByParent, type Families, type Family } from '../group-by-parent.js';
import type { Placements } from '../place-grids.js';
import { regroupPlaced } from '../regroup-placed.js';
import type { Grid } from '../types.js';
import { findPlacements } from './find-placements.js';
import { inspectFamily, type Trouble } from './inspect-family.js';

/**
 * Makes a map ready for repairs: finds what is wrong in every family, and with it the grids that lie elsewhere than they
 * declare. Costs about what the audit does.
 */
export function* openRepairMap(grids: readonly Grid[]): Steps<RepairMap> {
  const map = new RepairMap(grids);
  yield* map.place();
  return map;
}

/**
 * A map under repair: families are those that the audit counts, each grid where it lies. Who belongs to whom stays as it
 * is, geometries change one proven proposal after the other. A grid is named by the object that it was at the beginning.
 */
export class RepairMap {
  /** By declared parents. */
  readonly declared: Families;
  readonly #declared: Kinship;
  #counted: Kinship;
  #placements: Placements = new Map();
  readonly #geometries = new Map<Grid, MultiPolygon>();
  readonly #troubles = new Map<Family, readonly Trouble[]>();

  /** Use `openRepairMap`. */
  constructor(grids: readonly Grid[]) {
    this.declared = groupByParent(grids);
    this.#declared = new Kinship(this.declared.families);
    this.#counted = this.#declared;
  }

  /** Counts each grid where it lies; see `openRepairMap`. */
  *place(): Steps<void> {
    const { families, orphans } = this.declared;
    this.#placements = yield* findPlacements(this, this.declared, families, orphans);
    const regrouped = regroupPlaced(
      this.#placements,
      (grid) => this.#declared.familyOf.get(grid),
      (parent) => this.#declared.familyBelow.get(parent),
    );
    if (regrouped.size > 0) {
      this.#counted = new Kinship(families.map((family) => regrouped.get(family) ?? family));
    }
  }

  /** As the audit counts them. */
  get families(): readonly Family[] {
    return this.#counted.families;
  }

  /** Where grids lie that declare another parent or none that exists. */
  get placements(): Placements {
    return this.#placements;
  }

  readonly geometryOf = (grid: Grid): MultiPolygon => this.#geometries.get(grid) ?? grid.geometry;

  /** The family in which the grid is a child; undefined for the territory and for a grid that no parent has. */
  familyOf(grid: Grid): Family | undefined {
    return this.#counted.familyOf.get(grid);
  }

  /** The grid's own children; undefined where it has none. */
  familyBelow(grid: Grid): Family | undefined {
    const family = this.#counted.familyBelow.get(grid);
    return family === undefined || family.children.length === 0 ? undefined : family;
  }

  /** The family that a grid declares itself to be a child of; undefined for the territory and for orphans. */
  declaredFamilyOf(grid: Grid): Family | undefined {
    return this.#declared.familyOf.get(grid);
  }

  /** Every family, as declared and as counted, whose proof takes up the grid. */
  familiesWith(grid: Grid): Set<Family> {
    const families = new Set<Family>();
    for (const { familyOf, familyBelow } of [this.#declared, this.#counted]) {
      for (const family of [familyOf.get(grid), familyBelow.get(grid)]) {
        if (family !== undefined && family.children.length > 0) families.add(family);
      }
    }
    return families;
  }

  /** What is wrong in a family as the map stands; looked for once and kept until something in it changes. */
  *troublesOf(family: Family): Steps<readonly Trouble[]> {
    const known = this.#troubles.get(family);
    if (known !== undefined) return known;
    const troubles = yield* inspectFamily(family, this.geometryOf);
    this.#troubles.set(family, troubles);
    return troubles;
  }

  /** Makes the changes of a draft the map's own. */
  commit(changes: ReadonlyMap<Grid, MultiPolygon>): void {
    for (const [grid, geometry] of changes) {
      this.#geometries.set(grid, geometry);
      for (const family of this.familiesWith(grid)) this.#troubles.delete(family);
    }
  }
}

/** Families by their members. */
class Kinship {
  readonly familyOf = new Map<Grid, Family>();
  readonly familyBelow = new Map<Grid, Family>();

  constructor(readonly families: readonly Family[]) {
    for (const family of families) {
      if (family.parent !== undefined) this.familyBelow.set(family.parent, family);
      for (const child of family.children) this.familyOf.set(child, family);
    }
  }
}
