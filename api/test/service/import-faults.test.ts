import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Finding } from '../../src/coverage/types.js';
import { importGrids, type ImportReport } from '../../src/jobs/import-grids.js';
import { readFindings } from '../../src/store/read-findings.js';
import type { FileSpec } from '../../src/jobs/reading/types.js';
import { Problem } from '../../src/problem.js';
import type { CodeScheme } from '../../src/store/types.js';
import { changeMap, cleanMap, feature, rectangle, writeMap, type TestFeature } from '../cli/write-map.js';
import { openTestDatabase, type TestDatabase } from '../database.js';

/** Left to its place. */
function withoutParent(each: TestFeature): TestFeature {
  return { ...each, properties: { ...each.properties, parent: null } };
}

/** What a fault in a file does, row by row of the design's table. */
describe('what a fault in a file does', () => {
  const folder = mkdtempSync(join(tmpdir(), 'wangge-faults-'));
  let database: TestDatabase;
  let territory = 0;

  beforeAll(async () => {
    database = await openTestDatabase();
    await load('present', cleanMap());
  });
  afterAll(async () => {
    await database.drop();
    rmSync(folder, { recursive: true });
  });

  async function loadFile(
    name: string,
    path: string,
    more: Partial<FileSpec> = {},
    scheme: CodeScheme = 'own',
  ): Promise<ImportReport> {
    return importGrids({
      store: database.store,
      territoryId: name,
      files: [{ path, fields: {}, ...more }],
      options: {
        matchMetres: 0.002,
        mergeSameCode: false,
        replace: true,
        audit: true,
        create: { name: { zh: name, en: name }, codeScheme: scheme },
      },
      principal: { id: 'local' },
    });
  }

  function load(name: string, features: readonly TestFeature[], scheme?: CodeScheme): Promise<ImportReport> {
    return loadFile(name, writeMap(folder, 'map.geojson', features), {}, scheme);
  }

  /** The refusal of a file by a territory that has a map, after which the map is as it was. */
  async function refusal(path: string, more: Partial<FileSpec> = {}): Promise<Problem> {
    const before = await database.store.listRevisions('present');
    let thrown: unknown;
    try {
      await loadFile('present', path, more);
    } catch (error) {
      thrown = error;
    }
    if (!(thrown instanceof Problem)) throw thrown ?? new Error('the file was accepted');
    expect(await database.store.listRevisions('present')).toEqual(before);
    expect(thrown.details.fix).toBeTruthy();
    return thrown;
  }

  const refusalOf = (features: readonly TestFeature[]): Promise<Problem> =>
    refusal(writeMap(folder, 'map.geojson', features));

  function text(name: string, content: string): string {
    const path = join(folder, name);
    writeFileSync(path, content);
    return path;
  }

  /** The findings of a new territory with this map. */
  async function findings(features: readonly TestFeature[]): Promise<readonly Finding[]> {
    const name = `t${(territory += 1)}`;
    const report = await load(name, features);
    return readFindings(database.store, name, report.audit!.auditId);
  }

  const whole = JSON.stringify({ type: 'FeatureCollection', features: cleanMap() });

  describe('is refused, nothing changes, and the error names the place and the mend:', () => {
    it('unreadable', async () => {
      expect((await refusal(text('bad.geojson', '{"type": hello'))).details.file).toMatch(/bad\.geojson$/);
      expect((await refusal(join(folder, 'none.geojson'))).details.file).toMatch(/none\.geojson$/);
      expect((await refusal(text('empty.geojson', ''))).details.file).toMatch(/empty\.geojson$/);
    });

    it('cut off', async () => {
      expect((await refusal(text('cut.geojson', whole.slice(0, whole.length / 2)))).details).toMatchObject({
        file: expect.stringMatching(/cut\.geojson$/) as string,
        feature: expect.any(Number) as number,
      });
    });

    it('no polygons', async () => {
      const point = {
        ...feature('element', 'p', [0, 0, 1, 1]),
        geometry: { type: 'Point', coordinates: [110, 32] },
      };
      expect((await refusalOf([point])).details.feature).toBe(1);
      expect((await refusalOf([])).details.file).toMatch(/map\.geojson$/);
    });

    it('coordinates out of range for the CRS', async () => {
      const metres = {
        ...feature('element', 'p', [0, 0, 1, 1]),
        geometry: {
          type: 'Polygon',
          coordinates: [
            [
              [5e5, 3e6],
              [6e5, 3e6],
              [6e5, 4e6],
              [5e5, 3e6],
            ],
          ],
        },
      };
      const problem = await refusalOf([metres]);
      expect(problem.details.feature).toBe(1);
      expect(problem.details.fix).toContain('--crs');
    });

    it('unknown level', async () => {
      const { details } = await refusalOf([...cleanMap(), feature('street', 's', [0, 0, 1, 1])]);
      expect(details).toMatchObject({ feature: cleanMap().length + 1, field: 'level' });
    });

    it('the same code twice in a level', async () => {
      const { details } = await refusalOf([...cleanMap(), feature('element', 'E1N2', [5, 5, 1, 1])]);
      expect(details).toMatchObject({ feature: cleanMap().length + 1, field: 'code' });
    });

    it('a code, a parent or a name that is too long, in one short line', async () => {
      for (const [field, length] of [
        ['code', 1_000_000],
        ['parent', 65],
        ['name', 201],
      ] as const) {
        const extra = feature('element', 'extra', [5, 5, 1, 1], { [field]: 'x'.repeat(length) });
        const problem = await refusalOf([...cleanMap(), extra]);
        expect(problem.details).toMatchObject({ feature: cleanMap().length + 1, field });
        expect(problem.message).toContain(`has ${length} characters`);
        expect(problem.message.length).toBeLessThan(500);
      }
    });

    it('parents in a circle', async () => {
      const { details } = await refusalOf([
        feature('branch', 'a', [0, 0, 1, 1], { parent: 'b' }),
        feature('branch', 'b', [1, 0, 1, 1], { parent: 'a' }),
      ]);
      expect(details).toMatchObject({ type: 'parent-cycle', feature: 1, field: 'parent' });
    });

    it('more than 999 children under the standard scheme, and no territory is left behind', async () => {
      const children = Array.from({ length: 1000 }, (_, index) =>
        feature('branch', null, [(index % 40) / 20, Math.floor(index / 40) / 25, 1 / 20, 1 / 25]),
      );
      await expect(
        load('many', [feature('county', '420302', [0, 0, 2, 1]), ...children], 'standard'),
      ).rejects.toMatchObject({ details: { type: 'too-many-children', field: 'code' } });
      expect(await database.store.getTerritory('many')).toBeUndefined();
    });

    it('a field named by a flag that the file lacks', async () => {
      const path = writeMap(folder, 'map.geojson', cleanMap());
      const { message } = await refusal(path, { fields: { code: 'KENNUNG' } });
      expect(message).toContain('KENNUNG');
      expect(message).toContain('households');
    });

    it('and the import’s row says failed with the error', async () => {
      const problem = await refusalOf([...cleanMap(), feature('street', 's', [0, 0, 1, 1])]);
      const newest = await newestImport('present');
      expect(newest).toMatchObject({ status: 'failed', revision: null, error: problem.message });
    });
  });

  describe('is repaired and listed in the report:', () => {
    const ring = rectangle([3, 2, 1, 1]);
    const shaped = (coordinates: unknown, type = 'Polygon'): TestFeature[] =>
      changeMap(cleanMap(), 'E1N2', (each) => ({ ...each, geometry: { type, coordinates } }));
    const hair = 1e-9;

    it.each<[string, unknown, string]>([
      ['ring not closed', [ring.slice(0, -1)], 'Polygon'],
      ['wrong orientation', [[...ring].reverse()], 'Polygon'],
      ['repeated points', [[ring[0], ring[0], ...ring.slice(1)]], 'Polygon'],
      ['Z values', [ring.map(([x, y]) => [x, y, 12.5])], 'Polygon'],
      [
        'a hole that collapses on the lattice',
        [
          ring,
          [
            [110.035, 32.025],
            [110.035 + hair, 32.025],
            [110.035, 32.025 + hair],
            [110.035, 32.025],
          ],
        ],
        'Polygon',
      ],
      [
        'a part that collapses on the lattice',
        [
          [ring],
          [
            [
              [111, 33],
              [111 + hair, 33],
              [111, 33 + hair],
              [111, 33],
            ],
          ],
        ],
        'MultiPolygon',
      ],
    ])('%s', async (_fault, coordinates, type) => {
      const name = `t${(territory += 1)}`;
      const report = await load(name, shaped(coordinates, type));
      expect(report.read.repairs).toEqual(
        expect.arrayContaining([expect.objectContaining({ code: 'E1N2' })]),
      );
      expect(report.audit?.clean).toBe(true);
      const [grid] = (await database.store.readGrids(name, 1)).filter((each) => each.code === 'E1N2');
      expect(grid!.geometry).toHaveLength(1);
      expect(grid!.geometry[0]).toHaveLength(1);
    });
  });

  it('a self-crossing ring is stored repaired, its original kept, with a finding invalid-ring', async () => {
    const [a, b, c, d] = rectangle([3, 2, 1, 1]);
    const bow = changeMap(cleanMap(), 'E1N2', (each) => ({
      ...each,
      geometry: { type: 'Polygon', coordinates: [[a, b, d, c, a]] },
    }));
    const name = `t${(territory += 1)}`;
    const report = await load(name, bow);
    const grid = (await database.store.readGrids(name, 1)).find((each) => each.code === 'E1N2')!;
    expect(grid.geometry).toHaveLength(2);
    expect(grid.original).toMatchObject({ type: expect.stringMatching(/Polygon$/) as string });
    const kinds = (await readFindings(database.store, name, report.audit!.auditId)).map((each) => each.kind);
    expect(kinds).toContain('invalid-ring');
    expect(kinds).toContain('gap');
  });

  it('a level that one branch of the tree lacks is filled by an implied grid equal to its parent', async () => {
    const lacking = changeMap(cleanMap(), 'W1', () => undefined).map(withoutParent);
    const name = `t${(territory += 1)}`;
    const report = await load(name, lacking);
    expect(report.resolved.implied).toEqual([{ level: 'branch', code: 'W-000', parent: 'W' }]);
    const implied = (await database.store.readGrids(name, 1)).find((grid) => grid.implied);
    expect(implied).toMatchObject({ level: 'branch', code: 'W-000', parentCode: 'W' });
  });

  describe('is stored as it is, and a finding says so:', () => {
    const replaceProperties = (more: Record<string, unknown>): TestFeature[] =>
      changeMap(cleanMap(), 'E1N2', (each) => ({ ...each, properties: { ...each.properties, ...more } }));
    const shape = (box: readonly [number, number, number, number]): TestFeature[] =>
      changeMap(cleanMap(), 'E1N2', (each) => ({
        ...each,
        geometry: { type: 'Polygon', coordinates: [rectangle(box)] },
      }));

    it.each<[string, TestFeature[], string]>([
      ['parent named but absent', replaceProperties({ parent: 'nowhere' }), 'missing-parent'],
      ['no category', replaceProperties({ category: null }), 'category-missing'],
      ['unknown category', replaceProperties({ category: 'castle' }), 'category-missing'],
      ['gap', shape([3, 2, 1, 0.5]), 'gap'],
      ['overlap', [...cleanMap(), feature('element', 'extra', [3, 3, 1, 1], { parent: 'E1N' })], 'overlap'],
      [
        'outside its parent',
        [...cleanMap(), feature('element', 'extra', [7, 7, 1, 1], { parent: 'E1N' })],
        'outside-parent',
      ],
      ['childless', [...cleanMap(), feature('county', 'C', [4, 0, 1, 1])], 'childless'],
      [
        'multipart element',
        changeMap(cleanMap(), 'E1N2', (each) => ({
          ...each,
          geometry: {
            type: 'MultiPolygon',
            coordinates: [[rectangle([3, 2, 0.25, 1])], [rectangle([3.75, 2, 0.25, 1])]],
          },
        })),
        'multipart-element',
      ],
    ])('%s', async (_fault, features, kind) => {
      const kinds = (await findings(features)).map((each) => each.kind);
      expect(kinds).toContain(kind);
    });

    it('with a null parent and a null category in the table', async () => {
      const name = `t${(territory += 1)}`;
      await load(name, replaceProperties({ parent: 'nowhere', category: null }));
      const grid = (await database.store.readGrids(name, 1)).find((each) => each.code === 'E1N2');
      expect(grid).toMatchObject({ parentId: null, parentCode: null, category: null });
    });
  });

  async function newestImport(name: string): Promise<unknown> {
    for (let id = 1, newest: unknown; ; id += 1) {
      const row = await database.store.getImport(name, id);
      if (row === undefined && newest !== undefined) return newest;
      newest = row ?? newest;
    }
  }
});
