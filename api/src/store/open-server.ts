import { setTimeout as wait } from 'node:timers/promises';
import pg from 'pg';
import { Problem } from '../problem.js';
import type { Database } from './database.js';
import { isConnectionLost } from './map-error.js';
import { queryWithin } from './query-within.js';
import { surviveLosses } from './survive-losses.js';
import { typeParsers } from './type-parsers.js';

const poolSize = 10;
/** Until a connection stands, or one of the pool is free: whoever waits longer is told that there is none. */
const connectTimeoutMs = 5_000;
/** A server that vanished without a word (a lost host) is noticed by TCP after this and its probes. */
const keepAliveDelayMs = 10_000;
/** What is still under way when the pool is closed gets so long; the process ends its connections then. */
const farewellMs = 3_000;
/**
 * A statement that nobody waits for any more ends within this; PostgreSQL before 14 does not know the setting and lets it
 * run to its end.
 */
const noticeGone = `
  select set_config(s.name, '2s', false)
  from pg_settings s
  where s.name = 'client_connection_check_interval'`;
/** PostGIS 3.3 is what the oldest supported system (Debian 12) ships. */
const leastPostgis = { major: 3, minor: 3 } as const;

const needed = ['postgis', 'btree_gist'] as const;

/**
 * Opens a PostgreSQL server and makes sure that PostGIS is there, creating the extension where the login may.
 *
 * Errors: `database-unreachable` (address, login, network), `database-without-postgis`.
 */
export async function openServer(databaseUrl: string): Promise<Database> {
  refuseOtherScheme(databaseUrl);
  const place = describePlace(databaseUrl);
  const config: ServerPoolConfig = {
    connectionString: databaseUrl,
    max: poolSize,
    connectionTimeoutMillis: connectTimeoutMs,
    types: typeParsers,
    application_name: 'wangge',
    keepAlive: true,
    keepAliveInitialDelayMillis: keepAliveDelayMs,
    onConnect: (client) => client.query(queryWithin(connectTimeoutMs, noticeGone)),
  };
  const pool = new pg.Pool(config);
  surviveLosses(pool);
  try {
    await ensurePostgis(pool, place);
  } catch (error) {
    await pool.end();
    throw isUnreachable(error) ? describeUnreachable(place, error) : error;
  }
  return { pool, kind: 'server', place, close: () => endWithin(pool, farewellMs) };
}

/** The pool waits for what `onConnect` promises; its types do not say so. */
type ServerPoolConfig = pg.PoolConfig & { readonly onConnect: (client: pg.ClientBase) => Promise<unknown> };

/** A statement without an answer would keep the pool open for ever. */
async function endWithin(pool: pg.Pool, limitMs: number): Promise<void> {
  const stop = new AbortController();
  const late = wait(limitMs, undefined, { signal: stop.signal }).catch(() => undefined);
  await Promise.race([pool.end(), late]);
  stop.abort();
}

function refuseOtherScheme(databaseUrl: string): void {
  if (/^postgres(ql)?:\/\//i.test(databaseUrl)) return;
  throw new Problem({
    type: 'database-unreachable',
    status: 503,
    field: 'DATABASE_URL',
    detail: 'The address of the database does not begin with postgres:// or postgresql://.',
    fix: 'give it as postgres://USER:PASSWORD@HOST:5432/DATABASE.',
  });
}

async function ensurePostgis(pool: pg.Pool, place: string): Promise<void> {
  for (const extension of needed) {
    const { rows } = await pool.query<{ installed: string | null; available: boolean }>(
      `select
         (select e.extversion from pg_extension e where e.extname = $1::name) as installed,
         exists (select 1 from pg_available_extensions a where a.name = $1::name) as available`,
      [extension],
    );
    const state = rows[0];
    if (state?.installed !== null && state?.installed !== undefined) {
      if (extension === 'postgis') ensureVersion(state.installed, place);
      continue;
    }
    if (state?.available !== true) throw describeMissing(extension, place, 'the server does not have it');
    try {
      await pool.query(`create extension if not exists ${extension}`);
    } catch (error) {
      throw describeMissing(extension, place, error instanceof Error ? error.message : String(error), error);
    }
  }
}

function ensureVersion(version: string, place: string): void {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  if (major > leastPostgis.major || (major === leastPostgis.major && minor >= leastPostgis.minor)) return;
  throw new Problem({
    type: 'database-without-postgis',
    status: 503,
    detail: `The database ${place} has PostGIS ${version}; at least 3.3 is needed.`,
    fix: 'update PostGIS on the server, then run: alter extension postgis update.',
  });
}

function describeMissing(extension: string, place: string, reason: string, cause?: unknown): Problem {
  return new Problem(
    {
      type: 'database-without-postgis',
      status: 503,
      detail: `The database ${place} lacks the extension ${extension} (${reason}).`,
      fix: `install PostGIS on the server and run as a superuser in that database: create extension ${extension}.`,
    },
    { cause },
  );
}

/** Wrong address, no network, a login that is refused (class 28), no connection left (class 53), no such database (3D000). */
function isUnreachable(error: unknown): boolean {
  if (error instanceof Problem) return false;
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return isConnectionLost(error) || /^(28|53)/.test(code) || code === '3D000' || code === 'ERR_INVALID_URL';
}

function describeUnreachable(place: string, error: unknown): Problem {
  const reason = error instanceof AggregateError ? error.errors.map(String).join('; ') : String(error);
  return new Problem(
    {
      type: 'database-unreachable',
      status: 503,
      detail: `The database ${place} cannot be reached (${reason}).`,
      fix: 'start the server or correct DATABASE_URL; without DATABASE_URL the embedded database is used.',
    },
    { cause: error },
  );
}

/** Host, port and database of an address, never its password. */
function describePlace(databaseUrl: string): string {
  if (!URL.canParse(databaseUrl)) {
    throw new Problem({
      type: 'database-unreachable',
      status: 503,
      field: 'DATABASE_URL',
      detail: 'This is not an address.',
      fix: 'write it as postgres://user:password@host:5432/database.',
    });
  }
  const url = new URL(databaseUrl);
  return `${url.host === '' ? 'localhost' : url.host}${url.pathname}`;
}
