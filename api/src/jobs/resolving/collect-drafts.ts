import type { StoredGrid } from '../../store/types.js';
import { declaredParentAttribute, declaredParentCode, understandProperties } from '../file-properties.js';
import type { ReadGrid } from '../reading/types.js';
import type { DraftGrid } from './draft-grid.js';

/**
 * The grids that the map will have: all that the files hold, and from the present revision those of the levels
 * that no file holds. Implied grids are left out on both sides, since they are made anew from what is drawn.
 */
export function collectDrafts(read: readonly ReadGrid[], present: readonly StoredGrid[]): DraftGrid[] {
  const levelsRead = new Set(read.map((grid) => grid.level));
  return [
    ...present.filter((grid) => !levelsRead.has(grid.level) && !grid.implied).map(keepGrid),
    ...read.flatMap(draftGrid),
  ];
}

function draftGrid(grid: ReadGrid): DraftGrid[] {
  const { attributes, implied, original } = understandProperties(grid.attributes);
  if (implied && grid.level !== 'element') return [];
  return [
    {
      level: grid.level,
      code: blankToNull(grid.code),
      name: grid.name,
      category: grid.level === 'element' ? grid.category : null,
      attributes,
      geometry: grid.geometry,
      original: grid.original ?? original,
      implied: false,
      source: { file: grid.file, feature: grid.feature },
      kept: undefined,
      namedParent: blankToNull(grid.parentCode),
      parent: null,
      absentParent: null,
    },
  ];
}

function keepGrid(grid: StoredGrid): DraftGrid {
  const attributes = Object.fromEntries(
    Object.entries(grid.attributes).filter(([name]) => name !== declaredParentAttribute),
  );
  return {
    level: grid.level,
    code: grid.code,
    name: grid.name,
    category: grid.category,
    attributes,
    geometry: grid.geometry,
    original: grid.original ?? undefined,
    implied: false,
    source: undefined,
    kept: grid,
    namedParent: declaredParentCode(grid),
    parent: null,
    absentParent: null,
  };
}

function blankToNull(text: string | null): string | null {
  const trimmed = text?.trim() ?? '';
  return trimmed === '' ? null : trimmed;
}
