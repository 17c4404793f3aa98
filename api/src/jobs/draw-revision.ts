import type { MapGrid, ZoomDrawing } from '../coverage/generalise/drawing-types.js';
import { type DrawnMap, openDrawing } from '../coverage/generalise/open-drawing.js';
import type { Store } from '../store/types.js';
import type { ReportProgress } from './job-progress.js';
import { runInSlices } from './run-in-slices.js';

export interface DrawRequest {
  readonly store: Pick<Store, 'writeZoomDrawing' | 'finishDrawing'>;
  readonly territoryId: string;
  /** Being built, or published and not drawn yet. */
  readonly revision: number;
  /** Every grid of the revision. */
  readonly after: readonly MapGrid[];
  /** Its base; absent for a territory's first map. */
  readonly before?: DrawnMap | undefined;
  readonly onProgress?: ReportProgress | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Draws every zoom of a revision, as far as it differs from the one before, and stores it. A zoom is drawn while the
 * database still writes the one before it. The work is done in slices, between which requests get their turn.
 *
 * Doing it again, or twice at once, gives the same. Where it is stopped the revision stays undrawn.
 *
 * @throws Problem `drawing-gone` when the revision is drawn already or was taken back meanwhile; the reason of `signal`
 */
export async function drawRevision(request: DrawRequest): Promise<void> {
  const { store, territoryId, revision, onProgress, signal } = request;
  const { zooms, draw } = openDrawing(
    inOrder(request.after),
    request.before && { grids: inOrder(request.before.grids), states: request.before.states },
  );
  const rows = { drawn: 0, written: 0 };
  let isAllDrawn = false;
  let writing = Promise.resolve();
  const write = async (drawing: ZoomDrawing): Promise<void> => {
    const before = rows.written;
    await store.writeZoomDrawing(territoryId, revision, drawing, {
      onProgress: (done) => {
        rows.written = before + done;
        if (isAllDrawn)
          onProgress?.({ step: 'Storing what is drawn', done: rows.written, total: rows.drawn });
      },
      ...(signal === undefined ? {} : { signal }),
    });
  };
  for (const [index, zoom] of zooms.entries()) {
    onProgress?.({ step: 'Drawing the map', done: index, total: zooms.length });
    let drawing: ZoomDrawing;
    try {
      drawing = await runInSlices(draw(zoom), signal);
    } finally {
      // Also when drawing fails: nothing is left that writes when this ends.
      await writing;
    }
    rows.drawn += drawing.drawn.length;
    writing = write(drawing);
    // Told when it is waited for; until then it is not an unhandled one.
    writing.catch(() => undefined);
  }
  isAllDrawn = true;
  await writing;
  await store.finishDrawing(territoryId, revision);
}

/** In one order, wherever grids come from: the same map is drawn the same. */
function inOrder(grids: readonly MapGrid[]): MapGrid[] {
  return [...grids].sort((a, b) => a.gridId - b.gridId);
}
