import { setImmediate } from 'node:timers/promises';

/** Long enough to be worth the turn, short enough that nobody waits noticeably. */
const sliceMs = 15;

/**
 * For work that is done in pieces: awaited between them, it lets waiting requests run once the present slice has
 * taken its time, and costs nothing before.
 */
export function yieldOften(): () => Promise<void> {
  let sliceStart = performance.now();
  return async () => {
    if (performance.now() - sliceStart < sliceMs) return;
    await setImmediate();
    sliceStart = performance.now();
  };
}
