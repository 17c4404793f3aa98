import { setTimeout as wait } from 'node:timers/promises';
import { PG_MIGRATE_LOCK_ID } from 'node-pg-migrate';
import type pg from 'pg';
import { Problem } from '../problem.js';

export interface LockWait {
  /** After so long it is told who holds the lock; 3 s. */
  readonly noticeMs: number;
  /** After so long it is given up; 5 minutes. */
  readonly timeoutMs: number;
}

interface Holder {
  readonly pid: number;
  readonly login: string | null;
}

const defaultWait: LockWait = { noticeMs: 3000, timeoutMs: 300_000 };
const pauseMs = 200;

/**
 * Does `work` while this session holds the lock that keeps two migrations apart: the runner's own, since an older
 * version of the product waits for that one. It is asked for again and again instead of being waited for, because
 * whoever may connect might hold it, and a wait within the database could neither say so nor end.
 *
 * @param client of a server, outside a transaction. Where this throws, its session may still hold the lock: the caller
 *   closes it, which lets go.
 * @param note told once in one line who holds the lock
 * @throws Problem `migration-locked` when it is not free in time
 */
export async function withMigrationLock<T>(
  client: pg.ClientBase,
  note: (line: string) => void,
  work: () => Promise<T>,
  { noticeMs, timeoutMs }: LockWait = defaultWait,
): Promise<T> {
  const start = performance.now();
  let isTold = false;
  while (!(await tryLock(client))) {
    const waited = performance.now() - start;
    if (waited >= timeoutMs) throw await describeGivingUp(client, timeoutMs);
    if (!isTold && waited >= noticeMs) {
      isTold = true;
      note(`Waiting for another migration of this database to end: ${tellHolder(await findHolder(client))}`);
    }
    await wait(pauseMs);
  }
  const done = await work();
  await client.query('select pg_advisory_unlock($1::bigint)', [PG_MIGRATE_LOCK_ID]);
  return done;
}

async function tryLock(client: pg.ClientBase): Promise<boolean> {
  const { rows } = await client.query<{ taken: boolean }>(
    'select pg_try_advisory_lock($1::bigint) as taken',
    [PG_MIGRATE_LOCK_ID],
  );
  return rows[0]?.taken === true;
}

/** Undefined where the holder has just let go. */
async function findHolder(client: pg.ClientBase): Promise<Holder | undefined> {
  // A key of 64 bits is shown in two halves; `objsubid` 1 tells it from a key that was given in two.
  const { rows } = await client.query<Holder>(
    `select l.pid, a.usename as login
     from pg_locks l
     left join pg_stat_activity a
       on a.pid = l.pid
     where l.locktype = 'advisory'
       and l.database = (
         select d.oid
         from pg_database d
         where d.datname = current_database()
       )
       and l.classid = ($1::bigint >> 32)::oid
       and l.objid = ($1::bigint & 4294967295)::oid
       and l.objsubid = 1
       and l.granted
     limit 1`,
    [PG_MIGRATE_LOCK_ID],
  );
  return rows[0];
}

function tellHolder(holder: Holder | undefined): string {
  if (holder === undefined) return 'its lock was let go just now.';
  return `its lock is held by the login ${holder.login ?? 'of a session that is ending'}, process ${holder.pid} of the database server.`;
}

async function describeGivingUp(client: pg.ClientBase, timeoutMs: number): Promise<Problem> {
  const holder = await findHolder(client);
  return new Problem({
    type: 'migration-locked',
    status: 503,
    detail: `The database could not be brought up to date: for ${Math.ceil(timeoutMs / 1000)} s another migration was under way; ${tellHolder(holder)}`,
    fix:
      holder === undefined
        ? 'try again.'
        : `wait until it has ended and try again; if it is no migration, end that session as a superuser: select pg_terminate_backend(${holder.pid});`,
  });
}
