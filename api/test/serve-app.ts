import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createApp, type AppDependencies } from '../src/app.js';
import { createFakeStore, fakeRevision, fakeTerritory, type FakeData } from './fake-store.js';
import { fakeCity } from './fake-city.js';

export interface ServedApp {
  readonly origin: string;
  /** Methods of the store that were called. */
  readonly calls: string[];
  /** Faults of ours that were logged. */
  readonly logged: { message: string; cause: unknown }[];
  /** Audits that were started or cancelled. */
  readonly jobs: string[];
  get(path: string, headers?: Record<string, string>): Promise<Response>;
  send(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Response>;
  close(): Promise<void>;
}

export const tinyData: FakeData = {
  territories: [fakeTerritory()],
  revisions: [fakeRevision(3)],
  grids: fakeCity(),
  audits: [],
  findings: [],
  reference: [],
};

/** Serves the app over a fake store on a free port of the loopback address, answers checked against their schemas. */
export async function serveApp(
  data: Partial<FakeData> = {},
  change: Partial<AppDependencies> = {},
): Promise<ServedApp> {
  const { store, calls } = createFakeStore({ ...tinyData, ...data });
  const logged: ServedApp['logged'] = [];
  const jobs: string[] = [];
  const app = createApp({
    store,
    jobs: {
      startAudit: async (territoryId, principal) => {
        jobs.push(`start ${territoryId} by ${principal.id}`);
        return { auditId: 7 };
      },
      cancelAudit: async (territoryId, auditId) => {
        jobs.push(`cancel ${territoryId} ${auditId}`);
      },
    },
    log: (message, cause) => logged.push({ message, cause }),
    metrics: { contentType: 'text/plain; version=0.0.4; charset=utf-8', read: async () => 'up 1\n' },
    checkAnswers: true,
    readingIsAnonymous: true,
    ...change,
  });
  const server = createServer(app);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const send: ServedApp['send'] = (method, path, body, headers = {}) =>
    fetch(`${origin}${path}`, {
      method,
      headers: { ...(body === undefined ? {} : { 'Content-Type': 'application/json' }), ...headers },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
  return {
    origin,
    calls,
    logged,
    jobs,
    send,
    get: (path, headers) => send('GET', path, undefined, headers),
    close: () =>
      new Promise((resolve, reject) => {
        server.closeAllConnections();
        server.close((error) => (error === undefined ? resolve() : reject(error)));
      }),
  };
}
