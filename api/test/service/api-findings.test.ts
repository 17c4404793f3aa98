import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Certificate } from '../../src/coverage/certificate-types.js';
import { createFakeStore, fakeAudit, fakeFinding, fakeRevision, fakeTerritory } from '../fake-store.js';
import { fakeCity } from '../fake-city.js';
import { serveApp, tinyData, type ServedApp } from '../serve-app.js';

const territory = '/api/v1/territories/tiny';
const run = `${territory}/audits/7`;

const certificate: Certificate = {
  ...{ format: 'wangge-certificate/1', algorithm: 'proof/1', territory: 'T', contentSha256: 'ab', noise: {} },
  levels: [
    {
      ...{ level: 'county', grids: 2, parents: 1, parentsProven: 1, edgesCancelled: 12 },
      ...{ doubledLatticeArea: '200', parentDoubledLatticeArea: '200', areaSquareMetres: 1 },
    },
  ],
  waivers: [],
  secondOpinion: null,
  ...{ sha256: 'cd', revision: 3, issuedAt: '2026-01-02T03:05:01.000Z' },
};

/** Finding 1 is new and waived, 2 the same, 3 noise that changed and follows from 2. */
const findings = [
  fakeFinding(1, {
    change: 'new',
    status: 'waived',
    waiver: { reason: '湖面', author: 'user:wang', expiresAt: null },
    assignee: '=1+1',
    notes: [{ at: '2026-01-03T00:00:00.000Z', by: 'user:wang', text: '一,二\n"三"' }],
  }),
  fakeFinding(2, {
    change: 'same',
    grids: [{ code: '420302001001001', name: '甲', level: 'element', areaSquareMetres: 1 }],
  }),
  fakeFinding(3, { change: 'changed', sizeClass: 'noise', causedBy: ['gap/element/A11/2'] }),
];

