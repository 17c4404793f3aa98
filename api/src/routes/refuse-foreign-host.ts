import type { RequestHandler } from 'express';
import { sendProblem } from './send-problem.js';

const loopbackName = /^(localhost|127(\.\d{1,3}){3}|\[::1\])(:\d+)?$/i;

/** True for a name of this machine, and where none is given. */
export function isOwnHost(host: string | undefined): boolean {
  return host === undefined || loopbackName.test(host);
}

/**
 * Refuses requests whose Host is not a name of this machine, while the server listens to this machine alone. A foreign
 * page can give its own name the loopback address (DNS rebinding): its requests then look like same-origin ones, and
 * only the name in Host tells.
 */
export const refuseForeignHost: RequestHandler = (request, response, next) => {
  const host = request.get('Host');
  if (isOwnHost(host)) {
    next();
    return;
  }
  sendProblem(response, {
    type: 'foreign-host',
    status: 421,
    detail: `This server answers to this machine alone, not to "${host}".`,
    fix: 'Ask http://127.0.0.1 or http://localhost, or start the server with --host and the address to serve.',
    field: 'Host',
  });
};
