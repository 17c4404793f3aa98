import type { Principal, Store, StoredGrid, Territory } from '../store/types.js';
import { compareGrids, type GridDifference } from './compare-grids.js';
import type { ReportProgress } from './job-progress.js';
import type { ReadGrid } from './reading/types.js';
import { refuseMassRetirement } from './refuse-mass-retirement.js';
import { resolveHierarchy, type ResolveReport } from './resolve-hierarchy.js';
import { writeGrids } from './write-grids.js';

export interface PublishRequest {
  readonly store: Store;
  /** As it is, or as it will be created by `beforeWriting`. */
  readonly territory: Pick<Territory, 'territoryId' | 'codeScheme'> &
    Partial<Pick<Territory, 'currentRevision' | 'codePatterns'>>;
  readonly grids: readonly ReadGrid[];
  /** Lets more than half of a level be retired. */
  readonly replace: boolean;
  readonly note: string;
  readonly principal: Principal;
  readonly onProgress?: ReportProgress | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Called when the grids are accepted and before the first row is written. */
  readonly beforeWriting?: () => Promise<void>;
}

export interface Published {
  readonly revision: number | null;
  readonly changed: boolean;
  readonly counts: GridDifference['counts'];
  readonly report: ResolveReport;
}

/** Grids that were read → the present revision's successor, or the present revision where nothing differs. */
export async function publishGrids(request: PublishRequest): Promise<Published> {
  const { store, territory, grids, principal, note, onProgress, signal } = request;
  const { territoryId, codeScheme, codePatterns } = territory;
  const base = territory.currentRevision ?? null;
  const present = base === null ? [] : await readPresent(request, base);
  onProgress?.({ step: 'Settling codes and parents' });
  const { grids: resolved, report } = resolveHierarchy(grids, {
    codeScheme,
    present,
    ...(codePatterns === undefined ? {} : { codePatterns }),
  });
  signal?.throwIfAborted();
  onProgress?.({ step: 'Comparing with the present map' });
  const difference = compareGrids(resolved, present);
  if (!request.replace) refuseMassRetirement(difference, present, territoryId);
  const changed = difference.writes.length > 0 || difference.retired.length > 0;
  await request.beforeWriting?.();
  const revision = changed
    ? await writeGrids(store, territoryId, difference, { base, note, principal, onProgress, signal })
    : base;
  return { revision, changed, counts: difference.counts, report };
}

function readPresent(request: PublishRequest, base: number): Promise<StoredGrid[]> {
  const { store, territory, onProgress, signal } = request;
  return store.readGrids(territory.territoryId, base, {
    onProgress: (done, total) => onProgress?.({ step: 'Reading the present map', done, total }),
    ...(signal === undefined ? {} : { signal }),
  });
}
