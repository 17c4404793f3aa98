import { areaSquareMetres } from '../geometry/area-square-metres.js';
import { labelPoint } from '../geometry/label-point.js';
import type { LatticePoint } from '../geometry/types.js';
import { parentLevel } from '../hierarchy/levels.js';
import { Problem } from '../problem.js';
import type { GridChange, Store } from '../store/types.js';
import { afterFailure } from './after-failure.js';
import { beginBuild, type BuildRequest } from './begin-build.js';
import { keyOf, type GridDifference, type GridPair } from './compare-grids.js';
import type { ReportProgress } from './job-progress.js';
import { letOthersRun } from './let-others-run.js';

type RevisionStore = Pick<
  Store,
  | 'beginRevision'
  | 'findBuild'
  | 'reserveGridIds'
  | 'writeChanges'
  | 'retireGrids'
  | 'publishRevision'
  | 'sweepRevision'
>;

/**
 * Writes a difference as one new revision and publishes it: a `building` revision that nobody sees, identities
 * for the new grids, the changed rows in short batches, the ends of the retired ones, then one pointer update.
 * Whatever stops it before that update (an error, `signal`), the revision is swept and the present map is as it was.
 * Where the answer to that update was lost, the sweep tells what became of it: a published revision refuses it.
 *
 * @returns the number of the published revision.
 */
export async function writeGrids(
  store: RevisionStore,
  territoryId: string,
  difference: GridDifference,
  request: BuildRequest,
): Promise<number> {
  const { onProgress, signal } = request;
  const revision = await beginBuild(store, territoryId, request);
  try {
    const changes = await makeChanges(store, territoryId, difference, onProgress, signal);
    await store.writeChanges(territoryId, revision, changes, {
      onProgress: (done, total) => onProgress?.({ step: 'Writing grids', done, total }),
      ...(signal === undefined ? {} : { signal }),
    });
    signal?.throwIfAborted();
    if (difference.retired.length > 0) {
      await store.retireGrids(
        territoryId,
        revision,
        difference.retired.map((grid) => grid.gridId),
      );
    }
    signal?.throwIfAborted();
    await store.publishRevision(territoryId, revision);
    return revision;
  } catch (error) {
    const isPublished = await afterFailure(error, () => sweepUnlessPublished(store, territoryId, revision));
    if (isPublished) return revision;
    throw error;
  }
}

async function sweepUnlessPublished(
  store: RevisionStore,
  territoryId: string,
  revision: number,
): Promise<boolean> {
  try {
    await store.sweepRevision(territoryId, revision);
    return false;
  } catch (error) {
    if (error instanceof Problem && error.details.type === 'revision-published') return true;
    throw error;
  }
}

async function makeChanges(
  store: RevisionStore,
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
