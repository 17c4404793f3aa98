import type { MapGrid } from '../coverage/generalise/drawing-types.js';
import type { DrawnMap } from '../coverage/generalise/open-drawing.js';
import { Problem } from '../problem.js';
import type { GridChange, Store } from '../store/types.js';
import { afterFailure } from './after-failure.js';
import { beginBuild, type BuildRequest } from './begin-build.js';
import type { GridDifference } from './compare-grids.js';
import { drawMissing, type DrawingStore } from './draw-missing.js';
import { drawRevision } from './draw-revision.js';
import type { ReportProgress } from './job-progress.js';
import { makeChanges } from './make-changes.js';
import { runTogether } from './run-together.js';

type RevisionStore = Pick<
  Store,
  | 'beginRevision'
  | 'findBuild'
  | 'reserveGridIds'
  | 'writeChanges'
  | 'retireGrids'
  | 'publishRevision'
  | 'sweepRevision'
> &
  DrawingStore;

/**
 * Writes a difference as one new revision and publishes it: a `building` revision that nobody sees, identities
 * for the new grids, the changed rows in short batches, the ends of the retired ones, what its zooms draw anew, then one
 * pointer update. A base that is not drawn yet is drawn before.
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
  const before = await readBase(store, territoryId, difference, request);
  const revision = await beginBuild(store, territoryId, request);
  try {
    const changes = await makeChanges(store, territoryId, difference, onProgress, signal);
    const after = composeMap(difference, changes);
    let isWritten = false;
    // Drawing is this process's work and writing the database's: together they take little longer than either.
    await runTogether(
      [
        async (stop) => {
          await writeRows(store, territoryId, revision, difference, changes, onProgress, stop);
          isWritten = true;
        },
        (stop) =>
          drawRevision({
            ...{ store, territoryId, revision, after, before, signal: stop },
            // One thing is told at a time: that the map is drawn, once its grids are written.
            onProgress: (progress) => {
              if (isWritten) onProgress?.(progress);
            },
          }),
      ],
      signal,
    );
    signal?.throwIfAborted();
    await store.publishRevision(territoryId, revision);
    return revision;
  } catch (error) {
    const isPublished = await afterFailure(error, () => sweepUnlessPublished(store, territoryId, revision));
    if (isPublished) return revision;
    throw error;
  }
}

/** The map that the revision is based on, drawn. */
async function readBase(
  store: RevisionStore,
  territoryId: string,
  difference: GridDifference,
  { base, onProgress, signal }: BuildRequest,
): Promise<DrawnMap | undefined> {
  if (base === null) return undefined;
  await drawMissing({ store, territoryId, onProgress, signal });
  const states = await store.readZoomStates(territoryId, base);
  if (states === undefined) throw new Error(`revision ${base} of ${territoryId} is not drawn`);
  return {
    grids: [...difference.pairs.flatMap(({ present }) => present ?? []), ...difference.retired],
    states,
  };
}

/** Every grid of the new revision. */
function composeMap(difference: GridDifference, changes: readonly GridChange[]): MapGrid[] {
  const written = new Set(difference.writes);
  return [...changes, ...difference.pairs.flatMap((pair) => (written.has(pair) ? [] : (pair.present ?? [])))];
}

async function writeRows(
  store: RevisionStore,
  territoryId: string,
  revision: number,
  difference: GridDifference,
  changes: readonly GridChange[],
  onProgress: ReportProgress | undefined,
  signal: AbortSignal,
): Promise<void> {
  await store.writeChanges(territoryId, revision, changes, {
    onProgress: (done, total) => onProgress?.({ step: 'Writing grids', done, total }),
    signal,
  });
  signal.throwIfAborted();
  if (difference.retired.length === 0) return;
  await store.retireGrids(
    territoryId,
    revision,
    difference.retired.map((grid) => grid.gridId),
  );
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
