import { request as requestHttp, type ServerResponse } from 'node:http';
import { afterEach, describe, expect, it } from 'vitest';
import { StoreUnavailable } from '../../src/store/map-error.js';
import type { Outage } from '../../src/store/watch-outage.js';
import { startFakeMartin, tileType, until } from '../fake-martin.js';
import {
  closeLater,
  closeServed,
  current,
  expectUnavailable,
  auditedMs,
  drawnMs,
  forEver,
  gzip,
  named,
  packed,
  problemIn,
  sendPacked,
  serveThroughMartin,
} from '../serve-tiles.js';

afterEach(closeServed);

/** A database whose state the test sets; that it is away is known once somebody suspects it. */
function fakeOutage(): Outage & { isAway: boolean; suspicions: number } {
  return {
    isAway: false,
    suspicions: 0,
    suspect() {
      this.suspicions += 1;
    },
    pass() {
      const isKnown = this.isAway && this.suspicions > 0;
      return isKnown ? Promise.reject(new StoreUnavailable('The database is away.')) : Promise.resolve();
    },
  };
}

describe('a tile through Martin', () => {
  it('comes as Martin packed it, with its tag and our caching, and nothing else of the inner answer', async () => {
    const { ask, martin } = await serveThroughMartin();
    martin.answer = (_request, response) => sendPacked(response);
    const answer = await ask(named, { 'Accept-Encoding': 'gzip, deflate, br, zstd' });
    expect(answer).toMatchObject({ status: 200, body: packed, isWhole: true });
    expect(answer.headers).toMatchObject({
      'content-type': 'application/vnd.mapbox-vector-tile',
      'content-encoding': 'gzip',
      'content-length': String(packed.length),
      'cache-control': forEver,
      'x-content-type-options': 'nosniff',
      etag: 'W/"abc"',
      vary: 'Accept-Encoding',
    });
    expect(answer.headers['x-secret']).toBeUndefined();
    expect(martin.headers[0]?.['accept-encoding']).toBe('gzip;q=1, br;q=1, identity;q=0.001');
  });

  it('asks Martin only what was checked and resolved', async () => {
    const { ask, martin } = await serveThroughMartin();
    await ask('/tiles/findings/10/512/511?audit=7&revision=3&territory=tiny', {
      Cookie: 'a=b',
      Authorization: 'x',
    });
    await ask(current);
    await ask('/tiles/reference/10/512/511?territory=tiny&revision=3');
    expect(martin.asked).toEqual([
      `GET /findings/10/512/511?territory=tiny&revision=3&audit=7&made=${auditedMs}`,
      `GET /grids/10/512/511?territory=tiny&revision=3&made=${drawnMs}`,
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
    const { app, martin } = await serveThroughMartin();
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
    const { app, martin } = await serveThroughMartin();
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
    const { app, martin } = await serveThroughMartin();
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
    const { ask, martin } = await serveThroughMartin();
    const empty = await ask(named);
    expect([empty.status, empty.headers['cache-control'], empty.body.length]).toEqual([204, forEver, 0]);
    martin.answer = (request, response) => {
      if (request.headers['if-none-match'] === '"abc"') response.writeHead(304).end();
      else sendPacked(response);
    };
    const known = await ask(current, { ...gzip, 'If-None-Match': 'W/"abc"' });
    expect([known.status, known.headers.etag, known.headers['cache-control']]).toEqual([
      304,
      'W/"abc"',
      'no-cache',
    ]);
    expect((await ask(current, { ...gzip, 'If-None-Match': '"old"' })).status).toBe(200);
    const whole = await ask(current, { ...gzip, 'If-None-Match': '"abc"', 'Cache-Control': 'no-cache' });
    expect(whole.status).toBe(200);
  });

  it('is 304 with its tag whichever of several it is known by, and comes when it is none of them', async () => {
    const { ask, martin } = await serveThroughMartin();
    martin.answer = (request, response) => {
      // Martin does not say which of several it was.
      if (request.headers['if-none-match']?.includes('"abc"')) response.writeHead(304).end();
      else sendPacked(response);
    };
    for (const tags of ['"x", W/"abc"', 'W/"abc", "x"', '"x","abc"']) {
      const known = await ask(current, { ...gzip, 'If-None-Match': tags });
      expect([known.status, known.headers.etag, known.body.length]).toEqual([304, 'W/"abc"', 0]);
    }
    const other = await ask(current, { ...gzip, 'If-None-Match': '"x", W/"y"' });
    expect([other.status, other.headers.etag, other.body]).toEqual([200, 'W/"abc"', packed]);
  });

  it('has a weak tag also where Martin sends a weak one', async () => {
    const { ask, martin } = await serveThroughMartin();
    martin.answer = (_request, response) => {
      response.writeHead(200, { 'Content-Type': tileType, ETag: 'W/"abc"' }).end('tile');
    };
    expect((await ask(current)).headers.etag).toBe('W/"abc"');
    const known = await ask(current, { 'If-None-Match': '"x", W/"abc"' });
    expect([known.status, known.headers.etag]).toEqual([304, 'W/"abc"']);
  });

  it('that hangs because the database does is 503 soon, and the next ones at once; what Martin has comes', async () => {
    const outage = fakeOutage();
    const { ask, martin } = await serveThroughMartin({ outage, rememberedMs: 60, slowMs: 150 });
    outage.isAway = true;
    martin.answer = () => undefined;
    const timed = async (): Promise<number> => {
      const start = performance.now();
      const answer = await ask(named);
      expect(problemIn(answer)).toMatchObject({ type: 'database-unavailable', status: 503 });
      expect(answer.headers['retry-after']).toBe('5');
      return performance.now() - start;
    };
    // Nobody knew of it before the tile did not come.
    expect(await timed()).toBeGreaterThan(140);
    expect(outage.suspicions).toBe(1);
    expect(await timed()).toBeLessThan(140);
    expect(outage.suspicions).toBe(1);
    martin.answer = (_request, response) => sendPacked(response);
    expect((await ask(named)).status).toBe(200);
  });

  it('that is only slow comes, however long the database is asked, and is not cut by what it learns later', async () => {
    const outage = fakeOutage();
    const { ask, martin } = await serveThroughMartin({ outage, rememberedMs: 20, slowMs: 50 });
    martin.answer = (_request, response) => void setTimeout(() => sendPacked(response), 120);
    expect((await ask(named)).status).toBe(200);
    expect(outage.suspicions).toBe(1);
    // The head is there in time; the database is lost while the body comes.
    martin.answer = (_request, response) => {
      response.writeHead(200, { 'Content-Type': tileType }).write('first ');
      outage.isAway = true;
      setTimeout(() => response.end('second'), 100);
    };
    const answer = await ask(named);
    expect([answer.status, answer.body.toString(), answer.isWhole]).toEqual([200, 'first second', true]);
  });

  it('can be asked for its head alone', async () => {
    const { ask, martin } = await serveThroughMartin();
    martin.answer = (_request, response) => sendPacked(response);
    const head = await ask(named, gzip, 'HEAD');
    expect([head.status, head.headers['content-length'], head.body.length]).toEqual([
      200,
      String(packed.length),
      0,
    ]);
    expect(martin.asked).toEqual([`HEAD /grids/10/512/511?territory=tiny&revision=3&made=${drawnMs}`]);
  });

  it('goes over kept connections, a bounded number of them, and over a new one after a restart of Martin', async () => {
    const { ask, martin } = await serveThroughMartin({ mostConnections: 2 });
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
    const { ask, app, martin } = await serveThroughMartin();
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
    const { ask, martin } = await serveThroughMartin();
    martin.answer = (_request, response) =>
      response.writeHead(200, { 'Content-Type': tileType, 'Content-Encoding': 'zstd' }).end('x');
    expectUnavailable(await ask(named, gzip));
  });

  it('a Martin that is away is 503, and back without hands', async () => {
    const { ask, app, martin } = await serveThroughMartin();
    await martin.close();
    expectUnavailable(await ask(named, gzip));
    const away = await ask('/readyz');
    expect([away.status, problemIn(away).type]).toEqual([503, 'tiles-unavailable']);
    expect((await app.get('/healthz')).status).toBe(200);
    const again = await startFakeMartin(Number(new URL(martin.url).port));
    closeLater(() => again.close());
    again.answer = (_request, response) => sendPacked(response);
    expect((await ask(named, gzip)).status).toBe(200);
  });

  it('a Martin that is slow to answer is 503 in bounded time', async () => {
    const { ask, martin } = await serveThroughMartin({ firstByteMs: 100 });
    martin.answer = () => undefined;
    expectUnavailable(await ask(named, gzip));
  });

  it('a Martin whose connections are all taken is 503 in bounded time', async () => {
    const { ask, martin } = await serveThroughMartin({ firstByteMs: 200, mostConnections: 1 });
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
        const { ask, app, martin } = await serveThroughMartin({ silenceMs: 100 });
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
