import type { RepairChange, RepairWish } from '../coverage/repair-types.js';
import type { FindingKind } from '../hierarchy/finding-kinds.js';
import { toGeoJson } from '../geometry/to-geojson.js';
import { Problem } from '../problem.js';
import type { Store } from '../store/types.js';
import { requireAudit } from './audits.js';
import { route, type Route } from './endpoint.js';
import { requireFinding } from './findings.js';
import type { RepairService } from './repair-service.js';
import { getProposal } from './schemas/proposal.js';

export type ProposalStore = Pick<Store, 'getTerritory' | 'getFinding' | 'getAudit'>;

/** Suggested repairs, computed when asked for; a finding without one is an answer, with the reason. */
export function proposalRoutes(store: ProposalStore, repairs: RepairService): Route[] {
  return [
    route(getProposal, async ({ params, query, response }) => {
      const { territoryId, findingId } = params;
      const finding = await requireFinding(store, territoryId, findingId);
      const wish = readWish(finding.kind, query);
      const { revision } = await requireAudit(store, territoryId, finding.auditId);
      // Nobody waits for the answer any more once the connection is closed.
      const stop = new AbortController();
      response.on('close', () => stop.abort(new Error('the client has gone')));
      const outcome = await repairs.suggest(territoryId, revision, finding, wish, stop.signal);
      const about = { findingId, revision, identity: outcome.identity, kind: outcome.kind };
      if ('reason' in outcome)
        return { body: { status: 'refused' as const, ...about, reason: outcome.reason, proposal: null } };
      const { geometryHash, level, parent, method, message } = outcome;
      const changes = outcome.changes.map(showChange);
      return {
        body: {
          status: 'proposed' as const,
          ...about,
          reason: null,
          proposal: { geometryHash, level, parent, method, message, changes },
        },
      };
    }),
  ];
}

/** Errors: 400 for a wish that is none for this kind. */
function readWish(
  kind: FindingKind,
  { give, keep }: { readonly give?: string | undefined; readonly keep?: string | undefined },
): RepairWish {
  if (give !== undefined && kind !== 'gap') throw wrongWish('give', kind, 'gaps');
  if (keep !== undefined && kind !== 'overlap') throw wrongWish('keep', kind, 'overlaps');
  return {
    ...(give === undefined ? {} : { give: give === 'split' ? give : { to: give } }),
    ...(keep === undefined ? {} : { keep }),
  };
}

function wrongWish(field: string, kind: FindingKind, meant: string): Problem {
  return new Problem({
    type: 'invalid-request',
    status: 400,
    detail: `${field} is for ${meant}, and the finding is of kind ${kind}.`,
    fix: `Leave ${field} out.`,
    field,
  });
}

function showChange({ level, code, geometry, gainsSquareMetres, losesSquareMetres }: RepairChange): {
  level: RepairChange['level'];
  code: string;
  gainsSquareMetres: number;
  losesSquareMetres: number;
  geometry: ReturnType<typeof toGeoJson>;
} {
  return { level, code, gainsSquareMetres, losesSquareMetres, geometry: toGeoJson(geometry) };
}
