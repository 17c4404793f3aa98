import { gunzipSync, gzipSync } from 'node:zlib';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { TileService } from '../../src/tiles/create-tile-service.js';
import { askRaw, type RawAnswer } from '../ask-raw.js';
import { openTestDatabase, type TestDatabase } from '../database.js';
import { fakeAudit, fakeRevision } from '../fake-store.js';
import { forgetTerritory } from '../forget-territory.js';
import {
  auditedMs,
  closeServed,
  closeLater,
  current,
  drawnMs,
  forEver,
  gzip,
  packed,
  problemIn,
  sendPacked,
  serveThroughMartin,
  serveTiles,
} from '../serve-tiles.js';
import { serveApp } from '../serve-app.js';
import { finding, local, noResult } from '../store-maps.js';
import { decodeTile } from '../tiles-decode.js';
import { cityChanges, makeTerritory, publishSquares } from '../tiles-fake-city.js';

/**
 * An address of a tile names what it shows and when that was made, because numbers alone are given again: after a restore
 * from a backup the next map has the number of one that is lost.
 */

const drawnAgainAt = '2026-01-09T10:11:12.345Z';
const place = '10/512/511';
const grids = `/tiles/grids/${place}?territory=tiny&revision=3`;

afterEach(closeServed);

/** The address that a TileJSON gives for a tile. */
async function addressOf(
  origin: string,
  source: string,
  at = place,
  search = 'territory=tiny',
): Promise<string> {
  const answer = await askRaw(`${origin}/tiles/${source}.json?${search}`);
  expect(answer.status, answer.body.toString()).toBe(200);
  const { tiles } = JSON.parse(answer.body.toString()) as { tiles: [string] };
  const [z = '', x = '', y = ''] = at.split('/');
  return tiles[0].replace('{z}', z).replace('{x}', x).replace('{y}', y).slice(origin.length);
}

function expectGone(answer: RawAnswer): void {
  expect(problemIn(answer)).toMatchObject({ type: 'tile-gone', fix: expect.stringContaining('TileJSON') });
  expect([answer.status, answer.headers['cache-control'], answer.headers.etag?.length ?? 0 > 0]).toEqual([
    410,
    'no-store',
    expect.anything(),
  ]);
}

/** Tiles that say when what they show was made. */
const tellingTiles: TileService = {
  readTile: async (_source, { madeMs }) => ({ gzipped: gzipSync(`made ${madeMs}`), etag: `"${madeMs}"` }),
};

const textOf = (answer: RawAnswer): string =>
  answer.status === 200 ? gunzipSync(answer.body).toString() : String(answer.status);

