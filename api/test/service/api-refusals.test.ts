import { mkdtemp, mkdir, rm, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { StoreUnavailable } from '../../src/store/map-error.js';
import { createFakeStore, fakeAudit, fakeFinding, fakeRevision, fakeTerritory } from '../fake-store.js';
import { serveApp, type ServedApp, tinyData } from '../serve-app.js';
import { fakeCity } from '../fake-city.js';

interface ShownProblem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly field?: string;
  readonly fix?: string;
  readonly requestId: string;
}

let app: ServedApp;

beforeAll(async () => {
  app = await serveApp({
    territories: [
      fakeTerritory(),
      fakeTerritory({ territoryId: 'empty', currentRevision: null, bbox: null }),
    ],
    revisions: [fakeRevision(3), fakeRevision(4, { status: 'building', effectiveFrom: null })],
    grids: [
      ...fakeCity(),
      ...fakeCity()
        .filter((grid) => grid.code === 'A1')
        .map((grid) => ({ ...grid, gridId: 900, level: 'element' as const })),
    ],
    audits: [fakeAudit(), fakeAudit({ auditId: 8, status: 'running', finishedAt: null, clean: null })],
    findings: [fakeFinding(1)],
  });
});

afterAll(() => app.close());

beforeEach(() => {
  app.calls.length = 0;
  app.jobs.length = 0;
  app.logged.length = 0;
});

async function problemOf(response: Response): Promise<ShownProblem> {
  expect(response.headers.get('content-type')).toContain('application/problem+json');
  const problem = (await response.json()) as ShownProblem;
  expect(problem.status).toBe(response.status);
  expect(problem.requestId).toBe(response.headers.get('x-request-id'));
  expect(problem.title).not.toBe('');
  return problem;
}

const grids = '/api/v1/territories/tiny/grids';
const findings = '/api/v1/territories/tiny/audits/7/findings';
const tile = '/tiles/grids/10/512/511';

