import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createApp } from '../src/app.js';
import { loadSample, sampleTerritoryId } from '../src/jobs/load-sample.js';
import { createStore } from '../src/store/create-store.js';
import type { Database } from '../src/store/database.js';
import { migrate } from '../src/store/migrate.js';
import { openDatabase } from '../src/store/open-database.js';
import type { Store, Territory } from '../src/store/types.js';

/** The sample city in a database. */
export interface BenchMap {
  readonly db: Database;
  readonly store: Store;
  readonly territory: Territory;
  readonly revision: number;
  /** When it was drawn. */
  readonly madeMs: number;
}

/** The sample city in the embedded database and in a PostGIS that Martin serves. */
export interface BenchMaps {
  readonly embedded: BenchMap;
  readonly server: BenchMap;
  readonly martin: { readonly url: string };
  close(): Promise<void>;
}

interface Script<Options, Running> {
  readonly find: () => string | undefined;
  readonly start: (options: Options) => Promise<Running>;
}

/** Seen from the compiled bench. */
const root = new URL('../../../', import.meta.url);
const migrationsDir = fileURLToPath(new URL('migrations', root));

/**
 * @returns undefined, and says why, where PostGIS or Martin is not installed
 */
export async function openBenchMaps(elements: number): Promise<BenchMaps | undefined> {
  const postgis = await loadPostgisScript();
  const martin = await loadMartinScript();
  const [bin, martinBin] = [postgis.find(), martin.find()];
  if (bin === undefined || martinBin === undefined) {
    process.stdout.write(`not measured: ${bin === undefined ? 'PostGIS' : 'Martin'} is not installed\n`);
    return undefined;
  }
  const folder = mkdtempSync(join(tmpdir(), 'wangge-bench-'));
  const postgisServer = await postgis.start(bin);
  const embedded = await openMap(elements, { dataDir: join(folder, 'embedded') });
  const server = await openMap(elements, { dataDir: folder, databaseUrl: postgisServer.url });
  await server.db.pool.query('analyze');
  const martinServer = await martin.start({ bin: martinBin, databaseUrl: postgisServer.url });
  return {
    embedded,
    server,
    martin: martinServer,
    async close() {
      await martinServer.stop();
      await embedded.db.close();
      await server.db.close();
      await postgisServer.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function openMap(elements: number, where: Parameters<typeof openDatabase>[0]): Promise<BenchMap> {
  const db = await openDatabase(where);
  await migrate(db, { migrationsDir });
  const store = createStore(db);
  const sample = { seed: 1, elements, defects: 36 };
  const { revision } = await loadSample({ store, principal: { id: 'local' }, sample });
  const territory = await store.getTerritory(sampleTerritoryId);
  const drawnAt = (await store.getRevision(sampleTerritoryId, revision))?.drawnAt;
  if (territory === undefined || typeof drawnAt !== 'string')
    throw new Error('the sample city was not loaded');
  return { db, store, territory, revision, madeMs: Date.parse(drawnAt) };
}

/** The product over a store, with empty caches. */
export function createBenchApp(store: Store): RequestListener {
  return createApp({
    store,
    jobs: {
      startAudit: () => Promise.reject(new Error('no audits in a bench')),
      cancelAudit: () => Promise.reject(new Error('no audits in a bench')),
    },
    log: (message, cause) => process.stderr.write(`${message}: ${String(cause)}\n`),
    readingIsAnonymous: true,
  });
}

/** Files from memory and nothing else: what Node can do at best. */
export function createStaticApp(files: ReadonlyMap<string, Buffer>): RequestListener {
  return (request, response) => {
    const file = files.get(request.url ?? '');
    if (file === undefined) response.writeHead(404).end();
    else {
      response.writeHead(200, {
        'Content-Type': 'application/vnd.mapbox-vector-tile',
        'Content-Encoding': 'gzip',
        'Content-Length': file.length,
      });
      response.end(file);
    }
  };
}

/** Serves an app on a free port of the loopback address. */
export async function serveBench(app: RequestListener): Promise<{ port: number; close(): Promise<void> }> {
  const server: Server = createServer(app);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

async function loadPostgisScript(): Promise<Script<string, { url: string; stop(): Promise<void> }>> {
  const script = (await import(new URL('scripts/postgis.js', root).href)) as {
    findPostgis(): string | undefined;
    startPostgis(bin: string): Promise<{ url: string; stop(): Promise<void> }>;
  };
  return { find: script.findPostgis, start: script.startPostgis };
}

async function loadMartinScript(): Promise<
  Script<{ bin: string; databaseUrl: string }, { url: string; stop(): Promise<void> }>
> {
  const script = (await import(new URL('scripts/martin.js', root).href)) as {
    findMartin(): string | undefined;
    startMartin(options: {
      bin: string;
      databaseUrl: string;
    }): Promise<{ url: string; stop(): Promise<void> }>;
  };
  return { find: script.findMartin, start: script.startMartin };
}
