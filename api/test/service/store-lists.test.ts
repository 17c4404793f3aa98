import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { GridChange } from '../../src/store/types.js';
import { databaseKinds, openTestDatabase, type TestDatabase } from '../database.js';
import { at, MapMaker } from '../store-maps.js';

describe.each(databaseKinds)('lists of grids on the %s database', (kind) => {
  let test: TestDatabase;
  const maps = new MapMaker(() => test.store);

  beforeAll(async () => {
    test = await openTestDatabase(kind);
  });
  afterAll(() => test.drop());

  let territoryId: string;
  let revision: number;
  let changes: GridChange[];

  beforeAll(async () => {
    territoryId = await maps.makeTerritory();
    changes = await maps.reserveCity(territoryId);
    revision = await maps.publish(territoryId, null, changes);
  });

  const codes = async (query: object): Promise<string[]> =>
    (await test.store.listGrids({ territoryId, revision, limit: 100, withGeometry: false, ...query })).map(
      (grid) => grid.code,
    );

  it('pages by level and code', async () => {
    expect(await codes({})).toEqual(['T', 'C', 'B', 'O', 'E1', 'E2']);
    expect(await codes({ limit: 2 })).toEqual(['T', 'C']);
    expect(await codes({ after: { level: 'county', code: 'C' }, limit: 3 })).toEqual(['B', 'O', 'E1']);
    expect(await codes({ after: { level: 'element', code: 'E1' } })).toEqual(['E2']);
    expect(await codes({ after: { level: 'element', code: 'E2' } })).toEqual([]);
  });

  it('filters by level, parent, category, box and text', async () => {
    expect(await codes({ level: 'element' })).toEqual(['E1', 'E2']);
    expect(await codes({ parentId: at(changes, 3).gridId })).toEqual(['E1', 'E2']);
    expect(await codes({ category: 'park' })).toEqual(['E2']);
    expect(await codes({ text: 'e' })).toEqual(['T', 'C', 'B', 'O', 'E1', 'E2']);
    expect(await codes({ text: 'OF E2' })).toEqual(['E2']);
    expect(await codes({ text: '%' })).toEqual([]);
    expect(await codes({ bbox: [100.001, 30, 100.002, 30.001], level: 'element' })).toEqual([]);
    expect(await codes({ bbox: [99.9, 29.9, 100.1, 30.1], level: 'element' })).toEqual(['E1', 'E2']);
  });

  it('tells parent, class and geometry, and geometry only when asked', async () => {
    const [row] = await test.store.getGridsByCode(territoryId, revision, 'E1');
    expect(row).toMatchObject({
      parentCode: 'O',
      category: 'village',
      class: 'community',
      revisionFrom: revision,
      labelPoint: [100, 30],
      geometry: {
        type: 'MultiPolygon',
        coordinates: [
          [
            [
              [100, 30],
              [100.000001, 30],
              [100.000001, 30.000001],
              [100, 30.000001],
              [100, 30],
            ],
          ],
        ],
      },
    });
    const [plain] = await test.store.listGrids({ territoryId, revision, limit: 1, withGeometry: false });
    expect(plain).not.toHaveProperty('geometry');
  });

  it('walks from the parent up to the territory', async () => {
    const ancestors = await test.store.listAncestors(territoryId, revision, at(changes, 4).gridId);
    expect(ancestors.map((grid) => grid.code)).toEqual(['O', 'B', 'C', 'T']);
    expect(await test.store.listAncestors(territoryId, revision, at(changes, 0).gridId)).toEqual([]);
  });

  it('counts by level and category', async () => {
    const counts = await test.store.countGrids(territoryId, revision);
    expect(counts).toContainEqual({ level: 'element', category: 'park', count: 1 });
    expect(counts).toHaveLength(6);
  });
});
