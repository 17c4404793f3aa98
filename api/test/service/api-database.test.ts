import { VectorTile } from '@mapbox/vector-tile';
import { PbfReader } from 'pbf';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Finding } from '../../src/coverage/types.js';
import type { Level } from '../../src/hierarchy/levels.js';
import { drawMissing } from '../../src/jobs/draw-missing.js';
import type { GridChange } from '../../src/store/types.js';
import { databaseKinds, openTestDatabase, type TestDatabase } from '../database.js';
import { fakeCity } from '../fake-city.js';
import { fakeFinding } from '../fake-store.js';
import { serveApp, type ServedApp } from '../serve-app.js';

interface ShownGrid {
  readonly gridId: number;
  readonly level: Level;
  readonly code: string;
  readonly parent: string | null;
}

const local = { id: 'local' };
const territory = '/api/v1/territories/tiny';

function findingOf(at: number): Finding {
  const { kind, cause, sizeClass, severity, level, parent, widthMetres, depth, grids, message, geometry } =
    fakeFinding(at);
  return {
    ...{ kind, cause, sizeClass, severity, level, parent, widthMetres, depth, grids, message, geometry },
    areaSquareMetres: 100 * at,
    identity: `gap/${at}`,
    geometryHash: String(at).padStart(64, '0'),
    causedBy: [],
  };
}

