import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { acceptedEncodings } from '../tiles/accept-encoding.js';
import { keepRecent } from '../tiles/keep-recent.js';
import type { TileAnswer } from '../tiles/tile-answer.js';
import { isOwnHost } from './refuse-foreign-host.js';
import { chooseRequestId, requestIdHeader } from '../operations/choose-request-id.js';

export interface WarmTiles {
  /**
   * Keeps an answer that was just sent. The address must name everything its bytes depend on, in the one way in which the
   * TileJSON does: what is written otherwise would take the room of other tiles.
   *
   * @param isPresent whether what it shows is still there; asked for every answer
   */
  keep(request: RequestOf, response: ServerResponse, answer: TileAnswer, isPresent: () => boolean): void;
  /** Answers what is kept and gives everything else to `next`. */
  before(next: RequestListener): RequestListener;
}

type RequestOf = Pick<IncomingMessage, 'method'> & { readonly originalUrl: string };

export interface WarmTileOptions {
  /** True while requests under a foreign name are refused. */
  readonly loopbackOnly: boolean;
}

interface KeptTile {
  readonly status: number;
  /** Name, value, name, value, … without the request's id. */
  readonly headers: readonly string[];
  readonly body: Buffer;
  readonly isPresent: () => boolean;
}

const keptBytes = 32 * 2 ** 20;
/** What an entry costs beside its body: its address and its headers. */
const entryBytes = 1500;

/**
 * Answers tiles that never change straight from memory, before the app: Express alone halves the rate at which a small
 * answer leaves Node. Each is kept with the headers that the app gave it, under its exact address, so what the app
 * would refuse or answer otherwise never comes here. Conditional requests and askers without gzip go to the app.
 */
export function createWarmTiles({ loopbackOnly }: WarmTileOptions): WarmTiles {
  const tiles = keepRecent<KeptTile>(keptBytes);
  const takesGzip = rememberGzip();

  const find = (request: IncomingMessage): KeptTile | undefined => {
    const { method, url, headers } = request;
    if (method !== 'GET' || url === undefined || headers['if-none-match'] !== undefined) return undefined;
    if (loopbackOnly && !isOwnHost(headers.host)) return undefined;
    const tile = takesGzip(headers['accept-encoding']) ? tiles.get(url) : undefined;
    if (tile === undefined || tile.isPresent()) return tile;
    tiles.delete(url);
    return undefined;
  };

  return {
    keep({ method, originalUrl }, response, answer, isPresent) {
      const body = packedBody(answer);
      if (method !== 'GET' || body === undefined) return;
      const kept = { status: response.statusCode, headers: fixedHeaders(response), body, isPresent };
      tiles.set(originalUrl, kept, entryBytes + body.length);
    },

    before: (next) => (request, response) => {
      const tile = find(request);
      if (tile === undefined) {
        next(request, response);
        return;
      }
      // All at once: a header that is set by itself first makes Node put the rest together one by one.
      response.writeHead(tile.status, [...tile.headers, requestIdHeader, chooseRequestId(request)]);
      response.end(tile.body);
    },
  };
}

/** What can be sent as it is to everyone who takes gzip; nothing is nothing, however it is packed. */
function packedBody(answer: TileAnswer): Buffer | undefined {
  if (answer.kind === 'empty') return Buffer.alloc(0);
  const isPacked = answer.kind === 'bytes' && answer.encoding === 'gzip';
  return isPacked && Buffer.isBuffer(answer.body) ? answer.body : undefined;
}

/** What the app set, the request's own id aside. */
function fixedHeaders(response: ServerResponse): string[] {
  return response
    .getHeaderNames()
    .filter((name) => name !== requestIdHeader.toLowerCase())
    .flatMap((name) => [name, String(response.getHeader(name))]);
}

/** Askers send the same few headers again and again. */
function rememberGzip(): (header: string | undefined) => boolean {
  const known = keepRecent<boolean>(100);
  return (header = '') => {
    const present = known.get(header);
    if (present !== undefined) return present;
    const { gzip, identity } = acceptedEncodings(header);
    const takes = gzip >= identity;
    known.set(header, takes, 1);
    return takes;
  };
}
