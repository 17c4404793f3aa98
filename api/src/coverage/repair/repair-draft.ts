import { isSameRings } from '../../geometry/is-same-rings.js';
import type { Steps } from '../../geometry/run-steps.js';
import type { MultiPolygon } from '../../geometry/types.js';
import type { Family } from '../group-by-parent.js';
import type { Grid } from '../types.js';
import { inspectFamily, type Trouble } from './inspect-family.js';
import type { RepairMap } from './repair-map.js';

/** Changes to a map that are not its own yet. */
export class RepairDraft {
  readonly changes = new Map<Grid, MultiPolygon>();
  readonly #troubles = new Map<Family, readonly Trouble[]>();

  constructor(readonly map: RepairMap) {}

  readonly geometryOf = (grid: Grid): MultiPolygon => this.changes.get(grid) ?? this.map.geometryOf(grid);

  /** A geometry equal to the map's, ring by ring, is no change. */
  change(grid: Grid, geometry: MultiPolygon): void {
    if (isSameRings(geometry, this.map.geometryOf(grid))) this.changes.delete(grid);
    else this.changes.set(grid, geometry);
    for (const family of this.map.familiesWith(grid)) this.#troubles.delete(family);
  }

  /** What is wrong in a family under the draft; looked for once and kept until something in it changes. */
  *troublesOf(family: Family): Steps<readonly Trouble[]> {
    const { parent, children } = family;
    const isChanged = (grid: Grid): boolean => this.changes.has(grid);
    if (!children.some(isChanged) && (parent === undefined || !isChanged(parent))) {
      return yield* this.map.troublesOf(family);
    }
    const known = this.#troubles.get(family);
    if (known !== undefined) return known;
    const troubles = yield* inspectFamily(family, this.geometryOf);
    this.#troubles.set(family, troubles);
    return troubles;
  }

  /** Every family as counted in which a changed grid is a child or the parent. */
  touchedFamilies(): Set<Family> {
    const touched = new Set<Family>();
    for (const grid of this.changes.keys()) {
      for (const family of [this.map.familyOf(grid), this.map.familyBelow(grid)])
        if (family !== undefined) touched.add(family);
    }
    return touched;
  }
}
