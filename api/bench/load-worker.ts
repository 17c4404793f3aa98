import { connect, type Socket } from 'node:net';
import { parentPort, workerData } from 'node:worker_threads';

/** What the thread is told: requests are sent one after the other on each of some connections, for a while. */
export interface LoadOrder {
  readonly port: number;
  readonly paths: readonly string[];
  readonly connections: number;
  readonly milliseconds: number;
}

/** What it answers. */
export interface LoadCount {
  readonly requests: number;
  readonly milliseconds: number;
}

const order = workerData as LoadOrder;
const headEnd = Buffer.from('\r\n\r\n');
const requests = order.paths.map((path) =>
  Buffer.from(`GET ${path} HTTP/1.1\r\nHost: 127.0.0.1:${order.port}\r\nAccept-Encoding: gzip\r\n\r\n`),
);

let answered = 0;
let sent = 0;
const started = performance.now();

await Promise.all(Array.from({ length: order.connections }, load));
const count: LoadCount = { requests: answered, milliseconds: performance.now() - started };
parentPort?.postMessage(count);

/** One connection, on bare sockets: a client of HTTP proper would cost as much as the server that is measured. */
function load(): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect({ port: order.port, host: '127.0.0.1', noDelay: true });
    let waiting: Buffer = Buffer.alloc(0);
    let missing = 0;
    const next = (): void => {
      if (performance.now() - started >= order.milliseconds) {
        socket.destroy();
        resolve();
      } else ask(socket);
    };
    socket.on('connect', next).on('error', reject);
    socket.on('data', (chunk) => {
      if (missing > 0) missing -= chunk.length;
      else {
        waiting = waiting.length === 0 ? chunk : Buffer.concat([waiting, chunk]);
        const end = waiting.indexOf(headEnd);
        if (end < 0) return;
        missing = end + headEnd.length + bodyLength(waiting.toString('latin1', 0, end)) - waiting.length;
        waiting = Buffer.alloc(0);
      }
      if (missing > 0) return;
      answered += 1;
      next();
    });
  });
}

function ask(socket: Socket): void {
  socket.write(requests[sent % requests.length]!);
  sent += 1;
}

function bodyLength(head: string): number {
  const length = /\r\ncontent-length: *(\d+)/i.exec(head)?.[1];
  if (!head.startsWith('HTTP/1.1 200') || length === undefined) throw new Error(`unexpected answer: ${head}`);
  return Number(length);
}
