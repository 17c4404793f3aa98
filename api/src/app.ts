import compression from 'compression';
import express, { type Express, type Request } from 'express';
import type { Principal, Store, StoredGrid } from './store/types.js';
import { type AuditJobs, auditRoutes } from './routes/audits.js';
import { coverageRoutes } from './routes/coverage-summary.js';
import type { Route } from './routes/endpoint.js';
import { findingLifeRoutes } from './routes/finding-life.js';
import { findingRoutes } from './routes/findings.js';
import { gridRoutes } from './routes/grids.js';
import { createLookupService, type LookupService } from './routes/lookup-service.js';
import { lookupRoutes } from './routes/lookup.js';
import { mountRoutes } from './routes/mount-routes.js';
import { openApiRoutes } from './routes/openapi.js';
import { operationRoutes } from './routes/operations.js';
import { refuseCrossSite } from './routes/refuse-cross-site.js';
import { refuseForeignHost } from './routes/refuse-foreign-host.js';
import { proposalRoutes } from './routes/proposals.js';
import { registryRoutes } from './routes/registry.js';
import { createRepairService } from './routes/repair-service.js';
import { giveRequestId } from './routes/request-id.js';
import { setSecurityHeaders } from './routes/security-headers.js';
import { createErrorHandler, type LogError, sendProblem } from './routes/send-problem.js';
import { serveWeb } from './routes/serve-web.js';
import { territoryRoutes } from './routes/territories.js';
import { tileRoutes } from './routes/tiles.js';
import { createTileService, type TileService } from './tiles/create-tile-service.js';
import { shareBuilds } from './tiles/share-builds.js';

export interface AppDependencies {
  readonly store: Store;
  readonly jobs: AuditJobs;
  /** Told of every fault of ours, with its cause. */
  readonly log: LogError;
  /** Made over the store when not given. */
  readonly tiles?: TileService;
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

/** The HTTP application: the API, the tiles and the web page. It listens to nothing by itself. */
export function createApp(dependencies: AppDependencies): Express {
  const { store, jobs, log, webDir, loopbackOnly = false, checkAnswers = false } = dependencies;
  const readGrids = shareRevisions(store);
  const tiles = dependencies.tiles ?? createTileService({ store, readGrids });
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
    ...tileRoutes(store, tiles),
    ...operationRoutes(store),
  ];
  const principalOf = (_request: Request): Principal => localPrincipal;

  const app = express();
  app.disable('x-powered-by');
  app.set('query parser', 'simple');
  app.use(giveRequestId, setSecurityHeaders, refuseCrossSite, compression());
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
  return app;
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
