import { STATUS_CODES, type RequestListener } from 'node:http';
import type { Duplex } from 'node:stream';
import { chooseRequestId, requestIdHeader } from './operations/choose-request-id.js';

/** A start asks the browser that came too early to come again after this. */
const retryAfterSeconds = 2;

/** What is answered while the server starts: it lives, and is not ready. */
export const answerNotReady: RequestListener = (request, response) => {
  if (request.url === '/healthz' || request.url === '/api/v1/healthz') {
    response.writeHead(200, { 'Content-Type': 'application/json', 'Cache-Control': 'no-cache' });
    response.end(JSON.stringify({ status: 'ok' }));
    return;
  }
  const requestId = chooseRequestId(request);
  const problem = { type: 'not-ready', title: 'Not ready', status: 503, detail: 'The server is starting.' };
  response.writeHead(503, {
    'Content-Type': 'application/problem+json',
    'Cache-Control': 'no-store',
    'Retry-After': String(retryAfterSeconds),
    [requestIdHeader]: requestId,
  });
  response.end(JSON.stringify({ ...problem, requestId }));
};

/** What Node's parser refuses never reaches the app: a raw Chinese character in the address, say. */
export function answerUnreadable(error: NodeJS.ErrnoException, socket: Duplex): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const isTooLong = error.code === 'HPE_HEADER_OVERFLOW';
  const status = isTooLong ? 431 : 400;
  const title = STATUS_CODES[status] ?? 'Bad Request';
  const body = JSON.stringify({
    type: 'unreadable-request',
    title,
    status,
    detail: `The request is not HTTP as it is written (${error.code ?? error.message}).`,
    fix: isTooLong
      ? 'Shorten the address and the headers.'
      : 'Percent-encode the address (q=%E5%8C%BB%E9%99%A2).',
  });
  socket.end(
    [
      `HTTP/1.1 ${status} ${title}`,
      'Content-Type: application/problem+json',
      `Content-Length: ${Buffer.byteLength(body)}`,
      'Connection: close',
      '',
      body,
    ].join('\r\n'),
  );
}
