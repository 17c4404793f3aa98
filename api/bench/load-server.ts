import { Worker } from 'node:worker_threads';
import type { LoadCount, LoadOrder } from './load-worker.js';

const connections = 32;

/** Requests a second that a server on this machine answers to another thread, which asks for each path in turn. */
export async function loadServer(
  port: number,
  paths: readonly string[],
  milliseconds: number,
): Promise<number> {
  const order: LoadOrder = { port, paths, connections, milliseconds };
  const worker = new Worker(new URL('./load-worker.js', import.meta.url), { workerData: order });
  const count = await new Promise<LoadCount>((resolve, reject) => {
    worker.once('message', resolve);
    worker.once('error', reject);
  });
  return (count.requests / count.milliseconds) * 1000;
}
