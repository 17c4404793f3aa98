import { createWriteStream, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { gunzipSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { exportAll } from '../../src/jobs/export-all.js';
import { importAll, type ImportAllReport } from '../../src/jobs/import-all.js';
import { createBundleStore } from '../../src/store/create-bundle-store.js';
import type { BundleStore } from '../../src/store/bundle-types.js';
import { openTestDatabase, type TestDatabase } from '../database.js';
import { auditAgain, contentOf, makeLivedInMap, tellTerritory } from '../lived-in-map.js';
import { change, local, MapMaker, square } from '../store-maps.js';

describe('a bundle of everything', () => {
  const folder = mkdtempSync(join(tmpdir(), 'wangge-bundle-'));
  const file = join(folder, 'all.wangge.gz');
  let from: TestDatabase;
  let into: TestDatabase;
  let territoryId: string;
  /** Before any test adds to the map that was exported. */
  let told: unknown;

  const write = async (database: TestDatabase, path: string, only?: string): Promise<void> => {
    const bundle = await exportAll({
      store: database.store,
      bundles: createBundleStore(database.db),
      territoryId: only,
      product: '1.2.3',
      createdAt: new Date('2026-11-23T08:00:00Z'),
    });
    await pipeline(bundle.parts, createWriteStream(path));
    expect(bundle.end()?.sha256).toMatch(/^[0-9a-f]{64}$/);
  };
  const read = (
    path: string,
    change: { bundles?: Partial<BundleStore>; signal?: AbortSignal; only?: string } = {},
  ): Promise<ImportAllReport> =>
    importAll({
      store: into.store,
      bundles: { ...createBundleStore(into.db), ...change.bundles },
      path,
      territoryId: change.only,
      draw: async () => undefined,
      signal: change.signal ?? new AbortController().signal,
    });
  const rowsLeft = async (): Promise<number> => {
    const { rows } = await into.db.pool.query<{ count: number }>(
      `select (select count(*) from wangge.territory) + (select count(*) from wangge.grid_version)
         + (select count(*) from wangge.finding) + (select count(*) from wangge.waiver) as count`,
    );
    return rows[0]!.count;
  };
  const removeAll = async (): Promise<void> => {
    await into.db.pool.query('update wangge.territory set current_revision = null, arriving_at = now()');
    const { rows } = await into.db.pool.query<{ id: string }>(
      'select territory_id as id from wangge.territory',
    );
    for (const { id } of rows) await createBundleStore(into.db).removeArrival(id);
  };

  beforeAll(async () => {
    from = await openTestDatabase();
    into = await openTestDatabase();
    territoryId = await makeLivedInMap(from.store);
    told = await tellTerritory(from.store, territoryId);
    await write(from, file);
  });
  beforeEach(removeAll);
  afterAll(async () => {
    await from.drop();
    await into.drop();
    rmSync(folder, { recursive: true });
  });

  it('brings a territory over as it is: history, ids, findings and what people did about them', async () => {
    const report = await read(file);
    expect(report.rows).toMatchObject({ territory: 1, revision: 3, grid: 7, grid_version: 8, waiver: 3 });
    expect(await tellTerritory(into.store, territoryId)).toEqual(told);
    expect(await contentOf(into.store, territoryId)).toBe(await contentOf(from.store, territoryId));
    expect(await auditAgain(into.store, territoryId)).toEqual(await auditAgain(from.store, territoryId));
  });

  it('goes on numbering behind what came, and never gives a number twice', async () => {
    await read(file);
    const maps = new MapMaker(() => into.store);
    const [gridId = 0] = await into.store.reserveGridIds(territoryId, [{ level: 'element' }]);
    const { rows } = await from.db.pool.query<{ next: number }>(
      'select t.next_grid_id as next from wangge.territory t where t.territory_id = $1',
      [territoryId],
    );
    expect(gridId).toBe(rows[0]!.next);
    const { currentRevision } = (await into.store.getTerritory(territoryId))!;
    const more = change(gridId, 'element', 'E4', { geometry: square(10, 10, 10) });
    expect(await maps.publish(territoryId, currentRevision, [more])).toBe(currentRevision! + 1);
    const runs = await into.store.listAudits(territoryId, 100);
    const { auditId } = await into.store.beginAudit(territoryId, currentRevision!, local);
    expect(auditId).toBeGreaterThan(Math.max(...runs.map((run) => run.auditId)));
    await into.store.failAudit(territoryId, auditId, 'cancelled', 'by hand');
    await into.store.replaceReference(territoryId, ['water'], []);
    expect((await into.store.readReference(territoryId)).map((each) => each.kind)).toEqual(['street']);
  });

  it('is the same file again when it is exported from where it went', async () => {
    await read(file);
    const again = join(folder, 'again.wangge.gz');
    await write(into, again);
    const rows = (path: string): string[] => gunzipSync(readFileSync(path)).toString().split('\n').slice(1);
    expect(rows(again)).toEqual(rows(file));
  });

  it('is refused, and changes nothing, where the territory is here already', async () => {
    await read(file);
    await into.store.updateFinding(territoryId, await anyFinding(), { note: 'later' }, local);
    const before = await tellTerritory(into.store, territoryId);
    await expect(read(file)).rejects.toMatchObject({ details: { type: 'territory-exists', status: 409 } });
    expect(await tellTerritory(into.store, territoryId)).toEqual(before);
  });

  async function anyFinding(): Promise<number> {
    const [run] = await into.store.listAudits(territoryId, 1);
    const [found] = await into.store.listFindings({ territoryId, auditId: run!.auditId, limit: 1 });
    return found!.findingId;
  }

  it.each<[string, (text: string) => Buffer, string]>([
    ['cut short', (text) => gzipSync(text).subarray(0, -40), 'bundle-damaged'],
    [
      'without its end',
      (text) => gzipSync(text.split('\n').slice(0, -2).join('\n') + '\n'),
      'bundle-damaged',
    ],
    ['with one digit changed', (text) => gzipSync(text.replace('renamed', 'renamee')), 'bundle-damaged'],
    ['with a row missing', (text) => gzipSync(text.replace(/\n\["waiver",.*/, '')), 'bundle-damaged'],
    ['of a later format', (text) => gzipSync(text.replace('bundle/1', 'bundle/2')), 'bundle-version'],
    ['that is GeoJSON', () => Buffer.from('{"type":"FeatureCollection"}'), 'not-a-bundle'],
    ['that is other zipped text', () => gzipSync('hello\n'), 'not-a-bundle'],
    ['that is empty', () => Buffer.alloc(0), 'bundle-damaged'],
  ])('is refused before anything is written when it is a file %s', async (_name, spoil, type) => {
    const bad = join(folder, 'bad.gz');
    writeFileSync(bad, spoil(gunzipSync(readFileSync(file)).toString()));
    const bundles = { beginArrival: () => Promise.reject(new Error('written to')) };
    await expect(read(bad, { bundles })).rejects.toMatchObject({ details: { type } });
    expect(await rowsLeft()).toBe(0);
  });

  it('shows nothing while it is written, and leaves nothing when it is stopped', async () => {
    const stop = new AbortController();
    const seen: unknown[] = [];
    const { writeBundleRows } = createBundleStore(into.db);
    const watched: BundleStore['writeBundleRows'] = async (id, table, rows) => {
      await writeBundleRows(id, table, rows);
      seen.push(await into.store.listTerritories(), await into.store.getTerritory(territoryId));
      if (table === 'waiver') stop.abort(new Error('stopped'));
    };
    await expect(read(file, { bundles: { writeBundleRows: watched }, signal: stop.signal })).rejects.toThrow(
      'stopped',
    );
    expect(seen).toEqual(seen.map((_each, index) => (index % 2 === 0 ? [] : undefined)));
    expect(await rowsLeft()).toBe(0);
  });

  it('takes back what a killed import has left, once that has been silent for 30 seconds', async () => {
    const died = {
      showArrivals: () => Promise.reject(new Error('killed')),
      removeArrival: () => Promise.resolve(),
    };
    await expect(read(file, { bundles: died })).rejects.toThrow('killed');
    expect(await into.store.listTerritories()).toEqual([]);
    expect(await rowsLeft()).toBeGreaterThan(15);
    await expect(read(file)).rejects.toMatchObject({ details: { type: 'territory-arriving' } });
    await into.db.pool.query(`update wangge.territory set arriving_at = arriving_at - interval '31 seconds'`);
    await read(file);
    expect(await tellTerritory(into.store, territoryId)).toEqual(told);
  });

  it('leaves out what is published, audited or built after the export began', async () => {
    const bundles = createBundleStore(from.db);
    const scope = (await bundles.openScope(territoryId))!;
    const maps = new MapMaker(() => from.store);
    const [gridId = 0] = await from.store.reserveGridIds(territoryId, [{ level: 'element' }]);
    const later = change(gridId, 'element', 'LATER', { geometry: square(10, 10, 10) });
    const { currentRevision } = (await from.store.getTerritory(territoryId))!;
    const present = await from.store.readGrids(territoryId, currentRevision!);
    await maps.publish(territoryId, currentRevision, [later, { ...present[0]!, name: 'renamed later' }]);
    await auditAgain(from.store, territoryId);
    const late = join(folder, 'late.wangge.gz');
    const stale = { ...bundles, openScope: async () => scope };
    const bundle = await exportAll({
      ...{ store: from.store, bundles: stale, territoryId, product: '1', createdAt: new Date(0) },
    });
    await pipeline(bundle.parts, createWriteStream(late));
    await read(late);
    expect(await into.store.readGrids(territoryId, currentRevision!)).toEqual(present);
    expect((await into.store.getTerritory(territoryId))!.currentRevision).toBe(currentRevision);
    expect(gunzipSync(readFileSync(late)).toString()).not.toMatch(/LATER|renamed later/);
  });

  it('brings over one territory of several, and one without a map', async () => {
    const empty = 'empty-yet';
    await from.store.createTerritory(
      {
        ...{
          territoryId: empty,
          name: { zh: '空', en: 'Empty' },
          codeScheme: 'own',
          codePatterns: { county: '^C' },
        },
        ...{ upperLevels: 'derived', displayDatum: 'gcj02' },
      },
      local,
    );
    const several = join(folder, 'several.wangge.gz');
    await write(from, several);
    await read(several, { only: empty });
    expect((await into.store.listTerritories()).map((each) => each.territoryId)).toEqual([empty]);
    expect(await into.store.getTerritory(empty)).toEqual(await from.store.getTerritory(empty));
    await expect(read(several, { only: 'nowhere' })).rejects.toMatchObject({
      details: { type: 'unknown-territory', fix: `Use one of ${territoryId}, ${empty}.` },
    });
  });
});