describe('findings over HTTP', () => {
  let app: ServedApp;

  beforeAll(async () => {
    app = await serveApp({
      territories: [fakeTerritory()],
      revisions: [fakeRevision(3)],
      grids: fakeCity(),
      audits: [
        fakeAudit({ comparedWith: 6 }),
        fakeAudit({ auditId: 8, status: 'running', finishedAt: null, clean: null }),
        fakeAudit({ auditId: 9, certificate, clean: true }),
      ],
      findings,
      gone: [fakeFinding(50, { auditId: 6 }), fakeFinding(51, { auditId: 6 })],
    });
  });
  afterAll(() => app.close());
  beforeEach(() => {
    app.calls.length = 0;
  });

  async function json<T = Record<string, unknown>>(path: string, status = 200): Promise<T> {
    const response = await app.get(path);
    const body = (await response.json()) as T;
    expect(response.status, JSON.stringify(body)).toBe(status);
    return body;
  }

  it('tell what they are against the run before, what they follow from, and are filtered by both lives', async () => {
    const ids = async (query: string): Promise<number[]> =>
      (await json<{ items: { findingId: number }[] }>(`${run}/findings?${query}`)).items.map(
        (each) => each.findingId,
      );
    expect(await json(`${run}/findings`)).toMatchObject({
      items: [
        { caseId: 1, change: 'new', status: 'waived' },
        { change: 'same' },
        { causedBy: ['gap/element/A11/2'] },
      ],
      totals: [{ count: 3, openCount: 2 }],
    });
    expect(await ids('change=same')).toEqual([2]);
    expect(await ids('status=open&sizeClass=noise')).toEqual([3]);
    expect(await ids('status=waived')).toEqual([1]);
    expect(await ids(`assignee=${encodeURIComponent('=1+1')}`)).toEqual([1]);
    expect(await ids('state=done')).toEqual([]);
  });

  it('list what is gone or changed, with counts, in pages', async () => {
    const first = await json<{ nextCursor: string }>(`${run}/changes?limit=1`);
    expect(first).toMatchObject({
      auditId: 7,
      comparedWith: 6,
      counts: { new: 1, same: 1, changed: 1, gone: 2 },
      items: [{ findingId: 50, auditId: 6 }],
    });
    expect(await json(`${run}/changes?cursor=${first.nextCursor}`)).toMatchObject({
      items: [{ findingId: 51 }],
      nextCursor: null,
    });
    expect(await json(`${run}/changes?list=changed`)).toMatchObject({ items: [{ findingId: 3 }] });
  });

  it('are grouped where they are noise', async () => {
    expect(await json(`${run}/noise`)).toEqual({
      items: [
        { level: 'element', parent: 'A11', count: 1, openCount: 1, areaSquareMetres: 997, kinds: { gap: 1 } },
      ],
    });
  });

  it('are counted by what a list is filtered by', async () => {
    const { items } = await json<{ items: { sizeClass: string; count: number }[] }>(
      `${run}/findings/tallies`,
    );
    expect(items.map(({ sizeClass, count }) => [sizeClass, count])).toContainEqual(['noise', 1]);
    expect(items.reduce((sum, { count }) => sum + count, 0)).toBe(3);
  });

  it('are listed without noise', async () => {
    const { items } = await json<{ items: { sizeClass: string }[] }>(`${run}/findings?exceptSizeClass=noise`);
    expect(items.map(({ sizeClass }) => sizeClass)).toEqual(['real', 'real']);
  });

  it('are changed many at once, by ids or by filter', async () => {
    const bulk = (body: object): Promise<Response> => app.send('POST', `${run}/findings/bulk`, body);
    const byFilter = await bulk({ filter: { sizeClass: 'noise', parent: 'A11' }, change: { state: 'done' } });
    expect(await byFilter.json()).toEqual({ updated: 1 });
    expect(await (await bulk({ ids: [1, 2, 99], change: { waive: null } })).json()).toEqual({
      updated: 2,
      missing: { count: 1, ids: [99] },
    });
    expect(await (await bulk({ filter: {}, change: { note: 'all' } })).json()).toEqual({ updated: 3 });
    expect(app.calls).toEqual([
      'getAudit',
      'updateFindings',
      'getAudit',
      'updateFindings',
      'locateFindings',
      'getAudit',
      'updateFindings',
    ]);
  });

  it.each([
    [{}, 'change'],
    [{ change: { state: 'done' } }, 'body'],
    [{ ids: [1], filter: {}, change: { state: 'done' } }, 'body'],
    [{ ids: [], change: { state: 'done' } }, 'ids'],
    [{ ids: ['1'], change: { state: 'done' } }, 'ids.0'],
    [{ ids: [1], change: {} }, 'change'],
    [{ filter: { kind: 'hole' }, change: { state: 'done' } }, 'filter.kind'],
    [{ filter: { colour: 'red' }, change: { state: 'done' } }, 'colour'],
    [{ filter: {}, change: { waive: { reason: '' } } }, 'change.waive.reason'],
    [{ filter: {}, change: { dueDate: 'soon' } }, 'change.dueDate'],
    [{ filter: {}, change: { dueDate: '0000-01-01' } }, 'change.dueDate'],
    [{ filter: {}, change: { waive: { reason: 'a', expiresAt: '2020-01-01' } } }, 'change.waive.expiresAt'],
    [{ filter: {}, change: { waive: { reason: 'a', expiresAt: '0001-01-01' } } }, 'change.waive.expiresAt'],
    [{ filter: {}, change: { waive: { reason: 'a', expiresAt: 'soon' } } }, 'change.waive.expiresAt'],
    [{ filter: {}, change: { waive: { reason: '\ud800' } } }, 'change.waive.reason'],
    [{ filter: {}, change: { note: 'a\udfff' } }, 'change.note'],
    [{ filter: {}, change: { assignee: '\ud800' } }, 'change.assignee'],
    [{ filter: { assignee: '\ud800' }, change: { state: 'done' } }, 'filter.assignee'],
  ])('a bulk change %j names %s and touches nothing', async (body, field) => {
    const response = await app.send('POST', `${run}/findings/bulk`, body);
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ field });
    expect(app.calls).toEqual([]);
  });

  it.each([
    [`${run}/changes?list=lost`, 'list'],
    [`${run}/changes?cursor=x`, 'cursor'],
    [`${run}/noise?level=element`, 'level'],
    [`${run}/findings?change=gone`, 'change'],
    [`${run}/findings?status=shut`, 'status'],
    [`${run}/findings/export?format=xlsx`, 'format'],
    [`${run}/findings/export?limit=3`, 'limit'],
    [`${territory}/findings/1/proposal?give=`, 'give'],
    [`${territory}/findings/0/proposal`, 'findingId'],
  ])('%s names %s and touches nothing', async (path, field) => {
    expect(await json(path, 400)).toMatchObject({ field });
    expect(app.calls).toEqual([]);
  });

  it.each([
    [`${territory}/audits/99/changes`, 'audit-not-found'],
    [`${territory}/audits/99/noise`, 'audit-not-found'],
    [`${territory}/audits/99/findings/tallies`, 'audit-not-found'],
    [`${territory}/audits/99/findings/export`, 'audit-not-found'],
    [`${territory}/audits/99/certificate`, 'audit-not-found'],
    [`${run}/certificate`, 'not-certified'],
    [`${territory}/findings/99/proposal`, 'finding-not-found'],
  ])('%s is 404 %s', async (path, type) => {
    expect(await json(path, 404)).toMatchObject({ type });
  });

  it('of a run that is not done are not worked on in bulk, and it has no certificate yet', async () => {
    const running = `${territory}/audits/8`;
    const response = await app.send('POST', `${running}/findings/bulk`, {
      filter: {},
      change: { state: 'done' },
    });
    expect(response.status).toBe(409);
    expect(await response.json()).toMatchObject({ type: 'audit-not-done' });
    expect(await json(`${running}/certificate`, 409)).toMatchObject({ type: 'not-certified' });
    expect(app.calls).not.toContain('updateFindings');
  });

  it('have a certificate beside them where the run was clean', async () => {
    expect(await json(`${territory}/audits/9/certificate`)).toEqual(certificate);
    expect(await json(`${territory}/audits/9`)).toMatchObject({
      certificate,
      secondOpinion: null,
      findings: [],
    });
  });

  it('that are waived do not count as open in the summary', async () => {
    expect(await json(`${territory}/coverage/summary`)).toMatchObject({
      ...{ auditId: 7, clean: false, severities: { error: 2, warning: 0, info: 0 }, waived: 1 },
      levels: [{ level: 'element', findings: { gap: { count: 2, areaSquareMetres: 998 + 997 } } }],
      counties: [
        { code: 'A', findings: 2, gapSquareMetres: 998 + 997 },
        { code: 'B', findings: 0 },
      ],
    });
  });

  it('are exported whole as GeoJSON, with their work', async () => {
    const response = await app.get(`${run}/findings/export`);
    expect(response.headers.get('content-type')).toContain('application/geo+json');
    expect(response.headers.get('content-disposition')).toBe(
      'attachment; filename="findings-tiny-7.geojson"',
    );
    const { features } = (await response.json()) as { features: { properties: object }[] };
    expect(features).toHaveLength(3);
    expect(features[0]).toMatchObject({
      id: 1,
      geometry: { type: 'Polygon' },
      properties: {
        findingId: 1,
        change: 'new',
        assignee: '=1+1',
        waiverReason: '湖面',
        waiverAuthor: 'user:wang',
      },
    });
    expect(features[2]?.properties).toMatchObject({ causedBy: 'gap/element/A11/2', state: 'open' });
  });

  it('are exported as CSV for who asks for it, filtered, safe for a spreadsheet', async () => {
    for (const [path, headers] of [
      ['?format=csv&status=waived', {}],
      ['?status=waived', { Accept: 'text/csv' }],
    ] as const) {
      const response = await app.get(`${run}/findings/export${path}`, headers);
      expect(response.headers.get('content-type')).toContain('text/csv');
      const bytes = new Uint8Array(await response.arrayBuffer());
      expect([...bytes.slice(0, 3)]).toEqual([0xef, 0xbb, 0xbf]);
      const text = new TextDecoder().decode(bytes);
      const [head = '', ...rows] = text.split('\r\n');
      expect(head).toMatch(/^finding_id,kind,.*,state,assignee,due_date,notes,waiver_reason,/);
      expect(rows).toHaveLength(2);
      expect(rows[0]).toContain("'=1+1");
      expect(rows[0]).toContain('"2026-01-03T00:00:00.000Z user:wang: 一,二\n""三"""');
    }
    const codes = await (await app.get(`${run}/findings/export?format=csv&change=same`)).text();
    expect(codes).toContain('"\t420302001001001"');
    const none = await app.get(`${run}/findings/export`, { Accept: 'image/png' });
    expect(none.status).toBe(406);
    expect(await none.json()).toMatchObject({ type: 'not-acceptable', field: 'Accept' });
  });

  it('are read a page at a time while they are written, and a fault before the first page is a problem', async () => {
    const many = Array.from({ length: 1201 }, (_, index) => fakeFinding(index + 1));
    const { store, calls } = createFakeStore({ ...tinyData, audits: [fakeAudit()], findings: many });
    const limits: number[] = [];
    let isBroken = false;
    const large = await serveApp(
      {},
      {
        store: {
          ...store,
          getAudit: store.getAudit,
          listFindings: (query) => {
            limits.push(query.limit);
            return isBroken ? Promise.reject(new Error('lost')) : store.listFindings(query);
          },
        },
      },
    );
    const document = (await (await large.get(run)).json()) as { findings: unknown[]; format: string };
    expect(document).toMatchObject({ format: 'wangge-audit/1', auditId: 7 });
    expect(document.findings).toHaveLength(1201);
    expect(limits).toEqual([500, 500, 500]);
    expect(calls.filter((call) => call === 'listFindings')).toHaveLength(3);
    isBroken = true;
    for (const path of [run, `${run}/findings/export`]) {
      const broken = await large.get(path);
      expect(broken.status).toBe(500);
      expect(broken.headers.get('content-type')).toContain('application/problem+json');
    }
    await large.close();
  });

  it('that are gone from the map have no proposal, and are told why', async () => {
    const answer = await json(`${territory}/findings/1/proposal?give=A111`);
    expect(answer).toMatchObject({
      ...{ status: 'refused', findingId: 1, revision: 3, kind: 'gap', proposal: null },
      reason: 'it is not on the map any more',
    });
    expect(await json(`${territory}/findings/1/proposal?keep=A111`, 400)).toMatchObject({ field: 'keep' });
  });
});
