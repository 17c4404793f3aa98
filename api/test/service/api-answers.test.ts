import { VectorTile } from '@mapbox/vector-tile';
import { PbfReader } from 'pbf';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Store } from '../../src/store/types.js';
import { createFakeStore, fakeAudit, fakeFinding } from '../fake-store.js';
import { serveApp, type ServedApp, tinyData } from '../serve-app.js';
import { auditedMs, drawnMs, findings as findingsTile, named as namedTile } from '../serve-tiles.js';

let app: ServedApp;

beforeAll(async () => {
  app = await serveApp({
    audits: [fakeAudit()],
    findings: [1, 2, 3].map((findingId) => fakeFinding(findingId)),
    reference: [
      {
        referenceId: 12,
        kind: 'street',
        rank: 1,
        name: '人民路',
        geometry: {
          type: 'LineString',
          coordinates: [
            [0, 0.2],
            [0.8, 0.2],
          ],
        },
      },
    ],
  });
});

afterAll(() => app.close());

async function json(path: string, headers?: Record<string, string>): Promise<Record<string, unknown>> {
  const response = await app.get(path, headers);
  const body = (await response.json()) as Record<string, unknown>;
  expect(response.status, JSON.stringify(body)).toBe(200);
  return body;
}

async function tile(path: string): Promise<VectorTile> {
  const response = await app.get(path);
  expect(response.status).toBe(200);
  expect(response.headers.get('content-type')).toBe('application/vnd.mapbox-vector-tile');
  return new VectorTile(new PbfReader(new Uint8Array(await response.arrayBuffer())));
}

describe('the registry and the territories', () => {
  it('lists the territory with its newest finished audit', async () => {
    const { items } = await json('/api/v1/territories');
    expect(items).toMatchObject([{ territoryId: 'tiny', currentRevision: 3, latestAuditId: 7 }]);
    expect(await json('/api/v1/territories/tiny')).toMatchObject({ bbox: [0, 0, 0.8, 0.4] });
  });

  it('lists 20 categories, five classes and the kinds of findings', async () => {
    const registry = await json('/api/v1/categories');
    expect(registry['items']).toHaveLength(20);
    expect(registry['classes']).toHaveLength(5);
    expect((await json('/api/v1/categories?territory=tiny'))['items']).toHaveLength(20);
    expect((await json('/api/v1/finding-kinds'))['items']).toContainEqual({
      code: 'gap',
      zh: '空白',
      en: 'Gap',
      severity: 'error',
    });
  });

  it('lists the revisions', async () => {
    expect((await json('/api/v1/territories/tiny/revisions'))['items']).toMatchObject([{ revision: 3 }]);
  });
});

