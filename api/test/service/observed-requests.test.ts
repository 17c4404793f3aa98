import { once } from 'node:events';
import { createServer, METHODS, request as ask, type Server } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { createApp } from '../../src/app.js';
import { createLogger } from '../../src/operations/create-logger.js';
import { createMetrics, type Metrics } from '../../src/operations/create-metrics.js';
import { createDrain, type Drain } from '../../src/operations/drain-server.js';
import { createFaultLog } from '../../src/operations/log-fault.js';
import { logRequest } from '../../src/operations/log-request.js';
import type { LogLevel } from '../../src/operations/read-log-settings.js';
import { watchRequests } from '../../src/operations/watch-requests.js';
import type { TerritoryFigures } from '../../src/store/read-figures.js';
import type { Store } from '../../src/store/types.js';
import { createFakeStore } from '../fake-store.js';
import { askRaw } from '../ask-raw.js';
import { parseMetrics } from '../parse-metrics.js';
import { tinyData } from '../serve-app.js';

type Line = Record<string, unknown> & { message: string };

interface Watched {
  readonly origin: string;
  readonly lines: Line[];
  readonly http: Server;
  readonly drain: Drain;
}

const noAudits = {
  startAudit: () => Promise.reject(new Error('no audits here')),
  cancelAudit: () => Promise.resolve(),
};

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

async function serve(
  change: Partial<Store> = {},
  options: { level?: LogLevel; readFigures?: () => Promise<TerritoryFigures[]> } = {},
): Promise<Watched> {
  const lines: Line[] = [];
  const { level = 'debug', readFigures = async () => [] } = options;
  const logger = createLogger(
    { level, format: 'json' },
    { write: (line) => lines.push(JSON.parse(line) as Line) },
  );
  const metrics: Metrics = createMetrics({
    version: '1.2.3',
    tilePath: 'embedded',
    pool: { totalCount: 4, idleCount: 3, waitingCount: 2 },
    readFigures,
  });
  const { log, faultOf } = createFaultLog(logger);
  const app = createApp({
    store: { ...createFakeStore(tinyData).store, ...change },
    jobs: noAudits,
    log,
    metrics,
    readingIsAnonymous: true,
  });
  const drain = createDrain();
  const watched = watchRequests(app, (seen, response) => {
    logRequest(logger, seen, faultOf(response));
    metrics.seeRequest(seen);
  });
  const http = createServer(drain.guard(watched));
  servers.push(http);
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  return { origin: `http://127.0.0.1:${(http.address() as AddressInfo).port}`, lines, http, drain };
}

