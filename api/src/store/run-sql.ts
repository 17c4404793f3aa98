import { setTimeout as wait } from 'node:timers/promises';
import type pg from 'pg';
import { isConnectionLost, isPoolExhausted, isRetriable, isUnanswered, mapError } from './map-error.js';
import { queryWithin } from './query-within.js';
import type { Outage } from './watch-outage.js';

/** One row per object, columns by name. The caller names the shape that its statement returns. */
export type RunStatement = <Row extends object>(text: string, values?: readonly unknown[]) => Promise<Row[]>;

export interface Sql {
  /** A statement that changes nothing: run again when the connection is lost. */
  read: RunStatement;
  /** A statement that is safe to run twice, or whose transaction was surely rolled back. */
  write: RunStatement;
  /** A statement of which a second run changes nothing more: run again when the connection is lost. */
  repeatable: RunStatement;
  /** Several statements, all or none; run again as a whole when PostgreSQL asks for it. */
  transaction<Result>(work: (run: RunStatement) => Promise<Result>): Promise<Result>;
}

/** For statements that somebody waits for. */
export interface RequestLimits {
  /** A statement that is not answered within this is given up, together with its connection. */
  readonly answerMs: number;
  readonly outage: Outage;
}

const mostAttempts = 7;
const firstPauseMs = 40;
/** No new attempt after this, which a job counts from its first loss: a database that stays away is told, not waited for. */
const retryMs = 6_000;

/**
 * Runs unnamed statements through the pool, with errors mapped and retries where they are safe. Without `limits` a
 * statement may take any time and a loss is waited for each time anew, as jobs need it; with them the database's
 * absence is found out once for all requests.
 */
export function createSql(pool: pg.Pool, limits?: RequestLimits): Sql {
  const single = <Row extends object>(text: string, values: readonly unknown[] = []): Promise<Row[]> =>
    ask<Row>(pool, text, values, limits);
  const again = limits === undefined ? retry : retryForRequest(limits.outage);
  return {
    read: (text, values) => again(() => single(text, values), isWorthReading),
    repeatable: (text, values) => again(() => single(text, values), isWorthReading),
    write: (text, values) => again(() => single(text, values), isWorthWriting),
    transaction: (work) => again(() => inTransaction(pool, work, limits), isWorthWriting),
  };
}

async function ask<Row extends object>(
  client: pg.Pool | pg.PoolClient,
  text: string,
  values: readonly unknown[],
  limits: RequestLimits | undefined,
): Promise<Row[]> {
  const { rows } = await (limits === undefined
    ? client.query<Row>(text, [...values])
    : client.query<Row>(queryWithin(limits.answerMs, text, values)));
  return rows;
}

async function inTransaction<Result>(
  pool: pg.Pool,
  work: (run: RunStatement) => Promise<Result>,
  limits?: RequestLimits,
): Promise<Result> {
  const client = await pool.connect();
  let broken: Error | undefined;
  const run: RunStatement = <Row extends object>(text: string, values: readonly unknown[] = []) =>
    ask<Row>(client, text, values, limits);
  try {
    await run('begin');
    const result = await work(run);
    await run('commit');
    return result;
  } catch (error) {
    // A connection that cannot even roll back is thrown away; the error that led here is the one to tell.
    if (isUnanswered(error)) broken = error;
    else
      await run('rollback').catch((rollbackError: Error) => {
        broken = rollbackError;
      });
    throw error;
  } finally {
    client.release(broken);
  }
}

type Retry = <Result>(work: () => Promise<Result>, isWorthIt: (error: unknown) => boolean) => Promise<Result>;

const retry: Retry = async (work, isWorthIt) => {
  let giveUpAt: number | undefined;
  for (let attempt = 1; ; attempt++) {
    try {
      return await work();
    } catch (error) {
      const pauseMs = pauseAfter(attempt);
      if (isConnectionLost(error)) giveUpAt ??= performance.now() + retryMs;
      const isOver = attempt === mostAttempts || performance.now() + pauseMs > (giveUpAt ?? Infinity);
      if (isOver || !isWorthIt(error)) throw mapError(error);
      await wait(pauseMs);
    }
  }
};

/** While the database is away nobody tries for himself: `outage` knows when it is back. */
function retryForRequest(outage: Outage): Retry {
  return async (work, isWorthIt) => {
    const giveUpAt = performance.now() + retryMs;
    for (let attempt = 1; ; attempt++) {
      await outage.pass();
      try {
        return await work();
      } catch (error) {
        const isLost = isConnectionLost(error);
        if (isLost) outage.suspect(error);
        const isOver = attempt === mostAttempts || performance.now() > giveUpAt;
        if (isOver || !isWorthIt(error)) throw mapError(error);
        if (!isLost) await wait(pauseAfter(attempt));
      }
    }
  };
}

function pauseAfter(attempt: number): number {
  return firstPauseMs * 2 ** attempt;
}

/** Whoever waited for a connection, or for an answer, has waited long enough. */
function isWorthReading(error: unknown): boolean {
  return isRetriable(error) || (isConnectionLost(error) && !isPoolExhausted(error) && !isUnanswered(error));
}

/** A refused connection wrote nothing; a connection lost on the way may have. */
function isWorthWriting(error: unknown): boolean {
  return isRetriable(error) || (error instanceof Error && 'code' in error && error.code === 'ECONNREFUSED');
}
