import { type Agent, type ClientRequest, type IncomingMessage, request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';

export interface MartinRequest {
  readonly url: URL;
  readonly method: 'GET' | 'HEAD';
  readonly headers: Readonly<Record<string, string>>;
  readonly agent: Agent;
  /** Until a connection stands, once it is this request's turn. */
  readonly connectMs: number;
  /** Until the head of the answer is there, waiting for a connection included. */
  readonly firstByteMs: number;
  /** Between two pieces of the body. */
  readonly silenceMs: number;
  readonly signal: AbortSignal;
}

/**
 * Asks and returns the answer once its head is there; the body is for the caller to read or destroy. A kept connection
 * that turns out to be closed (Martin was started again) is replaced by a new one, once.
 *
 * @throws Error of the network, of a time that ran out, or of `signal`
 */
export async function askMartin(asked: MartinRequest): Promise<IncomingMessage> {
  try {
    return await ask(asked, asked.agent);
  } catch (error) {
    if (!(error instanceof StaleConnection)) throw error;
    return ask(asked, undefined);
  }
}

/** A connection that had served before was gone before anything was answered on it. */
class StaleConnection extends Error {
  override readonly name = 'StaleConnection';
}

/** Without an agent the request gets a connection of its own. */
function ask(asked: MartinRequest, agent: Agent | undefined): Promise<IncomingMessage> {
  const { url, method, headers, connectMs, firstByteMs, silenceMs, signal } = asked;
  return new Promise((resolve, reject) => {
    const send = url.protocol === 'https:' ? requestHttps : requestHttp;
    const request = send(url, { method, headers, signal, agent: agent ?? false });
    const firstByte = setTimeout(
      () => request.destroy(new Error(`no answer within ${firstByteMs} ms`)),
      firstByteMs,
    );
    const stopConnecting = limitConnecting(request, connectMs);
    const stop = (): void => {
      clearTimeout(firstByte);
      stopConnecting();
    };
    request.once('response', (response) => {
      stop();
      response.setTimeout(silenceMs, () =>
        response.destroy(new Error(`the answer stopped for ${silenceMs} ms`)),
      );
      resolve(response);
    });
    // Stays for what comes after the answer has begun: the body then tells it.
    request.on('error', (error: NodeJS.ErrnoException) => {
      stop();
      const isStale = request.reusedSocket && (error.code === 'ECONNRESET' || error.code === 'EPIPE');
      reject(isStale ? new StaleConnection(error.message, { cause: error }) : error);
    });
    request.end();
  });
}

function limitConnecting(request: ClientRequest, connectMs: number): () => void {
  let timer: NodeJS.Timeout | undefined;
  const stop = (): void => clearTimeout(timer);
  request.once('socket', (socket) => {
    if (!socket.connecting) return;
    timer = setTimeout(() => request.destroy(new Error(`no connection within ${connectMs} ms`)), connectMs);
    socket.once('connect', stop);
  });
  return stop;
}
