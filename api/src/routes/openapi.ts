import { OpenAPIRegistry, OpenApiGeneratorV31, type RouteConfig } from '@asteasolutions/zod-to-openapi';
import { type Endpoint, route, type Route } from './endpoint.js';
import * as audit from './schemas/audit.js';
import * as coverage from './schemas/coverage.js';
import * as finding from './schemas/finding.js';
import * as findingLife from './schemas/finding-life.js';
import * as grid from './schemas/grid.js';
import * as lookup from './schemas/lookup.js';
import * as metrics from './schemas/metrics.js';
import * as operations from './schemas/operations.js';
import { problemSchema } from './schemas/problem.js';
import * as proposal from './schemas/proposal.js';
import * as registry from './schemas/registry.js';
import * as territory from './schemas/territory.js';
import * as tile from './schemas/tile.js';

/** Every published operation, in the order of the document. */
export const endpoints: readonly Endpoint[] = [
  territory.listTerritories,
  territory.getTerritory,
  territory.listRevisions,
  registry.listCategories,
  registry.listFindingKinds,
  grid.listGrids,
  grid.getGrid,
  grid.listChildren,
  grid.listAncestors,
  coverage.getCoverageSummary,
  audit.startAudit,
  audit.listAudits,
  audit.getAudit,
  audit.cancelAudit,
  audit.getCertificate,
  finding.listFindings,
  finding.exportFindings,
  finding.updateFindings,
  findingLife.listChanges,
  findingLife.listNoise,
  findingLife.tallyFindings,
  finding.getFinding,
  finding.updateFinding,
  proposal.getProposal,
  lookup.lookupPoint,
  tile.getTileJson,
  tile.getTile,
  operations.getHealth,
  operations.getReadiness,
  metrics.getMetrics,
  operations.getOpenApiDocument,
] as unknown as readonly Endpoint[];

const refusalTexts: Readonly<Record<number, string>> = {
  400: 'The request is not understood; `field` and `fix` say what to change',
  404: 'There is no such thing',
  406: 'There is no such form of the answer',
  409: 'It does not fit the present state',
  410: 'What it names is no more, or was made anew',
  500: 'Our fault; quote the requestId',
  503: 'Not ready, or what stands behind the server cannot be reached; try again after Retry-After',
};

export type OpenApiDocument = ReturnType<OpenApiGeneratorV31['generateDocument']>;

/** The OpenAPI 3.1 document of the API, made from the schemas that validate requests. */
export function buildOpenApiDocument(): OpenApiDocument {
  const definitions = new OpenAPIRegistry();
  for (const declared of endpoints) definitions.registerPath(describeEndpoint(declared));
  return new OpenApiGeneratorV31(definitions.definitions, {
    sortComponents: 'alphabetically',
  }).generateDocument({
    openapi: '3.1.0',
    info: {
      title: 'Wangge',
      version: '1',
      description: 'A seamless four-level sales map: grids, proofs and their findings, lookups and tiles.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: '/api/v1' }],
    security: [],
    tags: [...new Set(endpoints.map((declared) => declared.tag))].map((name) => ({ name })),
  });
}

/** The document itself, made once. */
export function openApiRoutes(): Route[] {
  const document = { ...buildOpenApiDocument() };
  return [route(operations.getOpenApiDocument, async () => ({ body: document }))];
}

function describeEndpoint(declared: Endpoint): RouteConfig {
  const refusals = [400, ...declared.refusals, 500].map((status) => [
    status,
    {
      description: refusalTexts[status] ?? 'Refused',
      content: { 'application/problem+json': { schema: problemSchema } },
    },
  ]);
  return {
    method: declared.method,
    path: declared.path,
    operationId: declared.operationId,
    tags: [declared.tag],
    summary: declared.summary,
    ...(declared.description === undefined ? {} : { description: declared.description }),
    request: {
      params: declared.params,
      query: declared.query,
      ...(declared.body === undefined
        ? {}
        : { body: { required: true, content: { 'application/json': { schema: declared.body } } } }),
    },
    responses: { ...goodAnswers(declared), ...Object.fromEntries(refusals) },
  };
}

function goodAnswers(declared: Endpoint): RouteConfig['responses'] {
  if (declared.binary !== undefined) {
    const { mediaType, description } = declared.binary;
    return {
      200: { description, content: { [mediaType]: { schema: { type: 'string', format: 'binary' } } } },
      204: { description: 'Nothing is there' },
      304: { description: 'Not changed' },
    };
  }
  if (declared.texts !== undefined) {
    const content = Object.entries(declared.texts).map(([mediaType, description]) => [
      mediaType,
      { schema: { type: 'string' as const, description } },
    ]);
    return { 200: { description: declared.summary, content: Object.fromEntries(content) } };
  }
  const content = {
    'application/json': { schema: declared.answer },
    ...(declared.geoJson === undefined ? {} : { 'application/geo+json': { schema: declared.geoJson } }),
  };
  return { [declared.status]: { description: declared.summary, content } };
}
