import { afterEach, describe, expect, it, vi } from 'vitest';
import { createServiceProbe, readRetryAfter, readServiceFault } from './service-fault.js';

const { signal } = new AbortController();
const probe = createServiceProbe('http://127.0.0.1:1/api/v1');
const tile = 'https://tiles.example.cn/grids/3/6/3?revision=1';

/** The one answer every request gets; undefined is nobody. Returns the addresses that are asked. */
function answerWith(answer: Response | undefined): string[] {
  const asked: string[] = [];
  vi.stubGlobal('fetch', (url: string) => {
    asked.push(url);
    return answer === undefined ? Promise.reject(new TypeError('fetch failed')) : Promise.resolve(answer);
  });
  return asked;
}

function problem(status: number, body: object, headers: Record<string, string> = {}): Response {
  return new Response(JSON.stringify(body), { status, headers });
}

afterEach(() => vi.unstubAllGlobals());

describe('createServiceProbe', () => {
  it('asks whether the server is ready, and finds nothing wrong when it is', async () => {
    const asked = answerWith(problem(200, { status: 'ready' }));
    expect(await probe.askServer(signal)).toBeUndefined();
    expect(asked).toEqual(['http://127.0.0.1:1/api/v1/readyz']);
  });

  it('takes silence, and the page of a proxy, for a server that cannot be reached', async () => {
    answerWith(undefined);
    expect(await probe.askServer(signal)).toEqual({ kind: 'unreachable' });
    answerWith(new Response('<h1>Bad gateway</h1>', { status: 502 }));
    expect(await probe.askServer(signal)).toEqual({ kind: 'unreachable' });
  });

  it('tells an answer that did not come in time from nobody who answers', async () => {
    vi.stubGlobal('fetch', () => Promise.reject(new DOMException('signal timed out', 'TimeoutError')));
    expect(await probe.askServer(signal)).toEqual({ kind: 'unreachable', isLate: true });
  });

  it('goes before the tiles that wait for a connection', async () => {
    const wishes: (RequestInit | undefined)[] = [];
    vi.stubGlobal('fetch', (_url: string, wish?: RequestInit) => {
      wishes.push(wish);
      return Promise.resolve(problem(200, {}));
    });
    await probe.askServer(signal);
    expect(wishes[0]?.priority).toBe('high');
  });

  it('tells a tile server that cannot be reached by its host', async () => {
    answerWith(undefined);
    expect(await probe.askTile(tile, signal)).toEqual({ kind: 'tiles', detail: 'tiles.example.cn' });
  });

  it.each([
    [503, 'tiles-unavailable', 'tiles'],
    [503, 'not-drawn-yet', 'drawing'],
    [503, 'database-unavailable', 'database'],
    [504, 'something-else', 'tiles'],
    [404, 'audit-not-found', 'refused'],
    [500, 'internal-error', 'refused'],
  ])('reads a tile’s %i %s as %s, in the server’s words', async (status, type, kind) => {
    answerWith(problem(status, { type, detail: 'Words.' }, { 'Retry-After': '7' }));
    expect(await probe.askTile(tile, signal)).toEqual({ kind, detail: 'Words.', retryAfterMs: 7000 });
  });
});

describe('a tile of a map that is no more', () => {
  it('is told as such, so that its new address is read', async () => {
    answerWith(problem(410, { type: 'tile-gone', detail: 'Words.' }));
    expect(await probe.askTile(tile, signal)).toEqual({ kind: 'refused', detail: 'Words.', isGone: true });
  });
});

describe('readServiceFault', () => {
  it.each([
    ['database-unavailable', 'database'],
    ['not-ready', 'starting'],
  ])('takes from an answer that was received for something else what it says: %s', async (type, kind) => {
    const answer = problem(503, { type, detail: 'Words.' }, { 'Retry-After': '7' });
    expect(await readServiceFault(answer)).toEqual({ kind, detail: 'Words.', retryAfterMs: 7000 });
    // It is still there for whoever asked.
    expect(await answer.json()).toMatchObject({ type });
  });

  it('takes nothing from what says nothing of the server', async () => {
    expect(await readServiceFault(new Response('<h1>Bad gateway</h1>', { status: 502 }))).toBeUndefined();
    expect(await readServiceFault(problem(503, { type: 'audit-busy' }))).toBeUndefined();
  });
});

describe('readRetryAfter', () => {
  const nowMs = Date.parse('2026-03-01T10:00:00Z');

  it.each([
    ['3', 3000],
    ['Sun, 01 Mar 2026 10:00:05 GMT', 5000],
    ['Sun, 01 Mar 2026 09:00:00 GMT', 0],
    ['soon', undefined],
    ['', undefined],
    [null, undefined],
  ])('reads %s as %s ms', (header, expected) => {
    expect(readRetryAfter(header, nowMs)).toBe(expected);
  });
});
