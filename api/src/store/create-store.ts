import { createAuditStore } from './audits.js';
import { createFindingCounter } from './count-findings.js';
import type { Database } from './database.js';
import { createDrawingStore } from './drawings.js';
import { createFindingStore } from './findings.js';
import { createGridStore } from './grids.js';
import { createHeartbeat } from './heartbeat.js';
import { createImportStore } from './imports.js';
import { createGridReader } from './read-grids.js';
import { createReferenceStore } from './reference.js';
import { createTileReader } from './read-tile-drawings.js';
import { createRevisionStore } from './revisions.js';
import { createSql } from './run-sql.js';
import { createTerritoryStore } from './territories.js';
import type { Store } from './types.js';
import { createChangeWriter } from './write-changes.js';
import { createDrawingWriter } from './write-drawings.js';

/**
 * Everything the product asks of PostgreSQL; see `Store` for what each method promises. `onFault` is told of faults of
 * ours in what runs beside the methods (the heartbeat of runs); by default they are warnings of the process.
 */
export function createStore(
  db: Database,
  onFault: (error: unknown) => void = (error) => {
    process.emitWarning(error instanceof Error ? error : String(error));
  },
): Store {
  const sql = createSql(db.pool);
  const heartbeat = createHeartbeat(sql, onFault);
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
