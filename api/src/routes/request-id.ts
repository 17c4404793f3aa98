import type { RequestHandler, Response } from 'express';
import { chooseRequestId, requestIdHeader } from '../operations/choose-request-id.js';

/** Gives every request an id, told in the `X-Request-Id` header and in every problem. */
export const giveRequestId: RequestHandler = (request, response, next) => {
  response.set(requestIdHeader, chooseRequestId(request));
  next();
};

export function requestIdOf(response: Response): string {
  return response.get(requestIdHeader) ?? 'none';
}
