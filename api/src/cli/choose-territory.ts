import { sampleTerritoryId } from '../jobs/load-sample.js';
import { Problem } from '../problem.js';
import type { Store, Territory } from '../store/types.js';

/**
 * The territory a command works on: the one that is named, or the only one there is. With the sample city beside
 * one other, the other one is still not taken for granted.
 *
 * @throws Problem `territory-needed`, naming those there are.
 */
export async function chooseTerritory(
  store: Pick<Store, 'listTerritories'>,
  named: string | undefined,
): Promise<string> {
  if (named !== undefined) return named;
  const territories = await store.listTerritories();
  const only = territories[0];
  if (only !== undefined && territories.length === 1) return only.territoryId;
  throw describeNeed(territories);
}

/** As `chooseTerritory`, but an import never takes the sample city for granted. */
export async function chooseImportTerritory(
  store: Pick<Store, 'listTerritories'>,
  named: string | undefined,
): Promise<string> {
  const chosen = await chooseTerritory(store, named);
  if (named !== undefined || chosen !== sampleTerritoryId) return chosen;
  throw describeNeed(await store.listTerritories());
}

function describeNeed(territories: readonly Territory[]): Problem {
  const ids = territories.map((territory) => territory.territoryId);
  return new Problem({
    type: 'territory-needed',
    status: 400,
    field: '--territory',
    detail: ids.length === 0 ? 'There is no territory yet.' : `The territories here are ${ids.join(', ')}.`,
    fix: ids.length === 0 ? 'Name a new one: --territory NAME.' : 'Say which one is meant: --territory NAME.',
  });
}
