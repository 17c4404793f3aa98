import { Problem } from '../problem.js';
import type { Level } from '../hierarchy/levels.js';
import type { GridRow, Store } from '../store/types.js';

export type GridFinder = Pick<Store, 'getGridsByCode' | 'getGridById'>;

/** What a path or a filter names a grid by: its code, or `id:` and its identity. */
export interface GridReference {
  readonly text: string;
  readonly level?: Level | undefined;
  /** Name of the parameter, for the problem. */
  readonly field: string;
}

const identityText = /^id:(\d{1,16})$/;

/**
 * The grid of a revision that a reference names.
 *
 * Errors: 404 `grid-not-found`; 409 `ambiguous-code` when the code stands on several levels and none is given.
 */
export async function resolveGrid(
  store: GridFinder,
  territoryId: string,
  revision: number,
  reference: GridReference,
): Promise<GridRow> {
  const found = await findGrids(store, territoryId, revision, reference.text);
  const fitting = found.filter((grid) => reference.level === undefined || grid.level === reference.level);
  const [grid] = fitting;
  if (grid === undefined) throw gridNotFound(territoryId, revision, reference);
  if (fitting.length === 1) return grid;
  const levels = fitting.map((each) => each.level).join(', ');
  throw new Problem({
    type: 'ambiguous-code',
    status: 409,
    detail: `Code ${reference.text} stands on several levels: ${levels}.`,
    fix: `Add level=${grid.level}, or use id:${grid.gridId} in place of the code.`,
    field: 'level',
  });
}

async function findGrids(
  store: GridFinder,
  territoryId: string,
  revision: number,
  text: string,
): Promise<readonly GridRow[]> {
  const identity = identityText.exec(text)?.[1];
  if (identity === undefined) return store.getGridsByCode(territoryId, revision, text);
  const gridId = Number(identity);
  if (!Number.isSafeInteger(gridId)) return [];
  const grid = await store.getGridById(territoryId, revision, gridId);
  return grid === undefined ? [] : [grid];
}

function gridNotFound(territoryId: string, revision: number, reference: GridReference): Problem {
  const where = reference.level === undefined ? '' : ` on level ${reference.level}`;
  return new Problem({
    type: 'grid-not-found',
    status: 404,
    detail: `Revision ${revision} of territory ${territoryId} has no grid ${reference.text}${where}.`,
    fix: 'Search with GET …/grids?q=.',
    field: reference.field,
  });
}
