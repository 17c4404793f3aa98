import { request as requestHttp, type ServerResponse } from 'node:http';
import { gunzipSync, gzipSync } from 'node:zlib';
import { afterEach, describe, expect, it } from 'vitest';
import { problemSchema } from '../../src/routes/schemas/problem.js';
import type { AppDependencies } from '../../src/app.js';
import {
  createMartinTiles,
  type MartinOptions,
  type MartinTiles,
} from '../../src/tiles/create-martin-tiles.js';
import type { TileService } from '../../src/tiles/create-tile-service.js';
import { askRaw, type RawAnswer } from '../ask-raw.js';
import { type FakeMartin, startFakeMartin, tileType, until } from '../fake-martin.js';
import { fakeAudit, fakeFinding, fakeRevision, fakeTerritory, type FakeData } from '../fake-store.js';
import { serveApp, type ServedApp } from '../serve-app.js';

const forEver = 'public, max-age=31536000, immutable';
const named = '/tiles/grids/10/512/511?territory=tiny&revision=3';
const current = '/tiles/grids/10/512/511?territory=tiny';
const findings = '/tiles/findings/10/512/511?territory=tiny&revision=3&audit=7';
const gzip = { 'Accept-Encoding': 'gzip' };
const tileBytes = Buffer.from('a tile '.repeat(40));
const packed = gzipSync(tileBytes);

const closing: (() => unknown)[] = [];

afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

async function serve(
  data: Partial<FakeData> = {},
  change: Partial<AppDependencies> = {},
): Promise<ServedApp> {
  const app = await serveApp({ audits: [fakeAudit()], findings: [fakeFinding(1)], ...data }, change);
  closing.push(() => app.close());
  return app;
}

interface Stack {
  readonly app: ServedApp;
  readonly martin: FakeMartin;
  readonly tiles: MartinTiles;
  ask(path: string, headers?: Record<string, string>, method?: string): Promise<RawAnswer>;
}

/** The app before a fake Martin. */
async function serveThrough(
  options: Partial<MartinOptions> = {},
  data: Partial<FakeData> = {},
  change: Partial<AppDependencies> = {},
): Promise<Stack> {
  const martin = await startFakeMartin();
  const tiles = createMartinTiles({ url: martin.url, ...options });
  const app = await serve(data, { martin: tiles, ...change });
  closing.push(() => {
    tiles.close();
    return martin.close();
  });
  return { app, martin, tiles, ask: (path, headers, method) => askRaw(app.origin + path, headers, method) };
}

/** Answers like Martin: packed, with length and tag. */
function sendPacked(response: ServerResponse): void {
  response.writeHead(200, {
    'Content-Type': tileType,
    'Content-Encoding': 'gzip',
    'Content-Length': packed.length,
    ETag: '"abc"',
    'X-Secret': 'of the inner network',
  });
  response.end(packed);
}

function problemIn(answer: RawAnswer): { type: string; detail: string } {
  expect(answer.headers['content-type']).toContain('application/problem+json');
  const problem = problemSchema.strict().parse(JSON.parse(answer.body.toString()));
  expect(problem.status).toBe(answer.status);
  return problem;
}

function expectUnavailable(answer: RawAnswer): void {
  expect(problemIn(answer).type).toBe('tiles-unavailable');
  expect(answer.status).toBe(503);
  expect(answer.headers['retry-after']).toBe('5');
  expect(answer.headers['cache-control']).toBe('no-store');
  expect(answer.headers.etag).not.toBe('"of a fault"');
}

