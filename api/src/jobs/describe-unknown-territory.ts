import { Problem } from '../problem.js';
import type { Store } from '../store/types.js';

/** The refusal of a territory that is not there, naming those that are. */
export async function describeUnknownTerritory(
  store: Pick<Store, 'listTerritories'>,
  territoryId: string,
): Promise<Problem> {
  const ids = (await store.listTerritories()).map((territory) => territory.territoryId);
  return new Problem({
    type: 'unknown-territory',
    status: 404,
    field: 'territory',
    detail: `There is no territory ${territoryId}.`,
    fix:
      ids.length > 0
        ? `Use one of ${ids.join(', ')}.`
        : 'Import a map first: wangge import FILE… --territory NAME.',
  });
}
