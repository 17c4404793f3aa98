import compression from 'compression';
import type { RequestHandler } from 'express';

/** A tile itself, not its TileJSON. */
const tilePath = /\/tiles\/[^/]+\/\d+\//;

/** Packs texts on their way; tiles come packed, and even looking at them there would cost a third of their rate. */
export function compressTexts(): RequestHandler {
  const compress = compression();
  return (request, response, next) => {
    if (tilePath.test(request.path)) next();
    else compress(request, response, next);
  };
}