describe.each(databaseKinds)('the API on the %s database', (kind) => {
  let database: TestDatabase;
  let app: ServedApp;
  let revision: number;
  let auditId: number;

  beforeAll(async () => {
    database = await openTestDatabase(kind);
    const { store } = database;
    await store.createTerritory(
      {
        territoryId: 'tiny',
        name: { zh: '小城', en: 'Tiny' },
        codeScheme: 'own',
        codePatterns: {},
        upperLevels: 'drawn',
        displayDatum: 'wgs84',
      },
      local,
    );
    const city = fakeCity();
    const ids = await store.reserveGridIds('tiny', city);
    const idOf = (fakeId: number | null): number | null =>
      fakeId === null ? null : (ids[fakeId - 1] ?? null);
    ({ revision } = await store.beginRevision('tiny', { base: null }, local));
    const changes = city.map((grid): GridChange => {
      const { level, code, name, category, implied, attributes, original, geometry, labelPoint } = grid;
      return {
        ...{ level, code, name, category, implied, attributes, original, geometry, labelPoint },
        areaSquareMetres: grid.areaSquareMetres,
        gridId: idOf(grid.gridId) ?? 0,
        parentId: idOf(grid.parentId),
      };
    });
    await store.writeChanges('tiny', revision, changes);
    await store.publishRevision('tiny', revision);
    await drawMissing({ store, territoryId: 'tiny' });
    await store.replaceReference(
      'tiny',
      ['water'],
      [
        {
          kind: 'water',
          rank: 1,
          name: '汉江',
          geometry: {
            type: 'LineString',
            coordinates: [
              [0, 0.1],
              [0.8, 0.1],
            ],
          },
        },
      ],
    );
    ({ auditId } = await store.beginAudit('tiny', revision, local));
    await store.finishAudit('tiny', auditId, {
      clean: false,
      levels: [
        { level: 'element', grids: 32, parents: 8, parentsProven: 7, edgesCancelled: 120, findings: {} },
      ],
      findings: [1, 2, 3].map(findingOf),
      certificate: null,
      secondOpinion: null,
    });
    app = await serveApp({}, { store });
  });

  afterAll(async () => {
    await app.close();
    await database.drop();
  });

  async function json<T>(path: string, headers?: Record<string, string>): Promise<T> {
    const response = await app.get(path, headers);
    const body = (await response.json()) as T;
    expect(response.status, JSON.stringify(body)).toBe(200);
    return body;
  }

  async function codes(query: string): Promise<string[]> {
    const { items } = await json<{ items: ShownGrid[] }>(`${territory}/grids?${query}`);
    return items.map((each) => each.code);
  }

  it('lists the territory with box, revision and audit', async () => {
    expect(await json(territory)).toMatchObject({
      currentRevision: revision,
      latestAuditId: auditId,
      bbox: [0, 0, 0.8, 0.4],
    });
    expect(await json(`${territory}/revisions`)).toMatchObject({
      items: [{ revision, status: 'published' }],
    });
    expect(await json('/api/v1/categories?territory=tiny')).toHaveProperty('items.length', 20);
    expect(await json('/api/v1/finding-kinds')).toHaveProperty('items.0.code');
    expect(await json('/readyz')).toMatchObject({ status: 'ready', checks: { database: { status: 'ok' } } });
  });

  it('lists grids with every filter, and filters combine', async () => {
    expect(await codes('level=county')).toEqual(['A', 'B']);
    expect(await codes('parent=A1')).toEqual(['A11', 'A12']);
    expect(await codes('level=element&category=school&q=B1')).toEqual(['B111', 'B121']);
    expect(await codes('level=element&bbox=0.01,0.01,0.09,0.09')).toEqual(['A111']);
    expect(await codes(`q=${encodeURIComponent('格B22')}&limit=2`)).toEqual(['B22', 'B221']);
    expect(await codes(`level=county&revision=${revision}`)).toEqual(['A', 'B']);
    expect(await codes('level=county&asOf=2999-01-01')).toEqual(['A', 'B']);
    expect(await codes("q='; drop table wangge.grid --")).toEqual([]);
    expect(await codes('q=%25')).toEqual([]);
  });

  it('pages through all of them in order, each once', async () => {
    const whole = await codes('limit=1000');
    expect(whole).toHaveLength(47);
    const seen: string[] = [];
    let cursor: string | null = null;
    do {
      const more: string = cursor === null ? '' : `&cursor=${cursor}`;
      const page: { items: ShownGrid[]; nextCursor: string | null } = await json(
        `${territory}/grids?limit=5${more}`,
      );
      seen.push(...page.items.map((each) => each.code));
      cursor = page.nextCursor;
    } while (cursor !== null);
    expect(seen).toEqual(whole);
  });

  it('gives a grid as GeoJSON, its children and its ancestors', async () => {
    const grid = await json<ShownGrid>(`${territory}/grids/A111`);
    expect(await json(`${territory}/grids/id:${grid.gridId}`)).toEqual(grid);
    expect(await json(`${territory}/grids/A111`, { Accept: 'application/geo+json' })).toMatchObject({
      type: 'Feature',
      id: grid.gridId,
      properties: {
        code: 'A111',
        parent: 'A11',
        category: 'school',
        class: 'industry',
        attributes: { households: 12 },
      },
      geometry: { type: 'MultiPolygon' },
    });
    expect(await json(`${territory}/grids?level=county`, { Accept: 'application/geo+json' })).toMatchObject({
      features: [{ geometry: { type: 'MultiPolygon' } }, {}],
    });
    expect(await json(`${territory}/grids/A/children`)).toMatchObject({
      items: [{ code: 'A1' }, { code: 'A2' }],
    });
    expect(await json(`${territory}/grids/A111/ancestors`)).toMatchObject({
      items: [{ code: 'A11' }, { code: 'A1' }, { code: 'A' }, { code: 'T' }],
    });
  });

  it('looks up a known point, one on a vertex, and one in GCJ-02', async () => {
    expect(await json('/api/v1/lookup?lng=0.45&lat=0.25')).toMatchObject({
      status: 'inside',
      territory: 'tiny',
      revision,
      element: { code: 'B121' },
      outletArea: { code: 'B12' },
      branch: { code: 'B1' },
      county: { code: 'B' },
    });
    expect(await json('/api/v1/lookup?lng=0.4&lat=0.2')).toMatchObject({
      status: 'inside',
      element: { code: 'B121' },
    });
    // Outside China the two datums are equal.
    expect(await json('/api/v1/lookup?lng=0.55&lat=0.25&datum=gcj02')).toMatchObject({
      element: { code: 'B122' },
    });
  });

  it('pages findings largest first, takes work and a waiver, and sums up', async () => {
    const page = await json<{ items: { findingId: number; areaSquareMetres: number }[]; nextCursor: string }>(
      `${territory}/audits/${auditId}/findings?limit=2&kind=gap&level=element&severity=error&sizeClass=real&parent=A11&bbox=0,0,1,1`,
    );
    expect(page.items.map((each) => each.areaSquareMetres)).toEqual([300, 200]);
    const rest = await json(`${territory}/audits/${auditId}/findings?limit=2&cursor=${page.nextCursor}`);
    expect(rest).toMatchObject({
      items: [{ areaSquareMetres: 100 }],
      nextCursor: null,
      totals: [{ count: 3 }],
    });
    const findingId = page.items[0]?.findingId ?? 0;
    const changed = await app.send('PATCH', `${territory}/findings/${findingId}`, {
      state: 'in-progress',
      assignee: '张三',
      dueDate: '2027-01-31',
      note: '现场核实',
      waive: { reason: '湖面', expiresAt: '2999-01-01' },
    });
    expect(await changed.json()).toMatchObject({
      findingId,
      state: 'in-progress',
      dueDate: '2027-01-31',
      status: 'waived',
      waiver: { reason: '湖面', author: 'local' },
      notes: [{ by: 'local', text: '现场核实' }],
    });
    expect(await json(`${territory}/coverage/summary`)).toMatchObject({
      auditId,
      severities: { error: 2 },
      waived: 1,
      counties: [
        { code: 'A', grids: 23, findings: 2, gapSquareMetres: 300 },
        { code: 'B', findings: 0 },
      ],
    });
    expect(await json(`${territory}/audits/${auditId}`)).toMatchObject({
      format: 'wangge-audit/1',
      revision,
    });
  });

  it('serves tiles that decode to the grids, labels, findings and reference layers', async () => {
    const read = async (source: string): Promise<VectorTile> => {
      const description = await json<{ tiles: [string] }>(`/tiles/${source}.json?territory=tiny`);
      const url = description.tiles[0].replace('{z}', '10').replace('{x}', '512').replace('{y}', '511');
      const response = await fetch(url);
      expect(response.status, source).toBe(200);
      return new VectorTile(new PbfReader(new Uint8Array(await response.arrayBuffer())));
    };
    const { gridId } = await json<ShownGrid>(`${territory}/grids/A111`);
    const grids = (await read('grids')).layers['grids'];
    const features = Array.from({ length: grids?.length ?? 0 }, (_, at) => grids?.feature(at));
    const element = features.find((feature) => feature?.id === gridId);
    expect(element?.properties).toEqual({
      level: 'element',
      code: 'A111',
      name: '网格A111',
      category: 'school',
      class: 'industry',
    });
    const outline = element?.toGeoJSON(512, 511, 10).geometry as GeoJSON.Polygon;
    expect(Math.max(...(outline.coordinates[0] ?? []).map(([lng = NaN]) => lng))).toBeCloseTo(0.1, 4);
    expect((await read('grid_labels')).layers['grid_labels']?.length).toBeGreaterThan(0);
    expect((await read('findings')).layers['finding_points']?.length).toBe(3);
    expect((await read('reference')).layers['water']?.feature(0).properties).toMatchObject({
      name: '汉江',
      rank: 1,
    });
  });
});