describe('grids', () => {
  it('come by level, then code, with every filter', async () => {
    const codes = async (query: string): Promise<string[]> =>
      ((await json(`/api/v1/territories/tiny/grids?${query}`))['items'] as { code: string }[]).map(
        (each) => each.code,
      );
    expect((await codes('')).slice(0, 4)).toEqual(['T', 'A', 'B', 'A1']);
    expect(await codes('level=county')).toEqual(['A', 'B']);
    expect(await codes('parent=A1')).toEqual(['A11', 'A12']);
    expect(await codes('level=element&parent=A11')).toEqual(['A111', 'A112', 'A113', 'A114']);
    expect(await codes('level=element&category=school&q=A')).toEqual(['A111', 'A121', 'A211', 'A221']);
    expect(await codes('level=element&bbox=0,0,0.1,0.1')).toEqual(['A111']);
    expect(await codes(`q=${encodeURIComponent('格B22')}`)).toEqual(['B22', 'B221', 'B222', 'B223', 'B224']);
    expect(await codes('q=B2&limit=2')).toEqual(['B2', 'B21']);
    expect(await codes('revision=3&level=county')).toEqual(['A', 'B']);
    expect(await codes('asOf=2026-10-01&level=county')).toEqual(['A', 'B']);
  });

  it('paged with the cursor are the whole, each once', async () => {
    const seen: string[] = [];
    let cursor: string | null = null;
    do {
      const more: string = cursor === null ? '' : `&cursor=${cursor}`;
      const page = (await json(`/api/v1/territories/tiny/grids?limit=7${more}`)) as unknown as {
        items: { code: string }[];
        nextCursor: string | null;
      };
      expect(page.items.length).toBeLessThanOrEqual(7);
      seen.push(...page.items.map((each) => each.code));
      cursor = page.nextCursor;
    } while (cursor !== null);
    expect(seen).toHaveLength(47);
    expect(new Set(seen).size).toBe(47);
  });

  it('are GeoJSON for whoever asks for it', async () => {
    const response = await app.get('/api/v1/territories/tiny/grids?level=county', {
      Accept: 'application/geo+json',
    });
    expect(response.headers.get('content-type')).toContain('application/geo+json');
    expect(response.headers.get('vary')).toContain('Accept');
    expect(await response.json()).toMatchObject({
      type: 'FeatureCollection',
      nextCursor: null,
      features: [
        { type: 'Feature', id: 2, properties: { gridId: 2, code: 'A' }, geometry: { type: 'Polygon' } },
        {},
      ],
    });
    expect(await json('/api/v1/territories/tiny/grids/A', { Accept: 'application/geo+json' })).toMatchObject({
      id: 2,
      geometry: { type: 'Polygon' },
    });
  });

  it('answer by code, by identity, with children and ancestors', async () => {
    expect(await json('/api/v1/territories/tiny/grids/A111')).toMatchObject({
      code: 'A111',
      parent: 'A11',
      category: 'school',
      class: 'industry',
      attributes: { households: 12 },
    });
    expect(await json('/api/v1/territories/tiny/grids/id:2')).toMatchObject({ code: 'A' });
    const children = await json('/api/v1/territories/tiny/grids/A/children?limit=1');
    expect(children['items']).toMatchObject([{ code: 'A1' }]);
    const rest = await json(
      `/api/v1/territories/tiny/grids/A/children?cursor=${String(children['nextCursor'])}`,
    );
    expect(rest).toMatchObject({ items: [{ code: 'A2' }], nextCursor: null });
    expect((await json('/api/v1/territories/tiny/grids/A111/ancestors'))['items']).toMatchObject([
      { code: 'A11' },
      { code: 'A1' },
      { code: 'A' },
      { code: 'T' },
    ]);
  });
});

describe('audits, findings and the summary', () => {
  it('tell the run as the document wangge-audit/1', async () => {
    expect(await json('/api/v1/territories/tiny/audits/7')).toMatchObject({
      format: 'wangge-audit/1',
      clean: false,
      revision: 3,
      status: 'done',
      levels: [{ level: 'element', findings: { gap: { count: 1 } } }],
      findings: [{ findingId: 1 }, { findingId: 2 }, { findingId: 3 }],
      certificate: null,
    });
    expect(await json('/api/v1/territories/tiny/audits/7?findings=false')).not.toHaveProperty('findings');
    expect((await json('/api/v1/territories/tiny/audits'))['items']).toMatchObject([{ auditId: 7 }]);
  });

  it('start an audit as the local administrator', async () => {
    const response = await app.send('POST', '/api/v1/territories/tiny/audits');
    expect(response.status).toBe(202);
    expect(response.headers.get('location')).toBe('/api/v1/territories/tiny/audits/7');
    expect(await response.json()).toMatchObject({ auditId: 7 });
    expect(app.jobs).toContain('start tiny by local');
  });

  it('page through the findings, with totals', async () => {
    const page = await json('/api/v1/territories/tiny/audits/7/findings?limit=2&kind=gap&severity=error');
    expect(page).toMatchObject({
      items: [{ findingId: 1 }, { findingId: 2 }],
      totals: [{ kind: 'gap', count: 3 }],
    });
    const rest = await json(
      `/api/v1/territories/tiny/audits/7/findings?cursor=${String(page['nextCursor'])}`,
    );
    expect(rest).toMatchObject({ items: [{ findingId: 3 }], nextCursor: null });
    const features = await json('/api/v1/territories/tiny/audits/7/findings', {
      Accept: 'application/geo+json',
    });
    expect(features['features']).toMatchObject([{ id: 1, geometry: { type: 'Polygon' } }, {}, {}]);
  });

  it('take work on a finding', async () => {
    expect(await json('/api/v1/territories/tiny/findings/2')).toMatchObject({ findingId: 2 });
    const response = await app.send('PATCH', '/api/v1/territories/tiny/findings/2', {
      state: 'in-progress',
      assignee: '张三',
      note: '现场核实',
    });
    expect(response.status).toBe(200);
    expect(await response.json()).toMatchObject({
      state: 'in-progress',
      assignee: '张三',
      notes: [{ by: 'local', text: '现场核实' }],
    });
  });

  it('are summed up per level, category and county', async () => {
    expect(await json('/api/v1/territories/tiny/coverage/summary')).toMatchObject({
      revision: 3,
      auditId: 7,
      clean: false,
      levels: [{ level: 'element', parents: 8, parentsProven: 7 }],
      categories: [
        { category: 'school', count: 8 },
        { category: 'village', count: 24 },
      ],
      severities: { error: 3, warning: 0, info: 0 },
      counties: [
        { code: 'A', grids: 23, findings: 3, gapSquareMetres: 999 + 998 + 997 },
        { code: 'B', grids: 23, findings: 0, gapSquareMetres: 0 },
      ],
    });
  });
});