describe('the address of a tile', () => {
  it('names when the map was drawn, and of findings when the run ended', async () => {
    const { origin } = await serveTiles();
    expect(await addressOf(origin, 'grids')).toBe(`${grids}&made=${drawnMs}`);
    expect(await addressOf(origin, 'grid_labels')).toBe(
      `/tiles/grid_labels/${place}?territory=tiny&revision=3&made=${drawnMs}`,
    );
    expect(await addressOf(origin, 'findings')).toBe(
      `/tiles/findings/${place}?territory=tiny&revision=3&audit=7&made=${auditedMs}`,
    );
    expect(await addressOf(origin, 'reference')).toBe(`/tiles/reference/${place}?territory=tiny`);
  });

  it('is kept for ever only with all that it shows named', async () => {
    const { origin } = await serveTiles();
    const cachingOf = async (path: string): Promise<string | undefined> =>
      (await askRaw(origin + path, gzip)).headers['cache-control'];
    expect(await cachingOf(await addressOf(origin, 'grids'))).toBe(forEver);
    expect(await cachingOf(await addressOf(origin, 'findings'))).toBe(forEver);
    expect(await cachingOf(grids)).toBe('no-cache');
    expect(await cachingOf(`/tiles/findings/${place}?territory=tiny&revision=3&audit=7`)).toBe('no-cache');
  });

  it('that names another moment, or what there is no more, is gone and not kept', async () => {
    const { ask, martin } = await serveThroughMartin();
    const { origin } = await serveTiles();
    for (const path of [
      `${grids}&made=${drawnMs + 1}`,
      `/tiles/grid_labels/${place}?territory=tiny&revision=3&made=1`,
      `/tiles/grids/${place}?territory=tiny&revision=4&made=${drawnMs}`,
      `/tiles/findings/${place}?territory=tiny&revision=3&audit=7&made=${drawnMs}`,
      `/tiles/findings/${place}?territory=tiny&revision=3&audit=8&made=${drawnMs}`,
    ]) {
      expectGone(await ask(path));
      expectGone(await askRaw(origin + path, { ...gzip, 'If-None-Match': '*' }));
    }
    expect(martin.asked).toEqual([]);
  });

  it.each([
    [`/tiles/grids/${place}?territory=tiny&made=${drawnMs}`, 'revision'],
    [`/tiles/grid_labels/${place}?territory=tiny&made=${drawnMs}`, 'revision'],
    [`/tiles/findings/${place}?territory=tiny&audit=7&made=${auditedMs}`, 'revision'],
    [`/tiles/findings/${place}?territory=tiny&revision=3&made=${auditedMs}`, 'audit'],
    [`/tiles/reference/${place}?territory=tiny&made=1`, 'revision'],
  ])('that says when a thing was made and not which is refused: %s lacks %s', async (path, lacking) => {
    const { origin, calls } = await serveTiles();
    const answer = await askRaw(origin + path);
    expect(problemIn(answer)).toMatchObject({ status: 400, type: 'invalid-request', field: 'made' });
    expect(problemIn(answer).detail).toContain(lacking);
    expect(calls).toEqual([]);
  });

  it.each([
    ['zoom', '/tiles/grids/010/512/511?territory=tiny'],
    ['column', '/tiles/grids/10/0512/511?territory=tiny'],
    ['row', '/tiles/grids/10/512/+511?territory=tiny'],
    ['no zoom', '/tiles/grids/-0/0/0?territory=tiny'],
    ['revision', `/tiles/grids/${place}?territory=tiny&revision=03`],
    ['positive revision', `/tiles/grids/${place}?territory=tiny&revision=%2B3`],
    ['audit', `/tiles/findings/${place}?territory=tiny&revision=3&audit=007`],
    ['moment', `${grids}&made=0${drawnMs}`],
    ['revision given twice', `${grids}&revision=3`],
    ['unknown parameter', `${grids}&made=${drawnMs}&round=1`],
  ])('is written in one way only: another one of its %s is refused', async (_what, path) => {
    const { origin, calls } = await serveTiles();
    expect((await askRaw(origin + path)).status).toBe(400);
    expect(calls).toEqual([]);
  });

  it('is what memory keeps tiles by: the same one written otherwise takes no room there', async () => {
    let readings = 0;
    const tiles: TileService = {
      readTile: async () => {
        readings += 1;
        return { gzipped: packed, etag: '"abc"' };
      },
    };
    const { origin } = await serveTiles({}, { tiles });
    const address = `${grids}&made=${drawnMs}`;
    for (const path of [
      `/tiles/grids/${place}?revision=3&territory=tiny&made=${drawnMs}`,
      `${address}&audit=1`,
      `${address}&`,
    ]) {
      const before = readings;
      for (let times = 0; times < 2; times += 1) await askRaw(origin + path, gzip);
      expect([path, readings - before]).toEqual([path, 2]);
    }
    await askRaw(origin + address, gzip);
    const before = readings;
    expect((await askRaw(origin + address, gzip)).headers['cache-control']).toBe(forEver);
    expect(readings).toBe(before);
  });
});

