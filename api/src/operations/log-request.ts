import type { Logger } from './create-logger.js';
import { tileRoute, type SeenRequest } from './watch-requests.js';

/** Asked all the time, by machines or by every move of a map. */
const frequent = new Set([tileRoute, '/healthz', '/readyz', '/metrics', 'page']);

/** One line a request. What is asked all the time is worth one only where it goes wrong. */
export function logRequest(logger: Logger, seen: SeenRequest): void {
  const level =
    seen.status >= 500 ? 'warn' : frequent.has(seen.route) && seen.status < 400 ? 'debug' : 'info';
  if (!logger.isLevelEnabled(level)) return;
  const { durationMs, ...fields } = seen;
  logger[level]({ ...fields, durationMs: Math.round(durationMs * 10) / 10 }, 'request');
}
