import type { Store } from '../store/types.js';
import { keptIndexes, type ReferencePreparer } from './create-tile-service.js';

/** The other half is left to what is asked for meanwhile. */
const mostPrepared = keptIndexes / 2;

/**
 * Reads the reference layers of the territories that have a map, one after the other, so that whoever opens a map first does
 * not wait for it. In slices, so that requests are answered meanwhile; an abort stops it before the next territory.
 */
export async function prepareReference(
  store: Pick<Store, 'listTerritories'>,
  tiles: ReferencePreparer,
  signal: AbortSignal,
): Promise<void> {
  const territories = await store.listTerritories();
  const withMap = territories.filter((territory) => territory.currentRevision !== null);
  for (const { territoryId } of withMap.slice(0, mostPrepared)) {
    if (signal.aborted) return;
    await tiles.prepareReference(territoryId);
  }
}
