import type { MultiPolygon, Ring } from '../../geometry/types.js';
import type { Steps } from '../../geometry/run-steps.js';
import { groupByParent, type Family } from '../group-by-parent.js';
import type { Grid } from '../types.js';
import { inspectFamily, type Trouble } from './inspect-family.js';

/**
 * A map under repair: who belongs to whom stays as it is, geometries change one proven proposal after the other. A grid is
 * named by the object that it was at the beginning.
 */
export class RepairMap {
  readonly families: readonly Family[];
  readonly #familyOf = new Map<Grid, Family>();
  readonly #familyBelow = new Map<Grid, Family>();
  readonly #geometries = new Map<Grid, MultiPolygon>();
  readonly #troubles = new Map<Family, readonly Trouble[]>();

  constructor(grids: readonly Grid[]) {
    this.families = groupByParent(grids).families;
    for (const family of this.families) {
      if (family.parent !== undefined) this.#familyBelow.set(family.parent, family);
      for (const child of family.children) this.#familyOf.set(child, family);
    }
  }

  geometryOf(grid: Grid): MultiPolygon {
    return this.#geometries.get(grid) ?? grid.geometry;
  }

  /** The family in which the grid is a child; undefined for the territory and for a grid whose parent is missing. */
  familyOf(grid: Grid): Family | undefined {
    return this.#familyOf.get(grid);
  }

  /** The grid's own children; undefined where it has none. */
  familyBelow(grid: Grid): Family | undefined {
    const family = this.#familyBelow.get(grid);
    return family === undefined || family.children.length === 0 ? undefined : family;
  }

  /** What is wrong in a family as the map stands; looked for once and kept until something in it changes. */
  *troublesOf(family: Family): Steps<readonly Trouble[]> {
    const known = this.#troubles.get(family);
    if (known !== undefined) return known;
    const troubles = yield* inspectFamily(family, (grid) => this.geometryOf(grid));
    this.#troubles.set(family, troubles);
    return troubles;
  }

  /** Makes the changes of a draft the map's own. */
  commit(changes: ReadonlyMap<Grid, MultiPolygon>): void {
    for (const [grid, geometry] of changes) {
      this.#geometries.set(grid, geometry);
      for (const family of [this.#familyOf.get(grid), this.#familyBelow.get(grid)])
        if (family !== undefined) this.#troubles.delete(family);
    }
  }
}

/** Changes to a map that are not its own yet. */
export class RepairDraft {
  readonly changes = new Map<Grid, MultiPolygon>();

  constructor(readonly map: RepairMap) {}

  readonly geometryOf = (grid: Grid): MultiPolygon => this.changes.get(grid) ?? this.map.geometryOf(grid);

  /** A geometry equal to the map's, ring by ring, is no change. */
  change(grid: Grid, geometry: MultiPolygon): void {
    if (isEqual(geometry, this.map.geometryOf(grid))) this.changes.delete(grid);
    else this.changes.set(grid, geometry);
  }

  /** Every family in which a changed grid is a child or the parent, from the upper levels down. */
  touchedFamilies(): Family[] {
    const touched = new Set<Family>();
    for (const grid of this.changes.keys()) {
      for (const family of [this.map.familyOf(grid), this.map.familyBelow(grid)])
        if (family !== undefined) touched.add(family);
    }
    return [...touched];
  }
}

function isEqual(a: MultiPolygon, b: MultiPolygon): boolean {
  if (a === b) return true;
  if (a.length !== b.length) return false;
  return a.every((polygon, part) => {
    const other = b[part]!;
    return (
      polygon.length === other.length &&
      polygon.every((ring, index) => ring.length === other[index]!.length && isEqualRing(ring, other[index]!))
    );
  });
}

function isEqualRing(a: Ring, b: Ring): boolean {
  for (let at = 0; at < a.length; at += 1) if (a[at] !== b[at]) return false;
  return true;
}
