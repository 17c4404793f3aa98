import { Problem } from '../problem.js';
import type { TileScope } from '../tiles/create-tile-service.js';
import { type TileSource, tileSourceDescriptions } from '../tiles/describe-source.js';
import { requireAudit } from './audits.js';
import type { TileRouteStore } from './remember-settled.js';
import { resolveRevision } from './resolve-revision.js';

export interface TileQuery {
  readonly territory: string;
  readonly revision?: number | undefined;
  readonly audit?: number | undefined;
}

/**
 * What the tiles of a source show: the revision and the run that are asked for, or those in force.
 *
 * Errors: 404 for what there is not (`territory-not-found`, `revision-not-found`, `audit-not-found`, …).
 */
export async function resolveScope(
  store: TileRouteStore,
  source: TileSource,
  query: TileQuery,
): Promise<TileScope> {
  const territoryId = query.territory;
  const revision = await resolveRevision(store, territoryId, { revision: query.revision });
  if (source !== 'findings') return { territoryId, revision };
  const run =
    query.audit === undefined
      ? await store.latestAudit(territoryId, revision)
      : await requireAudit(store, territoryId, query.audit);
  if (run?.revision === revision && run.status === 'done')
    return { territoryId, revision, auditId: run.auditId };
  throw new Problem({
    type: 'audit-not-found',
    status: 404,
    detail:
      query.audit === undefined
        ? `Revision ${revision} of territory ${territoryId} has no finished audit.`
        : `Audit ${query.audit} is not a finished audit of revision ${revision}.`,
    fix: 'Start one with POST …/audits, or take one of GET …/audits.',
    field: 'audit',
  });
}

/**
 * A revision may be in force before its zooms are drawn (a map from before there were drawings): its tiles are not
 * empty, they are not there yet. Errors: 503 `not-drawn-yet`.
 */
export async function requireDrawn(
  store: TileRouteStore,
  source: TileSource,
  { territoryId, revision }: TileScope,
): Promise<void> {
  if (source !== 'grids') return;
  const row = await store.getRevision(territoryId, revision);
  if (row?.isDrawn === true) return;
  throw new Problem({
    type: 'not-drawn-yet',
    status: 503,
    detail: `The map of revision ${revision} of territory ${territoryId} is still being drawn.`,
    fix: 'Try again in a few seconds.',
  });
}

/** Errors: 404 `tile-not-found` for a zoom, column or row that the source does not have. */
export function requireInside(source: TileSource, z: number, x: number, y: number): void {
  const { maxZoom } = tileSourceDescriptions[source];
  const field = z > maxZoom ? 'z' : x >= 2 ** z ? 'x' : y >= 2 ** z ? 'y' : undefined;
  if (field === undefined) return;
  throw new Problem({
    type: 'tile-not-found',
    status: 404,
    detail: `Source ${source} has no tile ${z}/${x}/${y}.`,
    fix: `Zoom goes to ${maxZoom}, column and row to 2^zoom − 1.`,
    field,
  });
}
