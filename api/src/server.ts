import { existsSync } from 'node:fs';
import { createServer, type RequestListener } from 'node:http';
import { fileURLToPath } from 'node:url';
import { answerNotReady, answerUnreadable } from './answer-early.js';
import { createApp } from './app.js';
import { drawMissing } from './jobs/draw-missing.js';
import type { ReportProgress } from './jobs/job-progress.js';
import { loadSample, sampleTerritoryId } from './jobs/load-sample.js';
import { createAuditJobs, type AuditJobs } from './jobs/start-audit.js';
import { describeUrl, isLoopback, listen } from './listen.js';
import type { Logger } from './operations/create-logger.js';
import { createMetrics } from './operations/create-metrics.js';
import { createDrain } from './operations/drain-server.js';
import { createFaultLog } from './operations/log-fault.js';
import { logJob } from './operations/log-job.js';
import { logRequest } from './operations/log-request.js';
import { productVersion } from './operations/product-version.js';
import { watchJobs } from './operations/watch-jobs.js';
import { watchRequests } from './operations/watch-requests.js';
import { openWhenUp } from './open-when-up.js';
import { describeTiles, readSettings, type Environment } from './read-settings.js';
import { createStores } from './store/create-store.js';
import type { Database } from './store/database.js';
import { migrate } from './store/migrate.js';
import { listPendingMigrations } from './store/list-pending-migrations.js';
import { openDatabase } from './store/open-database.js';
import { readFigures } from './store/read-figures.js';
import type { Principal, Store } from './store/types.js';
import { createMartinTiles, type MartinTiles } from './tiles/create-martin-tiles.js';
import { createTileService } from './tiles/create-tile-service.js';
import { prepareReference } from './tiles/prepare-reference.js';

export interface ServerOptions {
  /** 0 = any free port. */
  readonly port: number;
  readonly host: string;
  readonly dataDir: string;
  readonly databaseUrl?: string | undefined;
  /** How long a database server that does not answer yet is waited for; 60 s. */
  readonly databaseWaitMs?: number;
  /** Where the settings of `readSettings` are read. */
  readonly environment: Environment;
  readonly onProgress: ReportProgress;
  /** Requests, jobs and faults of ours. */
  readonly logger: Logger;
  /** When it is stopped: how long `/readyz` says so before nothing new is accepted, and requests under way may take. */
  readonly noticeMs: number;
  readonly graceMs: number;
  /** Told what whoever started it should read, one line. */
  readonly note: (line: string) => void;
  /** Stops the start on its way. */
  readonly signal: AbortSignal;
}

export interface RunningServer {
  readonly url: string;
  /** Ends requests, jobs and the database connection, within `noticeMs` and `graceMs` and some moments. */
  close(): Promise<void>;
}

/** PostgreSQL that is started beside us, or again, was seen to take some seconds; a replay of its log takes more. */
const defaultDatabaseWaitMs = 60_000;

/** There are no accounts yet: whoever reaches the server may read. What is kept in caches and where tiles may come from follow. */
const readingIsAnonymous = true;

const webDir = fileURLToPath(new URL('../../web/dist', import.meta.url));

const localPrincipal: Principal = { id: 'local' };

/**
 * Starts everything that one port serves. The port is taken first, before anything slow begins, and answers 503
 * until the first page can be used.
 *
 * @throws Problem `port-taken`, `cannot-listen`, and what `openDatabase` refuses.
 */
export async function startServer(options: ServerOptions): Promise<RunningServer> {
  const { onProgress, note, signal, databaseUrl, dataDir, logger } = options;
  const isEmbedded = databaseUrl === undefined || databaseUrl === '';
  const settings = readSettings(options.environment, { isEmbedded, readingIsAnonymous });
  let handler: RequestListener = answerNotReady;
  const drain = createDrain();
  const http = createServer(drain.guard((request, response) => handler(request, response)));
  http.on('clientError', answerUnreadable);
  await listen(http, options);
  let database: Database | undefined;
  let jobs: AuditJobs | undefined;
  let martin: MartinTiles | undefined;
  const stopPreparing = new AbortController();
  let preparing: Promise<void> | undefined;
  const close = async (): Promise<void> => {
    const [{ cut }] = await Promise.all([drain.close(http, options), jobs?.close()]);
    if (cut > 0) logger.warn({ requests: cut }, 'requests were cut off, since they did not end in time');
    // What a last request has begun.
    await jobs?.close();
    martin?.close();
    stopPreparing.abort();
    await preparing;
    await database?.close();
  };
  try {
    if (!isLoopback(options.host)) {
      note(
        `warning: ${options.host} is not this machine alone, and there are no accounts yet: whoever reaches it may write`,
      );
    }
    const onMessage = (message: string): void => onProgress({ step: message });
    const opened = await openWhenUp({
      open: () => openDatabase({ databaseUrl, dataDir, onProgress: onMessage }),
      waitMs: options.databaseWaitMs ?? defaultDatabaseWaitMs,
      onProgress: onMessage,
      signal,
    });
    database = opened;
    signal.throwIfAborted();
    await migrate(opened, { onProgress: onMessage });
    const { log, faultOf } = createFaultLog(logger);
    const metrics = createMetrics({
      version: productVersion,
      tilePath: settings.martinUrl === undefined ? 'embedded' : 'martin',
      pool: opened.pool,
      readFigures: () => readFigures(opened),
    });
    const stores = createStores(opened, (error) => log('store', error));
    const store = watchJobs(stores.store, (event) => {
      logJob(logger, event);
      metrics.seeJob(event);
    });
    jobs = createAuditJobs(store, (error) => log('audit', error));
    await ensureMap(store, jobs, onProgress, signal);
    if (settings.martinUrl !== undefined)
      martin = createMartinTiles({ url: settings.martinUrl, outage: stores.outage });
    note(describeTiles(settings));
    const tiles = createTileService({ store: stores.requestStore });
    const app = createApp({
      store: stores.requestStore,
      tiles,
      jobs,
      log,
      metrics,
      readingIsAnonymous,
      listPendingMigrations: () => listPendingMigrations(opened),
      ...(martin === undefined ? {} : { martin }),
      ...(settings.tilesPublicUrl === undefined ? {} : { tilesPublicUrl: settings.tilesPublicUrl }),
      loopbackOnly: isLoopback(options.host),
      ...(existsSync(webDir) ? { webDir } : {}),
    });
    handler = watchRequests(app, (seen, response) => {
      logRequest(logger, seen, faultOf(response));
      metrics.seeRequest(seen);
    });
    if (martin === undefined) {
      preparing = prepareReference(store, tiles, stopPreparing.signal).catch((error: unknown) =>
        log('tiles', error),
      );
    }
    return { url: describeUrl(http, options.host), close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** The sample city where no map is yet; also where it was stopped while it was loaded. */
async function ensureMap(
  store: Store,
  jobs: AuditJobs,
  onProgress: ReportProgress,
  signal: AbortSignal,
): Promise<void> {
  await drawMissing({ store, onProgress, signal });
  const territories = await store.listTerritories();
  const sample = territories.find((territory) => territory.territoryId === sampleTerritoryId);
  const isEmpty = territories.every((territory) => territory.currentRevision === null);
  if (isEmpty || (sample !== undefined && sample.currentRevision === null)) {
    await loadSample({ store, principal: localPrincipal, onProgress, signal });
    return;
  }
  if (sample === undefined || sample.currentRevision === null) return;
  const audit = await store.latestAudit(sampleTerritoryId, sample.currentRevision);
  if (audit === undefined) await jobs.startAudit(sampleTerritoryId, localPrincipal);
}
