import { randomUUID } from 'node:crypto';
import type { RequestHandler, Response } from 'express';

export const requestIdHeader = 'X-Request-Id';

/** Gives every request an id, told in the `X-Request-Id` header and in every problem. */
export const giveRequestId: RequestHandler = (_request, response, next) => {
  response.set(requestIdHeader, randomUUID());
  next();
};

export function requestIdOf(response: Response): string {
  return response.get(requestIdHeader) ?? 'none';
}
