import { afterEach, describe, expect, it, vi } from 'vitest';
import { ApiFailure } from './api-failure.js';
import { createApi, type Api } from './create-api.js';
import { readThrown } from './read-failure.js';

const { signal } = new AbortController();

/** A client whose requests are kept and answered in turn. */
function answerWith(...answers: Response[]): { api: Api; requests: Request[] } {
  const requests: Request[] = [];
  vi.stubGlobal('fetch', (request: Request) => {
    requests.push(request);
    const answer = answers.shift();
    return answer === undefined ? Promise.reject(new TypeError('fetch failed')) : Promise.resolve(answer);
  });
  return { api: createApi('http://127.0.0.1:1/api/v1'), requests };
}

function json(body: unknown, status = 200, type = 'application/json'): Response {
  return new Response(JSON.stringify(body), { status, headers: { 'Content-Type': type } });
}

afterEach(() => vi.unstubAllGlobals());

describe('createApi', () => {
  it('tells what an answer says of the server, and only that there was none', async () => {
    const told: unknown[] = [];
    const refusal = { type: 'database-unavailable', detail: 'Away.' };
    answerWith(json(refusal, 503, 'application/problem+json'));
    const api = createApi('http://127.0.0.1:1/api/v1', {
      onaway: (fault) => void told.push(fault),
      onanswer: () => void told.push('answer'),
    });
    await expect(api.readGrid('sample', 5, signal)).rejects.toMatchObject({ message: 'Away.' });
    await expect(api.readGrid('sample', 5, signal)).rejects.toThrow('fetch failed');
    expect(told).toEqual([{ kind: 'database', detail: 'Away.' }, undefined]);
    // Whatever it says, it answers.
    answerWith(json({ type: 'grid-not-found' }, 404));
    await expect(api.readGrid('sample', 5, signal)).rejects.toBeInstanceOf(ApiFailure);
    expect(told.at(-1)).toBe('answer');
  });

  it('asks for a grid by its identity as GeoJSON', async () => {
    const { api, requests } = answerWith(json({ type: 'Feature', id: 5 }));
    await api.readGrid('sample', 5, signal);
    expect(decodeURIComponent(requests[0]?.url ?? '')).toBe(
      'http://127.0.0.1:1/api/v1/territories/sample/grids/id:5',
    );
    expect(requests[0]?.headers.get('Accept')).toBe('application/geo+json');
  });

  it('escapes a code that is no plain word', async () => {
    const { api, requests } = answerWith(json({ type: 'Feature', id: 5 }));
    await api.readGridByCode('sample', 'A/1 ?', 'element', signal);
    expect(requests[0]?.url).toBe(
      'http://127.0.0.1:1/api/v1/territories/sample/grids/A%2F1%20%3F?level=element',
    );
  });

  it('asks for what is known of a grid without its geometry', async () => {
    const { api, requests } = answerWith(json({ gridId: 5 }));
    await api.readGridRecord('sample', '420301', 'county', signal);
    expect(requests[0]?.url).toBe('http://127.0.0.1:1/api/v1/territories/sample/grids/420301?level=county');
    expect(requests[0]?.headers.get('Accept')).toBe('application/json');
  });

  it('goes on with a search where the page before ended', async () => {
    const { api, requests } = answerWith(json({ revision: 1, items: [], nextCursor: null }));
    await api.searchGrids('sample', 'a', 20, signal, 'next');
    expect(new URL(requests[0]?.url ?? '').search).toBe('?q=a&limit=20&cursor=next');
  });

  it('reads every page of a level', async () => {
    const { api, requests } = answerWith(
      json({ revision: 1, items: [{ gridId: 1 }], nextCursor: 'next' }),
      json({ revision: 1, items: [{ gridId: 2 }], nextCursor: null }),
    );
    expect(await api.listLevel('sample', 'county', signal)).toEqual([{ gridId: 1 }, { gridId: 2 }]);
    expect(requests.map(({ url }) => new URL(url).searchParams.get('cursor'))).toEqual([null, 'next']);
  });

  it('turns a problem into a failure with its detail and its mend', async () => {
    const problem = {
      type: 'x',
      title: 'Not found',
      status: 404,
      detail: 'No grid 9.',
      fix: 'Use 8.',
      requestId: 'r',
    };
    const { api } = answerWith(json(problem, 404, 'application/problem+json'));
    const failure = await api.readGrid('sample', 9, signal).catch((thrown: unknown) => thrown);
    expect(failure).toBeInstanceOf(ApiFailure);
    expect(failure).toMatchObject({
      kind: 'refused',
      message: 'No grid 9.',
      details: { status: 404, fix: 'Use 8.' },
    });
  });

  it('says the status when a refusal is no problem document', async () => {
    const { api } = answerWith(
      new Response('<h1>Bad gateway</h1>', { status: 502, headers: { 'Content-Type': 'text/html' } }),
    );
    const failure = await api.listTerritories(signal).catch((thrown: unknown) => thrown);
    expect(failure).toMatchObject({ kind: 'refused', details: { status: 502 } });
  });
});

describe('readThrown', () => {
  it('tells a server that does not answer from one that is slow', () => {
    expect(readThrown(new TypeError('fetch failed'))?.kind).toBe('unreachable');
    expect(readThrown(new DOMException('too slow', 'TimeoutError'))?.kind).toBe('timeout');
  });

  it('is silent about a request that a newer one replaced', () => {
    expect(readThrown(new DOMException('replaced', 'AbortError'))).toBeUndefined();
  });
});