describe('lookup', () => {
  it('tells the four grids of a point, with or without a territory', async () => {
    const expected = {
      status: 'inside',
      territory: 'tiny',
      revision: 3,
      element: { gridId: 16, code: 'A111', category: 'school', class: 'industry' },
      outletArea: { code: 'A11' },
      branch: { code: 'A1' },
      county: { code: 'A' },
    };
    expect(await json('/api/v1/lookup?lng=0.05&lat=0.05')).toMatchObject(expected);
    expect(await json('/api/v1/lookup?lng=0.05&lat=0.05&territory=tiny&datum=cgcs2000')).toMatchObject(
      expected,
    );
  });

  it('answers a point outside with the nearest grid', async () => {
    expect(await json('/api/v1/lookup?lng=-0.01&lat=0.05')).toMatchObject({
      status: 'outside',
      element: null,
      nearest: { code: 'A111', level: 'element' },
    });
  });
});

describe('tiles', () => {
  it('are announced by a TileJSON whose URL names the revision', async () => {
    const description = await json('/api/v1/tiles/grids.json?territory=tiny');
    expect(description).toMatchObject({
      tilejson: '3.0.0',
      minzoom: 0,
      maxzoom: 16,
      bounds: [0, 0, 0.8, 0.4],
      tiles: [`${app.origin}/api/v1/tiles/grids/{z}/{x}/{y}?territory=tiny&revision=3&made=${drawnMs}`],
      vector_layers: [{ id: 'grids' }],
    });
    expect(await json('/tiles/findings.json?territory=tiny')).toMatchObject({
      tiles: [`${app.origin}/tiles/findings/{z}/{x}/{y}?territory=tiny&revision=3&audit=7&made=${auditedMs}`],
      vector_layers: [{ id: 'findings' }, { id: 'finding_points' }],
    });
  });

  it('carry identity and properties, upper levels first', async () => {
    const { layers } = await tile(namedTile);
    const grids = layers['grids'];
    const features = Array.from({ length: grids?.length ?? 0 }, (_, at) => grids?.feature(at));
    expect(features[0]).toMatchObject({ id: 1, properties: { level: 'territory', code: 'T' } });
    expect(features.at(-1)).toMatchObject({
      properties: { level: 'element', category: 'village', class: 'community' },
    });
    const ids = features.map((feature) => feature?.id ?? 0);
    expect(ids).toEqual([...ids].sort((a, b) => a - b));
  });

  it('draw each level from its zoom on', async () => {
    const levelsAt = async (place: string): Promise<Set<unknown>> => {
      const grids = (await tile(`/tiles/grids/${place}?territory=tiny`)).layers['grids'];
      return new Set(
        Array.from({ length: grids?.length ?? 0 }, (_, at) => grids?.feature(at).properties['level']),
      );
    };
    expect(await levelsAt('6/32/31')).toEqual(new Set(['territory', 'county']));
    expect(await levelsAt('8/128/127')).toEqual(new Set(['territory', 'county', 'branch']));
    expect(await levelsAt('10/512/511')).toEqual(
      new Set(['territory', 'county', 'branch', 'outlet-area', 'element']),
    );
  });

  it('have labels, findings with a point each, and reference layers', async () => {
    const labels = (await tile('/tiles/grid_labels/10/512/511?territory=tiny')).layers['grid_labels'];
    expect(labels?.feature(0)).toMatchObject({ type: 1 });
    const findings = await tile('/tiles/findings/12/2048/2047?territory=tiny');
    expect(findings.layers['findings']?.feature(0)).toMatchObject({
      id: 1,
      properties: { kind: 'gap' },
      type: 3,
    });
    expect(findings.layers['finding_points']?.feature(2)).toMatchObject({
      id: 3,
      type: 1,
      properties: { severity: 'error', sizeClass: 'real', level: 'element', areaSquareMetres: 997 },
    });
    const reference = await tile('/tiles/reference/10/512/511?territory=tiny');
    expect(reference.layers['streets']?.feature(0)).toMatchObject({
      id: 12,
      properties: { kind: 'street', rank: 1, name: '人民路' },
    });
  });

  it('are kept for ever with a revision, asked for again without, and empty is 204', async () => {
    const named = await app.get(namedTile);
    expect(named.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
    const current = await app.get('/tiles/grids/10/512/511?territory=tiny');
    expect(current.headers.get('cache-control')).toBe('no-cache');
    const etag = current.headers.get('etag');
    expect(etag).toBe(named.headers.get('etag'));
    // fetch adds Cache-Control: no-cache to a conditional request, which asks for the whole, unless one is given.
    const again = await app.get('/tiles/grids/10/512/511?territory=tiny', {
      'If-None-Match': String(etag),
      'Cache-Control': 'max-age=0',
    });
    expect(again.status).toBe(304);
    const plain = await app.get('/tiles/grids/10/512/511?territory=tiny', { 'Accept-Encoding': 'identity' });
    expect(plain.headers.get('content-encoding')).toBeNull();
    expect(await plain.arrayBuffer()).toEqual(await named.arrayBuffer());
    expect((await app.get('/tiles/grids/10/0/0?territory=tiny')).status).toBe(204);
  });
});

describe('operations', () => {
  it('are answered at the root and under the API', async () => {
    expect(await json('/healthz')).toEqual({ status: 'ok' });
    expect(await json('/api/v1/readyz')).toEqual({
      status: 'ready',
      checks: {
        database: { status: 'ok' },
        migrations: { status: 'ok' },
        tiles: { status: 'ok' },
        maps: { status: 'ok' },
      },
    });
    expect(await json('/api/openapi.json')).toMatchObject({ openapi: '3.1.0' });
  });
});

describe('concurrent requests', () => {
  it('share one building of each tile, and a warm tile asks the store nothing', async () => {
    const fresh = await serveApp({ audits: [fakeAudit()], findings: [fakeFinding(1)] });
    const paths = [
      namedTile,
      `/tiles/grids/9/256/255?territory=tiny&revision=3&made=${drawnMs}`,
      `/tiles/grid_labels/10/512/511?territory=tiny&revision=3&made=${drawnMs}`,
    ];
    const responses = await Promise.all([...paths, ...paths, ...paths].map((path) => fresh.get(path)));
    expect(responses.map((response) => response.status)).toEqual(responses.map(() => 200));
    expect(fresh.calls.filter((call) => call === 'readTileDrawings')).toHaveLength(2);
    expect(fresh.calls.filter((call) => call === 'readTileLabels')).toHaveLength(1);
    // No tile reads the map's exact geometry.
    expect(fresh.calls).not.toContain('readGrids');
    const findings = findingsTile;
    await Promise.all([fresh.get(findings), fresh.get(findings)]);
    expect(fresh.calls.filter((call) => call === 'listFindings')).toHaveLength(1);
    fresh.calls.length = 0;
    expect((await fresh.get(paths[0] ?? '')).status).toBe(200);
    expect((await fresh.get(findings)).status).toBe(200);
    expect(fresh.calls).toEqual([]);
    await fresh.close();
  });

  it('try again after a reading that failed', async () => {
    const { store } = createFakeStore(tinyData);
    let readings = 0;
    const readTileDrawings: Store['readTileDrawings'] = (...values) =>
      (readings += 1) === 1 ? Promise.reject(new Error('lost')) : store.readTileDrawings(...values);
    const flaky = await serveApp(
      {},
      {
        store: new Proxy(store, {
          get: (target, name) => (name === 'readTileDrawings' ? readTileDrawings : Reflect.get(target, name)),
        }),
      },
    );
    const path = namedTile;
    expect((await flaky.get(path)).status).toBe(500);
    expect((await flaky.get(path)).status).toBe(200);
    await flaky.close();
  });
});
