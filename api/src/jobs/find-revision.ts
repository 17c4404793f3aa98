import { Problem } from '../problem.js';
import type { Store } from '../store/types.js';
import { describeUnknownTerritory } from './describe-unknown-territory.js';

/**
 * The published revision that is asked for, or the present one.
 *
 * @throws Problem `unknown-territory`, `unknown-revision`, `no-revision`.
 */
export async function findRevision(
  store: Pick<Store, 'getTerritory' | 'getRevision' | 'listTerritories'>,
  territoryId: string,
  wanted?: number,
): Promise<number> {
  const territory = await store.getTerritory(territoryId);
  if (territory === undefined) throw await describeUnknownTerritory(store, territoryId);
  if (wanted !== undefined) {
    const row = await store.getRevision(territoryId, wanted);
    if (row?.status === 'published') return row.revision;
    throw new Problem({
      type: 'unknown-revision',
      status: 404,
      field: 'revision',
      detail: `Territory ${territoryId} has no published revision ${wanted}.`,
      fix:
        territory.currentRevision === null
          ? 'Import a map first.'
          : `The present one is ${territory.currentRevision}.`,
    });
  }
  if (territory.currentRevision !== null) return territory.currentRevision;
  throw new Problem({
    type: 'no-revision',
    status: 409,
    field: 'territory',
    detail: `Territory ${territoryId} has no map yet.`,
    fix: `Import one: wangge import FILE… --territory ${territoryId}.`,
  });
}
