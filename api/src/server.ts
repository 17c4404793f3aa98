import { existsSync } from 'node:fs';
import { createServer, STATUS_CODES, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { createApp } from './app.js';
import type { ReportProgress } from './jobs/job-progress.js';
import { loadSample, sampleTerritoryId } from './jobs/load-sample.js';
import { createAuditJobs, type AuditJobs } from './jobs/start-audit.js';
import { Problem } from './problem.js';
import { createStore } from './store/create-store.js';
import type { Database } from './store/database.js';
import { migrate } from './store/migrate.js';
import { openDatabase } from './store/open-database.js';
import type { Principal, Store } from './store/types.js';

export interface ServerOptions {
  /** 0 = any free port. */
  readonly port: number;
  readonly host: string;
  readonly dataDir: string;
  readonly databaseUrl?: string | undefined;
  readonly onProgress: ReportProgress;
  /** Told a warning or a fault of ours, one line. */
  readonly note: (line: string) => void;
  /** Stops the start on its way. */
  readonly signal: AbortSignal;
}

export interface RunningServer {
  readonly url: string;
  /** Ends requests, jobs and the database connection; takes at most some seconds. */
  close(): Promise<void>;
}

/** Requests that are still being answered get this long when the server is stopped. */
const graceMs = 2000;

/** A start asks the browser that came too early to come again after this. */
const retryAfterSeconds = 2;

const webDir = fileURLToPath(new URL('../../web/dist', import.meta.url));

const localPrincipal: Principal = { id: 'local' };

/**
 * Starts everything that one port serves. The port is taken first, before anything slow begins, and answers 503
 * until the first page can be used.
 *
 * @throws Problem `port-taken`, `cannot-listen`, and what `openDatabase` refuses.
 */
export async function startServer(options: ServerOptions): Promise<RunningServer> {
  const { onProgress, note, signal } = options;
  let handler: RequestListener = answerNotReady;
  const http = createServer((request, response) => handler(request, response));
  http.on('clientError', answerUnreadable);
  await listen(http, options);
  let database: Database | undefined;
  let jobs: AuditJobs | undefined;
  const close = async (): Promise<void> => {
    await Promise.all([closeHttp(http), jobs?.close()]);
    await database?.close();
  };
  try {
    if (!isLoopback(options.host)) {
      note(
        `warning: ${options.host} is not this machine alone, and there are no accounts yet: whoever reaches it may write`,
      );
    }
    const onMessage = (message: string): void => onProgress({ step: message });
    database = await openDatabase({
      databaseUrl: options.databaseUrl,
      dataDir: options.dataDir,
      onProgress: onMessage,
    });
    signal.throwIfAborted();
    await migrate(database, { onProgress: onMessage });
    const log = (message: string, cause: unknown): void => note(`${message}: ${describeCause(cause)}`);
    const store = createStore(database, (error) => log('store', error));
    jobs = createAuditJobs(store, (error) => log('audit', error));
    await ensureMap(store, jobs, onProgress, signal);
    handler = createApp({
      store,
      jobs,
      log,
      loopbackOnly: isLoopback(options.host),
      ...(existsSync(webDir) ? { webDir } : {}),
    });
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

function listen(http: Server, { port, host }: ServerOptions): Promise<void> {
  return new Promise((resolve, reject) => {
    http.once('error', (error: NodeJS.ErrnoException) => reject(describeListenFault(error, port, host)));
    http.listen(port, host, resolve);
  });
}

function describeListenFault(error: NodeJS.ErrnoException, port: number, host: string): Problem {
  const isTaken = error.code === 'EADDRINUSE';
  return new Problem(
    {
      type: isTaken ? 'port-taken' : 'cannot-listen',
      status: 409,
      detail: isTaken
        ? `Port ${port} on ${host} is taken.`
        : `${host} port ${port} cannot be used (${error.code}).`,
      fix: isTaken
        ? 'Stop the program that has it, or choose another with --port N (0 = any free one).'
        : 'Give an address of this machine with --host (default 127.0.0.1) and a port you may use with --port.',
    },
    { cause: error },
  );
}

const answerNotReady: RequestListener = (_request, response) => {
  response.writeHead(503, {
    'Content-Type': 'application/problem+json',
    'Retry-After': String(retryAfterSeconds),
  });
  response.end(
    JSON.stringify({ type: 'starting', title: 'Starting', status: 503, detail: 'The server is starting.' }),
  );
};

/** What Node's parser refuses never reaches the app: a raw Chinese character in the address, say. */
function answerUnreadable(error: NodeJS.ErrnoException, socket: Duplex): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const isTooLong = error.code === 'HPE_HEADER_OVERFLOW';
  const status = isTooLong ? 431 : 400;
  const title = STATUS_CODES[status] ?? 'Bad Request';
  const body = JSON.stringify({
    type: 'unreadable-request',
    title,
    status,
    detail: `The request is not HTTP as it is written (${error.code ?? error.message}).`,
    fix: isTooLong
      ? 'Shorten the address and the headers.'
      : 'Percent-encode the address (q=%E5%8C%BB%E9%99%A2).',
  });
  socket.end(
    [
      `HTTP/1.1 ${status} ${title}`,
      'Content-Type: application/problem+json',
      `Content-Length: ${Buffer.byteLength(body)}`,
      'Connection: close',
      '',
      body,
    ].join('\r\n'),
  );
}

function closeHttp(http: Server): Promise<void> {
  return new Promise((resolve) => {
    const force = setTimeout(() => http.closeAllConnections(), graceMs);
    http.close(() => {
      clearTimeout(force);
      resolve();
    });
    http.closeIdleConnections();
  });
}

function describeUrl(http: Server, host: string): string {
  const { port } = http.address() as AddressInfo;
  const shown = host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host;
  return `http://${shown.includes(':') ? `[${shown}]` : shown}:${port}/`;
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || host.startsWith('127.');
}

function describeCause(cause: unknown): string {
  return cause instanceof Error ? (cause.stack ?? cause.message) : String(cause);
}