describe('after a restore beneath a server that runs on', () => {
  it('the same number is another address, and the old one gives nothing', async () => {
    const revisions = [fakeRevision(3)];
    const audits = [fakeAudit()];
    const app = await serveTiles({ revisions, audits }, { tiles: tellingTiles });
    const ask = (path: string): Promise<RawAnswer> => askRaw(app.origin + path, gzip);
    const before = {
      grids: await addressOf(app.origin, 'grids'),
      labels: await addressOf(app.origin, 'grid_labels'),
      findings: await addressOf(app.origin, 'findings'),
    };
    for (const path of Object.values(before)) expect(textOf(await ask(path))).toMatch(/^made /);

    revisions[0] = fakeRevision(3, { drawnAt: drawnAgainAt });
    audits[0] = fakeAudit({ finishedAt: drawnAgainAt });
    const again = `made ${Date.parse(drawnAgainAt)}`;
    // What names no moment is asked for anew at once.
    expect(textOf(await ask(grids))).toBe(again);
    expect(textOf(await ask(current))).toBe(again);
    for (const [source, path] of [
      ['grids', before.grids],
      ['grid_labels', before.labels],
      ['findings', before.findings],
    ] as const) {
      const address = await addressOf(app.origin, source);
      expect(address).not.toBe(path);
      expect(textOf(await ask(address))).toBe(again);
      expectGone(await ask(path));
    }
    expect(app.logged).toEqual([]);
  });

  it('an address that is new is found even where nobody has read its TileJSON here', async () => {
    const revisions = [fakeRevision(3)];
    const app = await serveTiles({ revisions }, { tiles: tellingTiles });
    await askRaw(`${app.origin}${grids}&made=${drawnMs}`, gzip);
    revisions[0] = fakeRevision(3, { drawnAt: drawnAgainAt });
    const address = `${grids}&made=${Date.parse(drawnAgainAt)}`;
    expect(textOf(await askRaw(app.origin + address, gzip))).toBe(`made ${Date.parse(drawnAgainAt)}`);
    expectGone(await askRaw(`${app.origin}${grids}&made=${drawnMs}`, gzip));
  });

  it('a tile that is cut while the map changes is not kept under the old address', async () => {
    const revisions = [fakeRevision(3)];
    const app = await serveTiles({ revisions });
    const known = await askRaw(
      `${app.origin}/tiles/grids/9/256/255?territory=tiny&revision=3&made=${drawnMs}`,
      gzip,
    );
    expect(known.status).toBe(200);
    revisions[0] = fakeRevision(3, { drawnAt: drawnAgainAt });
    await new Promise((resolve) => setTimeout(resolve, 1100));
    expectGone(await askRaw(`${app.origin}${grids}&made=${drawnMs}`, gzip));
  });
});

describe('If-None-Match: *', () => {
  it('is 304 where there is a tile, 204 where there is none, by both ways', async () => {
    const { origin } = await serveTiles();
    const known = { ...gzip, 'If-None-Match': '*' };
    const answer = await askRaw(origin + current, known);
    expect([answer.status, answer.body.length, answer.headers.etag]).toEqual([
      304,
      0,
      (await askRaw(origin + current, gzip)).headers.etag,
    ]);
    expect((await askRaw(`${origin}/tiles/grids/10/0/0?territory=tiny`, known)).status).toBe(204);

    const { ask, martin } = await serveThroughMartin();
    expect((await ask(current, known)).status).toBe(204);
    martin.answer = (_request, response) => sendPacked(response);
    const through = await ask(current, known);
    expect([through.status, through.body.length, through.headers.etag]).toEqual([304, 0, 'W/"abc"']);
    expect(martin.headers.map((headers) => headers['if-none-match'])).toEqual([undefined, undefined]);
    expect((await ask(current, { ...gzip, 'If-None-Match': '"*"' })).status).toBe(200);
  });
});

