import createClient from 'openapi-fetch';
import type { Level } from '@wangge/api/hierarchy/levels';
import { isAwayStatus } from './api-failure.js';
import type { operations, paths } from './schema.js';
import { readRefusal, readThrown } from './read-failure.js';
import { readServiceFault, type ServiceFault } from './service-fault.js';
import type {
  Audit,
  AuditRun,
  CategoryRegistry,
  CoverageSummary,
  FindingChange,
  FindingChanges,
  FindingFilter,
  FindingItem,
  FindingKindItem,
  FindingPage,
  FindingTally,
  Grid,
  GridFeature,
  GridPage,
  LngLat,
  LookupAnswer,
  NoiseGroup,
  RepairAnswer,
  Territory,
} from './types.js';

/** A request older than this is given up: the page says so and offers to try again. */
const requestTimeoutMs = 30_000;

/** The largest page the API hands out. */
const pageLimit = 1000;

/** What narrows a list of findings, and where its page before ended. */
export type FindingQuery = NonNullable<operations['listFindings']['parameters']['query']>;

/** Who gets a gap, who keeps an overlap; without it the method decides. */
export type RepairWish = NonNullable<operations['getProposal']['parameters']['query']>;

/** Findings that are gone, asked for at once. */
const gonePageSize = 200;

/** A grid by its lasting identity, as the API writes it in a path. */
function idPath(gridId: number): string {
  return `id:${gridId}`;
}

/** Everything the page asks of the API. Rejects with `ApiFailure`, or with an AbortError when `signal` fires. */
export interface Api {
  /** Absolute address the tiles hang under, without a slash at its end. */
  readonly baseUrl: string;
  listTerritories(signal: AbortSignal): Promise<readonly Territory[]>;
  listCategories(territoryId: string, signal: AbortSignal): Promise<CategoryRegistry>;
  listFindingKinds(signal: AbortSignal): Promise<readonly FindingKindItem[]>;
  readSummary(territoryId: string, signal: AbortSignal): Promise<CoverageSummary>;
  searchGrids(
    territoryId: string,
    text: string,
    limit: number,
    signal: AbortSignal,
    /** Where the page before ended. */
    cursor?: string,
  ): Promise<GridPage>;
  /** All grids of a level, over as many pages as there are. */
  listLevel(territoryId: string, level: Level, signal: AbortSignal): Promise<readonly Grid[]>;
  listChildren(territoryId: string, gridId: number, signal: AbortSignal): Promise<readonly Grid[]>;
  readGrid(territoryId: string, gridId: number, signal: AbortSignal): Promise<GridFeature>;
  /** By code; `level` settles a code that several levels use. */
  readGridByCode(
    territoryId: string,
    code: string,
    level: Level | undefined,
    signal: AbortSignal,
    /** The present one when left out. */
    revision?: number,
  ): Promise<GridFeature>;
  /** What is known of a grid, without its geometry. */
  readGridRecord(territoryId: string, code: string, level: Level, signal: AbortSignal): Promise<Grid>;
  listAncestors(territoryId: string, gridId: number, signal: AbortSignal): Promise<readonly Grid[]>;
  listFindings(
    territoryId: string,
    auditId: number,
    query: FindingQuery,
    signal: AbortSignal,
  ): Promise<FindingPage>;
  /** How many findings of a run there are by everything a list is filtered by. */
  tallyFindings(territoryId: string, auditId: number, signal: AbortSignal): Promise<readonly FindingTally[]>;
  /** Noise by level and parent, most first. */
  listNoise(territoryId: string, auditId: number, signal: AbortSignal): Promise<readonly NoiseGroup[]>;
  /** A run against the one before it, with those that are gone, page by page. */
  listGone(
    territoryId: string,
    auditId: number,
    cursor: string | undefined,
    signal: AbortSignal,
  ): Promise<FindingChanges>;
  /** The same change for all findings that a filter takes; resolves with how many there were. */
  changeFindings(
    territoryId: string,
    auditId: number,
    filter: FindingFilter,
    change: FindingChange,
    signal: AbortSignal,
  ): Promise<number>;
  /** A proven repair, or why there is none; nothing is changed by it. */
  readProposal(
    territoryId: string,
    findingId: number,
    wish: RepairWish,
    signal: AbortSignal,
  ): Promise<RepairAnswer>;
  readFinding(territoryId: string, findingId: number, signal: AbortSignal): Promise<FindingItem>;
  /** Works on a finding; resolves with the finding as it then is. */
  changeFinding(
    territoryId: string,
    findingId: number,
    change: FindingChange,
    signal: AbortSignal,
  ): Promise<FindingItem>;
  /** Begins a run of the present revision, or joins the one that is under way. */
  startAudit(territoryId: string, signal: AbortSignal): Promise<AuditRun>;
  /** The newest runs, newest first. */
  listAudits(territoryId: string, signal: AbortSignal): Promise<readonly AuditRun[]>;
  /** A run without its findings. */
  readAudit(territoryId: string, auditId: number, signal: AbortSignal): Promise<Audit>;
  cancelAudit(territoryId: string, auditId: number, signal: AbortSignal): Promise<AuditRun>;
  lookUp(territoryId: string, point: LngLat, signal: AbortSignal): Promise<LookupAnswer>;
}