/** Path, field, type of the problem. */
const refusedReads: readonly (readonly [string, string, string])[] = [
  [`${grids}?limit=0`, 'limit', 'invalid-request'],
  [`${grids}?limit=1001`, 'limit', 'invalid-request'],
  [`${grids}?limit=`, 'limit', 'invalid-request'],
  [`${grids}?limit=10.5`, 'limit', 'invalid-request'],
  [`${grids}?limit=0x10`, 'limit', 'invalid-request'],
  [`${grids}?limit=5&limit=6`, 'limit', 'invalid-request'],
  [`${grids}?level=5`, 'level', 'invalid-request'],
  [`${grids}?level=`, 'level', 'invalid-request'],
  [`${grids}?bbox=1,2,3`, 'bbox', 'invalid-request'],
  [`${grids}?bbox=0,3,1,1`, 'bbox', 'invalid-request'],
  [`${grids}?bbox=0,0,181,1`, 'bbox', 'invalid-request'],
  [`${grids}?bbox=0,0,NaN,1`, 'bbox', 'invalid-request'],
  [`${grids}?q=`, 'q', 'invalid-request'],
  [`${grids}?q=a%00b`, 'q', 'invalid-request'],
  [`${grids}?q=${'x'.repeat(101)}`, 'q', 'invalid-request'],
  [`${grids}?category=`, 'category', 'invalid-request'],
  [`${grids}?revision=abc`, 'revision', 'invalid-request'],
  [`${grids}?revision=99999999999999999`, 'revision', 'invalid-request'],
  [`${grids}?asOf=yesterday`, 'asOf', 'invalid-request'],
  [`${grids}?asOf=2026-02-30`, 'asOf', 'invalid-request'],
  [`${grids}?revision=3&asOf=2026-10-01`, 'asOf', 'invalid-request'],
  [`${grids}?cursor=nonsense`, 'cursor', 'invalid-cursor'],
  [`${grids}?cursor=${Buffer.from('[3,"street","A"]').toString('base64url')}`, 'cursor', 'invalid-cursor'],
  [
    `${grids}?revision=2&cursor=${Buffer.from('[3,"county","A"]').toString('base64url')}`,
    'cursor',
    'invalid-cursor',
  ],
  [`${grids}?colour=red`, 'colour', 'unknown-parameter'],
  [`${grids}/${'x'.repeat(65)}`, 'grid', 'invalid-request'],
  [`${grids}/A/children?limit=-1`, 'limit', 'invalid-request'],
  [`${grids}/A/ancestors?level=x`, 'level', 'invalid-request'],
  ['/api/v1/territories/T%20iny', 'territoryId', 'invalid-request'],
  ['/api/v1/territories/tiny?revision=3', 'revision', 'unknown-parameter'],
  ['/api/v1/categories?territory=', 'territory', 'invalid-request'],
  ['/api/v1/territories/tiny/coverage/summary?revision=0', 'revision', 'invalid-request'],
  ['/api/v1/territories/tiny/audits/x', 'auditId', 'invalid-request'],
  ['/api/v1/territories/tiny/audits/7?findings=no', 'findings', 'invalid-request'],
  [`${findings}?kind=hole`, 'kind', 'invalid-request'],
  [`${findings}?level=territory`, 'level', 'invalid-request'],
  [`${findings}?severity=bad`, 'severity', 'invalid-request'],
  [`${findings}?sizeClass=big`, 'sizeClass', 'invalid-request'],
  [`${findings}?cursor=WyJ4Il0`, 'cursor', 'invalid-cursor'],
  ['/api/v1/territories/tiny/findings/0', 'findingId', 'invalid-request'],
  ['/api/v1/lookup?lat=1', 'lng', 'invalid-request'],
  ['/api/v1/lookup?lng=&lat=1', 'lng', 'invalid-request'],
  ['/api/v1/lookup?lng=181&lat=1', 'lng', 'invalid-request'],
  ['/api/v1/lookup?lng=1&lat=-91', 'lat', 'invalid-request'],
  ['/api/v1/lookup?lng=1&lat=Infinity', 'lat', 'invalid-request'],
  ['/api/v1/lookup?lng=1&lat=1&datum=nad27', 'datum', 'invalid-request'],
  ['/api/v1/lookup?lng=1&lat=1&revision=1&asOf=2026-01-01&territory=tiny', 'asOf', 'invalid-request'],
  ['/api/v1/territories/tiny/grids?category=nope', 'category', 'invalid-request'],
  ['/tiles/grids.json', 'territory', 'invalid-request'],
  [`${tile}?territory=tiny&audit=x`, 'audit', 'invalid-request'],
  ['/tiles/grids/25/0/0?territory=tiny', 'z', 'invalid-request'],
  ['/tiles/grids/-1/0/0?territory=tiny', 'z', 'invalid-request'],
  ['/tiles/grids/1/x/0?territory=tiny', 'x', 'invalid-request'],
];

