import { isRetriable, StoreUnavailable } from './map-error.js';
import type { Sql } from './run-sql.js';

export type RunKind = 'import' | 'audit' | 'revision';

/** Keeps the rows of runs of this process alive, so that another one can tell a dead run from a slow one. */
export interface Heartbeat {
  start(kind: RunKind, territoryId: string, id: number): void;
  /** Told with the next beat; only audits have a progress. False when a beat found the run ended from elsewhere. */
  note(kind: 'audit', territoryId: string, id: number, progress: RunProgress): boolean;
  stop(kind: RunKind, territoryId: string, id: number): void;
  /** Whether this process keeps the run alive. */
  has(kind: RunKind, territoryId: string, id: number): boolean;
}

export interface RunProgress {
  readonly done: number;
  readonly total: number;
}

/** A run without a heartbeat for fifteen of these (see `wangge.run_status`) counts as dead. */
const beatMs = 2_000;

const statements: Readonly<Record<RunKind, string>> = {
  import: `
    update wangge.import_run r
    set heartbeat_at = now()
    from unnest($1::text[], $2::bigint[]) as live (territory_id, id)
    where r.territory_id = live.territory_id
      and r.import_id = live.id
      and r.status = 'running'
    returning r.territory_id, r.import_id as id`,
  audit: `
    update wangge.audit_run r
    set
      heartbeat_at = now(),
      progress_done = coalesce(live.done, r.progress_done),
      progress_total = coalesce(live.total, r.progress_total)
    from unnest($1::text[], $2::bigint[], $3::bigint[], $4::bigint[]) as live (territory_id, id, done, total)
    where r.territory_id = live.territory_id
      and r.audit_id = live.id
      and r.status = 'running'
    returning r.territory_id, r.audit_id as id`,
  revision: `
    update wangge.revision r
    set heartbeat_at = now()
    from unnest($1::text[], $2::bigint[]) as live (territory_id, id)
    where r.territory_id = live.territory_id
      and r.revision = live.id
      and r.status = 'building'
    returning r.territory_id, r.revision as id`,
};

interface LiveRun {
  readonly kind: RunKind;
  readonly territoryId: string;
  readonly id: number;
  readonly progress?: RunProgress;
  /** A beat found its row ended: by another process, or because it had been silent for too long. */
  readonly isLost?: boolean;
}

/**
 * The timer runs only while a run does, and never keeps the process from ending. A beat that is missed because the
 * database cannot be reached, or ended it for another's sake, is what the heartbeat is for: the next one makes it good. Any other
 * fault is ours: `onFault` is told, once while it lasts.
 */
export function createHeartbeat(sql: Sql, onFault: (error: unknown) => void): Heartbeat {
  const live = new Map<string, LiveRun>();
  const faulty = new Set<RunKind>();
  let timer: NodeJS.Timeout | undefined;
  let isBeating = false;

  const beatFor = async (kind: RunKind): Promise<void> => {
    const runs = [...live.values()].filter((run) => run.kind === kind);
    if (runs.length === 0) return;
    const alive = await sql.write<{ territory_id: string; id: number }>(
      statements[kind],
      valuesOf(kind, runs),
    );
    const found = new Set(alive.map((row) => keyOf(kind, row.territory_id, row.id)));
    for (const run of runs) {
      const key = keyOf(kind, run.territoryId, run.id);
      if (!found.has(key) && live.has(key)) live.set(key, { ...run, isLost: true });
    }
  };

  const beat = async (): Promise<void> => {
    if (isBeating) return;
    isBeating = true;
    for (const kind of ['import', 'audit', 'revision'] as const) {
      try {
        await beatFor(kind);
        faulty.delete(kind);
      } catch (error) {
        const isMissed = error instanceof StoreUnavailable || isRetriable(error);
        if (!isMissed && !faulty.has(kind)) {
          faulty.add(kind);
          onFault(error);
        }
      }
    }
    isBeating = false;
  };

  return {
    start(kind, territoryId, id) {
      live.set(keyOf(kind, territoryId, id), { kind, territoryId, id });
      timer ??= setInterval(() => void beat(), beatMs).unref();
    },
    note(kind, territoryId, id, progress) {
      const key = keyOf(kind, territoryId, id);
      const run = live.get(key);
      if (run?.isLost === true) return false;
      if (run !== undefined) live.set(key, { ...run, progress });
      return true;
    },
    stop(kind, territoryId, id) {
      live.delete(keyOf(kind, territoryId, id));
      if (live.size > 0) return;
      clearInterval(timer);
      timer = undefined;
    },
    has: (kind, territoryId, id) => live.has(keyOf(kind, territoryId, id)),
  };
}

function keyOf(kind: RunKind, territoryId: string, id: number): string {
  return `${kind} ${territoryId} ${id}`;
}

function valuesOf(kind: RunKind, runs: readonly LiveRun[]): unknown[] {
  const keys = [runs.map((run) => run.territoryId), runs.map((run) => run.id)];
  if (kind !== 'audit') return keys;
  return [
    ...keys,
    runs.map((run) => run.progress?.done ?? null),
    runs.map((run) => run.progress?.total ?? null),
  ];
}
