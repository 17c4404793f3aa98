import type pg from 'pg';

/** No statement of a request was seen to take a second; what needs ten is not waited for any more. */
export const defaultAnswerMs = 10_000;

/** `pg` takes the limit of a single statement too; its types do not say so. */
type LimitedQuery = pg.QueryConfig & { readonly query_timeout: number };

/** A statement that is given up, together with its connection, when there is no answer within this. */
export function queryWithin(answerMs: number, text: string, values: readonly unknown[] = []): LimitedQuery {
  return { text, values: [...values], query_timeout: answerMs };
}
