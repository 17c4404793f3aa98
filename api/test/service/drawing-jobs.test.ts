import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { drawnZooms, levelMinZooms } from '../../src/coverage/generalise/level-zooms.js';
import { openDrawing } from '../../src/coverage/generalise/open-drawing.js';
import { runSteps } from '../../src/geometry/run-steps.js';
import { drawMissing } from '../../src/jobs/draw-missing.js';
import { importGrids, type ImportReport } from '../../src/jobs/import-grids.js';
import { createStore } from '../../src/store/create-store.js';
import type { Store, TileDrawing } from '../../src/store/types.js';
import { changeMap, cleanMap, feature, writeMap, type TestFeature } from '../cli/write-map.js';
import { buildApi, openTestDatabase, type TestDatabase } from '../database.js';

const script = fileURLToPath(new URL('../fixtures/draw-and-hang.js', import.meta.url));

/** The whole world of a zoom. */
const everywhere = [-64, -64, 2 ** 28, 2 ** 28] as const;

interface Row {
  readonly zoom: number;
  readonly grid_id: number;
  readonly revision_from: number;
  readonly revision_to: number | null;
}

describe('maps are drawn', () => {
  const folder = mkdtempSync(join(tmpdir(), 'wangge-drawn-'));
  let database: TestDatabase;
  let store: Store;

  beforeAll(async () => {
    buildApi();
    database = await openTestDatabase();
    store = database.store;
  });
  afterAll(async () => {
    await database.drop();
    rmSync(folder, { recursive: true });
  });

  /** The clean map with one element less to the north-east, and its neighbour in its place: two columns wide. */
  function joinedMap(): TestFeature[] {
    const [kept, lost] = ['E1N3', 'E1N4'];
    const joined = changeMap(cleanMap(), lost, () => undefined);
    return changeMap(joined, kept, (each) => feature('element', kept, [2, 3, 2, 1], { ...each.properties }));
  }

  function load(
    territoryId: string,
    features: TestFeature[],
    over: Partial<Store> = {},
  ): Promise<ImportReport> {
    return importGrids({
      store: { ...store, ...over },
      territoryId,
      files: [{ path: writeMap(folder, `${territoryId}.geojson`, features), fields: {} }],
      options: {
        matchMetres: 0.002,
        mergeSameCode: false,
        replace: false,
        audit: false,
        create: { name: { zh: territoryId, en: territoryId }, codeScheme: 'own' },
      },
      principal: { id: 'local' },
    });
  }

  const named = (name: string): TestFeature[] =>
    cleanMap().map((each) => ({ ...each, properties: { ...each.properties, name } }));

  function drawnAt(territoryId: string, revision: number, zoom: number): Promise<TileDrawing[]> {
    return store.readTileDrawings(territoryId, revision, zoom, everywhere);
  }

  async function allRows(territoryId: string): Promise<Row[]> {
    const { rows } = await database.db.pool.query<Row>(
      `select d.zoom, d.grid_id, d.revision_from, d.revision_to, d.box::text, d.shape
       from wangge.grid_drawing d
       where d.territory_id = $1
       order by d.zoom, d.grid_id, d.revision_from`,
      [territoryId],
    );
    return rows;
  }

  /** As an installation is that is older than drawings. */
  async function forget(territoryId: string): Promise<void> {
    for (const statement of [
      'delete from wangge.grid_drawing where territory_id = $1',
      'delete from wangge.zoom_drawing where territory_id = $1',
      'update wangge.revision set drawn_at = null where territory_id = $1',
    ]) {
      await database.db.pool.query(statement, [territoryId]);
    }
  }

  it('when they are published: an import has its drawings, and the next one only what it makes different', async () => {
    await load('plain', cleanMap());
    expect(await store.getRevision('plain', 1)).toMatchObject({ isDrawn: true });
    expect((await drawnAt('plain', 1, 16)).map((each) => each.level)).toEqual(
      (await store.readGrids('plain', 1)).map((each) => each.level).sort((a, b) => order(a) - order(b)),
    );
    const first = await allRows('plain');

    await load('plain', joinedMap());
    const second = await allRows('plain');
    // Where two elements met on the outer border there is a border less: all that run along it have a vertex less, from
    // the zoom on that shows elements.
    const codes = new Map((await store.readGrids('plain', 2)).map((grid) => [grid.gridId, grid.code]));
    const added = second.filter((row) => row.revision_from === 2);
    expect([...new Set(added.map((row) => codes.get(row.grid_id)))].sort()).toEqual([
      'E',
      'E1',
      'E1N',
      'E1N3',
    ]);
    expect(Math.min(...added.map((row) => row.zoom))).toBe(levelMinZooms.element);
    expect(second.length - first.length).toBe(added.length);
    expect(second.filter((row) => row.revision_to === 2)).toHaveLength(added.length + 7);
    expect((await store.readZoomStates('plain', 2))!.size).toBe(17);
    for (let zoom = 0; zoom <= drawnZooms.last; zoom += 1) {
      for (const revision of [1, 2]) await expectDrawnAsIfAlone('plain', revision, zoom);
    }
  });

  const order = (level: string): number =>
    ['territory', 'county', 'branch', 'outlet-area', 'element'].indexOf(level);

  /** What is stored is what drawing the revision's map by itself gives. */
  async function expectDrawnAsIfAlone(territoryId: string, revision: number, zoom: number): Promise<void> {
    const alone = runSteps(openDrawing(await store.readGrids(territoryId, revision)).draw(zoom));
    const byId = (a: { gridId: number }, b: { gridId: number }): number => a.gridId - b.gridId;
    const stored = (await drawnAt(territoryId, revision, zoom)).map(({ gridId, geometry }) => ({
      gridId,
      geometry,
    }));
    expect(stored.sort(byId)).toEqual([...alone.drawn].sort(byId));
  }

  it('without a row where only names change', async () => {
    await load('names', named('one'));
    const rows = await allRows('names');
    await load('names', named('two'));
    expect(await store.getRevision('names', 2)).toMatchObject({ isDrawn: true });
    expect(await allRows('names')).toEqual(rows);
    expect((await drawnAt('names', 2, 12))[0]).toMatchObject({ name: 'two' });
    expect((await drawnAt('names', 1, 12))[0]).toMatchObject({ name: 'one' });
  });

  it('when they are older than drawings: all revisions, by two processes at once, as if they had been from the first', async () => {
    await load('old', cleanMap());
    await load('old', joinedMap());
    await load('old', named('back'), {});
    const rows = await allRows('old');
    await forget('old');
    expect(await store.listUndrawnRevisions('old')).toEqual([1, 2, 3]);
    const steps: string[] = [];
    const drawn = await Promise.all([
      drawMissing({ store, territoryId: 'old', onProgress: ({ step }) => steps.push(step) }),
      drawMissing({ store: createStore(database.db), territoryId: 'old' }),
    ]);
    expect(drawn[0] + drawn[1]).toBeGreaterThanOrEqual(3);
    expect(await allRows('old')).toEqual(rows);
    expect(await store.listUndrawnRevisions('old')).toEqual([]);
    expect(steps).toContain('Drawing the map (old, revision 1)');
    expect(await drawMissing({ store })).toBe(0);
  });

  it('before something is published on top of them', async () => {
    await load('base', cleanMap());
    await forget('base');
    await load('base', joinedMap());
    expect(await store.listRevisions('base')).toMatchObject([
      { revision: 2, isDrawn: true },
      { revision: 1, isDrawn: true },
    ]);
    await expectDrawnAsIfAlone('base', 1, 12);
    await expectDrawnAsIfAlone('base', 2, 12);
  });

  it('or not published: an import that cannot be drawn leaves the map and its drawings as they were', async () => {
    await load('refused', cleanMap());
    const rows = await allRows('refused');
    const failing: Store['writeZoomDrawing'] = async (territoryId, revision, drawing, options) => {
      await store.writeZoomDrawing(territoryId, revision, drawing, options);
      if (drawing.zoom === 12) throw new Error('disk full');
    };
    await expect(load('refused', joinedMap(), { writeZoomDrawing: failing })).rejects.toThrow('disk full');
    expect(await allRows('refused')).toEqual(rows);
    expect(await store.getTerritory('refused')).toMatchObject({ currentRevision: 1 });
    expect(await store.getRevision('refused', 2)).toMatchObject({ status: 'failed', isDrawn: false });
  });

  it('not half: what a killed process drew is not seen, and the next one draws all of it', async () => {
    await load('killed', cleanMap());
    await load('killed', joinedMap());
    const rows = await allRows('killed');
    await forget('killed');
    await killHalfDrawn([]);
    const left = (await allRows('killed')).length;
    expect(left).toBeGreaterThan(0);
    expect(left).toBeLessThan(rows.length);
    expect(await store.getRevision('killed', 1)).toMatchObject({ isDrawn: false });
    expect(await store.readZoomStates('killed', 1)).toBeUndefined();
    expect(await drawMissing({ store })).toBe(2);
    expect(await allRows('killed')).toEqual(rows);
  });

  it('not half: of an import that was killed nothing is seen, and the next one takes it back', async () => {
    await load('stopped', cleanMap());
    const rows = await allRows('stopped');
    const seen = await drawnAt('stopped', 1, 11);
    await killHalfDrawn(['stopped', writeMap(folder, 'joined.geojson', joinedMap())]);
    expect((await allRows('stopped')).length).toBeGreaterThan(rows.length);
    expect(await drawnAt('stopped', 1, 11)).toEqual(seen);
    expect(await store.getTerritory('stopped')).toMatchObject({ currentRevision: 1 });

    // As if half a minute had gone by since its last sign of life.
    await database.db.pool.query(
      `update wangge.revision r set heartbeat_at = r.heartbeat_at - interval '31 seconds' where r.territory_id = 'stopped'`,
    );
    const report = await load('stopped', named('other'));
    expect(report.revision).toBe(3);
    expect(await allRows('stopped')).toEqual(rows);
  });

  /** Starts a process that draws, waits until it has done half of it, and kills it. */
  async function killHalfDrawn(what: string[]): Promise<void> {
    const { rows } = await database.db.pool.query<{ name: string }>('select current_database() as name');
    const url = database.dataDir === undefined ? new URL(process.env['TEST_DATABASE_URL'] ?? '') : undefined;
    if (url !== undefined) url.pathname = `/${rows[0]?.name ?? ''}`;
    const child = spawn(process.execPath, [script, database.dataDir ?? folder, url?.href ?? '', ...what], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    await untilHalfDrawn(child);
    const ended = once(child, 'exit');
    child.kill('SIGKILL');
    expect(await ended).toEqual([null, 'SIGKILL']);
  }

  function untilHalfDrawn(child: ChildProcess): Promise<void> {
    return new Promise((resolve, reject) => {
      let said = '';
      for (const stream of [child.stdout, child.stderr]) {
        stream?.on('data', (text: Buffer) => {
          said += text.toString();
          if (/^half drawn$/m.test(said)) resolve();
        });
      }
      child.once('exit', () => reject(new Error(`It ended before it was killed: ${said}`)));
    });
  }
});
