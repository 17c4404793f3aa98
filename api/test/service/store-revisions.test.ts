import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { MultiPolygon } from '../../src/geometry/types.js';
import { createStore } from '../../src/store/create-store.js';
import type { GridChange } from '../../src/store/types.js';
import { databaseKinds, openTestDatabase, type TestDatabase } from '../database.js';
import { at, change, local, MapMaker, square } from '../store-maps.js';

describe.each(databaseKinds)('grids and revisions on the %s database', (kind) => {
  let test: TestDatabase;
  const maps = new MapMaker(() => test.store);

  beforeAll(async () => {
    test = await openTestDatabase(kind);
  });
  afterAll(() => test.drop());

  it('gives back exactly the lattice geometry, attributes and original that were written', async () => {
    const territoryId = await maps.makeTerritory();
    const changes = await maps.reserveCity(territoryId);
    const odd: MultiPolygon = [
      [
        Int32Array.of(
          1799999999,
          -899999999,
          1800000000,
          -900000000,
          -1800000000,
          900000000,
          1799999999,
          -899999999,
        ),
      ],
      [Int32Array.of(0, 0, 30, 0, 30, 30, 0, 30, 0, 0), Int32Array.of(1, 1, 1, 2, 2, 2, 2, 1, 1, 1)],
    ];
    const original = {
      type: 'Polygon',
      coordinates: [
        [
          [0.1, 0.2],
          [1 / 3, 0],
          [0, 1],
          [0.1, 0.2],
        ],
      ],
    } as const;
    const element = changes[4];
    if (element === undefined) throw new Error('no element');
    const special: GridChange = {
      ...element,
      name: `O'Brien "网格" \\ \u{1F600}, {NULL}`,
      geometry: odd,
      attributes: { 'a"b': [1, null, 'x,y'], nested: { t: true } },
      original: JSON.parse(JSON.stringify(original)),
      implied: true,
    };
    const revision = await maps.publish(territoryId, null, [...changes.slice(0, 4), special]);
    const stored = (await test.store.readGrids(territoryId, revision)).find((grid) => grid.code === 'E1');
    expect(stored).toEqual({ ...special, parentCode: 'O', class: 'community' });
  });

  it('shows a revision only once it is published, and only what it holds', async () => {
    const territoryId = await maps.makeTerritory();
    const changes = await maps.reserveCity(territoryId);
    const { revision } = await test.store.beginRevision(territoryId, { base: null }, local);
    await test.store.writeChanges(territoryId, revision, changes);
    expect((await test.store.getTerritory(territoryId))?.currentRevision).toBeNull();
    await test.store.publishRevision(territoryId, revision);
    const territory = await test.store.getTerritory(territoryId);
    expect(territory?.currentRevision).toBe(revision);
    expect(territory?.bbox?.map((degrees) => Math.round(degrees * 1e4) / 1e4)).toEqual([100, 30, 100, 30]);
    expect(await test.store.revisionAsOf(territoryId, new Date())).toBe(revision);
    expect(await test.store.revisionAsOf(territoryId, new Date(0))).toBeUndefined();
  });

  it('keeps the past: the old revision answers as before after a change and a retirement', async () => {
    const territoryId = await maps.makeTerritory();
    const changes = await maps.reserveCity(territoryId);
    const first = await maps.publish(territoryId, null, changes);
    const [e1, e2] = [at(changes, 4), at(changes, 5)];
    const { revision: second } = await test.store.beginRevision(territoryId, { base: first }, local);
    await test.store.retireGrids(territoryId, second, [e2.gridId]);
    await test.store.writeChanges(territoryId, second, [{ ...e1, name: 'new', geometry: square(0, 0, 20) }]);
    await test.store.publishRevision(territoryId, second);

    const before = await test.store.readGrids(territoryId, first);
    expect(before.map((grid) => [grid.code, grid.name])).toContainEqual(['E1', 'name of E1']);
    expect(before).toHaveLength(6);
    const after = await test.store.readGrids(territoryId, second);
    expect(after.map((grid) => grid.code).sort()).toEqual(['B', 'C', 'E1', 'O', 'T']);
    expect(await test.store.getGridById(territoryId, second, e2.gridId)).toBeUndefined();
    expect(await test.store.getGridById(territoryId, first, e2.gridId)).toMatchObject({ code: 'E2' });
    const { rows } = await test.db.pool.query(
      'select 1 from wangge.grid_version v where v.territory_id = $1',
      [territoryId],
    );
    expect(rows).toHaveLength(7);
  });

  it('lets two grids swap their codes in one revision', async () => {
    const territoryId = await maps.makeTerritory();
    const changes = await maps.reserveCity(territoryId);
    const first = await maps.publish(territoryId, null, changes);
    const [e1, e2] = [at(changes, 4), at(changes, 5)];
    const second = await maps.publish(territoryId, first, [
      { ...e1, code: 'E2' },
      { ...e2, code: 'E1' },
    ]);
    expect((await test.store.getGridsByCode(territoryId, second, 'E1')).map((grid) => grid.gridId)).toEqual([
      e2.gridId,
    ]);
  });

  it('refuses the same code twice in a level, and takes it in two levels', async () => {
    const territoryId = await maps.makeTerritory();
    const changes = await maps.reserveCity(territoryId);
    const twice = changes.map((grid) => (grid.code === 'E2' ? { ...grid, code: 'E1' } : grid));
    const { revision } = await test.store.beginRevision(territoryId, { base: null }, local);
    await expect(test.store.writeChanges(territoryId, revision, twice)).rejects.toMatchObject({
      details: { type: 'code-twice', status: 409, field: 'code' },
    });
    await test.store.sweepRevision(territoryId, revision);
    const again = await maps.reserveCity(territoryId);
    const sameAcross = again.map((grid) => (grid.code === 'O' ? { ...grid, code: 'B' } : grid));
    const second = await maps.publish(territoryId, null, sameAcross);
    expect((await test.store.getGridsByCode(territoryId, second, 'B')).map((grid) => grid.level)).toEqual([
      'branch',
      'outlet-area',
    ]);
  });

  it('refuses a code of the wrong shape under scheme standard, and a category above the elements', async () => {
    const territoryId = await maps.makeTerritory('standard');
    const [county] = await test.store.reserveGridIds(territoryId, [{ level: 'county' }]);
    const { revision } = await test.store.beginRevision(territoryId, { base: null }, local);
    const write = (code: string, category: string | null): Promise<void> =>
      test.store.writeChanges(territoryId, revision, [change(county ?? 0, 'county', code, { category })]);
    await expect(write('42030', null)).rejects.toMatchObject({
      details: { type: 'code-shape', status: 400 },
    });
    await expect(write('420302', 'park')).rejects.toMatchObject({
      details: { type: 'category-not-element' },
    });
    await write('420302', null);
    await test.store.publishRevision(territoryId, revision);
    expect(await test.store.getGridsByCode(territoryId, revision, '420302')).toHaveLength(1);
  });

  it('takes back a build that failed: new versions go, closed ones are open again', async () => {
    const territoryId = await maps.makeTerritory();
    const changes = await maps.reserveCity(territoryId);
    const first = await maps.publish(territoryId, null, changes);
    const before = await test.store.readGrids(territoryId, first);
    const { revision } = await test.store.beginRevision(territoryId, { base: first }, local);
    await test.store.retireGrids(territoryId, revision, [at(changes, 5).gridId]);
    await test.store.writeChanges(territoryId, revision, [{ ...at(changes, 4), name: 'half done' }]);
    await test.store.sweepRevision(territoryId, revision);
    await test.store.sweepRevision(territoryId, revision);
    expect(await test.store.readGrids(territoryId, first)).toEqual(before);
    expect(await test.store.getRevision(territoryId, revision)).toMatchObject({ status: 'failed' });
    const { rows } = await test.db.pool.query(
      'select 1 from wangge.grid_version v where v.territory_id = $1 and (v.revision_to is not null or v.revision_from > $2)',
      [territoryId, first],
    );
    expect(rows).toEqual([]);
    await expect(test.store.sweepRevision(territoryId, first)).rejects.toMatchObject({
      details: { type: 'revision-published' },
    });
  });

  it('refuses a second build, and takes it once the first one has gone silent for 30 seconds', async () => {
    const territoryId = await maps.makeTerritory();
    const changes = await maps.reserveCity(territoryId);
    const { revision } = await test.store.beginRevision(territoryId, { base: null }, local);
    await test.store.writeChanges(territoryId, revision, changes);
    await expect(test.store.beginRevision(territoryId, { base: null }, local)).rejects.toMatchObject({
      details: { type: 'revision-building', status: 409 },
    });
    await test.db.pool.query(
      `update wangge.revision r set heartbeat_at = now() - interval '31 seconds' where r.territory_id = $1`,
      [territoryId],
    );
    const second = await test.store.beginRevision(territoryId, { base: null }, local);
    expect(second.revision).toBe(revision + 1);
    await expect(test.store.writeChanges(territoryId, revision, changes)).rejects.toMatchObject({
      details: { type: 'revision-gone' },
    });
    expect(await test.store.readGrids(territoryId, second.revision)).toEqual([]);
  });

  it('says for how long a build that is silent keeps others out', async () => {
    const territoryId = await maps.makeTerritory();
    const { revision } = await test.store.beginRevision(territoryId, { base: null }, local);
    await silence(territoryId, revision, 12);
    await expect(test.store.beginRevision(territoryId, { base: null }, local)).rejects.toMatchObject({
      details: { type: 'revision-building', fix: expect.stringMatching(/try again in 1[5-8] s/) as string },
    });
    expect(await test.store.findBuild(territoryId)).toMatchObject({ revision, author: 'local' });
    await test.store.sweepRevision(territoryId, revision);
    expect(await test.store.findBuild(territoryId)).toBeUndefined();
  });

  it('never publishes half of a build: one that wakes while it is swept finds its revision gone', async () => {
    const territoryId = await maps.makeTerritory();
    const { revision } = await test.store.beginRevision(territoryId, { base: null }, local);
    await test.store.writeChanges(territoryId, revision, await reserveRow(territoryId, 1200));
    await silence(territoryId, revision, 31);
    const woken: unknown[] = [];
    const sweeping = storeThatStopsIn(/delete from wangge.grid_version/, async () => {
      if (woken.length === 0) {
        woken.push(await test.store.publishRevision(territoryId, revision).catch((error: unknown) => error));
      }
    });
    const next = await sweeping.beginRevision(territoryId, { base: null }, local);
    expect(woken).toMatchObject([{ details: { type: 'revision-gone' } }]);
    expect(next.revision).toBe(revision + 1);
    expect(await test.store.getRevision(territoryId, revision)).toMatchObject({ status: 'failed' });
    expect((await test.store.getTerritory(territoryId))!.currentRevision).toBeNull();
    expect(await countRows('grid_version', territoryId)).toBe(0);
  });

  it('leaves a build alone that gave a sign of life before its sweep began', async () => {
    const territoryId = await maps.makeTerritory();
    const changes = await reserveRow(territoryId, 3);
    const { revision } = await test.store.beginRevision(territoryId, { base: null }, local);
    await silence(territoryId, revision, 31);
    await test.store.writeChanges(territoryId, revision, changes);
    await expect(test.store.beginRevision(territoryId, { base: null }, local)).rejects.toMatchObject({
      details: { type: 'revision-building' },
    });
    await test.store.publishRevision(territoryId, revision);
    expect(await test.store.readGrids(territoryId, revision)).toHaveLength(3);
  });

  it('finishes a sweep that was stopped on the way before the next build begins', async () => {
    const territoryId = await maps.makeTerritory();
    const changes = await reserveRow(territoryId, 1200);
    const first = await maps.publish(territoryId, null, changes);
    const before = await test.store.readGrids(territoryId, first);
    const { revision } = await test.store.beginRevision(territoryId, { base: first }, local);
    await test.store.writeChanges(
      territoryId,
      revision,
      changes.map((grid) => ({ ...grid, name: 'half done' })),
    );
    const stopped = storeThatStopsIn(/delete from wangge.grid_version/, () => {
      throw new Error('killed');
    });
    await expect(stopped.sweepRevision(territoryId, revision)).rejects.toThrow('killed');
    expect(await countRows('grid_version', territoryId)).toBe(1900);
    const next = await test.store.beginRevision(territoryId, { base: first }, local);
    await test.store.publishRevision(territoryId, next.revision);
    expect(await test.store.readGrids(territoryId, next.revision)).toEqual(before);
  });

  it('takes the identities back that only a failed build used, and never gives their numbers again', async () => {
    const territoryId = await maps.makeTerritory();
    const first = await maps.publish(territoryId, null, await reserveRow(territoryId, 2));
    const { revision } = await test.store.beginRevision(territoryId, { base: first }, local);
    const failed = await reserveRow(territoryId, 700);
    await test.store.writeChanges(
      territoryId,
      revision,
      failed.slice(0, 10).map((grid) => ({ ...grid, code: `again ${grid.code}` })),
    );
    await test.store.sweepRevision(territoryId, revision);
    expect(await countRows('grid', territoryId)).toBe(2);
    const [next] = await test.store.reserveGridIds(territoryId, [{ level: 'county' }]);
    expect(next).toBe(at(failed, 699).gridId + 1);
  });

  it('removes a territory that never had a map, and no other one', async () => {
    const empty = await maps.makeTerritory();
    const { importId } = await test.store.beginImport(empty, local);
    const { revision } = await test.store.beginRevision(empty, { base: null }, local);
    await test.store.writeChanges(empty, revision, await reserveRow(empty, 2));
    await test.store.removeEmptyTerritory(empty);
    expect(await test.store.getTerritory(empty)).toBeDefined();
    await test.store.sweepRevision(empty, revision);
    await test.store.removeEmptyTerritory(empty);
    expect(await test.store.getTerritory(empty)).toBeDefined();
    await test.store.finishImport(empty, importId, { status: 'failed', revision: null });
    await test.store.removeEmptyTerritory(empty);
    expect(await test.store.getTerritory(empty)).toBeUndefined();

    const used = await maps.makeTerritory();
    await maps.publish(used, null, await reserveRow(used, 2));
    await test.store.removeEmptyTerritory(used);
    expect(await test.store.getTerritory(used)).toMatchObject({ currentRevision: 1 });
  });

  /** Counties in a row, one beside the other. */
  async function reserveRow(territoryId: string, length: number): Promise<GridChange[]> {
    const ids = await test.store.reserveGridIds(territoryId, new Array(length).fill({ level: 'county' }));
    return ids.map((gridId, index) =>
      change(gridId, 'county', `c${index}`, { geometry: square(index * 10, 0, 10) }),
    );
  }

  async function silence(territoryId: string, revision: number, seconds: number): Promise<void> {
    await test.db.pool.query(
      `update wangge.revision r
         set heartbeat_at = now() - make_interval(secs => $3)
         where r.territory_id = $1 and r.revision = $2`,
      [territoryId, revision, seconds],
    );
  }

  async function countRows(table: 'grid' | 'grid_version', territoryId: string): Promise<number> {
    const { rows } = await test.db.pool.query<{ count: number }>(
      `select count(*) as count from wangge.${table} x where x.territory_id = $1`,
      [territoryId],
    );
    return rows[0]!.count;
  }

  /** A store of another process, as it were: `then` runs after each of its statements that match. */
  function storeThatStopsIn(statement: RegExp, then: () => Promise<void> | void): TestDatabase['store'] {
    const pool = new Proxy(test.db.pool, {
      get(target, name) {
        const value: unknown = Reflect.get(target, name);
        if (typeof value !== 'function') return value;
        if (name !== 'query') return value.bind(target) as unknown;
        return async (text: string, values: unknown[]) => {
          const result = await target.query(text, values);
          if (statement.test(text)) await then();
          return result;
        };
      },
    });
    return createStore({ ...test.db, pool });
  }

  it('refuses to begin or publish on a base that is no longer current', async () => {
    const territoryId = await maps.makeTerritory();
    const changes = await maps.reserveCity(territoryId);
    const first = await maps.publish(territoryId, null, changes);
    await expect(test.store.beginRevision(territoryId, { base: null }, local)).rejects.toMatchObject({
      details: { type: 'base-moved', status: 409 },
    });
    const { revision } = await test.store.beginRevision(territoryId, { base: first }, local);
    await test.db.pool.query(
      `insert into wangge.revision (territory_id, revision, status, author, effective_from)
         values ($1, 1000, 'published', 'other', now())`,
      [territoryId],
    );
    await test.db.pool.query(
      'update wangge.territory t set current_revision = 1000 where t.territory_id = $1',
      [territoryId],
    );
    await expect(test.store.publishRevision(territoryId, revision)).rejects.toMatchObject({
      details: { type: 'base-moved', status: 409 },
    });
  });

  it('names an unknown territory', async () => {
    await expect(test.store.beginRevision('nowhere', { base: null }, local)).rejects.toMatchObject({
      details: { type: 'territory-not-found', status: 404 },
    });
    await expect(test.store.reserveGridIds('nowhere', [{ level: 'county' }])).rejects.toMatchObject({
      details: { type: 'territory-not-found', status: 404 },
    });
    await expect(test.store.beginImport('nowhere', local)).rejects.toMatchObject({
      details: { type: 'territory-not-found', status: 404 },
    });
  });

  it('stops between batches when it is told to', async () => {
    const territoryId = await maps.makeTerritory();
    const changes = await maps.reserveCity(territoryId);
    const { revision } = await test.store.beginRevision(territoryId, { base: null }, local);
    const signal = AbortSignal.abort(new Error('enough'));
    await expect(test.store.writeChanges(territoryId, revision, changes, { signal })).rejects.toThrow(
      'enough',
    );
    await expect(test.store.readGrids(territoryId, revision, { signal })).rejects.toThrow('enough');
  });
});
