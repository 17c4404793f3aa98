import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Request, Response } from 'express';
import { anyEtag, type TileAnswer, type TileBytes } from '../tiles/tile-answer.js';

const mediaType = 'application/vnd.mapbox-vector-tile';

/**
 * Writes a tile. What comes as a stream is handed on piece by piece, at the reader's pace; where it breaks off, so does
 * the answer: the connection is cut, so that nobody takes half a tile for a whole one.
 *
 * @param left aborted when the reader leaves
 * @throws Error when the source of the stream broke off
 */
export async function sendTile(
  request: Request,
  response: Response,
  answer: TileAnswer,
  caching: string,
  left: AbortSignal,
): Promise<void> {
  response.vary('Accept-Encoding').set('Cache-Control', caching);
  if (answer.kind === 'empty') {
    response.status(204).end();
    return;
  }
  if (answer.etag !== undefined) response.set('ETag', weak(answer.etag));
  if (answer.kind === 'unchanged') {
    response.status(304).end();
    return;
  }
  setContentHeaders(response, answer);
  if (Buffer.isBuffer(answer.body)) response.end(request.method === 'HEAD' ? undefined : answer.body);
  else await handOn(answer.body, response, left);
}

/** One tag goes out for every way in which a tile is packed, so it does not promise that two are equal byte by byte. */
function weak(etag: string): string {
  return etag.startsWith('W/') ? etag : `W/${etag}`;
}

function setContentHeaders(response: Response, { encoding, length }: TileBytes): void {
  response.set('Content-Type', mediaType);
  if (encoding !== 'identity') response.set('Content-Encoding', encoding);
  if (length !== undefined) response.set('Content-Length', String(length));
}

async function handOn(body: Readable, response: Response, left: AbortSignal): Promise<void> {
  let broke: unknown;
  // A reader who leaves ends the source too; only what happens before that is its own fault.
  body.once('error', (error) => {
    if (!left.aborted) broke = error;
  });
  try {
    await pipeline(body, response);
  } catch (error) {
    if (broke !== undefined) throw new Error('a tile broke off on its way', { cause: error });
    if (!left.aborted && !response.destroyed) throw error;
  }
}

/** Aborted when the reader leaves before the whole answer is written. */
export function leavingOf(response: Response): AbortSignal {
  const abort = new AbortController();
  response.once('close', () => {
    if (!response.writableFinished) abort.abort();
  });
  return abort.signal;
}

/**
 * Entity tags of what the asker has, or `anyEtag`; none when it wants the whole again. `W/` falls: the comparison is weak.
 */
export function knownEtags(request: Request): string[] {
  if (/\bno-cache\b/i.test(request.get('Cache-Control') ?? '')) return [];
  const known = request.get('If-None-Match');
  if (known?.trim() === anyEtag) return [anyEtag];
  return known?.match(/"[^"]*"/g) ?? [];
}
