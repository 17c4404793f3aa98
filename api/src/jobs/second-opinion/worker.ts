import { parentPort } from 'node:worker_threads';
import { judgeParent } from './judge-parent.js';
import type { WorkerMessage, WorkerTask } from './types.js';

/** Entry of a worker thread: one parent in, one verdict out. What Turf throws is an answer too. */
const port = parentPort;
if (port === null) throw new Error('worker.js runs in a worker thread only');

const answer = (message: WorkerMessage): void => port.postMessage(message);

port.on('message', (task: WorkerTask) => {
  try {
    answer({ kind: 'verdict', ...judgeParent(task) });
  } catch (error) {
    answer({ kind: 'failure', message: error instanceof Error ? error.message : String(error) });
  }
});

answer({ kind: 'ready' });
