import { Worker } from 'node:worker_threads';
import type { PackedGeometry, ThreadAnswer, ThreadTask } from './types.js';

/** Threads over shared geometry. They hold the process open until they are closed. */
export interface Threads {
  /**
   * Has the tasks answered, each by the next idle thread.
   *
   * @param onAnswer told of each as it comes, in any order
   * @returns answers in the order of the tasks
   * @throws Error with the cause when a thread fails; the reason of the signal when it is aborted
   */
  answer(
    tasks: readonly ThreadTask[],
    onAnswer?: (task: ThreadTask) => void,
  ): Promise<Exclude<ThreadAnswer, { kind: 'error' }>[]>;
  /** Ends them, whatever they do. */
  close(): Promise<void>;
}

type Answer = Exclude<ThreadAnswer, { kind: 'error' }>;

/** Starts threads; an abort ends them in the middle of their work. */
export function startThreads(
  file: URL,
  count: number,
  geometry: PackedGeometry,
  signal: AbortSignal | undefined,
): Threads {
  // The options that this process was started with (a loader, an inspector) are not the threads'.
  const workers = Array.from(
    { length: count },
    () => new Worker(file, { workerData: geometry, execArgv: [] }),
  );
  let fail: (error: unknown) => void = () => undefined;
  /** A thread may fail between two rounds of tasks. */
  let failure: { readonly error: unknown } | undefined;
  const failWith = (error: unknown): void => {
    failure ??= { error };
    fail(error);
  };
  for (const worker of workers) {
    worker.on('error', (cause) =>
      failWith(new Error(`A thread of the audit failed: ${cause.message}`, { cause })),
    );
    worker.on('exit', (code) =>
      failWith(new Error(`A thread of the audit ended with ${code} before its work was done`)),
    );
  }
  const abort = (): void => failWith(signal?.reason);
  signal?.addEventListener('abort', abort, { once: true });
  if (signal?.aborted === true) abort();

  return {
    answer: (tasks, onAnswer) =>
      new Promise<Answer[]>((resolve, reject) => {
        fail = reject;
        if (failure !== undefined) {
          reject(failure.error as Error);
          return;
        }
        const answers: Answer[] = [];
        let next = 0;
        let open = tasks.length;
        if (open === 0) resolve(answers);
        const send = (worker: Worker): void => {
          worker.removeAllListeners('message');
          if (next === tasks.length) return;
          const index = next;
          next += 1;
          worker.once('message', (answer: ThreadAnswer) => {
            if (answer.kind === 'error') {
              failWith(threadError(answer.error));
              return;
            }
            answers[index] = answer;
            onAnswer?.(tasks[index]!);
            open -= 1;
            if (open === 0) resolve(answers);
            else send(worker);
          });
          worker.postMessage(tasks[index]);
        };
        workers.forEach(send);
      }),
    close: async () => {
      signal?.removeEventListener('abort', abort);
      for (const worker of workers) worker.removeAllListeners('exit');
      await Promise.all(workers.map((worker) => worker.terminate()));
    },
  };
}

function threadError(cause: unknown): Error {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new Error(`A thread of the audit failed: ${reason}`, { cause });
}
