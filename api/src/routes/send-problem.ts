import type { ErrorRequestHandler, Response } from 'express';
import { Problem, type ProblemDetails } from '../problem.js';
import type { Shortage } from '../store/map-error.js';
import { requestIdOf } from './request-id.js';

/** Writes what is ours to mend; the caller sees only the request id. */
export type LogError = (
  message: string,
  cause: unknown,
  of?: { readonly status: number; readonly response: Response },
) => void;

/** What is away (a database, a tile server) is mostly back by then. */
const retryAfterSeconds = 5;

const shortageTold: Readonly<Record<Shortage, Pick<ProblemDetails, 'detail' | 'fix'>>> = {
  away: { detail: 'The database cannot be reached.', fix: 'Try again in a few seconds.' },
  'disk-full': {
    detail: 'The disk of the database is full; what was asked is not done.',
    fix: 'Ask who runs this server to make room on it, then try again.',
  },
  overloaded: { detail: 'The database has more to do than it can.', fix: 'Try again in a few seconds.' },
};

/** `grid-not-found` → `Grid not found`. */
function titleOf(type: string): string {
  const words = type.replaceAll('-', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** @param more members of the problem beside the usual ones (RFC 9457, 3.2) */
export function sendProblem(
  response: Response,
  details: ProblemDetails,
  more: Readonly<Record<string, unknown>> = {},
): void {
  const { type, status, detail, fix, field } = details;
  if (status === 503) response.set('Retry-After', String(retryAfterSeconds));
  response
    .status(status)
    .set('Cache-Control', 'no-store')
    .type('application/problem+json')
    .send(
      JSON.stringify({
        type,
        title: titleOf(type),
        status,
        detail,
        fix,
        field,
        requestId: requestIdOf(response),
        ...more,
      }),
    );
}

/**
 * The one error handler. A `Problem` is shown as it is; a fault that Express or a body parser blames on the caller
 * becomes one; an unreachable database is 503; everything else is ours: logged with its cause, shown as 500.
 */
export function createErrorHandler(log: LogError): ErrorRequestHandler {
  return (error: unknown, request, response, next) => {
    const details = describeError(error);
    if (isOurs(error, details)) {
      const requestId = requestIdOf(response);
      // Without the query, which may say where somebody is.
      const path = request.originalUrl.replace(/\?.*$/s, '');
      log(`request ${requestId} ${request.method} ${path}`, error, {
        status: details?.status ?? 500,
        response,
      });
    }
    if (response.headersSent) {
      next(error);
      return;
    }
    sendProblem(
      response,
      details ?? {
        type: 'internal-error',
        status: 500,
        detail: 'Something went wrong on our side.',
        fix: `Look for request ${requestIdOf(response)} in the server's log.`,
      },
    );
  };
}

/** A refusal without a cause says all there is to say: a map that is still being drawn is no fault. */
function isOurs(error: unknown, details: ProblemDetails | undefined): boolean {
  if (details === undefined) return true;
  return details.status >= 500 && !(error instanceof Problem && error.cause === undefined);
}

function describeError(error: unknown): ProblemDetails | undefined {
  if (error instanceof Problem) return error.details;
  if (!(error instanceof Error)) return undefined;
  if (error.name === 'StoreUnavailable') {
    return { type: 'database-unavailable', status: 503, ...shortageTold[shortageOf(error)] };
  }
  return describeCallerFault(error);
}

function shortageOf(error: Error & { shortage?: Shortage }): Shortage {
  return error.shortage ?? 'away';
}

/** What Express and its body parser throw for a request that cannot be read carries a 4xx status. */
function describeCallerFault(
  error: Error & { status?: unknown; type?: unknown },
): ProblemDetails | undefined {
  const { status } = error;
  if (typeof status !== 'number' || status < 400 || status > 499) return undefined;
  if (error.type === 'entity.parse.failed') {
    return {
      type: 'invalid-json',
      status: 400,
      detail: 'The body is not JSON.',
      fix: 'Send valid JSON.',
      field: 'body',
    };
  }
  if (error.type === 'entity.too.large') {
    return {
      type: 'body-too-large',
      status: 413,
      detail: 'The body is too large.',
      fix: 'Send less than 100 kB.',
      field: 'body',
    };
  }
  return {
    type: 'unreadable-request',
    status,
    detail: `${error.message}.`,
    fix: 'Send a well-formed request.',
  };
}
