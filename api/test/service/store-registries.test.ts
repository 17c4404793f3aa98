import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { categories } from '../../src/hierarchy/categories.js';
import { findingKinds } from '../../src/hierarchy/finding-kinds.js';
import { levelNumber, levels } from '../../src/hierarchy/levels.js';
import { migrate } from '../../src/store/migrate.js';
import type { ReferenceFeature } from '../../src/store/types.js';
import { databaseKinds, openTestDatabase, type TestDatabase } from '../database.js';
import { local, MapMaker } from '../store-maps.js';

describe.each(databaseKinds)('the store on the %s database', (kind) => {
  let test: TestDatabase;
  const maps = new MapMaker(() => test.store);

  beforeAll(async () => {
    test = await openTestDatabase(kind);
  });
  afterAll(() => test.drop());

  describe('registries', () => {
    it('lists the categories and finding kinds in the order of the constants', async () => {
      const territoryId = await maps.makeTerritory();
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
      const territoryId = await maps.makeTerritory();
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
      const territoryId = await maps.makeTerritory();
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
      const territoryId = await maps.makeTerritory();
      const territory = await test.store.getTerritory(territoryId);
      expect(territory).toMatchObject({ currentRevision: null, bbox: null, codeScheme: 'own' });
      expect(territory?.levelLabels.element).toEqual({ zh: '网元', en: 'Element' });
      expect(await test.store.revisionAsOf(territoryId, new Date())).toBeUndefined();
      expect(await test.store.getTerritory('nowhere')).toBeUndefined();
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

    const shown = async (territoryId: string): Promise<ReferenceFeature[]> =>
      (await test.store.readReference(territoryId)).map(({ kind, rank, name, geometry }) => ({
        ...{ kind, rank, name, geometry },
      }));

    it('gives back what was written and replaces only the kinds it is told to', async () => {
      const territoryId = await maps.makeTerritory();
      await test.store.replaceReference(territoryId, ['street', 'water'], [street, lake]);
      expect(await shown(territoryId)).toEqual([street, lake]);
      await test.store.replaceReference(territoryId, ['street'], [{ ...street, name: 'new' }]);
      expect(await shown(territoryId)).toEqual([lake, { ...street, name: 'new' }]);
      await test.store.replaceReference(territoryId, ['water'], []);
      expect(await shown(territoryId)).toEqual([{ ...street, name: 'new' }]);
    });

    it('tells by a text whether other layers are shown', async () => {
      const territoryId = await maps.makeTerritory();
      const loads = (): Promise<string> => test.store.readReferenceLoads(territoryId);
      await test.store.replaceReference(territoryId, ['street', 'water'], [street, lake]);
      const first = await loads();
      expect(await loads()).toBe(first);
      await test.store.replaceReference(territoryId, ['street'], [street]);
      expect(await loads()).not.toBe(first);
    });

    it('shows the old layer when a load is stopped half way', async () => {
      const territoryId = await maps.makeTerritory();
      await test.store.replaceReference(territoryId, ['street'], [street]);
      const control = new AbortController();
      const many = Array.from({ length: 2500 }, () => ({ ...street, name: 'half' }));
      await expect(
        test.store.replaceReference(territoryId, ['street'], many, {
          signal: control.signal,
          onProgress: () => control.abort(new Error('enough')),
        }),
      ).rejects.toThrow('enough');
      expect(await shown(territoryId)).toEqual([street]);
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
      const territoryId = await maps.makeTerritory();
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
