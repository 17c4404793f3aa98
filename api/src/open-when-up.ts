import { setTimeout as wait } from 'node:timers/promises';
import { Problem } from './problem.js';
import type { Database } from './store/database.js';
import { isConnectionLost } from './store/map-error.js';

export interface OpenWhenUpOptions {
  readonly open: () => Promise<Database>;
  /** How long a database that does not answer is waited for. */
  readonly waitMs: number;
  readonly onProgress: (message: string) => void;
  readonly signal: AbortSignal;
}

const pauseMs = 1000;

/**
 * Opens a database that may still be starting, or restarting, beside this server. What waiting cannot mend (a wrong
 * password, a database that lacks PostGIS, a folder that is not ours) is thrown at once.
 *
 * @throws Problem what `open` refused last, once the time is over
 */
export async function openWhenUp(options: OpenWhenUpOptions): Promise<Database> {
  const { open, waitMs, onProgress, signal } = options;
  const giveUpAt = performance.now() + waitMs;
  for (;;) {
    signal.throwIfAborted();
    try {
      return await open();
    } catch (error) {
      const leftMs = giveUpAt - performance.now();
      if (leftMs <= 0 || !mayComeUp(error)) throw error;
      onProgress(`Waiting for the database, ${Math.ceil(leftMs / 1000)} s more`);
      await wait(Math.min(pauseMs, leftMs), undefined, { signal }).catch(() => signal.throwIfAborted());
    }
  }
}

function mayComeUp(error: unknown): boolean {
  return (
    error instanceof Problem &&
    error.details.type === 'database-unreachable' &&
    error.cause !== undefined &&
    isConnectionLost(error.cause)
  );
}
