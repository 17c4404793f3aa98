import type { RequestListener, Server } from 'node:http';

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

/** Ends a server without losing what it has begun to answer. */
export function createDrain(): Drain {
  let isStopping = false;
  let closing: Server | undefined;
  let underWay = 0;

  return {
    guard: (listener) => (request, response) => {
      underWay++;
      response.once('close', () => {
        underWay--;
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
        closing = http;
      });
      return { cut };
    },
  };
}

const answerStopping: RequestListener = (_request, response) => {
  response.writeHead(503, { 'Content-Type': 'application/problem+json', 'Cache-Control': 'no-store' });
  response.end(
    JSON.stringify({ type: 'stopping', title: 'Stopping', status: 503, detail: 'The server is stopping.' }),
  );
};
