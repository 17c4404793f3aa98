import type { Store } from '../store/types.js';
import { requireAudit } from './audits.js';
import { route, type Route } from './endpoint.js';
import { pageOf, readPage } from './findings.js';
import { listChanges, listNoise, tallyFindings } from './schemas/finding-life.js';
import { showFinding } from './show-finding.js';

export type FindingLifeStore = Pick<
  Store,
  'getAudit' | 'listFindings' | 'listGone' | 'countChanges' | 'groupNoise' | 'tallyFindings'
>;

/** What runs say of each other, and noise in groups. */
export function findingLifeRoutes(store: FindingLifeStore): Route[] {
  return [
    route(listChanges, async ({ params, query }) => {
      const { territoryId, auditId } = params;
      const { cursor, limit, list = 'gone' } = query;
      const asked = pageOf(cursor, limit);
      const run = await requireAudit(store, territoryId, auditId);
      const { items, nextCursor } = await readPage(
        (from) =>
          list === 'gone'
            ? store.listGone({ territoryId, auditId, ...from })
            : store.listFindings({ territoryId, auditId, change: list, ...from }),
        asked,
      );
      const counts = await store.countChanges(territoryId, auditId);
      return {
        body: {
          auditId,
          comparedWith: run.comparedWith,
          counts: { ...counts },
          items: items.map(showFinding),
          nextCursor,
        },
      };
    }),
    route(listNoise, async ({ params }) => {
      const { territoryId, auditId } = params;
      await requireAudit(store, territoryId, auditId);
      const groups = await store.groupNoise(territoryId, auditId);
      return { body: { items: groups.map((group) => ({ ...group, kinds: { ...group.kinds } })) } };
    }),
    route(tallyFindings, async ({ params }) => {
      const { territoryId, auditId } = params;
      await requireAudit(store, territoryId, auditId);
      const tallies = await store.tallyFindings(territoryId, auditId);
      return { body: { items: tallies.map((tally) => ({ ...tally })) } };
    }),
  ];
}
