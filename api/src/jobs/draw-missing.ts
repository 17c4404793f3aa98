import type { MapGrid } from '../coverage/generalise/drawing-types.js';
import type { DrawnMap } from '../coverage/generalise/open-drawing.js';
import { Problem } from '../problem.js';
import type { Store } from '../store/types.js';
import { drawRevision } from './draw-revision.js';
import type { JobProgress, ReportProgress } from './job-progress.js';

export type DrawingStore = Pick<
  Store,
  | 'listTerritories'
  | 'getRevision'
  | 'readGrids'
  | 'readZoomStates'
  | 'writeZoomDrawing'
  | 'finishDrawing'
  | 'listUndrawnRevisions'
>;

export interface DrawMissingRequest {
  readonly store: DrawingStore;
  /** Default: every territory. */
  readonly territoryId?: string;
  readonly onProgress?: ReportProgress | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Draws every published revision that is not drawn: one that is older than drawings. Oldest first, since each is drawn
 * as what differs from the one before. Several processes may do it at once: what another one has drawn is taken as
 * drawn. Stopped on the way, it is taken up by the next.
 *
 * @returns how many revisions were drawn here
 */
export async function drawMissing(request: DrawMissingRequest): Promise<number> {
  const { store } = request;
  const territoryIds =
    request.territoryId === undefined
      ? (await store.listTerritories()).map((each) => each.territoryId)
      : [request.territoryId];
  let drawn = 0;
  for (const territoryId of territoryIds) drawn += await drawTerritory(request, territoryId);
  return drawn;
}

async function drawTerritory(request: DrawMissingRequest, territoryId: string): Promise<number> {
  const { store } = request;
  let drawn = 0;
  let last: { readonly revision: number; readonly grids: readonly MapGrid[] } | undefined;
  for (const revision of await store.listUndrawnRevisions(territoryId)) {
    const report = tellOf(request.onProgress, territoryId, revision);
    const read = (wanted: number): Promise<readonly MapGrid[]> =>
      store.readGrids(territoryId, wanted, {
        onProgress: (done, total) => report({ step: 'Reading the map', done, total }),
        ...(request.signal === undefined ? {} : { signal: request.signal }),
      });
    const base = (await store.getRevision(territoryId, revision))?.baseRevision ?? null;
    let before: DrawnMap | undefined;
    if (base !== null) {
      const states = await store.readZoomStates(territoryId, base);
      if (states === undefined) throw new Error(`revision ${base} of ${territoryId} is not drawn`);
      before = { grids: last?.revision === base ? last.grids : await read(base), states };
    }
    const after = await read(revision);
    last = { revision, grids: after };
    const isOurs = await unlessDrawn(store, territoryId, revision, () =>
      drawRevision({
        ...{ store, territoryId, revision, after, before },
        ...{ onProgress: report, signal: request.signal },
      }),
    );
    if (isOurs) drawn += 1;
  }
  return drawn;
}

/** False when another process has drawn the revision meanwhile. */
async function unlessDrawn(
  store: DrawingStore,
  territoryId: string,
  revision: number,
  draw: () => Promise<void>,
): Promise<boolean> {
  try {
    await draw();
    return true;
  } catch (error) {
    if (!(error instanceof Problem) || error.details.type !== 'drawing-gone') throw error;
    if ((await store.getRevision(territoryId, revision))?.isDrawn !== true) throw error;
    return false;
  }
}

function tellOf(
  onProgress: ReportProgress | undefined,
  territoryId: string,
  revision: number,
): (progress: JobProgress) => void {
  return (progress) =>
    onProgress?.({ ...progress, step: `${progress.step} (${territoryId}, revision ${revision})` });
}