describe('the log of requests', () => {
  it('has one line for a request, with the id that the answer shows', async () => {
    const { origin, lines } = await serve();
    const answer = await fetch(`${origin}/api/v1/territories/shiyan?x=secret`);
    const known = await fetch(`${origin}/api/v1/territories`);
    await vi.waitFor(() => expect(lines).toHaveLength(2));
    const body = await known.arrayBuffer();
    expect(lines[0]).toMatchObject({ status: answer.status, path: '/api/v1/territories/shiyan' });
    expect(lines[1]).toEqual({
      level: 'info',
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/) as unknown,
      message: 'request',
      requestId: known.headers.get('x-request-id'),
      method: 'GET',
      route: '/territories',
      path: '/api/v1/territories',
      status: 200,
      durationMs: expect.any(Number) as unknown,
      bytes: expect.any(Number) as unknown,
      principal: 'local',
    });
    expect(lines[1]!['bytes']).toBeGreaterThan(body.byteLength / 10);
    expect(JSON.stringify(lines)).not.toContain('secret');
  });

  it('tells a fault of ours with stack and causes under the id of the 500, and no more of it than that', async () => {
    const cause = Object.assign(new Error('no login at postgres://wangge:geheim@db/wangge'), {
      ...{ code: '28P01', input: 'postgres://wangge:geheim@db', parameters: ['a body'] },
    });
    const { origin, lines } = await serve({
      listTerritories: () => Promise.reject(new Error('cannot list', { cause })),
    });
    const answer = await fetch(`${origin}/api/v1/territories`);
    const { requestId, status } = (await answer.json()) as { requestId: string; status: number };
    expect(status).toBe(500);
    await vi.waitFor(() => expect(lines).toHaveLength(1));
    expect(lines[0]).toMatchObject({
      ...{ level: 'error', message: 'request', requestId, status: 500, path: '/api/v1/territories' },
      error: {
        message: 'cannot list',
        stack: expect.stringContaining('observed-requests') as unknown,
        cause: { code: '28P01', message: 'no login at postgres://***@db/wangge' },
      },
    });
    expect(JSON.stringify(lines)).not.toMatch(/geheim|a body/);
  });

  it('has one line a request in an outage, and the stack only in the first', async () => {
    const away = (): Promise<never> => {
      const error = new Error('The database cannot be reached.', { cause: new Error('ECONNREFUSED') });
      return Promise.reject(Object.assign(error, { name: 'StoreUnavailable' }));
    };
    const { origin, lines } = await serve({ listTerritories: away });
    for (let times = 0; times < 3; times += 1)
      expect((await fetch(`${origin}/api/v1/territories`)).status).toBe(503);
    await vi.waitFor(() => expect(lines).toHaveLength(3));
    expect(lines.map(({ level, status }) => [level, status])).toEqual(lines.map(() => ['warn', 503]));
    expect(lines.map((line) => JSON.stringify(line).includes('.ts:'))).toEqual([true, false, false]);
    expect(lines[2]?.['error']).toEqual({
      ...{ type: 'StoreUnavailable', message: 'The database cannot be reached.', repeats: 2 },
      cause: { type: 'Error', message: 'ECONNREFUSED' },
    });
  });

  it.each([
    ['a UUID', '0b1c2d3e-4f50-4a6b-8c7d-9e0f1a2b3c4d', true],
    ['a trace of a balancer', 'Root=1-67891233-abcdef012345678912345678', true],
    ['128 characters', 'a'.repeat(128), true],
    ['one character more', 'a'.repeat(129), false],
    ['an empty one', '', false],
    ['two of them', 'one, two', false],
    ['what would begin a field', 'a status=200', false],
    ['what would end a quotation', 'a","status":"200', false],
    ['what a page would run', '<script>', false],
    ['what is not ASCII', Buffer.from('请求').toString('latin1'), false],
  ])('takes the id that a proxy gives when it is sane: %s', async (_what, given, isTaken) => {
    const { origin, lines } = await serve();
    const answer = await askRaw(`${origin}/api/v1/territories/nowhere`, { 'X-Request-Id': given });
    const id = String(answer.headers['x-request-id']);
    if (isTaken) expect(id).toBe(given);
    else expect(id).toMatch(/^[0-9a-f-]{36}$/);
    expect(JSON.parse(answer.body.toString())).toMatchObject({ status: 404, requestId: id });
    await vi.waitFor(() => expect(lines).toMatchObject([{ requestId: id, status: 404 }]));
  });

  it('is silent about what machines ask all the time, unless it goes wrong', async () => {
    const { origin, lines } = await serve({}, { level: 'info' });
    for (const path of ['/healthz', '/metrics', '/tiles/grids/0/9/9?territory=shiyan', '/nothing'])
      await fetch(`${origin}${path}`).then((each) => each.arrayBuffer());
    await vi.waitFor(() => expect(lines).toHaveLength(2));
    expect(lines.map((line) => [line['status'], line['route']])).toEqual([
      [404, '/tiles/{source}/{z}/{x}/{y}'],
      [404, 'none'],
    ]);
  });

  it('says 499 of a request whose asker went away', async () => {
    let leave = (): void => undefined;
    const { origin, lines } = await serve({
      listTerritories: () => {
        leave();
        return new Promise(() => undefined);
      },
    });
    const asked = ask(`${origin}/api/v1/territories`);
    leave = () => asked.destroy();
    asked.on('error', () => undefined).end();
    await vi.waitFor(() => expect(lines).toMatchObject([{ status: 499, route: '/territories' }]));
  });
});