describe('a request that is not understood', () => {
  it.each(refusedReads)('%s names %s and touches nothing', async (path, field, type) => {
    const response = await app.get(path);
    const problem = await problemOf(response);
    expect(response.status).toBe(400);
    expect(problem).toMatchObject({ type, field });
    expect(problem.fix).toBeTruthy();
    expect(app.calls).toEqual([]);
  });

  it('says that a field is missing, or what it may be, in plain words', async () => {
    const missing = await problemOf(await app.get('/api/v1/lookup?lng=1'));
    expect(missing.detail).toBe('lat in the query is missing.');
    const unknown = await problemOf(await app.get('/api/v1/territories/tiny/grids?category=nope'));
    expect(unknown.detail).toMatch(/^category in the query must be one of government, finance, /);
  });

  it('a tile source that does not exist is 404', async () => {
    for (const path of ['/tiles/roads.json?territory=tiny', '/tiles/roads/1/0/0?territory=tiny']) {
      expect(await problemOf(await app.get(path))).toMatchObject({
        status: 404,
        type: 'path-not-found',
        field: 'source',
      });
    }
    expect(app.calls).toEqual([]);
  });

  it.each([
    [{}, 'body'],
    [{ state: 'lost' }, 'state'],
    [{ dueDate: '2026-13-01' }, 'dueDate'],
    [{ note: '  ' }, 'note'],
    [{ note: 'a\0b' }, 'note'],
    [{ assignee: '' }, 'assignee'],
    [{ waive: {} }, 'waive.reason'],
    [{ waive: { reason: 'lake', expiresAt: '2020-01-01' } }, 'waive.expiresAt'],
    [{ waive: { reason: 'lake', expiresAt: 'soon' } }, 'waive.expiresAt'],
    [{ severity: 'info' }, 'severity'],
    [[], 'body'],
    [null, 'body'],
  ])('a change of a finding %j names %s and touches nothing', async (body, field) => {
    const response = await app.send('PATCH', '/api/v1/territories/tiny/findings/1', body);
    expect(response.status).toBe(400);
    expect(await problemOf(response)).toMatchObject({ field });
    expect(app.calls).toEqual([]);
  });

  it('a body that is not JSON, not declared as JSON, or too large', async () => {
    const path = '/api/v1/territories/tiny/findings/1';
    const broken = await app.send('PATCH', path, '{"state":');
    expect(await problemOf(broken)).toMatchObject({ status: 400, type: 'invalid-json' });
    const text = await app.send('PATCH', path, 'state=done', { 'Content-Type': 'text/plain' });
    expect(await problemOf(text)).toMatchObject({ status: 415, type: 'unsupported-media-type' });
    const large = await app.send('PATCH', path, { note: 'x'.repeat(200_000) });
    expect(await problemOf(large)).toMatchObject({ status: 413, type: 'body-too-large' });
    const none = await app.send('PATCH', path);
    expect(await problemOf(none)).toMatchObject({ status: 415, field: 'Content-Type' });
    expect(app.calls).toEqual([]);
  });

  it('a path with a broken escape', async () => {
    expect(await problemOf(await app.get(`${grids}/%E0%A4%A`))).toMatchObject({ status: 400 });
    expect(app.calls).toEqual([]);
  });
});

describe('what is not there', () => {
  it.each([
    ['/api/v1/territories/nowhere', 'territory-not-found'],
    ['/api/v1/territories/nowhere/grids', 'territory-not-found'],
    ['/api/v1/territories/nowhere/revisions', 'territory-not-found'],
    ['/api/v1/territories/nowhere/audits', 'territory-not-found'],
    ['/api/v1/categories?territory=nowhere', 'territory-not-found'],
    ['/api/v1/territories/empty/grids', 'nothing-published'],
    [`${grids}?asOf=2020-01-01`, 'nothing-published'],
    [`${grids}?revision=4`, 'revision-not-found'],
    [`${grids}?revision=99`, 'revision-not-found'],
    [`${grids}?parent=Z`, 'grid-not-found'],
    [`${grids}/Z`, 'grid-not-found'],
    [`${grids}/id:12345`, 'grid-not-found'],
    [`${grids}/id:9999999999999999`, 'grid-not-found'],
    [`${grids}/A?level=element`, 'grid-not-found'],
    ['/api/v1/territories/tiny/audits/99', 'audit-not-found'],
    ['/api/v1/territories/tiny/audits/99/findings', 'audit-not-found'],
    ['/api/v1/territories/tiny/findings/99', 'finding-not-found'],
    ['/api/v1/territories/nowhere/findings/1', 'territory-not-found'],
    ['/api/v1/lookup?lng=1&lat=1&territory=nowhere', 'territory-not-found'],
    ['/api/v1/lookup?lng=1&lat=1&territory=empty', 'nothing-published'],
    ['/tiles/grids.json?territory=empty', 'nothing-published'],
    ['/tiles/findings.json?territory=tiny&audit=8', 'audit-not-found'],
    ['/tiles/grids/17/0/0?territory=tiny', 'tile-not-found'],
    ['/tiles/grids/1/2/0?territory=tiny', 'tile-not-found'],
    ['/api/v1/nothing', 'path-not-found'],
    ['/api/v2/territories', 'path-not-found'],
    ['/api/v1/territories/', 'path-not-found'],
    ['/nothing.html', 'path-not-found'],
  ])('%s is 404 %s', async (path, type) => {
    expect(await problemOf(await app.get(path))).toMatchObject({ status: 404, type });
  });
});

