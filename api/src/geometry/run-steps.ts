/** Long work cut into steps: it yields every few milliseconds, so that its caller can let others run or stop it. */
export type Steps<T> = Generator<void, T, void>;

/** Elementary operations (a pair of edges, a piece, a vertex) between two yields: some milliseconds. */
export const workPerStep = 20_000;

/** Does all steps at once: for work that is known to be small. */
export function runSteps<T>(steps: Steps<T>): T {
  for (let step = steps.next(); ; step = steps.next()) if (step.done === true) return step.value;
}

/** Does the steps of a part of longer work, telling the same progress after each. */
export function* during<P, T>(progress: P, steps: Steps<T>): Generator<P, T> {
  for (let step = steps.next(); ; step = steps.next()) {
    if (step.done === true) return step.value;
    yield progress;
  }
}
