import { setTimeout as wait } from 'node:timers/promises';
import pg from 'pg';
import { isConnectionLost, mapError } from './map-error.js';

/** What all who use one pool know of whether its database is there. */
export interface Outage {
  /** Told of a connection that was lost, or did not answer: finds out whether the database is away. */
  suspect(error: unknown): void;
  /**
   * Resolves at once while nobody suspects anything, otherwise as soon as the database answers.
   *
   * @throws StoreUnavailable when it has been away for longer than whoever asks is kept waiting: then at once.
   */
  pass(): Promise<void>;
}

/** A restart of PostgreSQL was seen to take under two seconds, and nobody should notice one. */
const patienceMs = 3_000;
/** A database that is there answers a probe in milliseconds, and one that is busy in this. */
const probeMs = 2_000;
const firstPauseMs = 100;
const laterPauseMs = 1_000;

interface Suspicion {
  readonly sinceMs: number;
  readonly cause: unknown;
  readonly ended: Promise<void>;
}

/** One probe at a time, on a connection of its own, asks until the database answers; everybody else waits for that. */
export function watchOutage(pool: pg.Pool): Outage {
  let suspicion: Suspicion | undefined;

  async function probe(sinceMs: number): Promise<void> {
    while (!pool.ending && !(await answers(pool))) {
      const isYoung = performance.now() - sinceMs < patienceMs;
      await wait(isYoung ? firstPauseMs : laterPauseMs, undefined, { ref: false });
    }
    suspicion = undefined;
  }

  return {
    suspect(cause) {
      if (suspicion !== undefined) return;
      const sinceMs = performance.now();
      suspicion = { sinceMs, cause, ended: probe(sinceMs) };
    },
    async pass() {
      if (suspicion === undefined) return;
      const { sinceMs, cause, ended } = suspicion;
      const leftMs = sinceMs + patienceMs - performance.now();
      if (leftMs <= 0 || !(await isWithin(ended, leftMs))) throw mapError(cause);
    },
  };
}

/** Whatever a server says, a refusal included, is an answer. */
async function answers({ options }: pg.Pool): Promise<boolean> {
  const { password } = options;
  // The pool hides its password from a spread.
  const client = new pg.Client({
    ...options,
    ...(password === undefined ? {} : { password }),
    connectionTimeoutMillis: probeMs,
    query_timeout: probeMs,
  });
  // Told by `connect` and `query` already.
  client.on('error', () => undefined);
  try {
    await client.connect();
    await client.query('select');
    return true;
  } catch (error) {
    return !isConnectionLost(error);
  } finally {
    // Nobody waits for the farewell of a server that may hang.
    void client.end();
  }
}

async function isWithin(ended: Promise<void>, limitMs: number): Promise<boolean> {
  const stop = new AbortController();
  const late = wait(limitMs, false, { signal: stop.signal }).catch(() => false);
  try {
    return await Promise.race([ended.then(() => true), late]);
  } finally {
    stop.abort();
  }
}
