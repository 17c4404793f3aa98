import { createAuditStore } from './audits.js';
import { createFindingCounter } from './count-findings.js';
import type { Database } from './database.js';
import { createDrawingStore } from './drawings.js';
import { createFindingStore } from './findings.js';
import { createGridStore } from './grids.js';
import { createHeartbeat, type Heartbeat } from './heartbeat.js';
import { createImportStore } from './imports.js';
import { defaultAnswerMs } from './query-within.js';
import { createGridReader } from './read-grids.js';
import { createReferenceStore } from './reference.js';
import { createTileReader } from './read-tile-drawings.js';
import { createRevisionStore } from './revisions.js';
import { createSql, type Sql } from './run-sql.js';
import { createTerritoryStore } from './territories.js';
import type { Store } from './types.js';
import { type Outage, watchOutage } from './watch-outage.js';
import { createChangeWriter } from './write-changes.js';
import { createDrawingWriter } from './write-drawings.js';

export interface Stores {
  /** For jobs: a statement may take any time, and each waits some seconds for a lost database. */
  readonly store: Store;
  /** For requests: an answer, or `StoreUnavailable` within a time; jobs are not begun with it. */
  readonly requestStore: Store;
  /** What the store for requests knows of the database, for who waits for others that use it. */
  readonly outage: Outage;
}

/**
 * Everything the product asks of PostgreSQL; see `Store` for what each method promises. `onFault` is told of faults of
 * ours in what runs beside the methods (the heartbeat of runs); by default they are warnings of the process.
 */
export function createStores(
  db: Database,
  onFault: (error: unknown) => void = warn,
  { answerMs = defaultAnswerMs }: { readonly answerMs?: number } = {},
): Stores {
  const sql = createSql(db.pool);
  const heartbeat = createHeartbeat(sql, onFault);
  const outage = watchOutage(db.pool);
  const requestSql = createSql(db.pool, { answerMs, outage });
  return { store: compose(sql, heartbeat), requestStore: compose(requestSql, heartbeat), outage };
}

/** The store for jobs alone, as a process needs it that answers nobody. */
export function createStore(db: Database, onFault: (error: unknown) => void = warn): Store {
  return createStores(db, onFault).store;
}

function warn(error: unknown): void {
  process.emitWarning(error instanceof Error ? error : String(error));
}

function compose(sql: Sql, heartbeat: Heartbeat): Store {
  return {
    ...createTerritoryStore(sql),
    ...createGridStore(sql),
    ...createGridReader(sql),
    ...createRevisionStore(sql, heartbeat),
    ...createChangeWriter(sql),
    ...createDrawingStore(sql),
    ...createDrawingWriter(sql),
    ...createTileReader(sql),
    ...createImportStore(sql, heartbeat),
    ...createReferenceStore(sql),
    ...createAuditStore(sql, heartbeat),
    ...createFindingStore(sql),
    ...createFindingCounter(sql),
  };
}