describe('a tile', () => {
  it('has the id of the proxy too, from memory as well', async () => {
    const { origin } = await serve();
    const path = '/tiles/grids/10/512/511?territory=tiny&revision=3';
    for (const given of ['edge-1', 'edge-2', 'edge-3']) {
      const answer = await askRaw(origin + path, { 'Accept-Encoding': 'gzip', 'X-Request-Id': given });
      expect([answer.status, answer.headers['x-request-id']]).toEqual([200, given]);
    }
  });
});

describe('GET /metrics', () => {
  it('counts requests by route, method and status, in text that a parser takes', async () => {
    const { origin } = await serve(
      {},
      {
        readFigures: async () => [
          { territoryId: 'shiyan', revision: 3, openFindings: { error: 2 } },
          { territoryId: 'empty', revision: null, openFindings: null },
        ],
      },
    );
    for (const path of [
      '/api/v1/territories',
      '/territories/a',
      '/api/v1/territories/a',
      '/api/v1/territories/b',
    ])
      await fetch(`${origin}${path}`).then((each) => each.arrayBuffer());
    await fetch(`${origin}/api/v1/lookup?lng=110&lat=32`).then((each) => each.arrayBuffer());
    await fetch(`${origin}/tiles/grids/0/9/9?territory=shiyan`).then((each) => each.arrayBuffer());
    await fetch(`${origin}/tiles/unknown/0/0/0`, { method: 'PROPFIND' }).then((each) => each.arrayBuffer());
    const answer = await fetch(`${origin}/metrics`);
    expect(answer.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8');
    const read = parseMetrics(await answer.text());
    const get = 'method="GET"';
    expect(read.get(`wangge_http_requests_total{${get},route="/territories",status="200"}`)).toBe(1);
    expect(
      read.get(`wangge_http_requests_total{${get},route="/territories/{territoryId}",status="404"}`),
    ).toBe(2);
    expect(read.get(`wangge_http_requests_total{${get},route="none",status="404"}`)).toBe(1);
    expect(read.get('wangge_lookup_duration_seconds_count{outcome="ok"}')).toBe(1);
    expect(
      read.get('wangge_tile_duration_seconds_count{source="grids",path="embedded",outcome="refused"}'),
    ).toBe(1);
    expect(read.get('wangge_database_connections{state="waiting"}')).toBe(2);
    expect(read.get('wangge_database_up')).toBe(1);
    expect(read.get('wangge_territory_revision{territory="shiyan"}')).toBe(3);
    expect(read.get('wangge_open_findings{territory="shiyan",severity="error"}')).toBe(2);
    expect(read.get('wangge_open_findings{territory="shiyan",severity="info"}')).toBe(0);
    expect([...read.keys()].filter((key) => key.includes('"empty"'))).toEqual([]);
    expect(read.get(`wangge_build_info{version="1.2.3",node="${process.version}"}`)).toBe(1);
    expect([...read.keys()].some((key) => key.startsWith('process_cpu_seconds_total'))).toBe(true);
  });

  it('has no series more after hundreds of addresses and methods that nobody knows', async () => {
    const { origin } = await serve();
    // Those of the process come and go with what it does just now.
    const list = async (): Promise<string[]> =>
      [...parseMetrics(await (await fetch(`${origin}/metrics`)).text()).keys()].filter((name) =>
        name.startsWith('wangge_'),
      );
    const rare = METHODS.filter(
      (method) => method.length > 4 && !/DELETE|PATCH|OPTIONS|CONNECT/.test(method),
    );
    const probe = async (index: number): Promise<void> => {
      await askRaw(`${origin}/tiles/name${index}/1/1/1`, {}, rare[index % rare.length]);
      await askRaw(`${origin}/api/v1/territories/name${index}`);
    };
    await probe(0);
    await list();
    const before = await list();
    for (let index = 1; index <= 200; index++) await probe(index);
    expect(await list()).toEqual(before);
  });

  it.each([
    ['fails', () => Promise.reject(new Error('away'))],
    ['hangs', () => new Promise<never>(() => undefined)],
  ])('answers with the rest while the database %s', async (_what, readFigures) => {
    const { origin } = await serve({}, { readFigures });
    const begun = performance.now();
    const read = parseMetrics(await (await fetch(`${origin}/metrics`)).text());
    expect(performance.now() - begun).toBeLessThan(3000);
    expect(read.get('wangge_database_up')).toBe(0);
    expect(read.get('wangge_database_connections{state="open"}')).toBe(4);
    expect([...read.keys()].some((key) => key.startsWith('wangge_territory_revision{'))).toBe(false);
  });
});

describe('a server that is stopped', () => {
  it('ends what it has begun, says so on /readyz at once, and takes nothing new', async () => {
    let finish = (): void => undefined;
    const asked = new Promise<void>((begun) => {
      finish = begun;
    });
    let release = (): void => undefined;
    const held = new Promise<void>((resolve) => (release = resolve));
    const { listTerritories } = createFakeStore(tinyData).store;
    const { origin, http, drain } = await serve({
      listTerritories: async () => {
        finish();
        await held;
        return listTerritories();
      },
    });
    const slow = fetch(`${origin}/api/v1/territories`);
    await asked;
    const closing = drain.close(http, { noticeMs: 300, graceMs: 5000 });
    const ready = await fetch(`${origin}/readyz`);
    expect([ready.status, ready.headers.get('connection')]).toEqual([503, 'close']);
    expect(await ready.json()).toMatchObject({ type: 'stopping' });
    expect((await fetch(`${origin}/healthz`)).status).toBe(200);
    await vi.waitFor(() => expect(fetch(`${origin}/healthz`)).rejects.toThrow(), { timeout: 2000 });
    release();
    expect((await slow).status).toBe(200);
    const since = performance.now();
    expect(await closing).toEqual({ cut: 0 });
    // Below the five seconds for which Node keeps a connection that has become idle.
    expect(performance.now() - since).toBeLessThan(3000);
  });

  it.each(['before the stop', 'while it stops'])(
    'does not wait for the rest of a body whose request was answered %s',
    async (when) => {
      let release = (): void => undefined;
      const held = new Promise<void>((resolve) => (release = resolve));
      const { listTerritories } = createFakeStore(tinyData).store;
      const { origin, http, drain } = await serve({ listTerritories: () => held.then(listTerritories) });
      const asker = connect(Number(new URL(origin).port), '127.0.0.1');
      let read = '';
      asker.setEncoding('utf8').on('data', (part: string) => (read += part));
      const ended = once(asker, 'end');
      asker.write(
        'GET /api/v1/territories HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 1000\r\n\r\nnot all',
      );
      const since = performance.now();
      if (when === 'before the stop') {
        release();
        await vi.waitFor(() => expect(read).toContain('"items"'));
      } else await new Promise((resolve) => setTimeout(resolve, 50));
      const closing = drain.close(http, { noticeMs: 0, graceMs: 5000 });
      release();
      await ended;
      expect(read).toMatch(/^HTTP\/1.1 200 [^]*"items"[^]*}$/);
      expect(await closing).toEqual({ cut: 0 });
      expect(performance.now() - since).toBeLessThan(2000);
      asker.destroy();
    },
  );

  it('cuts off after the grace what does not end', async () => {
    let begin = (): void => undefined;
    const begun = new Promise<void>((resolve) => (begin = resolve));
    const { origin, http, drain } = await serve({
      listTerritories: () => {
        begin();
        return new Promise(() => undefined);
      },
    });
    const slow = fetch(`${origin}/api/v1/territories`);
    const refused = expect(slow).rejects.toThrow();
    await begun;
    const since = performance.now();
    expect(await drain.close(http, { noticeMs: 0, graceMs: 200 })).toEqual({ cut: 1 });
    expect(performance.now() - since).toBeLessThan(2000);
    await refused;
  });
});
