/** Work that ends early, with the signal's reason, when the signal is aborted. */
export type AbortableWork = (signal: AbortSignal) => Promise<void>;

/**
 * Does several things at once and ends when all of them have: when one fails the others are stopped, and nothing of
 * them runs any more when the failure is told.
 *
 * @throws what the first of them throws; the reason of `signal` when it is aborted
 */
export async function runTogether(
  works: readonly AbortableWork[],
  signal: AbortSignal | undefined,
): Promise<void> {
  const stop = new AbortController();
  const either = signal === undefined ? stop.signal : AbortSignal.any([signal, stop.signal]);
  const failures: unknown[] = [];
  await Promise.all(
    works.map(async (work) => {
      try {
        await work(either);
      } catch (error) {
        failures.push(error);
        stop.abort(error);
      }
    }),
  );
  if (failures.length > 0) throw failures[0];
}
