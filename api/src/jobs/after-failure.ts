import { Problem } from '../problem.js';
import { StoreUnavailable } from '../store/map-error.js';

/**
 * Does what a failure makes necessary: clean up, or find out what came of it. When that fails too, the failure that
 * led here stays the one that is told, of the same kind and with the same words; its cause then holds both.
 */
export async function afterFailure<Result>(failure: unknown, work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    throw joinErrors(failure, error);
  }
}

function joinErrors(failure: unknown, second: unknown): Error {
  const message = failure instanceof Error ? failure.message : String(failure);
  const cause = new AggregateError([failure, second], `${message} (and cleaning up after it failed)`, {
    cause: failure,
  });
  if (failure instanceof Problem) return new Problem(failure.details, { cause });
  if (failure instanceof StoreUnavailable)
    return new StoreUnavailable(message, { cause, shortage: failure.shortage });
  return cause;
}
