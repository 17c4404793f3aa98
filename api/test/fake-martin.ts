import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';

export interface FakeMartin {
  readonly url: string;
  /** Method and path with query of what was asked, in order. */
  readonly asked: string[];
  /** Headers of what was asked, in order. */
  readonly headers: IncomingMessage['headers'][];
  /** Connections that were made. */
  connections(): number;
  /** How it answers from now on; its catalogue is not asked of it. */
  answer: (request: IncomingMessage, response: ServerResponse) => void;
  /** How it tells what it serves. */
  answerCatalog: (response: ServerResponse) => void;
  close(): Promise<void>;
}

/** What Martin says of the sources it has. */
export function catalogOf(sources: readonly string[]): string {
  const tiles = Object.fromEntries(sources.map((source) => [source, { content_type: tileType }]));
  return JSON.stringify({ tiles, settings: {} });
}

export const tileType = 'application/x-protobuf';

/** A Martin that misbehaves as it is told, on the loopback address; 0 = any free port. */
export async function startFakeMartin(port = 0): Promise<FakeMartin> {
  const asked: string[] = [];
  const headers: IncomingMessage['headers'][] = [];
  let connections = 0;
  const server = createServer((request, response) => {
    if (request.url === '/catalog') {
      fake.answerCatalog(response);
      return;
    }
    asked.push(`${request.method} ${request.url}`);
    headers.push(request.headers);
    fake.answer(request, response);
  });
  server.on('connection', () => (connections += 1));
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  const fake: FakeMartin = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    headers,
    connections: () => connections,
    answer: (_request, response) => response.writeHead(204).end(),
    answerCatalog: (response) => response.end(catalogOf(['grids', 'grid_labels', 'findings', 'reference'])),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  return fake;
}

/** Waits until something is so, a few seconds at most. */
export async function until(isSo: () => boolean): Promise<void> {
  for (let tries = 0; !isSo(); tries += 1) {
    if (tries > 500) throw new Error('it did not come to that');
    await wait(10);
  }
}
