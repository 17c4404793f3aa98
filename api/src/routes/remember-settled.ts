import type { Store } from '../store/types.js';
import type { TileScope } from '../tiles/create-tile-service.js';
import { rememberRows } from './remember-rows.js';
import type { RevisionStore } from './resolve-revision.js';

/** What the tile routes ask of the store. */
export type TileRouteStore = RevisionStore & Pick<Store, 'getAudit' | 'latestAudit'>;

export interface SettledStore {
  /** Asks the store for everything, and corrects what `remembered` has. */
  readonly fresh: TileRouteStore;
  /**
   * Asks once for what never changes again: a published revision that is drawn, and a finished audit. So a tile that is
   * in the cache and whose address says when that was made costs no query.
   */
  readonly remembered: TileRouteStore;
  /** Whether what a tile shows is still there, to be asked as often as one likes. */
  watch(scope: TileScope): () => boolean;
}

export function rememberSettled(store: TileRouteStore): SettledStore {
  const revisions = rememberRows(
    (territoryId, revision) => store.getRevision(territoryId, revision),
    // One that is published before it is drawn is still to change.
    (row) => (row.status === 'published' ? (row.drawnAt ?? undefined) : undefined),
  );
  const audits = rememberRows(
    (territoryId, auditId) => store.getAudit(territoryId, auditId),
    (run) => (run.status === 'done' ? (run.finishedAt ?? undefined) : undefined),
  );
  const unsettled: Pick<TileRouteStore, 'getTerritory' | 'revisionAsOf' | 'latestAudit'> = {
    getTerritory: (territoryId) => store.getTerritory(territoryId),
    revisionAsOf: (territoryId, at) => store.revisionAsOf(territoryId, at),
    latestAudit: (territoryId, revision) => store.latestAudit(territoryId, revision),
  };
  return {
    fresh: { ...unsettled, getRevision: revisions.read, getAudit: audits.read },
    remembered: { ...unsettled, getRevision: revisions.recall, getAudit: audits.recall },
    watch: ({ territoryId, revision, auditId }) =>
      auditId === undefined ? revisions.watch(territoryId, revision) : audits.watch(territoryId, auditId),
  };
}
