import { Agent as HttpAgent, type IncomingMessage } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import { Problem } from '../problem.js';
import { StoreUnavailable } from '../store/map-error.js';
import type { Outage } from '../store/watch-outage.js';
import { askMartin } from './ask-martin.js';
import { checkMartin } from './check-martin.js';
import {
  type AcceptedEncodings,
  anyEtag,
  type TileAnswer,
  type TileAsked,
  type TileBytes,
  type TileEncoding,
  type TilePath,
} from './tile-answer.js';
import { tileSearch } from './tile-search.js';
import { type DatabaseWaits, whileDatabaseAnswers } from './while-database-answers.js';

export interface MartinTiles extends TilePath {
  /** Undefined when Martin answers and has our sources, otherwise one line that says what is wrong. */
  checkHealth(): Promise<string | undefined>;
  /** Ends kept connections and what is under way on them. */
  close(): void;
}

export interface MartinOptions extends DatabaseWaits {
  /** As `MARTIN_URL` has it, without a slash at its end. */
  readonly url: string;
  /** Of the database that Martin reads too; left out, only Martin itself is waited for. */
  readonly outage?: Outage | undefined;
  readonly connectMs?: number;
  readonly firstByteMs?: number;
  readonly silenceMs?: number;
  readonly healthMs?: number;
  readonly mostConnections?: number;
}

/** Where nothing is known of the database. */
const neverAway: Outage = { suspect: () => undefined, pass: () => Promise.resolve() };

const defaults = {
  /** It is on the same network: a connection that takes longer will not come. */
  connectMs: 2_000,
  /** A cold tile of a large city at the middle zooms, on a busy database. */
  firstByteMs: 15_000,
  silenceMs: 15_000,
  healthMs: 1_000,
  /** Martin's own pool of database connections is smaller; more would only wait there. */
  mostConnections: 64,
} as const;

/** Below Martin's own 75 s, so that it is mostly us who end what is idle. */
const keptMs = 60_000;

/** Martin says the first; others say the second. */
const tileTypes = ['application/x-protobuf', 'application/vnd.mapbox-vector-tile'];

/**
 * Tiles of a Martin behind this server. Bodies are handed on as they come, packed as Martin packs them; only what was
 * validated here goes to Martin. What is no tile (a fault, another program's page) becomes `tiles-unavailable`.
 */
export function createMartinTiles(options: MartinOptions): MartinTiles {
  const { url: base, outage = neverAway, ...limits } = { ...defaults, ...options };
  const Agent = base.startsWith('https:') ? HttpsAgent : HttpAgent;
  const agent = new Agent({
    keepAlive: true,
    maxSockets: limits.mostConnections,
    timeout: keptMs,
    scheduling: 'lifo',
  });
  const open = (path: string, method: 'GET' | 'HEAD', headers: Record<string, string>, signal: AbortSignal) =>
    askMartin({ url: new URL(base + path), method, headers, agent, signal, ...limits });

  return {
    async answerTile(asked) {
      const { source, scope, z, x, y, signal } = asked;
      // Martin does not know what it stands for.
      const takesAny = asked.knownEtags.includes(anyEtag);
      const path = `/${source}/${z}/${x}/${y}?${tileSearch(source, scope)}`;
      const method = asked.isHead || takesAny ? 'HEAD' : 'GET';
      let response: IncomingMessage;
      try {
        response = await whileDatabaseAnswers(
          outage,
          (given) => open(path, method, headersOf(asked), given),
          signal,
          limits,
        );
      } catch (error) {
        signal.throwIfAborted();
        if (error instanceof StoreUnavailable) throw error;
        throw unavailable('does not answer', `${base}: ${messageOf(error)}`, error);
      }
      const answer = readAnswer(response, asked.knownEtags);
      if (typeof answer !== 'string') {
        if (answer.kind !== 'bytes' || !(takesAny || isKnown(answer, asked))) return answer;
        response.resume();
        return { kind: 'unchanged', etag: answer.etag };
      }
      response.destroy();
      throw unavailable(`answers ${answer}`, `${base}${path}: ${answer}`);
    },

    checkHealth: () => checkMartin((path, signal) => open(path, 'GET', {}, signal), limits.healthMs),

    close: () => agent.destroy(),
  };
}

function headersOf({ encodings, knownEtags }: TileAsked): Record<string, string> {
  const [only, ...others] = knownEtags;
  return {
    'Accept-Encoding': describeEncodings(encodings),
    // Of several Martin would not say which it was, and that is to be told: they are compared here.
    ...(only === undefined || only === anyEtag || others.length > 0 ? {} : { 'If-None-Match': only }),
  };
}

/** The comparison is weak, as `knownEtags` are without their `W/`. */
function isKnown({ etag }: TileBytes, { knownEtags }: TileAsked): boolean {
  return etag !== undefined && knownEtags.includes(etag.replace(/^W\//, ''));
}

/** What the asker unpacks, of what we know how to hand on. */
function describeEncodings(encodings: AcceptedEncodings): string {
  const accepted = Object.entries(encodings).filter(([, weight]) => weight > 0);
  return accepted.map(([name, weight]) => `${name};q=${weight}`).join(', ');
}

/** The answer, or in words why it is none. */
function readAnswer(response: IncomingMessage, knownEtags: readonly string[]): TileAnswer | string {
  const { statusCode, headers } = response;
  if (statusCode === 204 || statusCode === 304) {
    response.resume();
    if (statusCode === 204) return { kind: 'empty' };
    // Martin does not repeat the tag, and was told of one alone.
    return { kind: 'unchanged', etag: headers.etag ?? knownEtags[0] };
  }
  if (statusCode !== 200) return String(statusCode);
  const type = headers['content-type']?.split(';')[0]?.trim().toLowerCase() ?? 'without a type';
  if (!tileTypes.includes(type)) return `with ${type}, which is no tile`;
  const encoding = encodingOf(headers['content-encoding']);
  if (encoding === undefined) return `packed with ${headers['content-encoding']}`;
  const length = headers['content-length'];
  return {
    kind: 'bytes',
    etag: headers.etag,
    encoding,
    body: response,
    length: length === undefined ? undefined : Number(length),
  };
}

function encodingOf(header: string | undefined): TileEncoding | undefined {
  const name = header?.trim().toLowerCase() ?? 'identity';
  return name === 'gzip' || name === 'br' || name === 'identity' ? name : undefined;
}

/** The address stays in the log: it is nobody else's business. */
function unavailable(what: string, reason: string, cause?: unknown): Problem {
  return new Problem(
    {
      type: 'tiles-unavailable',
      status: 503,
      detail: `The tile server ${what}.`,
      fix: 'Try again in a few seconds; everything but the map is there meanwhile.',
    },
    { cause: new Error(reason, { cause }) },
  );
}

function messageOf(error: unknown): string {
  if (error instanceof AggregateError && error.message === '') return error.errors.map(messageOf).join('; ');
  return error instanceof Error ? error.message : String(error);
}
