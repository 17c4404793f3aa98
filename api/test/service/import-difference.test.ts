import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { importGrids, type ImportOptions, type ImportReport } from '../../src/jobs/import-grids.js';
import { exportGrids } from '../../src/jobs/export-grids.js';
import type { FileSpec } from '../../src/jobs/reading/types.js';
import { databaseKinds, openTestDatabase, type TestDatabase } from '../database.js';
import { changeMap, cleanMap, feature, rectangle, writeMap, type TestFeature } from '../cli/write-map.js';

describe.each(databaseKinds)('an import into a %s database', (kind) => {
  const folder = mkdtempSync(join(tmpdir(), 'wangge-import-'));
  const principal = { id: 'local' };
  let database: TestDatabase;
  let territory = 0;
  let name = '';

  beforeAll(async () => {
    database = await openTestDatabase(kind);
  });
  afterAll(async () => {
    await database.drop();
    rmSync(folder, { recursive: true });
  });
  afterEach(() => {
    name = '';
  });

  const spec = (features: readonly TestFeature[], more: Partial<FileSpec> = {}): FileSpec => ({
    path: writeMap(folder, 'map.geojson', features),
    fields: {},
    ...more,
  });

  /** Each test works on a territory of its own. */
  function load(
    files: readonly FileSpec[],
    options: Partial<ImportOptions> = {},
    signal?: AbortSignal,
  ): Promise<ImportReport> {
    if (name === '') name = `t${(territory += 1)}`;
    return importGrids({
      store: database.store,
      territoryId: name,
      files,
      options: {
        matchMetres: 0.002,
        mergeSameCode: false,
        replace: false,
        audit: false,
        create: { name: { zh: name, en: name }, codeScheme: options.codeScheme ?? 'own' },
        ...options,
      },
      principal,
      ...(signal === undefined ? {} : { signal }),
    });
  }

  async function presentRevision(): Promise<number | null | undefined> {
    return (await database.store.getTerritory(name))?.currentRevision;
  }

  it('makes one revision of a new map, with parents by grid id, and audits it', async () => {
    const report = await load([spec(cleanMap())], { audit: true });
    expect(report).toMatchObject({ revision: 1, changed: true, audit: { clean: true } });
    expect(report.levels['element']).toEqual({ new: 16, changed: 0, same: 0, retired: 0 });
    const grids = await database.store.readGrids(name, 1);
    const byId = new Map(grids.map((grid) => [grid.gridId, grid]));
    const element = grids.find((grid) => grid.code === 'E1N2')!;
    expect(byId.get(element.parentId!)?.code).toBe('E1N');
    expect(element).toMatchObject({ category: 'village', attributes: { households: 10 } });
    const run = await database.store.latestAudit(name, 1);
    expect(run).toMatchObject({ status: 'done', clean: true });
    expect(await database.store.getImport(name, report.importId)).toMatchObject({
      status: 'done',
      revision: 1,
    });
  });

  it('makes no revision of the same file, nor of one whose rings start elsewhere and run the other way', async () => {
    await load([spec(cleanMap())]);
    expect(await load([spec(cleanMap())])).toMatchObject({ revision: 1, changed: false });
    const turned = cleanMap().map((each) => {
      const [ring] = each.geometry.coordinates as number[][][];
      const open = ring!.slice(0, -1).reverse();
      const rotated = [...open.slice(2), ...open.slice(0, 2)];
      return { ...each, geometry: { type: 'Polygon', coordinates: [[...rotated, rotated[0]!]] } };
    });
    expect(await load([spec(turned.reverse())])).toMatchObject({ revision: 1, changed: false });
    expect(await database.store.listRevisions(name)).toHaveLength(1);
  });

  it.each<[string, (each: TestFeature) => TestFeature]>([
    ['name', (each) => ({ ...each, properties: { ...each.properties, name: '新村' } })],
    ['category', (each) => ({ ...each, properties: { ...each.properties, category: 'school' } })],
    ['attribute', (each) => ({ ...each, properties: { ...each.properties, households: 11 } })],
    ['geometry', dent],
    ['parent', (each) => ({ ...each, properties: { ...each.properties, parent: 'E1S' } })],
  ])('writes one row when one grid has another %s', async (_what, change) => {
    await load([spec(cleanMap())]);
    const report = await load([spec(changeMap(cleanMap(), 'E1N2', change))]);
    expect(report).toMatchObject({ revision: 2, changed: true });
    expect(report.levels['element']).toEqual({ new: 0, changed: 1, same: 15, retired: 0 });
    const before = await database.store.readGrids(name, 1);
    const after = await database.store.readGrids(name, 2);
    const changed = after.filter((grid) => {
      const old = before.find((other) => other.gridId === grid.gridId);
      return JSON.stringify(old, mapGeometry) !== JSON.stringify(grid, mapGeometry);
    });
    expect(changed.map((grid) => grid.code)).toEqual(['E1N2']);
  });

  it('leaves the levels alone that its files do not hold', async () => {
    await load([spec(cleanMap())]);
    const elements = cleanMap().filter((each) => each.properties['level'] === 'element');
    const report = await load([spec(changeMap(elements, 'E1N2', () => undefined))]);
    expect(report.levels['county']).toEqual({ new: 0, changed: 0, same: 2, retired: 0 });
    expect(report.levels['element']).toEqual({ new: 0, changed: 0, same: 15, retired: 1 });
    expect(await database.store.readGrids(name, 2)).toHaveLength(
      (await database.store.readGrids(name, 1)).length - 1,
    );
  });

  it('is refused when it would retire more than half of a level, unless it may', async () => {
    await load([spec(cleanMap())]);
    const other = [feature('county', 'W', [0, 0, 2, 4]), feature('county', 'X', [2, 0, 2, 4])];
    expect(await load([spec(other)])).toMatchObject({ revision: 2 });
    const third = [feature('county', 'Y', [0, 0, 2, 4]), feature('county', 'Z', [2, 0, 2, 4])];
    await expect(load([spec(third)])).rejects.toMatchObject({ details: { type: 'mass-retirement' } });
    expect(await presentRevision()).toBe(2);
    expect(await load([spec(third)], { replace: true })).toMatchObject({ revision: 3 });
  });

  it('is refused under another code scheme, and for a territory that is not to be made', async () => {
    await load([spec(cleanMap())]);
    await expect(load([spec(cleanMap())], { codeScheme: 'standard' })).rejects.toMatchObject({
      details: { type: 'code-scheme-fixed' },
    });
    const { store } = database;
    const options = { matchMetres: 0, mergeSameCode: false, replace: false, audit: false };
    await expect(
      importGrids({ store, territoryId: 'nobody', files: [spec(cleanMap())], options, principal }),
    ).rejects.toMatchObject({ details: { type: 'unknown-territory' } });
  });

  it('numbers grids without codes once, and keeps the numbers afterwards', async () => {
    const nameless = cleanMap().map((each) =>
      each.properties['level'] === 'element'
        ? { ...each, properties: { ...each.properties, code: null } }
        : each,
    );
    const first = await load([spec(nameless)]);
    expect(first.resolved.numbered).toEqual({ element: 16 });
    expect(await load([spec(nameless)])).toMatchObject({ changed: false });
    const codes = (await database.store.readGrids(name, 1)).map((grid) => grid.code);
    expect(codes).toContain('E1N-001');
  });

  it('reads its own export back to nothing changed, absent parents and clashing attributes included', async () => {
    const odd = [
      ...changeMap(cleanMap(), 'E1N2', (each) => ({
        ...each,
        properties: { ...each.properties, parent: 'nowhere', 编号: 7, nested: { a: [1, null] } },
      }))
        .filter((each) => each.properties['level'] !== 'branch')
        .map((each) =>
          each.properties['level'] === 'outlet-area'
            ? { ...each, properties: { ...each.properties, parent: null } }
            : each,
        ),
      feature('county', 'lone', [10, 0, 2, 2], { implied: false }),
    ].map((each) => ({
      ...each,
      properties: { ...each.properties, id: each.properties['code'], code: 'mine' },
    }));
    await load([spec(odd, { fields: { code: 'id' } })]);
    const grids = await database.store.readGrids(name, 1);
    expect(grids.filter((grid) => grid.implied).map((grid) => grid.level)).toEqual(['branch', 'branch']);
    const path = join(folder, 'export.geojson');
    writeFileSync(path, [...exportGrids(grids)].join(''));
    expect(await load([{ path, fields: {} }])).toMatchObject({ changed: false, revision: 1 });
  });

  it('that is stopped leaves the present map, says cancelled, and stands in nobody’s way', async () => {
    await load([spec(cleanMap())]);
    const stop = new AbortController();
    const { store } = database;
    let importId = 0;
    const stopping: typeof store = {
      ...store,
      beginImport: async (...args) => {
        const begun = await store.beginImport(...args);
        importId = begun.importId;
        return begun;
      },
      writeChanges: async (...args) => {
        await store.writeChanges(...args);
        stop.abort(new Error('stopped'));
      },
    };
    const renamed = cleanMap().map((each) => ({ ...each, properties: { ...each.properties, name: 'x' } }));
    await expect(
      importGrids({
        store: stopping,
        territoryId: name,
        files: [spec(renamed)],
        options: { matchMetres: 0.002, mergeSameCode: false, replace: false, audit: false },
        principal,
        signal: stop.signal,
      }),
    ).rejects.toThrow('stopped');
    expect(await presentRevision()).toBe(1);
    expect(await store.getImport(name, importId)).toMatchObject({ status: 'cancelled', revision: null });
    expect((await store.readGrids(name, 1)).every((grid) => grid.name !== 'x')).toBe(true);
    expect(await load([spec(renamed)])).toMatchObject({ changed: true });
  });
});

/** A bay in the outer side, away from every neighbour. */
function dent(each: TestFeature): TestFeature {
  const [a, b, c, d] = rectangle([3, 2, 1, 1]);
  const bay = [b![0]! - 0.003, (b![1]! + c![1]!) / 2];
  return { ...each, geometry: { type: 'Polygon', coordinates: [[a, b, bay, c, d, a]] } };
}

/** Typed arrays as plain ones. */
function mapGeometry(_key: string, value: unknown): unknown {
  return value instanceof Int32Array ? [...value] : value;
}