/**
 * The answer, or its refusal as `ApiFailure`. The caller names the published schema it asked for: openapi-fetch checks
 * path, query and method, but turns tuples into lists and merges the JSON answer with the GeoJSON one.
 */
async function unwrap<Published>(
  answer: Promise<{ data?: unknown; error?: unknown; response: Response }>,
): Promise<Published> {
  const { data, error, response } = await answer;
  if (data === undefined) throw readRefusal(response.status, error);
  return data as Published;
}

async function readAllPages(
  readPage: (cursor: string | undefined) => Promise<GridPage>,
): Promise<readonly Grid[]> {
  const grids: Grid[] = [];
  let cursor: string | undefined;
  do {
    const page = await readPage(cursor);
    grids.push(...page.items);
    cursor = page.nextCursor ?? undefined;
  } while (cursor !== undefined);
  return grids;
}

/** Ends with the caller's signal or after `requestTimeoutMs`, whichever comes first. */
function limitTime(signal: AbortSignal): AbortSignal {
  return AbortSignal.any([signal, AbortSignal.timeout(requestTimeoutMs)]);
}

/** Whoever wants to know how the server is. */
export interface ServerListener {
  /** Called for every request that the server did not answer, or could not; then with what it said of itself. */
  onaway(fault?: ServiceFault): void;
  /** Called for every other answer. */
  onanswer(): void;
}

const nobody: ServerListener = { onaway: () => undefined, onanswer: () => undefined };

/** `fetch`, which also tells when nobody answers, or somebody who cannot now. */
function tellAway(listener: ServerListener): (request: Request) => Promise<Response> {
  return async (request) => {
    try {
      const response = await fetch(request);
      if (isAwayStatus(response.status)) listener.onaway(await readServiceFault(response));
      else listener.onanswer();
      return response;
    } catch (thrown) {
      // An abort of our own is no failure.
      if (readThrown(thrown) !== undefined) listener.onaway();
      throw thrown;
    }
  };
}

/**
 * The client of `/api/v1`. `baseUrl` is absolute and has no slash at its end; one `GET` per method, more only
 * where a list has more pages.
 */
