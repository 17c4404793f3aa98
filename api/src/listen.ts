import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Problem } from './problem.js';

export interface Place {
  /** 0 = any free port. */
  readonly port: number;
  readonly host: string;
}

/** Takes the port. Errors: Problem `port-taken`, `cannot-listen`. */
export function listen(http: Server, { port, host }: Place): Promise<void> {
  return new Promise((resolve, reject) => {
    http.once('error', (error: NodeJS.ErrnoException) => reject(describeListenFault(error, port, host)));
    http.listen(port, host, resolve);
  });
}

/** What a person opens: the address of this machine where the server listens to all of them. */
export function describeUrl(http: Server, host: string): string {
  const { port } = http.address() as AddressInfo;
  const shown = host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host;
  return `http://${shown.includes(':') ? `[${shown}]` : shown}:${port}/`;
}

export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || host.startsWith('127.');
}

function describeListenFault(error: NodeJS.ErrnoException, port: number, host: string): Problem {
  const isTaken = error.code === 'EADDRINUSE';
  return new Problem(
    {
      type: isTaken ? 'port-taken' : 'cannot-listen',
      status: 409,
      detail: isTaken
        ? `Port ${port} on ${host} is taken.`
        : `${host} port ${port} cannot be used (${error.code}).`,
      fix: isTaken
        ? 'Stop the program that has it, or choose another with --port N (0 = any free one).'
        : 'Give an address of this machine with --host (default 127.0.0.1) and a port you may use with --port.',
    },
    { cause: error },
  );
}
