import type pg from 'pg';

/**
 * Keeps a broken connection from ending the process, which is what Node does with an error that nobody hears. An idle
 * connection that breaks is dropped by the pool, and the query that needs one opens another. One that breaks between two
 * statements of a transaction says so through the next statement.
 */
export function surviveLosses(pool: pg.Pool): void {
  pool.on('error', () => undefined);
  pool.on('connect', (client) => client.on('error', () => undefined));
}
