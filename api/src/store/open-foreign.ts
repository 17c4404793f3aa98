import pg from 'pg';
import { Problem } from '../problem.js';
import { isConnectionLost } from './map-error.js';

const connectTimeoutMs = 10_000;

/** One statement of ours over somebody else's view may take so long, and no longer. */
const statementTimeoutMs = 10 * 60_000;

/** A transaction of ours that nobody feeds any more ends by itself and lets go of its snapshot. */
const idleTimeoutMs = 5 * 60_000;

/** Waiting for somebody's `alter table` is no way to spend an audit. */
const lockTimeoutMs = 10_000;

/** Only what reads as it stands; everything else stays the text PostgreSQL prints, so that no digit is lost. */
const boolOid = 16;
const smallNumberOids: readonly number[] = [21, 23, 700, 701];
const int8Oid = 20;
const jsonOids: readonly number[] = [114, 3802];

const types: pg.CustomTypesConfig = {
  getTypeParser: (oid: number) => (value: string) => {
    if (oid === boolOid) return value === 't';
    if (smallNumberOids.includes(oid)) return Number.isFinite(Number(value)) ? Number(value) : value;
    if (oid === int8Oid) return Number.isSafeInteger(Number(value)) ? Number(value) : value;
    return jsonOids.includes(oid) ? (JSON.parse(value) as unknown) : value;
  },
};

/**
 * Connects to somebody else's database in one read-only transaction that sees one moment, does the work, and ends it.
 * Nothing is created there, not even for the session. An abort ends the query that runs on the server too.
 *
 * @throws Problem `database-unreachable`, `login-refused`, `unknown-database`, `table-unreadable`; the reason of `signal`. None of them shows the password.
 */
export async function withForeignDatabase<Result>(
  databaseUrl: string,
  signal: AbortSignal | undefined,
  work: (client: pg.ClientBase) => Promise<Result>,
): Promise<Result> {
  const place = describeAddress(databaseUrl);
  const settings: pg.ClientConfig = {
    connectionString: databaseUrl,
    connectionTimeoutMillis: connectTimeoutMs,
    application_name: 'wangge',
    types,
  };
  const client = new pg.Client(settings);
  // The query under way tells of a broken connection.
  client.on('error', () => undefined);
  let cancelling: Promise<void> | undefined;
  const onAbort = (): void => {
    cancelling = cancelQuery(settings, client);
  };
  try {
    signal?.throwIfAborted();
    await client.connect();
    signal?.addEventListener('abort', onAbort, { once: true });
    await refuseEmbedded(client, place);
    await client.query('begin transaction isolation level repeatable read, read only');
    await client.query(`set local statement_timeout = ${statementTimeoutMs}`);
    await client.query(`set local idle_in_transaction_session_timeout = ${idleTimeoutMs}`);
    await client.query(`set local lock_timeout = ${lockTimeoutMs}`);
    const result = await work(client);
    await client.query('rollback');
    return result;
  } catch (error) {
    signal?.throwIfAborted();
    throw describeFault(error, place);
  } finally {
    signal?.removeEventListener('abort', onAbort);
    await cancelling;
    await client.end().catch(() => undefined);
  }
}

/** Asks the server to end what this client runs; where even that is impossible, hangs up. */
async function cancelQuery(settings: pg.ClientConfig, client: pg.Client): Promise<void> {
  const second = new pg.Client(settings);
  second.on('error', () => undefined);
  try {
    await second.connect();
    await second.query('select pg_cancel_backend($1::int)', [processIdOf(client)]);
  } catch {
    // No second connection is to be had: the server notices the broken first one with its next answer.
    await client.end().catch(() => undefined);
  } finally {
    await second.end().catch(() => undefined);
  }
}

function processIdOf(client: pg.Client): number {
  return Number(Reflect.get(client, 'processID'));
}

/** The embedded database has one session for all its clients: a long transaction would stop the product. */
async function refuseEmbedded(client: pg.ClientBase, place: string): Promise<void> {
  const { rows } = await client.query<{ version: string }>('select version() as version');
  if (!/wasm|emscripten|pglite/i.test(rows[0]?.version ?? '')) return;
  throw new Problem({
    type: 'embedded-database',
    status: 422,
    file: place,
    detail: 'This is the embedded database, which one long reading would stop for everybody else.',
    fix: 'Audit its published map with wangge audit --territory NAME, without an address.',
  });
}

/** Host, port and database of an address, never its login. */
function describeAddress(databaseUrl: string): string {
  if (!URL.canParse(databaseUrl)) {
    throw new Problem({
      type: 'database-unreachable',
      status: 422,
      detail: 'The address of the database cannot be read.',
      fix: 'Write it as postgresql://USER:PASSWORD@HOST:5432/DATABASE, with %-escapes for signs such as @ and / in the password.',
    });
  }
  const url = new URL(databaseUrl);
  return `${url.host === '' ? 'localhost' : url.host}${url.pathname}`;
}

function describeFault(error: unknown, place: string): unknown {
  if (error instanceof Problem) return error;
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const reason = reasonOf(error);
  // A password that the server asks for and the address lacks is an error of the driver, without a code.
  if (code.startsWith('28') || (code === '' && reason.startsWith('SASL'))) {
    return new Problem({
      type: 'login-refused',
      status: 422,
      file: place,
      detail: `The database refuses the login (${code === '' ? 'it asks for a password' : reason}).`,
      fix: 'Check user and password of the address, or PGPASSWORD and ~/.pgpass, and that the server lets this user in from here (pg_hba.conf).',
    });
  }
  if (code === '3D000') {
    return new Problem({
      type: 'unknown-database',
      status: 422,
      file: place,
      detail: `The server has no such database (${reason}).`,
      fix: 'Check the database, the last part of the address.',
    });
  }
  if (isConnectionLost(error) || code === 'ERR_INVALID_URL') {
    return new Problem({
      type: 'database-unreachable',
      status: 422,
      file: place,
      detail: `The database cannot be reached (${reason}).`,
      fix: 'Check host and port of the address, and that the server runs.',
    });
  }
  if (code === '57014' || code === '55P03') {
    return new Problem({
      type: 'table-unreadable',
      status: 422,
      file: place,
      detail: `The database took too long (${reason}).`,
      fix:
        code === '55P03'
          ? 'Somebody has the table locked: try again when their change is done.'
          : 'Give the view less to compute, for example as a materialized view.',
    });
  }
  if (/^[0-9A-Z]{5}$/.test(code)) {
    return new Problem({
      type: 'table-unreadable',
      status: 422,
      file: place,
      detail: `The database refuses (${reason}).`,
      fix:
        code === '42501'
          ? 'Grant the user select on the table, and usage on its schema.'
          : 'Mend the view or the table so that select * from it works for this user.',
    });
  }
  return error;
}

function reasonOf(error: unknown): string {
  if (error instanceof AggregateError && error.message === '') return error.errors.map(reasonOf).join('; ');
  return (error instanceof Error ? error.message : String(error)).replace(/\.$/, '');
}
