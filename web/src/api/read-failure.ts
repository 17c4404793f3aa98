import { ApiFailure } from './api-failure.js';

/** A text of a problem document, when `body` is one and has it. */
export function readProblemText(body: unknown, field: string): string | undefined {
  if (typeof body !== 'object' || body === null) return undefined;
  const value: unknown = Reflect.get(body, field);
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** Reads a refusal. A body that is no problem+json (a proxy's page) still yields the status. */
export function readRefusal(status: number, body: unknown): ApiFailure {
  const details: Record<string, string> = {};
  for (const field of ['title', 'detail', 'fix', 'requestId']) {
    const text = readProblemText(body, field);
    if (text !== undefined) details[field] = text;
  }
  return new ApiFailure('refused', { status, ...details });
}

/**
 * Reads what `fetch` threw. Undefined for an abort of our own, which is no failure: a newer request took its place.
 */
export function readThrown(thrown: unknown): ApiFailure | undefined {
  if (thrown instanceof ApiFailure) return thrown;
  const name = thrown instanceof Error || thrown instanceof DOMException ? thrown.name : '';
  if (name === 'AbortError') return undefined;
  const detail = thrown instanceof Error ? thrown.message : String(thrown);
  return new ApiFailure(name === 'TimeoutError' ? 'timeout' : 'unreachable', { detail }, { cause: thrown });
}
