import type { UnmatchedVertexReport } from '../coverage/describe-unmatched-vertices.js';
import type { FindingGrid, Grid } from '../coverage/types.js';
import { childLevel } from '../hierarchy/levels.js';
import type { SourcedGrid } from './describe-ring-repairs.js';
import type { InsertedPoint, RecordedGrid } from './reading/types.js';

/**
 * The vertices that reading added, each filed as the proof of the map as it stands would file it: where a neighbour of
 * the same level has the vertex, with the children of the lacking grid's parent; where only grids below it have, with its
 * own children.
 *
 * @param grids what was read, with codes and parents settled
 */
export function describeInsertedPoints(
  points: readonly InsertedPoint[],
  grids: readonly SourcedGrid[],
): UnmatchedVertexReport[] {
  const find = indexGrids(grids);
  return points.map((point) => {
    const lacking = find(point);
    const having = distinct(point.having.map(find), lacking);
    const below = childLevel(lacking.level);
    const isOwn = (grid: Grid): boolean => grid.level === below && grid.parentCode === lacking.code;
    const isForChildren =
      below !== undefined && !having.some(({ level }) => level === lacking.level) && having.some(isOwn);
    const family = isForChildren
      ? { level: below, parent: lacking.code }
      : { level: lacking.level, parent: lacking.parentCode };
    const told = having.filter((grid) => isOfFamily(grid, family));
    return {
      level: lacking.level,
      code: lacking.code,
      name: lacking.name,
      point: point.point,
      distanceMetres: point.distanceMetres,
      parent: family.parent,
      ...(isForChildren ? { childLevel: below } : {}),
      having: (told.length > 0 ? told : having).map(toFindingGrid),
      isMatched: true,
    };
  });
}

/** The same border has many owners: of those above and below, the family's own say enough. */
function isOfFamily(
  grid: Grid,
  family: { readonly level: Grid['level']; readonly parent: string | null },
): boolean {
  return (
    grid.level === family.level || (childLevel(grid.level) === family.level && grid.code === family.parent)
  );
}

/** By level and code; by the record where the code was given only after reading. */
function indexGrids(grids: readonly SourcedGrid[]): (record: RecordedGrid) => Grid {
  const byRecord = new Map<string, Grid>();
  const byCode = new Map<string, Grid>();
  for (const grid of grids) {
    if (grid.source !== undefined) byRecord.set(recordKey(grid.source), grid);
    byCode.set(codeKey(grid.level, grid.code), grid);
  }
  return (record) => {
    const found =
      record.code === null
        ? byRecord.get(recordKey(record))
        : (byCode.get(codeKey(record.level, record.code)) ?? byRecord.get(recordKey(record)));
    if (found !== undefined) return found;
    throw new Error(`feature ${record.feature} of ${record.file} was read and is none of the grids`);
  };
}

function recordKey({ file, feature }: { readonly file: string; readonly feature: number }): string {
  return JSON.stringify([file, feature]);
}

function codeKey(level: string, code: string): string {
  return JSON.stringify([level, code]);
}

/** A grid of several records or rings is named once, and never as having what it lacks. */
function distinct(grids: readonly Grid[], lacking: Grid): Grid[] {
  return [...new Set(grids)].filter((grid) => grid !== lacking);
}

function toFindingGrid({ code, name, level }: Grid): FindingGrid {
  return { code, name, level, areaSquareMetres: null };
}
