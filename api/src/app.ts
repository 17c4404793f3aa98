import type { RequestListener } from 'node:http';
import express, { type Request } from 'express';
import type { Metrics } from './operations/create-metrics.js';
import type { Principal, Store, StoredGrid } from './store/types.js';
import { type AuditJobs, auditRoutes } from './routes/audits.js';
import { type CheckName, checkNames, createReadiness } from './routes/check-readiness.js';
import { compressTexts } from './routes/compress-texts.js';
import { coverageRoutes } from './routes/coverage-summary.js';
import type { Route } from './routes/endpoint.js';
import { findingLifeRoutes } from './routes/finding-life.js';
import { findingRoutes } from './routes/findings.js';
import { gridRoutes } from './routes/grids.js';
import { createLookupService, type LookupService } from './routes/lookup-service.js';
import { lookupRoutes } from './routes/lookup.js';
import { metricsRoutes } from './routes/metrics.js';
import { mountRoutes } from './routes/mount-routes.js';
import { openApiRoutes } from './routes/openapi.js';
import { operationRoutes } from './routes/operations.js';
import { refuseCrossSite } from './routes/refuse-cross-site.js';
import { refuseForeignHost } from './routes/refuse-foreign-host.js';
import { proposalRoutes } from './routes/proposals.js';
import { registryRoutes } from './routes/registry.js';
import { createRepairService } from './routes/repair-service.js';
import { giveRequestId } from './routes/request-id.js';
import { createSecurityHeaders } from './routes/security-headers.js';
import { createErrorHandler, type LogError, sendProblem } from './routes/send-problem.js';
import { serveWeb } from './routes/serve-web.js';
import { territoryRoutes } from './routes/territories.js';
import { tileRoutes } from './routes/tiles.js';
import { createWarmTiles } from './routes/warm-tiles.js';
import type { MartinTiles } from './tiles/create-martin-tiles.js';
import { createOwnTiles } from './tiles/create-own-tiles.js';
import { createTileService, type TileService } from './tiles/create-tile-service.js';
import { shareBuilds } from './tiles/share-builds.js';

export interface AppDependencies {
  readonly store: Store;
  readonly jobs: AuditJobs;
  /** Told of every fault of ours, with its cause. */
  readonly log: LogError;
  /** False once reading needs an account: then no shared cache may keep what is read. */
  readonly readingIsAnonymous: boolean;
  /** What /metrics answers; the path is unknown when not given. */
  readonly metrics?: Pick<Metrics, 'read' | 'contentType'>;
  /** Made over the store when not given. */
  readonly tiles?: TileService;
  /** Makes the tiles instead, when given. */
  readonly martin?: MartinTiles;
  /** Where browsers are sent for tiles, without a slash at its end; here when not given. */
  readonly tilesPublicUrl?: string;
  /** Names of migrations that the database lacks, for /readyz. */
  readonly listPendingMigrations?: () => Promise<readonly string[]>;
  /** Made over the store when not given. */
  readonly lookup?: LookupService;
  /** Folder of the built web app; without it only the API is served. */
  readonly webDir?: string;
  /** True while the server listens to this machine alone: requests under another name are refused. */
  readonly loopbackOnly?: boolean;
  /** True in tests: answers are checked against their published schemas. */
  readonly checkAnswers?: boolean;
}

/** Revisions whose exact grids are kept for tiles and lookups, about 10 MB each for a city. */
const keptRevisions = 2;

/** Without accounts everyone who reaches the loopback address is the one local administrator. */
const localPrincipal: Principal = { id: 'local' };

/**
 * The HTTP application: the API, the tiles and the web page. It listens to nothing by itself. What must see every
 * request belongs around the listener that is returned: tiles from memory are answered before Express.
 */
export function createApp(dependencies: AppDependencies): RequestListener {
  const { store, jobs, log, webDir, martin, listPendingMigrations } = dependencies;
  const { loopbackOnly = false, checkAnswers = false, readingIsAnonymous, tilesPublicUrl } = dependencies;
  const readGrids = shareRevisions(store);
  const tiles = dependencies.tiles ?? createTileService({ store });
  // Where reading is not anonymous, every tile is asked for by somebody who must be known first.
  const warm = readingIsAnonymous ? createWarmTiles({ loopbackOnly }) : undefined;
  const lookup = dependencies.lookup ?? createLookupService(readGrids);
  const document = openApiRoutes();
  const routes = [
    ...document,
    ...territoryRoutes(store),
    ...registryRoutes(store),
    ...gridRoutes(store),
    ...coverageRoutes(store),
    ...auditRoutes(store, jobs),
    ...findingRoutes(store),
    ...findingLifeRoutes(store),
    ...proposalRoutes(store, createRepairService(readGrids)),
    ...lookupRoutes(store, lookup),
    ...tileRoutes(store, {
      path: martin ?? createOwnTiles(tiles),
      readingIsAnonymous,
      publicUrl: tilesPublicUrl,
      warm,
    }),
    ...(dependencies.metrics === undefined ? [] : metricsRoutes(dependencies.metrics)),
    ...operationRoutes(
      createReadiness({ store, listPendingMigrations, martin }),
      checksNeeded(tilesPublicUrl),
    ),
  ];
  const principalOf = (_request: Request): Principal => localPrincipal;

  const app = express();
  app.disable('x-powered-by');
  app.set('query parser', 'simple');
  app.use(giveRequestId, createSecurityHeaders(tilesPublicUrl), refuseCrossSite, compressTexts());
  if (loopbackOnly) app.use(refuseForeignHost);
  app.use('/api/v1', mountRoutes(routes, { principalOf, checkAnswers }));
  app.use('/api', mountRoutes(document, { principalOf, checkAnswers }));
  app.use(mountRoutes(routes.filter(isAtRoot), { principalOf, checkAnswers }));
  if (webDir !== undefined) app.use(serveWeb(webDir));
  app.use((request, response) => {
    sendProblem(response, {
      type: 'path-not-found',
      status: 404,
      detail: `There is nothing at ${request.path}.`,
      fix: 'See /api/openapi.json for the paths.',
    });
  });
  app.use(createErrorHandler(log));
  return warm === undefined ? app : warm.before(app);
}

/** Browsers that get tiles elsewhere do not miss a Martin behind this server: no other one could serve them better. */
function checksNeeded(tilesPublicUrl: string | undefined): readonly CheckName[] {
  return tilesPublicUrl === undefined ? checkNames : checkNames.filter((name) => name !== 'tiles');
}

function isAtRoot(route: Route): boolean {
  return route.endpoint.atRoot;
}

/** Tiles and lookups of one revision read it once. */
function shareRevisions(store: Store): (territoryId: string, revision: number) => Promise<StoredGrid[]> {
  const shared = shareBuilds<StoredGrid[]>(keptRevisions);
  return (territoryId, revision) =>
    shared(`${territoryId} ${revision}`, () => store.readGrids(territoryId, revision));
}