export function createApi(baseUrl: string, listener: ServerListener = nobody): Api {
  const client = createClient<paths>({ baseUrl, fetch: tellAway(listener) });
  const geojson = { Accept: 'application/geo+json' };

  return {
    baseUrl,
    async listTerritories(signal) {
      return (await unwrap<{ items: Territory[] }>(client.GET('/territories', { signal: limitTime(signal) })))
        .items;
    },
    listCategories(territoryId, signal) {
      return unwrap(
        client.GET('/categories', {
          params: { query: { territory: territoryId } },
          signal: limitTime(signal),
        }),
      );
    },
    async listFindingKinds(signal) {
      return (
        await unwrap<{ items: FindingKindItem[] }>(
          client.GET('/finding-kinds', { signal: limitTime(signal) }),
        )
      ).items;
    },
    readSummary(territoryId, signal) {
      return unwrap(
        client.GET('/territories/{territoryId}/coverage/summary', {
          params: { path: { territoryId } },
          signal: limitTime(signal),
        }),
      );
    },
    searchGrids(territoryId, text, limit, signal, cursor) {
      return unwrap(
        client.GET('/territories/{territoryId}/grids', {
          params: {
            path: { territoryId },
            query: { q: text, limit, ...(cursor === undefined ? {} : { cursor }) },
          },
          signal: limitTime(signal),
        }),
      );
    },
    listLevel(territoryId, level, signal) {
      return readAllPages((cursor) =>
        unwrap(
          client.GET('/territories/{territoryId}/grids', {
            params: {
              path: { territoryId },
              query: { level, limit: pageLimit, ...(cursor === undefined ? {} : { cursor }) },
            },
            signal: limitTime(signal),
          }),
        ),
      );
    },
    listChildren(territoryId, gridId, signal) {
      return readAllPages((cursor) =>
        unwrap(
          client.GET('/territories/{territoryId}/grids/{grid}/children', {
            params: {
              path: { territoryId, grid: idPath(gridId) },
              query: { limit: pageLimit, ...(cursor === undefined ? {} : { cursor }) },
            },
            signal: limitTime(signal),
          }),
        ),
      );
    },
    readGrid(territoryId, gridId, signal) {
      return unwrap(
        client.GET('/territories/{territoryId}/grids/{grid}', {
          params: { path: { territoryId, grid: idPath(gridId) } },
          headers: geojson,
          signal: limitTime(signal),
        }),
      );
    },
    readGridByCode(territoryId, code, level, signal, revision) {
      return unwrap(
        client.GET('/territories/{territoryId}/grids/{grid}', {
          params: {
            path: { territoryId, grid: code },
            query: {
              ...(level === undefined ? {} : { level }),
              ...(revision === undefined ? {} : { revision }),
            },
          },
          headers: geojson,
          signal: limitTime(signal),
        }),
      );
    },
    readGridRecord(territoryId, code, level, signal) {
      return unwrap(
        client.GET('/territories/{territoryId}/grids/{grid}', {
          params: { path: { territoryId, grid: code }, query: { level } },
          headers: { Accept: 'application/json' },
          signal: limitTime(signal),
        }),
      );
    },
    async listAncestors(territoryId, gridId, signal) {
      const answer = await unwrap<{ items: Grid[] }>(
        client.GET('/territories/{territoryId}/grids/{grid}/ancestors', {
          params: { path: { territoryId, grid: idPath(gridId) } },
          signal: limitTime(signal),
        }),
      );
      return answer.items;
    },
    listFindings(territoryId, auditId, query, signal) {
      return unwrap(
        client.GET('/territories/{territoryId}/audits/{auditId}/findings', {
          params: { path: { territoryId, auditId }, query },
          signal: limitTime(signal),
        }),
      );
    },
    async tallyFindings(territoryId, auditId, signal) {
      const answer = await unwrap<{ items: FindingTally[] }>(
        client.GET('/territories/{territoryId}/audits/{auditId}/findings/tallies', {
          params: { path: { territoryId, auditId } },
          signal: limitTime(signal),
        }),
      );
      return answer.items;
    },
    async listNoise(territoryId, auditId, signal) {
      const answer = await unwrap<{ items: NoiseGroup[] }>(
        client.GET('/territories/{territoryId}/audits/{auditId}/noise', {
          params: { path: { territoryId, auditId } },
          signal: limitTime(signal),
        }),
      );
      return answer.items;
    },
    listGone(territoryId, auditId, cursor, signal) {
      return unwrap(
        client.GET('/territories/{territoryId}/audits/{auditId}/changes', {
          params: {
            path: { territoryId, auditId },
            query: { list: 'gone', limit: gonePageSize, ...(cursor === undefined ? {} : { cursor }) },
          },
          signal: limitTime(signal),
        }),
      );
    },
    async changeFindings(territoryId, auditId, filter, change, signal) {
      const answer = await unwrap<{ updated: number }>(
        client.POST('/territories/{territoryId}/audits/{auditId}/findings/bulk', {
          params: { path: { territoryId, auditId } },
          body: { filter, change },
          signal,
        }),
      );
      return answer.updated;
    },
    readProposal(territoryId, findingId, wish, signal) {
      return unwrap(
        client.GET('/territories/{territoryId}/findings/{findingId}/proposal', {
          params: { path: { territoryId, findingId }, query: wish },
          signal: limitTime(signal),
        }),
      );
    },
    readFinding(territoryId, findingId, signal) {
      return unwrap(
        client.GET('/territories/{territoryId}/findings/{findingId}', {
          params: { path: { territoryId, findingId } },
          signal: limitTime(signal),
        }),
      );
    },
    changeFinding(territoryId, findingId, change, signal) {
      return unwrap(
        client.PATCH('/territories/{territoryId}/findings/{findingId}', {
          params: { path: { territoryId, findingId } },
          body: change,
          signal: limitTime(signal),
        }),
      );
    },
    startAudit(territoryId, signal) {
      return unwrap(
        client.POST('/territories/{territoryId}/audits', {
          params: { path: { territoryId } },
          signal: limitTime(signal),
        }),
      );
    },
    async listAudits(territoryId, signal) {
      const answer = await unwrap<{ items: AuditRun[] }>(
        client.GET('/territories/{territoryId}/audits', {
          params: { path: { territoryId } },
          signal: limitTime(signal),
        }),
      );
      return answer.items;
    },
    readAudit(territoryId, auditId, signal) {
      return unwrap(
        client.GET('/territories/{territoryId}/audits/{auditId}', {
          params: { path: { territoryId, auditId }, query: { findings: 'false' } },
          signal: limitTime(signal),
        }),
      );
    },
    cancelAudit(territoryId, auditId, signal) {
      return unwrap(
        client.DELETE('/territories/{territoryId}/audits/{auditId}', {
          params: { path: { territoryId, auditId } },
          signal: limitTime(signal),
        }),
      );
    },
    lookUp(territoryId, [lng, lat], signal) {
      return unwrap(
        client.GET('/lookup', {
          params: { query: { lng, lat, territory: territoryId } },
          signal: limitTime(signal),
        }),
      );
    },
  };
}
