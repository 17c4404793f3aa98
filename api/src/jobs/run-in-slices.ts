import type { Steps } from '../geometry/run-steps.js';
import { letOthersRun } from './let-others-run.js';

/**
 * Does all steps in slices of 20 ms, between which requests and timers get their turn.
 *
 * @throws the reason of `signal` when it is aborted on the way
 */
export async function runInSlices<T>(steps: Steps<T>, signal?: AbortSignal): Promise<T> {
  const pause = letOthersRun(signal);
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
    await pause();
  }
}