describe('a tile through Martin', () => {
  it('comes as Martin packed it, with its tag and our caching, and nothing else of the inner answer', async () => {
    const { ask, martin } = await serveThrough();
    martin.answer = (_request, response) => sendPacked(response);
    const answer = await ask(named, { 'Accept-Encoding': 'gzip, deflate, br, zstd' });
    expect(answer).toMatchObject({ status: 200, body: packed, isWhole: true });
    expect(answer.headers).toMatchObject({
      'content-type': 'application/vnd.mapbox-vector-tile',
      'content-encoding': 'gzip',
      'content-length': String(packed.length),
      'cache-control': forEver,
      'x-content-type-options': 'nosniff',
      etag: '"abc"',
      vary: 'Accept-Encoding',
    });
    expect(answer.headers['x-secret']).toBeUndefined();
    expect(martin.headers[0]?.['accept-encoding']).toBe('gzip;q=1, br;q=1, identity;q=0.001');
  });

  it('asks Martin only what was checked and resolved', async () => {
    const { ask, martin } = await serveThrough();
    await ask('/tiles/findings/0010/512/511?audit=7&revision=03&territory=tiny', {
      Cookie: 'a=b',
      Authorization: 'x',
    });
    await ask(current);
    await ask('/tiles/reference/10/512/511?territory=tiny&revision=3');
    expect(martin.asked).toEqual([
      'GET /findings/10/512/511?territory=tiny&revision=3&audit=7',
      'GET /grids/10/512/511?territory=tiny&revision=3',
      'GET /reference/10/512/511?territory=tiny',
    ]);
    expect(martin.headers.map((headers) => headers.cookie ?? headers.authorization)).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
    expect((await ask(`${named}&sql=1`)).status).toBe(400);
    expect((await ask('/tiles/grids/17/0/0?territory=tiny&revision=3')).status).toBe(404);
    expect((await ask('/tiles/grids/10/512/511?territory=tiny&revision=9')).status).toBe(404);
    expect(martin.asked).toHaveLength(3);
  });

  it('begins to arrive before Martin has ended', async () => {
    const { app, martin } = await serveThrough();
    let inner: ServerResponse | undefined;
    martin.answer = (_request, response) => {
      inner = response;
      response.writeHead(200, { 'Content-Type': tileType, 'Content-Length': 10 });
      response.write('first');
    };
    const text = await new Promise<string>((resolve, reject) => {
      requestHttp(app.origin + named, { agent: false }, (response) => {
        let read = '';
        response.on('data', (part: Buffer) => {
          read += part.toString();
          if (read === 'first') inner?.end('-rest');
        });
        response.on('end', () => resolve(read));
        response.on('error', reject);
      })
        .on('error', reject)
        .end();
    });
    expect(text).toBe('first-rest');
  });

  it('of any size is held back by its reader and not collected', async () => {
    const { app, martin } = await serveThrough();
    const part = Buffer.alloc(2 ** 20);
    let written = 0;
    martin.answer = (_request, response) => {
      response.writeHead(200, { 'Content-Type': tileType });
      const write = (): void => {
        while (written < 200 && response.write(part)) written += 1;
        if (written < 200) response.once('drain', () => ((written += 1), write()));
      };
      write();
    };
    const reader = requestHttp(app.origin + named, { agent: false }, (response) => response.pause());
    reader.on('error', () => undefined);
    reader.end();
    await until(() => written > 0);
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect(written).toBeLessThan(60);
    reader.destroy();
  });

  it('whose asker leaves is given up at Martin too', async () => {
    const { app, martin } = await serveThrough();
    let hasLeft = false;
    martin.answer = (request) => request.once('close', () => (hasLeft = true));
    const waiting = requestHttp(app.origin + named, { agent: false });
    waiting.on('error', () => undefined);
    waiting.end();
    await until(() => martin.asked.length === 1);
    waiting.destroy();
    await until(() => hasLeft);
    expect(app.logged).toEqual([]);

    hasLeft = false;
    martin.answer = (request, response) => {
      request.once('close', () => (hasLeft = true));
      response.writeHead(200, { 'Content-Type': tileType, 'Content-Length': 10 }).write('first');
    };
    const reading = requestHttp(app.origin + named, { agent: false }, (response) => {
      response.once('data', () => reading.destroy());
      response.on('error', () => undefined);
    });
    reading.on('error', () => undefined);
    reading.end();
    await until(() => hasLeft);
    expect(app.logged).toEqual([]);
  });

  it('that is empty is 204, that is known is 304, and both are kept like the tile', async () => {
    const { ask, martin } = await serveThrough();
    const empty = await ask(named);
    expect([empty.status, empty.headers['cache-control'], empty.body.length]).toEqual([204, forEver, 0]);
    martin.answer = (request, response) => {
      if (request.headers['if-none-match'] === '"abc"') response.writeHead(304).end();
      else sendPacked(response);
    };
    const known = await ask(current, { ...gzip, 'If-None-Match': 'W/"abc"' });
    expect([known.status, known.headers.etag, known.headers['cache-control']]).toEqual([
      304,
      '"abc"',
      'no-cache',
    ]);
    expect((await ask(current, { ...gzip, 'If-None-Match': '"old"' })).status).toBe(200);
    const whole = await ask(current, { ...gzip, 'If-None-Match': '"abc"', 'Cache-Control': 'no-cache' });
    expect(whole.status).toBe(200);
  });

  it('can be asked for its head alone', async () => {
    const { ask, martin } = await serveThrough();
    martin.answer = (_request, response) => sendPacked(response);
    const head = await ask(named, gzip, 'HEAD');
    expect([head.status, head.headers['content-length'], head.body.length]).toEqual([
      200,
      String(packed.length),
      0,
    ]);
    expect(martin.asked).toEqual(['HEAD /grids/10/512/511?territory=tiny&revision=3']);
  });

  it('goes over kept connections, a bounded number of them, and over a new one after a restart of Martin', async () => {
    const { ask, martin } = await serveThrough({ mostConnections: 2 });
    martin.answer = (_request, response) => setTimeout(() => sendPacked(response), 20);
    const many = await Promise.all(Array.from({ length: 12 }, () => ask(named, gzip)));
    expect(many.map((answer) => answer.status)).toEqual(many.map(() => 200));
    expect(martin.connections()).toBe(2);
    // The kept ones end in the moment in which they are used again.
    martin.answer = (request, response) => {
      if (martin.connections() === 2) request.socket.destroy();
      else sendPacked(response);
    };
    expect((await ask(named, gzip)).status).toBe(200);
  });
});

