import { Problem } from '../problem.js';
import type { Store, Territory } from '../store/types.js';

export type RevisionStore = Pick<Store, 'getTerritory' | 'getRevision' | 'revisionAsOf'>;

export interface RevisionAsked {
  readonly revision?: number | undefined;
  readonly asOf?: Date | undefined;
}

/** The territory. Errors: 404 `territory-not-found`. */
export async function requireTerritory(
  store: Pick<Store, 'getTerritory'>,
  territoryId: string,
): Promise<Territory> {
  const territory = await store.getTerritory(territoryId);
  if (territory !== undefined) return territory;
  throw new Problem({
    type: 'territory-not-found',
    status: 404,
    detail: `There is no territory ${territoryId}.`,
    fix: 'Take one of GET /api/v1/territories.',
    field: 'territory',
  });
}

/**
 * The published revision that is asked for: by number, by moment, or the current one.
 *
 * Errors: 400 when both are given; 404 for an unknown territory, a revision that is unknown or not published, or
 * where nothing is published at that time.
 */
export async function resolveRevision(
  store: RevisionStore,
  territoryId: string,
  asked: RevisionAsked,
): Promise<number> {
  if (asked.revision !== undefined && asked.asOf !== undefined) {
    throw new Problem({
      type: 'invalid-request',
      status: 400,
      detail: 'revision and asOf are both given.',
      fix: 'Give one of them.',
      field: 'asOf',
    });
  }
  if (asked.revision !== undefined) return requirePublished(store, territoryId, asked.revision);
  const territory = await requireTerritory(store, territoryId);
  const found =
    asked.asOf === undefined ? territory.currentRevision : await store.revisionAsOf(territoryId, asked.asOf);
  if (found !== null && found !== undefined) return found;
  throw new Problem({
    type: 'nothing-published',
    status: 404,
    detail:
      asked.asOf === undefined
        ? `Territory ${territoryId} has no published map yet.`
        : `Territory ${territoryId} had no published map at ${asked.asOf.toISOString()}.`,
    fix:
      asked.asOf === undefined
        ? 'Import one with wangge import.'
        : 'Take a later moment; GET …/revisions lists them.',
    field: asked.asOf === undefined ? 'territory' : 'asOf',
  });
}

async function requirePublished(
  store: RevisionStore,
  territoryId: string,
  revision: number,
): Promise<number> {
  const row = await store.getRevision(territoryId, revision);
  if (row?.status === 'published') return revision;
  await requireTerritory(store, territoryId);
  throw new Problem({
    type: 'revision-not-found',
    status: 404,
    detail: `Territory ${territoryId} has no published revision ${revision}.`,
    fix: 'Take one of GET …/revisions with status published.',
    field: 'revision',
  });
}
