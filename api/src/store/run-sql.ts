import { setTimeout as wait } from 'node:timers/promises';
import type pg from 'pg';
import { isConnectionLost, isPoolExhausted, isRetriable, mapError } from './map-error.js';

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

const mostAttempts = 7;
const firstPauseMs = 40;
/** Counted from the first loss of a connection, no new attempt after this: a database that stays away is told, not waited for. */
const retryMs = 6_000;

/** Runs unnamed statements through the pool, with errors mapped and retries where they are safe. */
export function createSql(pool: pg.Pool): Sql {
  const single = async <Row extends object>(text: string, values: readonly unknown[] = []): Promise<Row[]> =>
    (await pool.query<Row>(text, [...values])).rows;
  return {
    read: (text, values) => retry(() => single(text, values), isWorthReading),
    repeatable: (text, values) => retry(() => single(text, values), isWorthReading),
    write: (text, values) => retry(() => single(text, values), isWorthWriting),
    transaction: (work) => retry(() => inTransaction(pool, work), isWorthWriting),
  };
}

async function inTransaction<Result>(
  pool: pg.Pool,
  work: (run: RunStatement) => Promise<Result>,
): Promise<Result> {
  const client = await pool.connect();
  let broken: Error | undefined;
  const run: RunStatement = async <Row extends object>(text: string, values: readonly unknown[] = []) =>
    (await client.query<Row>(text, [...values])).rows;
  try {
    await run('begin');
    const result = await work(run);
    await run('commit');
    return result;
  } catch (error) {
    // A connection that cannot even roll back is thrown away; the error that led here is the one to tell.
    await run('rollback').catch((rollbackError: Error) => {
      broken = rollbackError;
    });
    throw error;
  } finally {
    client.release(broken);
  }
}

async function retry<Result>(
  work: () => Promise<Result>,
  isWorthIt: (error: unknown) => boolean,
): Promise<Result> {
  let giveUpAt: number | undefined;
  for (let attempt = 1; ; attempt++) {
    try {
      return await work();
    } catch (error) {
      const pauseMs = firstPauseMs * 2 ** attempt;
      if (isConnectionLost(error)) giveUpAt ??= performance.now() + retryMs;
      const isOver = attempt === mostAttempts || performance.now() + pauseMs > (giveUpAt ?? Infinity);
      if (isOver || !isWorthIt(error)) throw mapError(error);
      await wait(pauseMs);
    }
  }
}

function isWorthReading(error: unknown): boolean {
  return isRetriable(error) || (isConnectionLost(error) && !isPoolExhausted(error));
}

/** A refused connection wrote nothing; a connection lost on the way may have. */
function isWorthWriting(error: unknown): boolean {
  return isRetriable(error) || (error instanceof Error && 'code' in error && error.code === 'ECONNREFUSED');
}
