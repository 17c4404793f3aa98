import { Problem } from '../problem.js';
import type { RevisionRow } from '../store/types.js';
import type { TileScope } from '../tiles/create-tile-service.js';
import { type TileSource, tileSourceDescriptions } from '../tiles/describe-source.js';
import { tileGone } from '../tiles/tile-gone.js';
import { requireAudit } from './audits.js';
import type { SettledStore, TileRouteStore } from './remember-settled.js';
import { resolveRevision } from './resolve-revision.js';

export interface TileQuery {
  readonly territory: string;
  readonly revision?: number | undefined;
  readonly audit?: number | undefined;
  /** When that was made. */
  readonly made?: number | undefined;
}

/**
 * What a tile shows. An address that says when that was made is answered from memory where it agrees with it; one that
 * does not say so is always asked for anew, since it promises what there is now.
 *
 * Errors: those of `resolveScope`, of `requireDrawn`, of `requireMadeOf`; 410 `tile-gone` where there is nothing that was made then.
 */
export async function resolveTile(
  { fresh, remembered }: SettledStore,
  source: TileSource,
  query: TileQuery,
): Promise<TileScope> {
  requireMadeOf(source, query);
  const resolve = async (store: TileRouteStore): Promise<TileScope> => {
    const scope = await resolveScope(store, source, query);
    requireDrawn(source, scope);
    return scope;
  };
  // No revision is seen in reference layers.
  if (source === 'reference') return resolve(remembered);
  if (query.made === undefined) return resolve(fresh);
  const isAsked = ({ madeMs }: TileScope): boolean => madeMs === query.made;
  const known = await resolve(remembered).catch(unlessMissing);
  if (known !== undefined && isAsked(known)) return known;
  const present = await resolve(fresh).catch(unlessMissing);
  if (present !== undefined && isAsked(present)) return present;
  throw tileGone(
    present === undefined
      ? `What this address of ${source} names is no more.`
      : `What this address of ${source} names was made at another time than it says.`,
  );
}

/**
 * A moment alone names nothing: what was made then has to be named too.
 *
 * Errors: 400 `invalid-request`, field `made`.
 */
function requireMadeOf(source: TileSource, { revision, audit, made }: TileQuery): void {
  if (made === undefined) return;
  const lacking = [
    ...(revision === undefined ? ['revision'] : []),
    ...(source === 'findings' && audit === undefined ? ['audit'] : []),
  ].join(' and ');
  if (lacking === '') return;
  throw new Problem({
    type: 'invalid-request',
    status: 400,
    detail: `made in the query says when a thing was made, and ${lacking} is missing to say which.`,
    fix: 'Take the address from the TileJSON, or leave made out.',
    field: 'made',
  });
}

/** Whoever says when a thing was made has had it: if there is none now, it is gone. */
function unlessMissing(error: unknown): undefined {
  if (!(error instanceof Problem) || error.details.status !== 404) throw error;
}

/**
 * What the tiles of a source show: the revision and the run that are asked for, or those in force, and when that was made.
 *
 * Errors: 404 for what there is not (`territory-not-found`, `revision-not-found`, `audit-not-found`, …).
 */
export async function resolveScope(
  store: TileRouteStore,
  source: TileSource,
  query: TileQuery,
): Promise<TileScope> {
  const territoryId = query.territory;
  if (source === 'reference') {
    return { territoryId, revision: await resolveRevision(store, territoryId, { revision: query.revision }) };
  }
  const { revision, drawnAt } = await requireRevision(store, query);
  if (source !== 'findings') return { territoryId, revision, madeMs: readMoment(drawnAt) };
  const run =
    query.audit === undefined
      ? await store.latestAudit(territoryId, revision)
      : await requireAudit(store, territoryId, query.audit);
  if (run?.revision === revision && run.status === 'done')
    return { territoryId, revision, auditId: run.auditId, madeMs: readMoment(run.finishedAt) };
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

async function requireRevision(store: TileRouteStore, query: TileQuery): Promise<RevisionRow> {
  const { territory } = query;
  const named = query.revision === undefined ? undefined : await store.getRevision(territory, query.revision);
  if (named?.status === 'published') return named;
  const current = await resolveRevision(store, territory, { revision: query.revision });
  const row = await store.getRevision(territory, current);
  if (row === undefined)
    throw new Error(`territory ${territory} points to revision ${current}, which is missing`);
  return row;
}

/** Milliseconds since 1970; as the tile functions of the database have it, which cut off the rest too. */
function readMoment(text: string | null): number | undefined {
  return text === null ? undefined : Date.parse(text);
}

/**
 * A revision may be in force before its zooms are drawn (a map from before there were drawings): its tiles are not
 * empty, they are not there yet. Errors: 503 `not-drawn-yet`.
 */
function requireDrawn(source: TileSource, { territoryId, revision, madeMs }: TileScope): void {
  if (source !== 'grids' || madeMs !== undefined) return;
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
