import { StoreUnavailable } from '../store/map-error.js';
import type { Outage } from '../store/watch-outage.js';

/** Martin gives what it has in memory within milliseconds, whatever became of the database. */
const rememberedMs = 250;
/** Only cold tiles of a large city take so long: then it is asked whether the database is there at all. */
const slowMs = 3_000;

export interface DatabaseWaits {
  readonly rememberedMs?: number;
  readonly slowMs?: number;
}

/**
 * Waits for work that somebody else does with the database, and gives it up when the database is known to be away, by
 * whoever found out: nobody holds a browser's few connections for an answer that will not come. Work that is slow makes
 * it be found out, once for all who wait.
 *
 * @param work is to end when its signal aborts, until it has resolved; from then on the database is not minded
 * @throws StoreUnavailable when the database is away; whatever `work` throws
 */
export async function whileDatabaseAnswers<Result>(
  outage: Outage,
  work: (signal: AbortSignal) => Promise<Result>,
  signal: AbortSignal,
  waits: DatabaseWaits = {},
): Promise<Result> {
  const away = new AbortController();
  let isOver = false;
  const ask = (): void => {
    outage.pass().catch((error: unknown) => {
      if (!isOver) away.abort(error);
    });
  };
  const timers = [
    setTimeout(ask, waits.rememberedMs ?? rememberedMs),
    setTimeout(() => {
      outage.suspect(new StoreUnavailable('The database cannot be reached: a tile does not come.'));
      ask();
    }, waits.slowMs ?? slowMs),
  ];
  try {
    return await work(AbortSignal.any([signal, away.signal]));
  } catch (error) {
    if (!signal.aborted) away.signal.throwIfAborted();
    throw error;
  } finally {
    isOver = true;
    timers.forEach(clearTimeout);
  }
}
