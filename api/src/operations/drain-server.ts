import type { IncomingMessage, RequestListener, Server } from 'node:http';
import type { Socket } from 'node:net';
import { chooseRequestId, requestIdHeader } from './choose-request-id.js';

export interface DrainOptions {
  /** So long new requests are still answered after `/readyz` has begun to say 503, for a balancer to notice. */
  readonly noticeMs: number;
  /** Requests under way get so long to end; what is left then is cut off. */
  readonly graceMs: number;
}

export interface Drain {
  /** The same listener, which knows when the server is stopping. */
  guard(listener: RequestListener): RequestListener;
  /** Stops accepting and resolves when the last connection is closed, with how many requests were cut off. */
  close(http: Server, options: DrainOptions): Promise<{ readonly cut: number }>;
}

const readyPath = /^(\/api\/v1)?\/readyz(\?|$)/;

/** A connection that is ended while its asker still sends is taken away after this; the asker can read its answer till then. */
const lingerMs = 500;

/** Ends a server without losing what it has begun to answer. */
export function createDrain(): Drain {
  let isStopping = false;
  let closing: Server | undefined;
  let underWay = 0;
  /** Answered before their body was there: nobody needs the rest, and Node would wait for it. */
  const answeredEarly = new Set<IncomingMessage>();

  return {
    guard: (listener) => (request, response) => {
      underWay++;
      response.once('close', () => {
        underWay--;
        if (!request.complete && !request.socket.destroyed) {
          if (closing === undefined) rememberUntilOver(answeredEarly, request);
          else endSoon(request.socket);
        }
        // Node closes what is idle when it is told to close, and would wait for what becomes idle later.
        if (closing !== undefined) setImmediate(() => closing?.closeIdleConnections());
      });
      if (!isStopping) {
        listener(request, response);
        return;
      }
      // Whoever keeps a connection learns with its next answer that this was the last one on it.
      response.setHeader('Connection', 'close');
      if (readyPath.test(request.url ?? '')) answerStopping(request, response);
      else listener(request, response);
    },

    async close(http, { noticeMs, graceMs }) {
      isStopping = true;
      if (noticeMs > 0) await new Promise((resolve) => setTimeout(resolve, noticeMs));
      let cut = 0;
      await new Promise<void>((resolve) => {
        const force = setTimeout(() => {
          cut = underWay;
          http.closeAllConnections();
        }, graceMs);
        http.close(() => {
          clearTimeout(force);
          resolve();
        });
        http.closeIdleConnections();
        for (const { socket } of answeredEarly) endSoon(socket);
        closing = http;
      });
      return { cut };
    },
  };
}

/** Until the rest of the body has come, or its connection is gone. */
function rememberUntilOver(requests: Set<IncomingMessage>, request: IncomingMessage): void {
  requests.add(request);
  request.once('close', () => requests.delete(request));
}

function endSoon(socket: Socket): void {
  // Taken away at once, what the asker has sent meanwhile would make the system take back the answer too.
  socket.end();
  const destroy = setTimeout(() => socket.destroy(), lingerMs);
  socket.once('close', () => clearTimeout(destroy));
}

const answerStopping: RequestListener = (request, response) => {
  const requestId = chooseRequestId(request);
  response.writeHead(503, {
    'Content-Type': 'application/problem+json',
    'Cache-Control': 'no-store',
    'Retry-After': '5',
    [requestIdHeader]: requestId,
  });
  const problem = { type: 'stopping', title: 'Stopping', status: 503, detail: 'The server is stopping.' };
  response.end(JSON.stringify({ ...problem, requestId }));
};
