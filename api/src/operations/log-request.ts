import type { Logger } from './create-logger.js';
import type { RequestFault } from './log-fault.js';
import { tileRoute, type SeenRequest } from './watch-requests.js';

/** Asked all the time, by machines or by every move of a map. */
const frequent = new Set([tileRoute, '/healthz', '/readyz', '/metrics', 'page']);

/** One line a request, with what went wrong on our side. What is asked all the time is worth one only where it goes wrong. */
export function logRequest(logger: Logger, seen: SeenRequest, fault?: RequestFault): void {
  const level = levelOf(seen, fault);
  if (!logger.isLevelEnabled(level)) return;
  const { durationMs, ...fields } = seen;
  const error = fault === undefined ? {} : { error: fault.error };
  logger[level]({ ...fields, durationMs: Math.round(durationMs * 10) / 10, ...error }, 'request');
}

function levelOf({ status, route }: SeenRequest, fault?: RequestFault): 'error' | 'warn' | 'info' | 'debug' {
  // What is away comes back by itself.
  if (fault !== undefined && fault.status !== 503) return 'error';
  if (fault !== undefined || status >= 500) return 'warn';
  return frequent.has(route) && status < 400 ? 'debug' : 'info';
}
