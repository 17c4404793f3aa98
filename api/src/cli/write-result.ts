import { once } from 'node:events';

/**
 * Writes to stdout at the reader's pace. A reader that has gone (`wangge audit | head`) is no error: what follows
 * is not written.
 */
export function createWriter(stream: NodeJS.WriteStream): (text: string) => Promise<void> {
  let isClosed = false;
  let failure: Error | undefined;
  stream.on('error', (error: NodeJS.ErrnoException) => {
    isClosed = true;
    if (error.code !== 'EPIPE') failure = error;
  });
  return async (text) => {
    if (failure !== undefined) throw failure;
    if (isClosed || stream.write(text)) return;
    // Either event ends the wait; `once` rejects on an error, which the listener above has kept.
    await once(stream, 'drain').catch(() => undefined);
  };
}
