import { setImmediate } from 'node:timers/promises';

/** A job works this long before requests and timers get their turn. */
const sliceMs = 20;

/**
 * For loops that would hold the event loop: the returned function, called once per round, lets others run when a
 * slice of 20 ms is over, and stops the loop when the signal is aborted.
 */
export function letOthersRun(signal?: AbortSignal): () => Promise<void> {
  let sliceEnds = performance.now() + sliceMs;
  return async () => {
    if (performance.now() < sliceEnds) return;
    await setImmediate();
    signal?.throwIfAborted();
    sliceEnds = performance.now() + sliceMs;
  };
}
