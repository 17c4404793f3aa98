import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { requestIdHeader } from './choose-request-id.js';
import { tileSourceDescriptions, type TileSource } from '../tiles/describe-source.js';

/** A request that is over. */
export interface SeenRequest {
  readonly requestId: string | undefined;
  readonly method: string;
  /** `/territories/{territoryId}`; of few: `page` for files of the page, `none` for what no route took. */
  readonly route: string;
  /** Without the query, which may say where somebody is. */
  readonly path: string;
  readonly status: number;
  readonly durationMs: number;
  /** Sent, headers included, as they left. */
  readonly bytes: number;
  readonly principal: string | undefined;
  /** Of a tile. */
  readonly source: TileSource | undefined;
}

/** Who asked went away before the answer was whole; no status of HTTP says so. */
export const leftStatus = 499;

export const tileRoute = '/tiles/{source}/{z}/{x}/{y}';
const tilePath = /\/tiles\/([a-z_]+)\/\d+\/\d+\/\d+$/;
const longestPath = 300;

/** What the app leaves on a request and its response. */
type Routed = IncomingMessage & { readonly route?: { readonly path?: unknown } };
type Answered = ServerResponse & { readonly locals?: { readonly principal?: unknown } };

/** The same listener; each request is told once, when it is over, however it ended. */
export function watchRequests(
  listener: RequestListener,
  tell: (seen: SeenRequest, response: ServerResponse) => void,
): RequestListener {
  return (request, response) => {
    const begunMs = performance.now();
    const { socket, method = 'GET' } = request;
    const bytesBefore = socket.bytesWritten;
    // Routers change the address on their way.
    const path = pathOf(request.url);
    response.once('close', () => {
      const source = sourceOf(path);
      const status = response.writableFinished ? response.statusCode : leftStatus;
      const seen: SeenRequest = {
        requestId: textOf(response.getHeader(requestIdHeader)),
        method,
        route: routeOf(request, status, source),
        path,
        status,
        durationMs: performance.now() - begunMs,
        bytes: socket.bytesWritten - bytesBefore,
        principal: textOf((response as Answered).locals?.principal),
        source,
      };
      tell(seen, response);
    });
    listener(request, response);
  };
}

function pathOf(url = '/'): string {
  const end = url.indexOf('?');
  return (end === -1 ? url : url.slice(0, end)).slice(0, longestPath);
}

function sourceOf(path: string): TileSource | undefined {
  const name = tilePath.exec(path)?.[1];
  return name !== undefined && name in tileSourceDescriptions ? (name as TileSource) : undefined;
}

function routeOf(request: Routed, status: number, source: TileSource | undefined): string {
  const pattern = request.route?.path;
  if (typeof pattern === 'string') return pattern.replaceAll(/:(\w+)/g, '{$1}');
  if (source !== undefined) return tileRoute;
  return status >= 400 ? 'none' : 'page';
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