describe('what does not fit', () => {
  it('a code on several levels is 409, and a level settles it', async () => {
    const problem = await problemOf(await app.get(`${grids}/A1`));
    expect(problem).toMatchObject({ status: 409, type: 'ambiguous-code', field: 'level' });
    expect(problem.detail).toContain('branch, element');
    expect((await app.get(`${grids}/A1?level=element`)).status).toBe(200);
  });

  it('an audit without a published map, or the cancelling of a finished one, is 409', async () => {
    const nothing = await app.send('POST', '/api/v1/territories/empty/audits');
    expect(await problemOf(nothing)).toMatchObject({ status: 409, type: 'nothing-published' });
    const finished = await app.send('DELETE', '/api/v1/territories/tiny/audits/7');
    expect(await problemOf(finished)).toMatchObject({ status: 409, type: 'audit-not-running' });
    expect(app.jobs).toEqual([]);
    expect((await app.send('DELETE', '/api/v1/territories/tiny/audits/8')).status).toBe(202);
    expect(app.jobs).toEqual(['cancel tiny 8']);
  });

  it('another method is 405 and told which there are', async () => {
    for (const [method, path, allowed] of [
      ['POST', grids, 'GET, HEAD, OPTIONS'],
      ['DELETE', '/api/v1/territories/tiny/findings/1', 'GET, PATCH, HEAD, OPTIONS'],
      ['PUT', '/healthz', 'GET, HEAD, OPTIONS'],
      ['PATCH', tile, 'GET, HEAD, OPTIONS'],
      ['POST', '/api/openapi.json', 'GET, HEAD, OPTIONS'],
    ] as const) {
      const response = await app.send(method, path);
      expect(response.headers.get('allow')).toBe(allowed);
      expect(await problemOf(response)).toMatchObject({ status: 405, type: 'method-not-allowed' });
    }
    const options = await app.send('OPTIONS', grids);
    expect(options.status).toBe(204);
    expect((await app.send('HEAD', grids)).status).toBe(200);
    expect(app.calls.filter((call) => call !== 'getTerritory' && call !== 'listGrids')).toEqual([]);
  });

  it('a write from a page of another site is 403', async () => {
    const foreign: Record<string, string>[] = [
      { Origin: 'https://example.org' },
      { Origin: 'null' },
      { 'Sec-Fetch-Site': 'cross-site' },
    ];
    for (const headers of foreign) {
      const response = await app.send('POST', '/api/v1/territories/tiny/audits', undefined, headers);
      expect(await problemOf(response)).toMatchObject({ status: 403, type: 'cross-site-request' });
    }
    expect(app.calls).toEqual([]);
    expect(app.jobs).toEqual([]);
    const own = await app.send('POST', '/api/v1/territories/tiny/audits', undefined, { Origin: app.origin });
    expect(own.status).toBe(202);
  });

  it('a request under a foreign name is 421 while the server listens to this machine alone', async () => {
    const local = await serveApp({}, { loopbackOnly: true });
    const ask = (host: string): Promise<number | undefined> =>
      new Promise((resolve, reject) => {
        request(`${local.origin}/api/v1/territories`, { headers: { Host: host } }, (response) => {
          response.resume();
          resolve(response.statusCode);
        })
          .on('error', reject)
          .end();
      });
    for (const host of [
      'evil.example',
      'evil.example:8080',
      '127.0.0.1.evil.example',
      'localhost.evil.example',
    ])
      expect(await ask(host)).toBe(421);
    expect(local.calls).toEqual([]);
    for (const host of ['localhost:8080', '127.0.0.1', '[::1]:8080', 'LOCALHOST'])
      expect(await ask(host)).toBe(200);
    await local.close();
  });

  it('a revision without a territory where there are several is 400', async () => {
    const problem = await problemOf(await app.get('/api/v1/lookup?lng=0.05&lat=0.05&revision=3'));
    expect(problem).toMatchObject({ status: 400, type: 'territory-needed', field: 'territory' });
    expect((await app.get('/api/v1/lookup?lng=0.05&lat=0.05')).status).toBe(200);
  });
});

