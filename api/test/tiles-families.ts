import { dissolveEvenOdd } from '../src/coverage/dissolve-even-odd.js';
import { proveFamily } from '../src/coverage/prove-family.js';
import { doubledArea } from '../src/geometry/doubled-area.js';
import { runSteps } from '../src/geometry/run-steps.js';
import type { MultiPolygon } from '../src/geometry/types.js';
import { childLevel, type Level } from '../src/hierarchy/levels.js';
import type { StoredGrid } from '../src/store/types.js';
import { ringsOf, type TileFeature } from './tiles-decode.js';

/** A grid and its children, which cover it exactly once in the map itself. */
export interface CleanFamily {
  readonly level: Level;
  readonly parentId: number;
  readonly childIds: readonly number[];
}

/** Cells of the children of one parent that are not as they are in the map. */
export interface Seams {
  readonly gaps: number;
  readonly overlaps: number;
  readonly outside: number;
}

/** The families of a map in which an exact audit finds nothing. */
export function findCleanFamilies(grids: readonly StoredGrid[]): CleanFamily[] {
  const childrenOf = new Map<number | null, StoredGrid[]>();
  for (const grid of grids) childrenOf.set(grid.parentId, [...(childrenOf.get(grid.parentId) ?? []), grid]);
  return grids.flatMap((parent): CleanFamily[] => {
    const level = childLevel(parent.level);
    const children = (childrenOf.get(parent.gridId) ?? []).filter((child) => child.level === level);
    if (level === undefined || children.length === 0) return [];
    const proof = runSteps(
      proveFamily(
        children.map((child) => child.geometry),
        parent.geometry,
        [],
      ),
    );
    if (proof.edgesLeft > 0) return [];
    return [{ level, parentId: parent.gridId, childIds: children.map((child) => child.gridId) }];
  });
}

/** What a tile draws of each grid, all features of it together. */
export function geometriesOf(features: readonly TileFeature[]): Map<number, MultiPolygon> {
  const geometries = new Map<number, MultiPolygon>();
  for (const feature of features)
    geometries.set(feature.id, [...(geometries.get(feature.id) ?? []), ...ringsOf(feature)]);
  return geometries;
}

/**
 * The exact cells of a family in a tile that are covered not once inside the parent, or at all outside it. Edges along
 * the tile's border that run there and back cancel, as they enclose nothing.
 *
 * @param parent what the tile draws of the parent, or the tile itself where that is all parent
 */
export function countSeams(children: readonly MultiPolygon[], parent: MultiPolygon): Seams {
  const { defects } = runSteps(proveFamily(children, parent, [...children, parent].filter(isFolded)));
  const count = (kind: (typeof defects)[number]['kind']): number =>
    defects.filter((defect) => defect.kind === kind).length;
  return { gaps: count('gap'), overlaps: count('overlap'), outside: count('outside-parent') };
}

/** Whether it covers a place twice or turned over, which the edges of a family do not tell: what is too much here is missing there. */
function isFolded(geometry: MultiPolygon): boolean {
  return doubledArea(runSteps(dissolveEvenOdd([geometry]))) !== doubledArea(geometry);
}

export function addSeams(a: Seams, b: Seams): Seams {
  return { gaps: a.gaps + b.gaps, overlaps: a.overlaps + b.overlaps, outside: a.outside + b.outside };
}

export const noSeams: Seams = { gaps: 0, overlaps: 0, outside: 0 };
