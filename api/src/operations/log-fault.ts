import type { Logger } from './create-logger.js';

/** Tells a fault of ours with its stack and its causes, under the id that the 500 answer shows. */
export function logFault(
  logger: Logger,
): (message: string, cause: unknown, of?: { readonly requestId: string; readonly status: number }) => void {
  return (message, cause, of) => {
    // What is away comes back by itself, and every request meanwhile says so.
    const level = of?.status === 503 ? 'warn' : 'error';
    logger[level]({ error: cause, ...of }, message);
  };
}
