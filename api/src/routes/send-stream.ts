import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Response } from 'express';
import type { TextStream } from './endpoint.js';

/**
 * Writes a text part by part, at the reader's pace. What fails on the way cuts the answer off, which the reader sees;
 * see `primePages` for what fails at the beginning. A reader that leaves ends the making.
 */
export async function sendStream(response: Response, status: number, stream: TextStream): Promise<void> {
  response.set({ 'Cache-Control': 'no-cache', ...stream.headers });
  response.status(status).type(stream.mediaType);
  try {
    await pipeline(Readable.from(stream.chunks), response);
  } catch (error) {
    if (!isReaderGone(error)) throw error;
  }
}

function isReaderGone(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return code === 'ERR_STREAM_PREMATURE_CLOSE' || code === 'ECONNRESET' || code === 'EPIPE';
}
