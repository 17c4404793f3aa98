import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { categories } from '../../src/hierarchy/categories.js';
import { findingKinds } from '../../src/hierarchy/finding-kinds.js';
import { levelNumber, levels, type Level } from '../../src/hierarchy/levels.js';
import type { Finding } from '../../src/coverage/types.js';
import type { MultiPolygon } from '../../src/geometry/types.js';
import type { GridChange } from '../../src/store/types.js';
import { migrate } from '../../src/store/migrate.js';
import { createStore } from '../../src/store/create-store.js';
import { databaseKinds, openTestDatabase, type TestDatabase } from '../database.js';

const local = { id: 'local' };
/** 100° east, 30° north, in lattice steps. */
const originX = 1_000_000_000;
const originY = 300_000_000;

describe.each(databaseKinds)('the store on the %s database', (kind) => {
  let test: TestDatabase;
  let nextTerritory = 1;

  beforeAll(async () => {
    test = await openTestDatabase(kind);
  });
  afterAll(() => test.drop());

  async function makeTerritory(codeScheme: 'standard' | 'own' = 'own'): Promise<string> {
    const territoryId = `city-${nextTerritory++}`;
    await test.store.createTerritory(
      {
        territoryId,
        name: { zh: '十堰', en: 'Shiyan' },
        codeScheme,
        codePatterns: {},
        upperLevels: 'drawn',
        displayDatum: 'wgs84',
      },
      local,
    );
    return territoryId;
  }

  /** County A over elements' chain: territory T, county C, branch B, outlet area O, elements E1 and E2. */
  async function reserveCity(territoryId: string): Promise<GridChange[]> {
    const rows: {
      level: Level;
      code: string;
      parent: number | null;
      geometry: MultiPolygon;
      category?: string;
    }[] = [
      { level: 'territory', code: 'T', parent: null, geometry: square(0, 0, 20) },
      { level: 'county', code: 'C', parent: 0, geometry: square(0, 0, 20) },
      { level: 'branch', code: 'B', parent: 1, geometry: square(0, 0, 20) },
      { level: 'outlet-area', code: 'O', parent: 2, geometry: square(0, 0, 20) },
      { level: 'element', code: 'E1', parent: 3, geometry: square(0, 0, 10), category: 'village' },
      { level: 'element', code: 'E2', parent: 3, geometry: square(10, 0, 10), category: 'park' },
    ];
    const ids = await test.store.reserveGridIds(territoryId, rows);
    return rows.map((row, index) =>
      change(ids[index] ?? 0, row.level, row.code, {
        parentId: row.parent === null ? null : (ids[row.parent] ?? null),
        geometry: row.geometry,
        category: row.category ?? null,
      }),
    );
  }

  async function publish(territoryId: string, base: number | null, changes: GridChange[]): Promise<number> {
    const { revision } = await test.store.beginRevision(territoryId, { base }, local);
    await test.store.writeChanges(territoryId, revision, changes);
    await test.store.publishRevision(territoryId, revision);
    return revision;
  }

  describe('registries', () => {
    it('lists the categories and finding kinds in the order of the constants', async () => {
      const territoryId = await makeTerritory();
      const rows = await test.store.listCategories(territoryId);
      expect(rows).toEqual(categories.map((category, index) => ({ ...category, ordinal: index + 1 })));
      expect(await test.store.listFindingKinds()).toEqual(findingKinds.map((row) => ({ ...row })));
    });

    it('numbers the levels in SQL as the constants do', async () => {
      const { rows } = await test.db.pool.query<{ level: string; number: number | null }>(
        `select l.level, wangge.level_number(l.level) as number from unnest($1::text[]) as l (level)`,
        [[...levels, 'street']],
      );
      expect(rows).toEqual([
        ...levels.map((level) => ({ level, number: levelNumber(level) })),
        { level: 'street', number: null },
      ]);
    });

    it('migrates again without doing anything, and twice at the same time', async () => {
      expect(await Promise.all([migrate(test.db), migrate(test.db)])).toEqual([[], []]);
    });

    it('keeps the class that a territory gave a category when it migrates again', async () => {
      const territoryId = await makeTerritory();
      await test.db.pool.query(
        `update wangge.element_category c set class = 'community', en = 'x' where c.territory_id = $1 and c.code = 'sme'`,
        [territoryId],
      );
      await migrate(test.db);
      const sme = (await test.store.listCategories(territoryId)).find((row) => row.code === 'sme');
      expect(sme).toMatchObject({ class: 'community', en: 'Small and medium enterprise' });
    });

    it('describes every table, column and function of the schema', async () => {
      const { rows } = await test.db.pool.query<{ name: string }>(
        `select c.relname || coalesce('.' || a.attname, '') as name
         from pg_class c
         left join pg_attribute a on a.attrelid = c.oid and a.attnum >= 0 and not a.attisdropped and c.relkind = 'r'
         where c.relnamespace = 'wangge'::regnamespace and c.relkind = 'r' and c.relname <> 'migration'
           and (obj_description(c.oid, 'pg_class') is null or col_description(c.oid, a.attnum) is null)
         union all
         select p.proname::text from pg_proc p
         where p.pronamespace = 'wangge'::regnamespace and obj_description(p.oid, 'pg_proc') is null`,
      );
      expect(rows).toEqual([]);
    });
  });

  describe('territories', () => {
    it('refuses the same id twice and an id that is no slug', async () => {
      const territoryId = await makeTerritory();
      const again = {
        name: { zh: 'a', en: 'a' },
        codeScheme: 'own',
        codePatterns: {},
        upperLevels: 'drawn',
      } as const;
      await expect(
        test.store.createTerritory({ ...again, territoryId, displayDatum: 'wgs84' }, local),
      ).rejects.toMatchObject({ details: { type: 'territory-exists', status: 409 } });
      await expect(
        test.store.createTerritory({ ...again, territoryId: 'Šar Mountains', displayDatum: 'wgs84' }, local),
      ).rejects.toMatchObject({ details: { type: 'territory-id-invalid', status: 400 } });
    });

    it('has no revision and no bbox before the first import', async () => {
      const territoryId = await makeTerritory();
      const territory = await test.store.getTerritory(territoryId);
      expect(territory).toMatchObject({ currentRevision: null, bbox: null, codeScheme: 'own' });
      expect(territory?.levelLabels.element).toEqual({ zh: '网元', en: 'Element' });
      expect(await test.store.revisionAsOf(territoryId, new Date())).toBeUndefined();
      expect(await test.store.getTerritory('nowhere')).toBeUndefined();
    });
  });

  describe('grids and revisions', () => {
    it('gives back exactly the lattice geometry, attributes and original that were written', async () => {
      const territoryId = await makeTerritory();
      const changes = await reserveCity(territoryId);
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
      const revision = await publish(territoryId, null, [...changes.slice(0, 4), special]);
      const stored = (await test.store.readGrids(territoryId, revision)).find((grid) => grid.code === 'E1');
      expect(stored).toEqual({ ...special, parentCode: 'O', class: 'community' });
    });

    it('shows a revision only once it is published, and only what it holds', async () => {
      const territoryId = await makeTerritory();
      const changes = await reserveCity(territoryId);
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
      const territoryId = await makeTerritory();
      const changes = await reserveCity(territoryId);
      const first = await publish(territoryId, null, changes);
      const [e1, e2] = [at(changes, 4), at(changes, 5)];
      const { revision: second } = await test.store.beginRevision(territoryId, { base: first }, local);
      await test.store.retireGrids(territoryId, second, [e2.gridId]);
      await test.store.writeChanges(territoryId, second, [
        { ...e1, name: 'new', geometry: square(0, 0, 20) },
      ]);
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
      const territoryId = await makeTerritory();
      const changes = await reserveCity(territoryId);
      const first = await publish(territoryId, null, changes);
      const [e1, e2] = [at(changes, 4), at(changes, 5)];
      const second = await publish(territoryId, first, [
        { ...e1, code: 'E2' },
        { ...e2, code: 'E1' },
      ]);
      expect((await test.store.getGridsByCode(territoryId, second, 'E1')).map((grid) => grid.gridId)).toEqual(
        [e2.gridId],
      );
    });

    it('refuses the same code twice in a level, and takes it in two levels', async () => {
      const territoryId = await makeTerritory();
      const changes = await reserveCity(territoryId);
      const twice = changes.map((grid) => (grid.code === 'E2' ? { ...grid, code: 'E1' } : grid));
      const { revision } = await test.store.beginRevision(territoryId, { base: null }, local);
      await expect(test.store.writeChanges(territoryId, revision, twice)).rejects.toMatchObject({
        details: { type: 'code-twice', status: 409, field: 'code' },
      });
      await test.store.sweepRevision(territoryId, revision);
      const again = await reserveCity(territoryId);
      const sameAcross = again.map((grid) => (grid.code === 'O' ? { ...grid, code: 'B' } : grid));
      const second = await publish(territoryId, null, sameAcross);
      expect((await test.store.getGridsByCode(territoryId, second, 'B')).map((grid) => grid.level)).toEqual([
        'branch',
        'outlet-area',
      ]);
    });

    it('refuses a code of the wrong shape under scheme standard, and a category above the elements', async () => {
      const territoryId = await makeTerritory('standard');
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
      const territoryId = await makeTerritory();
      const changes = await reserveCity(territoryId);
      const first = await publish(territoryId, null, changes);
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
      const territoryId = await makeTerritory();
      const changes = await reserveCity(territoryId);
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
      const territoryId = await makeTerritory();
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
      const territoryId = await makeTerritory();
      const { revision } = await test.store.beginRevision(territoryId, { base: null }, local);
      await test.store.writeChanges(territoryId, revision, await reserveRow(territoryId, 1200));
      await silence(territoryId, revision, 31);
      const woken: unknown[] = [];
      const sweeping = storeThatStopsIn(/delete from wangge.grid_version/, async () => {
        if (woken.length === 0) {
          woken.push(
            await test.store.publishRevision(territoryId, revision).catch((error: unknown) => error),
          );
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
      const territoryId = await makeTerritory();
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
      const territoryId = await makeTerritory();
      const changes = await reserveRow(territoryId, 1200);
      const first = await publish(territoryId, null, changes);
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
      const territoryId = await makeTerritory();
      const first = await publish(territoryId, null, await reserveRow(territoryId, 2));
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
      const empty = await makeTerritory();
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

      const used = await makeTerritory();
      await publish(used, null, await reserveRow(used, 2));
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
      const territoryId = await makeTerritory();
      const changes = await reserveCity(territoryId);
      const first = await publish(territoryId, null, changes);
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
      const territoryId = await makeTerritory();
      const changes = await reserveCity(territoryId);
      const { revision } = await test.store.beginRevision(territoryId, { base: null }, local);
      const signal = AbortSignal.abort(new Error('enough'));
      await expect(test.store.writeChanges(territoryId, revision, changes, { signal })).rejects.toThrow(
        'enough',
      );
      await expect(test.store.readGrids(territoryId, revision, { signal })).rejects.toThrow('enough');
    });
  });

  describe('lists', () => {
    let territoryId: string;
    let revision: number;
    let changes: GridChange[];

    beforeAll(async () => {
      territoryId = await makeTerritory();
      changes = await reserveCity(territoryId);
      revision = await publish(territoryId, null, changes);
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

  describe('reference layers', () => {
    const street = {
      kind: 'street' as const,
      rank: 1,
      name: '人民路',
      geometry: {
        type: 'LineString' as const,
        coordinates: [
          [100.1, 30.123456789],
          [1 / 3, 2 / 3],
        ],
      },
    };
    const lake = {
      kind: 'water' as const,
      rank: 2,
      name: null,
      geometry: {
        type: 'GeometryCollection' as const,
        geometries: [
          { type: 'Point' as const, coordinates: [1, 2] },
          {
            type: 'MultiPoint' as const,
            coordinates: [
              [1, 2],
              [3, 4],
            ],
          },
          {
            type: 'MultiLineString' as const,
            coordinates: [
              [
                [1, 2],
                [3, 4],
              ],
            ],
          },
          {
            type: 'Polygon' as const,
            coordinates: [
              [
                [0, 0],
                [1, 0],
                [1, 1],
                [0, 0],
              ],
            ],
          },
          {
            type: 'MultiPolygon' as const,
            coordinates: [
              [
                [
                  [0, 0],
                  [1, 0],
                  [1, 1],
                  [0, 0],
                ],
              ],
            ],
          },
        ],
      },
    };

    it('gives back what was written and replaces only the kinds it is told to', async () => {
      const territoryId = await makeTerritory();
      await test.store.replaceReference(territoryId, ['street', 'water'], [street, lake]);
      expect(await test.store.readReference(territoryId)).toEqual([street, lake]);
      await test.store.replaceReference(territoryId, ['street'], [{ ...street, name: 'new' }]);
      expect(await test.store.readReference(territoryId)).toEqual([lake, { ...street, name: 'new' }]);
      await test.store.replaceReference(territoryId, ['water'], []);
      expect(await test.store.readReference(territoryId)).toEqual([{ ...street, name: 'new' }]);
    });

    it('shows the old layer when a load is stopped half way', async () => {
      const territoryId = await makeTerritory();
      await test.store.replaceReference(territoryId, ['street'], [street]);
      const control = new AbortController();
      const many = Array.from({ length: 2500 }, () => ({ ...street, name: 'half' }));
      await expect(
        test.store.replaceReference(territoryId, ['street'], many, {
          signal: control.signal,
          onProgress: () => control.abort(new Error('enough')),
        }),
      ).rejects.toThrow('enough');
      expect(await test.store.readReference(territoryId)).toEqual([street]);
      await test.store.replaceReference(territoryId, ['street'], [{ ...street, rank: 3 }]);
      const { rows } = await test.db.pool.query(
        'select 1 from wangge.reference_feature f where f.territory_id = $1',
        [territoryId],
      );
      expect(rows).toHaveLength(1);
    });
  });

  describe('imports', () => {
    it('records a run, and shows one that went silent as dead', async () => {
      const territoryId = await makeTerritory();
      const { importId } = await test.store.beginImport(territoryId, { id: 'user:li' });
      expect(await test.store.getImport(territoryId, importId)).toMatchObject({
        status: 'running',
        principal: 'user:li',
      });
      await test.db.pool.query(
        `update wangge.import_run r set heartbeat_at = now() - interval '31 seconds' where r.territory_id = $1`,
        [territoryId],
      );
      expect(await test.store.getImport(territoryId, importId)).toMatchObject({ status: 'dead' });
      const next = await test.store.beginImport(territoryId, local);
      await test.store.finishImport(territoryId, next.importId, {
        status: 'done',
        revision: null,
        report: { grids: 3 },
      });
      expect(await test.store.getImport(territoryId, next.importId)).toMatchObject({
        status: 'done',
        revision: null,
        report: { grids: 3 },
        error: null,
      });
      const { rows } = await test.db.pool.query<{ status: string }>(
        'select r.status from wangge.import_run r where r.territory_id = $1 order by r.import_id',
        [territoryId],
      );
      expect(rows.map((row) => row.status)).toEqual(['dead', 'done']);
    });
  });

  describe('audits and findings', () => {
    let territoryId: string;
    let revision: number;

    beforeAll(async () => {
      territoryId = await makeTerritory();
      revision = await publish(territoryId, null, await reserveCity(territoryId));
    });

    async function audit(findings: Finding[]): Promise<number> {
      const { auditId } = await test.store.beginAudit(territoryId, revision, local);
      test.store.noteAuditProgress(territoryId, auditId, { done: 1, total: 4 });
      await test.store.finishAudit(territoryId, auditId, {
        clean: findings.length === 0,
        levels: [],
        findings,
      });
      return auditId;
    }

    it('shows a run as running, then whole', async () => {
      const { auditId } = await test.store.beginAudit(territoryId, revision, local);
      test.store.noteAuditProgress(territoryId, auditId, { done: 1, total: 4 });
      await vi.waitFor(
        async () =>
          expect(await test.store.getAudit(territoryId, auditId)).toMatchObject({
            status: 'running',
            progress: { done: 1, total: 4 },
            clean: null,
          }),
        { timeout: 20_000, interval: 200 },
      );
      await test.store.finishAudit(territoryId, auditId, { clean: true, levels: [], findings: [] });
      expect(await test.store.latestAudit(territoryId, revision)).toMatchObject({
        auditId,
        status: 'done',
        clean: true,
      });
      expect((await test.store.listAudits(territoryId, 1)).map((run) => run.auditId)).toEqual([auditId]);
    });

    it('refuses an unknown revision, and to finish a run that was cancelled', async () => {
      await expect(test.store.beginAudit(territoryId, 999, local)).rejects.toMatchObject({
        details: { type: 'revision-not-found', status: 404 },
      });
      const { auditId } = await test.store.beginAudit(territoryId, revision, local);
      await test.store.failAudit(territoryId, auditId, 'cancelled', 'by hand');
      await expect(
        test.store.finishAudit(territoryId, auditId, { clean: true, levels: [], findings: [] }),
      ).rejects.toMatchObject({ details: { type: 'audit-not-running' } });
      expect(await test.store.getAudit(territoryId, auditId)).toMatchObject({
        status: 'cancelled',
        error: 'by hand',
      });
    });

    it('lists findings largest first within severity, in pages, as they were found', async () => {
      const small = finding('a', { areaSquareMetres: 1.5 });
      const large = finding('b', { areaSquareMetres: 99.25, kind: 'overlap', cause: 'partial', depth: 2 });
      const warning = finding('c', { severity: 'warning', areaSquareMetres: 1e6 });
      const none = finding('d', { areaSquareMetres: null, widthMetres: null, sizeClass: null });
      const auditId = await audit([small, warning, none, large]);
      const list = await test.store.listFindings({ territoryId, auditId, limit: 10 });
      expect(list.map((row) => row.identity)).toEqual(['b', 'a', 'd', 'c']);
      expect(list[0]).toMatchObject({ ...large, state: 'open', status: 'open', notes: [], waiver: null });
      for (let index = 0; index < list.length; index++) {
        const rest = await test.store.listFindings({
          territoryId,
          auditId,
          limit: 2,
          afterId: at(list, index).findingId,
        });
        expect(rest).toEqual(list.slice(index + 1, index + 3));
      }
      const some = (query: object) => test.store.listFindings({ territoryId, auditId, limit: 10, ...query });
      expect(await some({ kind: 'overlap' })).toHaveLength(1);
      expect(await some({ severity: 'warning' })).toHaveLength(1);
      expect(await some({ level: 'county' })).toHaveLength(0);
      expect(await some({ sizeClass: 'real', parent: 'O' })).toHaveLength(3);
      expect(await some({ bbox: [99, 29, 101, 31] })).toHaveLength(4);
      expect(await some({ bbox: [0, 0, 1, 1] })).toHaveLength(0);
      const counts = await test.store.countFindings(territoryId, auditId);
      expect(counts).toContainEqual({
        kind: 'gap',
        level: 'element',
        severity: 'error',
        sizeClass: 'real',
        count: 1,
        areaSquareMetres: 1.5,
      });
    });

    it('keeps work and waiver from run to run, and lets the waiver lapse when the place changes', async () => {
      const first = await audit([finding('lake')]);
      const [found] = await test.store.listFindings({ territoryId, auditId: first, limit: 1 });
      const id = found?.findingId ?? 0;
      await test.store.updateFinding(
        territoryId,
        id,
        { assignee: 'li', dueDate: '2026-12-01', note: 'one' },
        local,
      );
      const worked = await test.store.updateFinding(
        territoryId,
        id,
        { state: 'in-progress', note: 'two', waive: { reason: 'a lake', expiresAt: null } },
        { id: 'user:wang' },
      );
      const expected = {
        state: 'in-progress',
        assignee: 'li',
        dueDate: '2026-12-01',
        status: 'waived',
        waiver: { reason: 'a lake', author: 'user:wang', expiresAt: null },
      };
      expect(worked).toMatchObject(expected);
      expect(worked.notes.map((note) => [note.by, note.text])).toEqual([
        ['local', 'one'],
        ['user:wang', 'two'],
      ]);

      const second = await audit([finding('lake')]);
      expect((await test.store.listFindings({ territoryId, auditId: second, limit: 1 }))[0]).toMatchObject(
        expected,
      );
      const third = await audit([finding('lake', { geometryHash: 'moved' })]);
      const [moved] = await test.store.listFindings({ territoryId, auditId: third, limit: 1 });
      expect(moved).toMatchObject({ ...expected, status: 'open', waiver: null });
      const cleared = await test.store.updateFinding(
        territoryId,
        id,
        { assignee: null, dueDate: null },
        local,
      );
      expect(cleared).toMatchObject({ assignee: null, dueDate: null, state: 'in-progress' });
    });

    it('does not count a waiver that has expired', async () => {
      const auditId = await audit([finding('army')]);
      const [found] = await test.store.listFindings({ territoryId, auditId, limit: 1 });
      const id = found?.findingId ?? 0;
      const waive = (expiresAt: string) =>
        test.store.updateFinding(territoryId, id, { waive: { reason: 'army ground', expiresAt } }, local);
      expect(await waive('2020-01-01T00:00:00Z')).toMatchObject({ status: 'open', waiver: null });
      expect(await waive('2999-01-01T08:00:00+08:00')).toMatchObject({
        status: 'waived',
        waiver: { expiresAt: '2999-01-01T00:00:00.000Z' },
      });
    });

    it('names a finding that does not exist', async () => {
      await expect(test.store.updateFinding(territoryId, 123456, { note: 'x' }, local)).rejects.toMatchObject(
        {
          details: { type: 'finding-not-found', status: 404 },
        },
      );
    });
  });

  it('answers every one of many clients with its own rows, also while others fail', async () => {
    const answers = await Promise.all(
      Array.from({ length: 300 }, async (_, index) => {
        if (index % 7 === 0) {
          await expect(test.db.pool.query('select 1 / $1::int as n', [0])).rejects.toThrow(
            'division by zero',
          );
          return index;
        }
        const { rows } = await test.db.pool.query<{ n: number }>(
          index % 2 === 0 ? 'select $1::int as n' : 'select $1::int as n, $1::int + 1 as m',
          [index],
        );
        return rows[0]?.n;
      }),
    );
    expect(answers).toEqual(answers.map((_, index) => index));
  });

  it('is ready', async () => {
    expect(await test.store.checkReady()).toBeUndefined();
  });
});

/** Lattice square with its lower left corner `x`, `y` steps from the origin. */
function square(x: number, y: number, side: number): MultiPolygon {
  const [west, south, east, north] = [originX + x, originY + y, originX + x + side, originY + y + side];
  return [[Int32Array.of(west, south, east, south, east, north, west, north, west, south)]];
}

function change(gridId: number, level: Level, code: string, rest: Partial<GridChange>): GridChange {
  return {
    gridId,
    level,
    code,
    name: `name of ${code}`,
    parentId: null,
    category: null,
    implied: false,
    attributes: {},
    original: null,
    geometry: square(0, 0, 10),
    labelPoint: [originX, originY],
    areaSquareMetres: 1.25,
    ...rest,
  };
}

function finding(identity: string, rest: Partial<Finding> = {}): Finding {
  return {
    kind: 'gap',
    cause: null,
    sizeClass: 'real',
    severity: 'error',
    level: 'element',
    parent: 'O',
    areaSquareMetres: 10,
    widthMetres: 2.5,
    depth: null,
    grids: [{ code: 'E1', name: 'name of E1', level: 'element', areaSquareMetres: null }],
    identity,
    geometryHash: 'as it was',
    geometry: {
      type: 'Polygon',
      coordinates: [
        [
          [100, 30],
          [100.0000001, 30],
          [100, 30.0000003],
          [100, 30],
        ],
      ],
    },
    message: 'A gap of 10 m².',
    ...rest,
  };
}

function at<Item>(items: readonly Item[], index: number): Item {
  const item = items[index];
  if (item === undefined) throw new Error(`There is no item ${index}`);
  return item;
}
