import type { RequestHandler } from 'express';
import { sendProblem } from './send-problem.js';

const safeMethods: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * Refuses writes that a page of another site sends through the user's browser: without accounts, whoever reaches the
 * loopback address is the administrator. Programs that send neither `Origin` nor `Sec-Fetch-Site` pass.
 */
export const refuseCrossSite: RequestHandler = (request, response, next) => {
  const site = request.get('Sec-Fetch-Site');
  const origin = request.get('Origin');
  const isOwn =
    (site === undefined || site === 'same-origin' || site === 'none') &&
    (origin === undefined || hostOf(origin) === request.get('Host'));
  if (isOwn || safeMethods.has(request.method)) {
    next();
    return;
  }
  sendProblem(response, {
    type: 'cross-site-request',
    status: 403,
    detail: 'A page of another site asked for a change.',
    fix: 'Use the page that this server serves, or a program that sends no Origin.',
    field: 'Origin',
  });
};

function hostOf(origin: string): string | undefined {
  return URL.canParse(origin) ? new URL(origin).host : undefined;
}
