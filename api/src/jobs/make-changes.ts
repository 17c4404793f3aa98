import { areaSquareMetres } from '../geometry/area-square-metres.js';
import { labelPoint } from '../geometry/label-point.js';
import type { LatticePoint } from '../geometry/types.js';
import { parentLevel } from '../hierarchy/levels.js';
import type { GridChange, Store } from '../store/types.js';
import { keyOf, type GridDifference, type GridPair } from './compare-grids.js';
import type { ReportProgress } from './job-progress.js';
import { letOthersRun } from './let-others-run.js';

/**
 * Rows of what a difference writes, measured and labelled, in slices; grids that are new get their identities here.
 *
 * @throws the reason of `signal` when it is aborted on the way
 */
export async function makeChanges(
  store: Pick<Store, 'reserveGridIds'>,
  territoryId: string,
  difference: GridDifference,
  onProgress: ReportProgress | undefined,
  signal: AbortSignal | undefined,
): Promise<GridChange[]> {
  const created = difference.pairs.filter((pair) => pair.present === undefined);
  const reserved =
    created.length === 0
      ? []
      : await store.reserveGridIds(
          territoryId,
          created.map((pair) => ({ level: pair.grid.level })),
        );
  const idOfNew = new Map(created.map((pair, index) => [pair, reserved[index]!]));
  const idOf = (pair: GridPair): number => pair.present?.gridId ?? idOfNew.get(pair)!;
  const idByKey = new Map(difference.pairs.map((pair) => [keyOf(pair.grid), idOf(pair)]));

  const pause = letOthersRun(signal);
  const changes: GridChange[] = [];
  for (const pair of difference.writes) {
    const { grid } = pair;
    changes.push({
      gridId: idOf(pair),
      level: grid.level,
      code: grid.code,
      name: grid.name,
      parentId: parentIdOf(grid, idByKey),
      category: grid.category,
      implied: grid.implied,
      attributes: grid.attributes,
      original: grid.original ?? null,
      geometry: grid.geometry,
      labelPoint: labelOf(grid),
      areaSquareMetres: areaSquareMetres(grid.geometry),
    });
    onProgress?.({ step: 'Measuring grids', done: changes.length, total: difference.writes.length });
    await pause();
  }
  return changes;
}

function parentIdOf(grid: GridPair['grid'], idByKey: ReadonlyMap<string, number>): number | null {
  const above = parentLevel(grid.level);
  if (!grid.hasParent || grid.parentCode === null || above === undefined) return null;
  return idByKey.get(keyOf({ level: above, code: grid.parentCode })) ?? null;
}

function labelOf(grid: GridPair['grid']): LatticePoint {
  const point = labelPoint(grid.geometry);
  if (point === undefined) throw new Error(`grid ${grid.level} ${grid.code} has no area to put a label in`);
  return point;
}
