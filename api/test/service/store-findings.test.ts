import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Finding } from '../../src/coverage/types.js';
import { databaseKinds, openTestDatabase, type TestDatabase } from '../database.js';
import { at, finding, local, MapMaker, noResult } from '../store-maps.js';

describe.each(databaseKinds)('audits and findings on the %s database', (kind) => {
  let test: TestDatabase;
  const maps = new MapMaker(() => test.store);

  beforeAll(async () => {
    test = await openTestDatabase(kind);
  });
  afterAll(() => test.drop());

  let territoryId: string;
  let revision: number;

  beforeAll(async () => {
    territoryId = await maps.makeTerritory();
    revision = await maps.publish(territoryId, null, await maps.reserveCity(territoryId));
  });

  async function audit(findings: Finding[]): Promise<number> {
    const { auditId } = await test.store.beginAudit(territoryId, revision, local);
    test.store.noteAuditProgress(territoryId, auditId, { done: 1, total: 4 });
    await test.store.finishAudit(territoryId, auditId, {
      clean: findings.length === 0,
      levels: [],
      findings,
      certificate: null,
      secondOpinion: null,
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
    await test.store.finishAudit(territoryId, auditId, { ...noResult, clean: true });
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
      test.store.finishAudit(territoryId, auditId, { ...noResult, clean: true }),
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
      openCount: 1,
      openAreaSquareMetres: 1.5,
    });
  });

  it('keeps where the badge of a finding stands: inside of it, however bent; nowhere where it has no place', async () => {
    // A U whose middle is open: its wider arm takes the point.
    const bent = [
      [100, 30],
      [110, 30],
      [110, 40],
      [107, 40],
      [107, 32],
      [102, 32],
      [102, 40],
      [100, 40],
      [100, 30],
    ];
    const auditId = await audit([
      finding('bent', { geometry: { type: 'Polygon', coordinates: [bent] } }),
      finding('nowhere', { areaSquareMetres: 1, geometry: { type: 'Polygon', coordinates: [] } }),
    ]);
    const rows = await test.store.listFindings({ territoryId, auditId, limit: 10 });
    expect(rows.map((row) => row.point)).toEqual([[108.5, 35], null]);
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
    const cleared = await test.store.updateFinding(territoryId, id, { assignee: null, dueDate: null }, local);
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
    await expect(test.store.updateFinding(territoryId, 123456, { note: 'x' }, local)).rejects.toMatchObject({
      details: { type: 'finding-not-found', status: 404 },
    });
  });
});
