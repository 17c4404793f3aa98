import { parentPort, workerData } from 'node:worker_threads';
import { taskAnswerer } from './answer-task.js';
import type { PackedGeometry, ThreadAnswer, ThreadTask } from './types.js';

/** What a thread of the audit runs: answers each task that it is sent, one after the other. */
const answerTask = taskAnswerer(workerData as PackedGeometry);

parentPort?.on('message', (task: ThreadTask) => {
  let answer: ThreadAnswer;
  try {
    answer = answerTask(task);
  } catch (error) {
    answer = { kind: 'error', error };
  }
  parentPort?.postMessage(answer);
});