describe('faults of ours', () => {
  it('are 500 with an id, logged with their cause, and say nothing else', async () => {
    const failing = await serveApp({}, failingWith(new Error('secret detail')));
    const response = await failing.get('/api/v1/territories');
    const problem = await problemOf(response);
    expect(problem).toMatchObject({ status: 500, type: 'internal-error' });
    expect(JSON.stringify(problem)).not.toContain('secret');
    expect(failing.logged).toHaveLength(1);
    expect(failing.logged[0]?.message).toContain(problem.requestId);
    expect(String(failing.logged[0]?.cause)).toContain('secret detail');
    await failing.close();
  });

  it.each([
    [undefined, 'The database cannot be reached.'],
    ['disk-full', 'The disk of the database is full; what was asked is not done.'],
    ['overloaded', 'The database has more to do than it can.'],
  ] as const)(
    'a database that cannot serve (%s) is 503, says why, and when to try again',
    async (shortage, detail) => {
      const options = shortage === undefined ? {} : { shortage };
      const failing = await serveApp({}, failingWith(new StoreUnavailable('no answer', options)));
      const response = await failing.get('/api/v1/territories');
      expect(response.headers.get('retry-after')).toBe('5');
      expect(await problemOf(response)).toMatchObject({ status: 503, type: 'database-unavailable', detail });
      await failing.close();
    },
  );

  it('an unready database is told by readyz, while healthz answers', async () => {
    const unready = await serveApp({ fault: 'The migrations have not run.' });
    expect(await problemOf(await unready.get('/readyz'))).toMatchObject({
      status: 503,
      type: 'database-unavailable',
      detail: 'database: The migrations have not run.',
    });
    expect((await unready.get('/healthz')).status).toBe(200);
    await unready.close();
  });
});

function failingWith(error: Error): Parameters<typeof serveApp>[1] {
  const { store } = createFakeStore(tinyData);
  return {
    store: {
      ...store,
      listTerritories: () => Promise.reject(error),
    },
  };
}

describe('the web page', () => {
  let webDir: string;
  let web: ServedApp;

  beforeAll(async () => {
    webDir = await mkdtemp(join(tmpdir(), 'wangge-web-'));
    await mkdir(join(webDir, 'assets'));
    await writeFile(join(webDir, 'index.html'), '<!doctype html><title>Wangge</title>');
    await writeFile(join(webDir, 'assets', 'index-abc123.js'), 'export {};');
    web = await serveApp({}, { webDir });
  });

  afterAll(async () => {
    await web.close();
    await rm(webDir, { recursive: true });
  });

  it('is asked for again each time, its hashed assets never', async () => {
    const page = await web.get('/');
    expect(page.headers.get('content-type')).toContain('text/html');
    expect(page.headers.get('cache-control')).toBe('no-cache');
    const asset = await web.get('/assets/index-abc123.js');
    expect(asset.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
  });

  it('may load nothing from elsewhere', async () => {
    const policy = (await web.get('/')).headers.get('content-security-policy') ?? '';
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("worker-src 'self' blob:");
    expect(policy).not.toMatch(/https?:|\*|script-src[^;]*unsafe/);
    expect((await web.get('/')).headers.get('x-content-type-options')).toBe('nosniff');
  });

  it('does not swallow what is not there', async () => {
    expect(await problemOf(await web.get('/assets/gone-1.js'))).toMatchObject({ status: 404 });
    expect(await problemOf(await web.get('/../package.json'))).toMatchObject({ status: 404 });
    expect(await problemOf(await web.get('/.env'))).toMatchObject({ status: 404 });
  });
});
