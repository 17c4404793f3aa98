import type { Store } from '../store/types.js';
import { keepRecent } from './keep-recent.js';
import { tileGone } from './tile-gone.js';

/** A map, or one of its runs, and when that was made. */
interface MadeThing {
  readonly territoryId: string;
  readonly revision: number;
  readonly auditId?: number | undefined;
  readonly madeMs?: number | undefined;
}

/** A restore takes longer than this, so that a look which is younger holds. */
const holdsMs = 1_000;

const remembered = 100;

/**
 * Makes the check that what was just read from the store is what the scope says, by when it was made. Without it a tile
 * that is cut after a restore beneath a running server would be kept, by every cache on its way, under the address of
 * the map that is gone. It costs one small query a second for each map.
 *
 * The check throws Problem `tile-gone` (410); it passes where the scope does not say when that was made.
 */
export function createPresenceCheck(
  store: Pick<Store, 'getRevision' | 'getAudit'>,
): (scope: MadeThing) => Promise<void> {
  const looked = keepRecent<number>(remembered);

  const readMade = async ({
    territoryId,
    revision,
    auditId,
  }: MadeThing): Promise<string | null | undefined> =>
    auditId === undefined
      ? (await store.getRevision(territoryId, revision))?.drawnAt
      : (await store.getAudit(territoryId, auditId))?.finishedAt;

  return async (scope) => {
    const { territoryId, revision, auditId, madeMs } = scope;
    if (madeMs === undefined) return;
    const key = `${territoryId} ${revision} ${auditId ?? 'map'} ${madeMs}`;
    const lookedMs = looked.get(key);
    if (lookedMs !== undefined && performance.now() - lookedMs < holdsMs) return;
    const made = await readMade(scope);
    if (made === null || made === undefined || Date.parse(made) !== madeMs)
      throw tileGone(`What revision ${revision} of ${territoryId} showed is no more, or was made anew.`);
    looked.set(key, performance.now(), 1);
  };
}
