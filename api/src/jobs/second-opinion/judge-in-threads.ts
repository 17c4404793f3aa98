import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import type { Judgement, WorkerMessage, WorkerTask } from './types.js';

/** The compiled entry: beside this file when it is compiled itself, in `dist` when this runs from source. */
export function defaultWorkerEntry(): string {
  const beside = fileURLToPath(new URL('./worker.js', import.meta.url));
  return existsSync(beside)
    ? beside
    : fileURLToPath(new URL('../../../dist/jobs/second-opinion/worker.js', import.meta.url));
}

/** What became of one task: a verdict, or why there is none. */
export type TaskOutcome = Judgement | { readonly failure: string };

export interface ThreadRun {
  readonly entry: string;
  readonly workers: number;
  readonly tasks: readonly WorkerTask[];
  readonly onOutcome: (index: number, outcome: TaskOutcome) => void;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Judges every task in worker threads, one at a time in each, in order. A thread that dies over a task makes that task a
 * failure, and a new thread takes its place; one that dies before it is ready rejects, since no other would fare better.
 *
 * @throws the reason of `signal`, at once: threads are ended in the midst of their task.
 */
export async function judgeInThreads({ entry, workers, tasks, onOutcome, signal }: ThreadRun): Promise<void> {
  signal?.throwIfAborted();
  const threads = new Set<Worker>();
  let next = 0;
  let isOver = false;
  const queue: TaskQueue = {
    tasks,
    take: () => (next < tasks.length ? next++ : undefined),
    // Threads that are ended in the midst of a task have nothing to tell.
    tell: (index, outcome) => void (isOver || onOutcome(index, outcome)),
  };
  let stop = (): void => undefined;
  try {
    await new Promise<void>((resolve, reject) => {
      stop = () => reject(signal?.reason as Error);
      signal?.addEventListener('abort', stop, { once: true });
      const lane = async (): Promise<void> => {
        while (next < tasks.length && !isOver) await runThread(entry, threads, queue);
      };
      Promise.all(Array.from({ length: Math.min(workers, tasks.length) }, lane)).then(
        () => resolve(),
        reject,
      );
    });
  } finally {
    isOver = true;
    signal?.removeEventListener('abort', stop);
    await Promise.all([...threads].map((thread) => thread.terminate()));
  }
}

interface TaskQueue {
  readonly tasks: readonly WorkerTask[];
  /** The index of the next task; undefined when all are given out. */
  readonly take: () => number | undefined;
  readonly tell: ThreadRun['onOutcome'];
}

/** One thread, until no task is left or it dies over one. */
function runThread(entry: string, threads: Set<Worker>, { tasks, take, tell }: TaskQueue): Promise<void> {
  const thread = new Worker(entry);
  threads.add(thread);
  let current: number | undefined;
  let isReady = false;
  let death: unknown;
  return new Promise((resolve, reject) => {
    const settle = (outcome: TaskOutcome): void => {
      const index = current!;
      current = undefined;
      try {
        tell(index, outcome);
      } catch (error) {
        reject(error as Error);
      }
    };
    thread.on('message', (message: WorkerMessage) => {
      isReady = true;
      if (message.kind === 'verdict')
        settle({ verdict: message.verdict, firstFailure: message.firstFailure });
      else if (message.kind === 'failure') settle({ failure: message.message });
      current = take();
      if (current === undefined) resolve();
      else thread.postMessage(tasks[current]);
    });
    thread.on('error', (error) => (death = error));
    thread.on('exit', (code) => {
      threads.delete(thread);
      const reason = death instanceof Error ? death.message : `it ended with code ${code}`;
      if (!isReady) {
        reject(new Error(`The worker thread ${entry} does not start: ${reason}`, { cause: death }));
        return;
      }
      if (current !== undefined) settle({ failure: `the worker thread died: ${reason}` });
      resolve();
    });
  });
}