describe('what is no tile', () => {
  it.each([
    ['a fault', 500, 'text/plain'],
    ['a source that Martin does not have', 404, 'text/plain'],
    ['a refusal', 400, 'text/plain'],
    ['another address', 302, 'text/plain'],
    ["another program's page", 200, 'text/html; charset=utf-8'],
    ['a thing without a type', 200, undefined],
  ])('%s of Martin is 503, not kept, and says nothing of the inner network', async (_what, status, type) => {
    const { ask, app, martin } = await serveThrough();
    martin.answer = (_request, response) => {
      response.writeHead(status, {
        ...(type === undefined ? {} : { 'Content-Type': type }),
        'Cache-Control': 'public, max-age=3600',
        ETag: '"of a fault"',
      });
      response.end('password=geheim');
    };
    const answer = await ask(named, gzip);
    expectUnavailable(answer);
    expect(answer.body.toString()).not.toMatch(/geheim|127\.0\.0\.1/);
    expect(String((app.logged[0]?.cause as Error).cause)).toContain(martin.url);
    martin.answer = (_request, response) => sendPacked(response);
    expect((await ask(named, gzip)).status).toBe(200);
  });

  it('an encoding that nobody asked for is 503', async () => {
    const { ask, martin } = await serveThrough();
    martin.answer = (_request, response) =>
      response.writeHead(200, { 'Content-Type': tileType, 'Content-Encoding': 'zstd' }).end('x');
    expectUnavailable(await ask(named, gzip));
  });

  it('a Martin that is away is 503, and back without hands', async () => {
    const { ask, app, martin } = await serveThrough();
    await martin.close();
    expectUnavailable(await ask(named, gzip));
    const away = await ask('/readyz');
    expect([away.status, problemIn(away).type]).toEqual([503, 'tiles-unavailable']);
    expect((await app.get('/healthz')).status).toBe(200);
    const again = await startFakeMartin(Number(new URL(martin.url).port));
    closing.push(() => again.close());
    again.answer = (_request, response) => sendPacked(response);
    expect((await ask(named, gzip)).status).toBe(200);
  });

  it('a Martin that is slow to answer is 503 in bounded time', async () => {
    const { ask, martin } = await serveThrough({ firstByteMs: 100 });
    martin.answer = () => undefined;
    expectUnavailable(await ask(named, gzip));
  });

  it('a Martin whose connections are all taken is 503 in bounded time', async () => {
    const { ask, martin } = await serveThrough({ firstByteMs: 200, mostConnections: 1 });
    martin.answer = () => undefined;
    const answers = await Promise.all([ask(named, gzip), ask(named, gzip), ask(named, gzip)]);
    answers.forEach(expectUnavailable);
  });

  it.each([
    ['breaks off', (response: ServerResponse) => setTimeout(() => response.destroy(), 30)],
    ['falls silent', () => undefined],
  ])(
    'a body that %s cuts the connection: half a tile is never taken for a whole one',
    async (_what, misbehave) => {
      for (const length of [{ 'Content-Length': 1000 }, {}]) {
        const { ask, app, martin } = await serveThrough({ silenceMs: 100 });
        martin.answer = (_request, response) => {
          response.writeHead(200, { 'Content-Type': tileType, ...length }).write('half a tile');
          misbehave(response);
        };
        const answer = await ask(named, gzip);
        expect([answer.status, answer.isWhole, answer.body.toString()]).toEqual([200, false, 'half a tile']);
        expect(app.logged.map(({ cause }) => String(cause))).toEqual(['Error: a tile broke off on its way']);
      }
    },
  );
});