describe('a restore of a real database', () => {
  let database: TestDatabase;
  const territoryId = 'restored';

  beforeAll(async () => {
    database = await openTestDatabase();
  }, 180_000);
  afterAll(async () => {
    await database?.drop();
  });

  /** The city as a first map, with a run that found something. */
  async function makeMap(name: string): Promise<void> {
    const { store } = database;
    await makeTerritory(store, territoryId);
    const changes = cityChanges().map((grid) => ({ ...grid, name: `${name} ${grid.code}` }));
    const revision = await publishSquares(store, territoryId, changes);
    const { auditId } = await store.beginAudit(territoryId, revision, local);
    const findings = [finding('gap/element/O/a/1', { kind: name === 'old' ? 'gap' : 'overlap' })];
    await store.finishAudit(territoryId, auditId, { ...noResult, clean: false, findings });
  }

  const query = async (text: string, values: readonly unknown[] = []): Promise<Record<string, unknown>[]> =>
    (await database.db.pool.query<Record<string, unknown>>(text, [...values])).rows;

  it('gives the same numbers to another map, under other addresses, and the old ones are refused', async () => {
    const { store } = database;
    const app = await serveApp({}, { store });
    closeLater(() => app.close());
    const findingPlace = `12/${Math.floor((280 / 360) * 4096)}/1689`;
    const read = async (): Promise<{ addresses: string[]; seen: string[] }> => {
      const addresses = [
        await addressOf(app.origin, 'grids', place, `territory=${territoryId}`),
        await addressOf(app.origin, 'grid_labels', place, `territory=${territoryId}`),
        await addressOf(app.origin, 'findings', findingPlace, `territory=${territoryId}`),
      ];
      const answers = await Promise.all(addresses.map((address) => askRaw(app.origin + address, gzip)));
      expect(answers.map(({ status, headers }) => [status, headers['cache-control']])).toEqual(
        answers.map(() => [200, forEver]),
      );
      const layers = answers.map(({ body }) => [...decodeTile(gunzipSync(body)).values()].flat());
      return {
        addresses,
        seen: layers.map((features) => JSON.stringify(features.map((each) => each.properties))),
      };
    };
    await makeMap('old');
    const old = await read();
    expect(old.seen.map((text) => /old|"gap"/.test(text))).toEqual([true, true, true]);

    await forgetTerritory(database.db, territoryId);
    await makeMap('new');
    const present = await read();
    const numbersOf = (address: string): string => address.replace(/&made=.*/, '');
    expect(present.addresses.map(numbersOf)).toEqual(old.addresses.map(numbersOf));
    expect(present.seen.map((text) => /old|"gap"/.test(text))).toEqual([false, false, false]);
    for (const address of old.addresses) expectGone(await askRaw(app.origin + address, gzip));
  });

  it('is what the functions behind Martin know too', async () => {
    const [times] = await query(
      `update wangge.revision
       set drawn_at = '2026-03-01 10:00:00.123999+00'
       where territory_id = $1::text
       returning revision`,
      [territoryId],
    );
    const [run] = await query(
      `update wangge.audit_run
       set finished_at = '2026-03-01 10:00:00.987654+00'
       where territory_id = $1::text
       returning audit_id`,
      [territoryId],
    );
    const revision = Number(times?.['revision']);
    const auditId = Number(run?.['audit_id']);
    const app = await serveApp({}, { store: database.store });
    closeLater(() => app.close());
    const queryOf = async (source: string): Promise<Record<string, string>> => {
      const address = await addressOf(app.origin, source, place, `territory=${territoryId}`);
      return Object.fromEntries(new URL(address, app.origin).searchParams);
    };
    const resolve = (name: string, asked: object): Promise<Record<string, unknown>[]> =>
      query(`select wangge.${name}($1::text, $2::json) as shown`, [territoryId, JSON.stringify(asked)]);
    const ofGrids = await queryOf('grids');
    expect(ofGrids['made']).toBe(String(Date.parse('2026-03-01T10:00:00.123Z')));
    expect(await resolve('drawn_revision', ofGrids)).toEqual([{ shown: revision }]);
    const ofFindings = await queryOf('findings');
    expect(ofFindings['made']).toBe(String(Date.parse('2026-03-01T10:00:00.987Z')));
    expect(await resolve('tile_audit', ofFindings)).toEqual([{ shown: auditId }]);
    expect(await resolve('drawn_revision', { revision: ofGrids['revision'] })).toEqual([{ shown: revision }]);
    for (const other of ['1', String(Number(ofGrids['made']) + 1), ofFindings['made']]) {
      await expect(resolve('drawn_revision', { ...ofGrids, made: other })).rejects.toThrow(
        'made at another time',
      );
    }
    await expect(resolve('tile_audit', { ...ofFindings, made: ofGrids['made'] })).rejects.toThrow(
      'made at another time',
    );
    await expect(resolve('drawn_revision', { ...ofGrids, made: '01' })).rejects.toThrow('no number');
  });
});
