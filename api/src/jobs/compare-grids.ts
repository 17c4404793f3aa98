import { hashGeometry } from '../geometry/hash-geometry.js';
import { isSameRings } from '../geometry/is-same-rings.js';
import type { MultiPolygon } from '../geometry/types.js';
import type { Level } from '../hierarchy/levels.js';
import type { StoredGrid } from '../store/types.js';
import { isSameJson } from './is-same-json.js';
import type { ResolvedGrid } from './resolve-hierarchy.js';

/** What an import does to a level. */
export interface LevelCounts {
  readonly new: number;
  readonly changed: number;
  readonly same: number;
  readonly retired: number;
}

/** A grid beside the one of the present revision that has its level and code. */
export interface GridPair {
  readonly grid: ResolvedGrid;
  readonly present: StoredGrid | undefined;
}

export interface GridDifference {
  /** Grids to write: new ones (`present` undefined) and changed ones, from the top level down. */
  readonly writes: readonly GridPair[];
  /** Every grid of the new state with its present one. */
  readonly pairs: readonly GridPair[];
  readonly retired: readonly StoredGrid[];
  readonly counts: Readonly<Partial<Record<Level, LevelCounts>>>;
}

/**
 * Lays the new state over the present one, grid by grid, by level and code. A grid is changed when its parent,
 * name, category, attributes, kept original or mark of being implied differ, or its geometry does, read as a set
 * of rings: where a ring starts and in which order rings stand makes no difference.
 */
export function compareGrids(grids: readonly ResolvedGrid[], present: readonly StoredGrid[]): GridDifference {
  const presentByKey = new Map(present.map((grid) => [keyOf(grid), grid]));
  const counts: Partial<Record<Level, { new: number; changed: number; same: number; retired: number }>> = {};
  const count = (level: Level, what: keyof LevelCounts): void => {
    const ofLevel = (counts[level] ??= { new: 0, changed: 0, same: 0, retired: 0 });
    ofLevel[what] += 1;
  };
  const pairs = grids.map((grid) => ({ grid, present: presentByKey.get(keyOf(grid)) }));
  const writes = pairs.filter((pair) => {
    const what =
      pair.present === undefined ? 'new' : isSameGrid(pair.grid, pair.present) ? 'same' : 'changed';
    count(pair.grid.level, what);
    return what !== 'same';
  });
  const keys = new Set(grids.map(keyOf));
  const retired = present.filter((grid) => !keys.has(keyOf(grid)));
  for (const grid of retired) count(grid.level, 'retired');
  return { writes, pairs, retired, counts };
}

/** Codes are unique within a level. */
export function keyOf(grid: { readonly level: Level; readonly code: string }): string {
  return `${grid.level} ${grid.code}`;
}

function isSameGrid(grid: ResolvedGrid, present: StoredGrid): boolean {
  return (
    grid.name === present.name &&
    grid.category === present.category &&
    grid.implied === present.implied &&
    (grid.hasParent ? grid.parentCode : null) === present.parentCode &&
    isSameJson(grid.attributes, present.attributes) &&
    isSameJson(grid.original ?? null, present.original) &&
    isSameGeometry(grid.geometry, present.geometry)
  );
}

function isSameGeometry(a: MultiPolygon, b: MultiPolygon): boolean {
  // The usual case needs no canonical forms.
  return isSameRings(a, b) || hashGeometry(a) === hashGeometry(b);
}