describe('how long a tile may be kept', () => {
  it.each([
    ['a revision that is named', named, forEver],
    ['findings of a run that is named', findings, forEver],
    ['the revision in force', current, 'no-cache'],
    ['the newest findings', '/tiles/findings/10/512/511?territory=tiny&revision=3', 'no-cache'],
    ['reference layers', '/tiles/reference/10/512/511?territory=tiny', 'public, max-age=60, must-revalidate'],
    ['an empty tile', '/tiles/grids/10/0/0?territory=tiny&revision=3', forEver],
    ['a description', '/tiles/grids.json?territory=tiny&revision=3', 'no-cache'],
  ])(
    '%s: by anyone where reading is anonymous, otherwise by the asker alone',
    async (_what, path, caching) => {
      const ours = (text: string | undefined): string | undefined =>
        text === 'no-cache' ? 'private, no-cache' : text?.replace('public', 'private');
      const anonymous = await serve();
      expect((await askRaw(anonymous.origin + path)).headers['cache-control']).toBe(caching);
      const known = await serve({}, { readingIsAnonymous: false });
      for (let times = 0; times < 2; times += 1)
        expect((await askRaw(known.origin + path, gzip)).headers['cache-control']).toBe(ours(caching));
    },
  );

  it('a new revision needs no purge: its description names it, and the old address gives what it always gave', async () => {
    const territories = [fakeTerritory()];
    const revisions = [fakeRevision(3)];
    const tiles: TileService = {
      readTile: async (_source, { revision }) => ({
        gzipped: gzipSync(`revision ${revision}`),
        etag: `"${revision}"`,
      }),
    };
    const app = await serve({ territories, revisions }, { tiles });
    const read = async (path: string): Promise<string> =>
      gunzipSync((await askRaw(app.origin + path, gzip)).body).toString();
    const describeSource = async (etag?: string): Promise<RawAnswer> =>
      askRaw(
        `${app.origin}/tiles/grids.json?territory=tiny`,
        etag === undefined ? {} : { 'If-None-Match': etag },
      );
    const before = await describeSource();
    const etag = String(before.headers.etag);
    expect(before.body.toString()).toContain('revision=3');
    expect((await describeSource(etag)).status).toBe(304);
    expect([await read(named), await read(current)]).toEqual(['revision 3', 'revision 3']);

    revisions.push(fakeRevision(4));
    territories[0] = fakeTerritory({ currentRevision: 4 });
    const after = await describeSource(etag);
    expect(after.status).toBe(200);
    expect(after.body.toString()).toContain('revision=4');
    expect([await read(named), await read(current)]).toEqual(['revision 3', 'revision 4']);
    const changed = await askRaw(app.origin + current, { ...gzip, 'If-None-Match': '"3"' });
    expect(changed.status).toBe(200);
  });

  it('a revision that is not drawn yet is 503 and not an empty tile, until it is drawn', async () => {
    const revisions = [fakeRevision(3, { isDrawn: false })];
    const { ask, app, martin } = await serveThrough({}, { revisions });
    for (const path of [named, current]) {
      const answer = await ask(path, gzip);
      expect(problemIn(answer).type).toBe('not-drawn-yet');
      expect([answer.status, answer.headers['retry-after'], answer.headers['cache-control']]).toEqual([
        503,
        '5',
        'no-store',
      ]);
    }
    expect(martin.asked).toEqual([]);
    // It is no fault of ours, and labels are there at once.
    expect(app.logged).toEqual([]);
    expect((await ask('/tiles/grid_labels/10/512/511?territory=tiny&revision=3')).status).toBe(204);
    revisions[0] = fakeRevision(3);
    expect((await ask(named)).status).toBe(204);
  });
});

