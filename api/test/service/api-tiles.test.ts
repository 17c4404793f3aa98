import { gunzipSync, gzipSync } from 'node:zlib';
import { afterEach, describe, expect, it } from 'vitest';
import type { TileService } from '../../src/tiles/create-tile-service.js';
import { askRaw, type RawAnswer } from '../ask-raw.js';
import { fakeRevision, fakeTerritory } from '../fake-store.js';
import {
  closeServed,
  current,
  findings,
  auditedMs,
  drawnMs,
  forEver,
  gzip,
  named,
  packed,
  problemIn,
  serveThroughMartin,
  serveTiles,
} from '../serve-tiles.js';

afterEach(closeServed);

describe('how long a tile may be kept', () => {
  it.each([
    ['a drawing that is named', named, forEver],
    ['findings of a run that is named', findings, forEver],
    ['the revision in force', current, 'no-cache'],
    ['the newest findings', '/tiles/findings/10/512/511?territory=tiny&revision=3', 'no-cache'],
    ['reference layers', '/tiles/reference/10/512/511?territory=tiny', 'public, max-age=60, must-revalidate'],
    ['an empty tile', `/tiles/grids/10/0/0?territory=tiny&revision=3&made=${drawnMs}`, forEver],
    ['a description', '/tiles/grids.json?territory=tiny&revision=3', 'no-cache'],
  ])(
    '%s: by anyone where reading is anonymous, otherwise by the asker alone',
    async (_what, path, caching) => {
      const ours = (text: string | undefined): string | undefined =>
        text === 'no-cache' ? 'private, no-cache' : text?.replace('public', 'private');
      const anonymous = await serveTiles();
      expect((await askRaw(anonymous.origin + path)).headers['cache-control']).toBe(caching);
      const known = await serveTiles({}, { readingIsAnonymous: false });
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
    const app = await serveTiles({ territories, revisions }, { tiles });
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
    const { ask, app, martin } = await serveThroughMartin({}, { revisions });
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
    const app = await serveTiles();
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
    const app = await serveTiles({}, { tiles });
    const empty = `/api/v1/tiles/grids/9/0/0?territory=tiny&revision=3&made=${drawnMs}`;
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
    for (const tags of ['"abc"', 'W/"abc"', '"x", W/"abc"']) {
      const known = await askRaw(app.origin + named, { ...gzip, 'If-None-Match': tags });
      expect([known.status, known.headers.etag, known.body.length]).toEqual([304, 'W/"abc"', 0]);
    }
    // One tag for all ways of packing: none of them is the same byte by byte.
    for (const headers of [gzip, { 'Accept-Encoding': 'identity' }])
      expect((await askRaw(app.origin + named, headers)).headers.etag).toBe('W/"abc"');
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
    const known = await serveTiles({}, { tiles, readingIsAnonymous: false });
    for (let times = 0; times < 2; times += 1) await askRaw(known.origin + named, gzip);
    const anyone = await serveTiles({}, { tiles });
    for (let times = 0; times < 2; times += 1) await askRaw(anyone.origin + current, gzip);
    expect(readings).toBe(4);
  });

  it('is refused under a foreign name even when it is warm', async () => {
    const app = await serveTiles({}, { loopbackOnly: true });
    expect((await askRaw(app.origin + named, gzip)).status).toBe(200);
    expect((await askRaw(app.origin + named, { ...gzip, Host: 'evil.example' })).status).toBe(421);
    expect((await askRaw(app.origin + named, { ...gzip, Host: 'localhost:80' })).status).toBe(200);
  });
});

describe('a public address of tiles', () => {
  it('stands in the descriptions, and the page may ask there', async () => {
    const app = await serveTiles({}, { tilesPublicUrl: 'https://tiles.example.com/martin' });
    const answer = await app.get('/tiles/findings.json?territory=tiny');
    expect(await answer.json()).toMatchObject({
      tiles: [
        `https://tiles.example.com/martin/findings/{z}/{x}/{y}?territory=tiny&revision=3&audit=7&made=${auditedMs}`,
      ],
    });
    const reference = await app.get('/tiles/reference.json?territory=tiny');
    expect(await reference.json()).toMatchObject({
      tiles: ['https://tiles.example.com/martin/reference/{z}/{x}/{y}?territory=tiny'],
    });
    expect(answer.headers.get('content-security-policy')).toContain(
      "connect-src 'self' https://tiles.example.com;",
    );
    expect((await app.get(named)).status).toBe(200);
    const own = await serveTiles();
    expect((await own.get('/healthz')).headers.get('content-security-policy')).toContain(
      "connect-src 'self';",
    );
  });
});
