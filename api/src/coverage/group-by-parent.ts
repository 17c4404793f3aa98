import { compareText } from '../hierarchy/compare-text.js';
import { gridLevels, levelNumber, parentLevel, type GridLevel } from '../hierarchy/levels.js';
import type { Grid } from './types.js';

/** The children of one parent; `parent` is undefined where the level above has no grids at all. */
export interface Family {
  readonly level: GridLevel;
  readonly parent: Grid | undefined;
  /** Sorted by code. */
  readonly children: readonly Grid[];
}

export interface Families {
  /** All grids by level and code. */
  readonly grids: readonly Grid[];
  /** Per level its families by the parent's code; childless parents have one too. */
  readonly families: readonly Family[];
  /** Grids whose parent does not exist although their level has parents. */
  readonly orphans: readonly Grid[];
  /** Grids above the element without children, where the level below has grids. */
  readonly childless: readonly Grid[];
}

/**
 * Sorts grids into families by declared parent. Where the level above has no grids at all (a file of one level,
 * a territory without boundary), the whole level is one family without parent. Counties belong to the only territory
 * whatever they name.
 */
export function groupByParent(input: readonly Grid[]): Families {
  const grids = [...input].sort(compareGrids);
  const families: Family[] = [];
  const orphans: Grid[] = [];
  const childless: Grid[] = [];
  for (const level of gridLevels) {
    const children = grids.filter((grid) => grid.level === level);
    if (children.length === 0) continue;
    const parents = grids.filter((grid) => grid.level === parentLevel(level));
    const [only] = parents;
    if (only === undefined) {
      families.push({ level, parent: undefined, children });
      continue;
    }
    if (level === 'county' && parents.length === 1) {
      families.push({ level, parent: only, children });
      continue;
    }
    const childrenOf = new Map<string, Grid[]>(parents.map((parent) => [parent.code, []]));
    for (const child of children) {
      const siblings = child.parentCode === null ? undefined : childrenOf.get(child.parentCode);
      if (siblings === undefined) orphans.push(child);
      else siblings.push(child);
    }
    for (const parent of parents) {
      const own = childrenOf.get(parent.code) ?? [];
      if (own.length === 0) childless.push(parent);
      families.push({ level, parent, children: own });
    }
  }
  return { grids, families, orphans, childless };
}

/** From the top level down, by code within a level. */
export function compareGrids(a: Grid, b: Grid): number {
  return a.level === b.level ? compareText(a.code, b.code) : levelNumber(a.level) - levelNumber(b.level);
}
