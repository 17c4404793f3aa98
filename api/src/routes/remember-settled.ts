import type { AuditRun, RevisionRow, Store } from '../store/types.js';
import { keepRecent } from '../tiles/keep-recent.js';
import type { RevisionStore } from './resolve-revision.js';

/** What the tile routes ask of the store. */
export type TileRouteStore = RevisionStore & Pick<Store, 'getAudit' | 'latestAudit'>;

const remembered = 1000;

/**
 * A store that asks once for what never changes again: a published revision and a finished audit. So a tile that is
 * in the cache and names its revision costs no query.
 */
export function rememberSettled(store: TileRouteStore): TileRouteStore {
  const revisions = keepRecent<RevisionRow>(remembered);
  const audits = keepRecent<AuditRun>(remembered);
  return {
    getTerritory: (territoryId) => store.getTerritory(territoryId),
    revisionAsOf: (territoryId, at) => store.revisionAsOf(territoryId, at),
    latestAudit: (territoryId, revision) => store.latestAudit(territoryId, revision),
    async getRevision(territoryId, revision) {
      const key = `${territoryId} ${revision}`;
      const row = revisions.get(key) ?? (await store.getRevision(territoryId, revision));
      // One that is published before it is drawn is still to change.
      if (row?.status === 'published' && row.isDrawn) revisions.set(key, row, 1);
      return row;
    },
    async getAudit(territoryId, auditId) {
      const key = `${territoryId} ${auditId}`;
      const run = audits.get(key) ?? (await store.getAudit(territoryId, auditId));
      if (run?.status === 'done') audits.set(key, run, 1);
      return run;
    },
  };
}