describe('a tile that this server cuts', () => {
  it.each([
    ['gzip', 'gzip'],
    ['gzip, deflate, br, zstd', 'gzip'],
    ['*', 'gzip'],
    ['GZIP;Q=0.2', 'gzip'],
    ['br', undefined],
    ['gzip;q=0', undefined],
    ['gzip;q=0.2, identity;q=0.9', undefined],
    ['identity', undefined],
    ['', undefined],
  ])('asked for with Accept-Encoding "%s" comes as %s, cold and warm', async (header, encoding) => {
    const app = await serve();
    for (let times = 0; times < 3; times += 1) {
      const answer = await askRaw(app.origin + named, { 'Accept-Encoding': header });
      expect([answer.status, answer.headers['content-encoding'], answer.headers.vary]).toEqual([
        200,
        encoding,
        'Accept-Encoding',
      ]);
      const bytes = encoding === undefined ? answer.body : gunzipSync(answer.body);
      expect(bytes.includes('grids')).toBe(true);
      expect(answer.headers['content-length']).toBe(String(answer.body.length));
    }
  });

  it('is answered the second time as it was the first, without asking the store or the tiles', async () => {
    let readings = 0;
    const tiles: TileService = {
      readTile: async (_source, _scope, z) => {
        readings += 1;
        return z === 10 ? { gzipped: packed, etag: '"abc"' } : undefined;
      },
    };
    const app = await serve({}, { tiles });
    const empty = '/api/v1/tiles/grids/9/0/0?territory=tiny&revision=3';
    for (const path of [named, findings, empty]) {
      const cold = await askRaw(app.origin + path, gzip);
      app.calls.length = 0;
      readings = 0;
      const warm = await askRaw(app.origin + path, gzip);
      expect([app.calls, readings]).toEqual([[], 0]);
      const fixed = ({ headers, status, body }: RawAnswer): unknown => [
        status,
        body.toString('hex'),
        { ...headers, date: '', 'x-request-id': '' },
      ];
      expect(fixed(warm)).toEqual(fixed(cold));
      expect(warm.headers['x-request-id']).not.toBe(cold.headers['x-request-id']);
      expect(warm.headers['x-request-id']).toMatch(/^[0-9a-f-]{36}$/);
    }
    const known = await askRaw(app.origin + named, { ...gzip, 'If-None-Match': '"abc"' });
    expect([known.status, known.body.length]).toEqual([304, 0]);
    const head = await askRaw(app.origin + named, gzip, 'HEAD');
    expect([head.status, head.headers['content-length'], head.body.length]).toEqual([
      200,
      String(packed.length),
      0,
    ]);
    expect((await askRaw(app.origin + named, gzip, 'POST')).status).toBe(405);
  });

  it('is never kept in memory for those who must be known first, nor where no revision is named', async () => {
    let readings = 0;
    const tiles: TileService = {
      readTile: async () => {
        readings += 1;
        return { gzipped: packed, etag: '"abc"' };
      },
    };
    const known = await serve({}, { tiles, readingIsAnonymous: false });
    for (let times = 0; times < 2; times += 1) await askRaw(known.origin + named, gzip);
    const anyone = await serve({}, { tiles });
    for (let times = 0; times < 2; times += 1) await askRaw(anyone.origin + current, gzip);
    expect(readings).toBe(4);
  });

  it('is refused under a foreign name even when it is warm', async () => {
    const app = await serve({}, { loopbackOnly: true });
    expect((await askRaw(app.origin + named, gzip)).status).toBe(200);
    expect((await askRaw(app.origin + named, { ...gzip, Host: 'evil.example' })).status).toBe(421);
    expect((await askRaw(app.origin + named, { ...gzip, Host: 'localhost:80' })).status).toBe(200);
  });
});

describe('a public address of tiles', () => {
  it('stands in the descriptions, and the page may ask there', async () => {
    const app = await serve({}, { tilesPublicUrl: 'https://tiles.example.com/martin' });
    const answer = await app.get('/tiles/findings.json?territory=tiny');
    expect(await answer.json()).toMatchObject({
      tiles: ['https://tiles.example.com/martin/findings/{z}/{x}/{y}?territory=tiny&revision=3&audit=7'],
    });
    const reference = await app.get('/tiles/reference.json?territory=tiny');
    expect(await reference.json()).toMatchObject({
      tiles: ['https://tiles.example.com/martin/reference/{z}/{x}/{y}?territory=tiny'],
    });
    expect(answer.headers.get('content-security-policy')).toContain(
      "connect-src 'self' https://tiles.example.com;",
    );
    expect((await app.get(named)).status).toBe(200);
    const own = await serve();
    expect((await own.get('/healthz')).headers.get('content-security-policy')).toContain(
      "connect-src 'self';",
    );
  });
});
