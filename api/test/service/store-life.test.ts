import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Finding } from '../../src/coverage/types.js';
import { indexWaivers } from '../../src/coverage/index-waivers.js';
import { createStore } from '../../src/store/create-store.js';
import { pageFindings, readFindings } from '../../src/store/read-findings.js';
import type { FindingRow } from '../../src/store/finding-types.js';
import { databaseKinds, openTestDatabase, type TestDatabase } from '../database.js';
import { finding, local, MapMaker, noResult } from '../store-maps.js';

describe.each(databaseKinds)('the life of findings on the %s database', (kind) => {
  let test: TestDatabase;
  let territoryId: string;
  let revision: number;
  const maps = new MapMaker(() => test.store);
  const wang = { id: 'user:wang' };

  beforeAll(async () => {
    test = await openTestDatabase(kind);
  });
  afterAll(() => test.drop());
  beforeEach(async () => {
    territoryId = await maps.makeTerritory();
    revision = await maps.publish(territoryId, null, await maps.reserveCity(territoryId));
  });

  /** A gap of the same two grids, `metres` east of the corner; `ordinal` counts from the west. */
  function gap(ordinal: number, metres: number, hash: string): Finding {
    const west = 100 + metres * 1e-5;
    const ring = [
      [west, 30],
      [west + 1e-5, 30],
      [west + 1e-5, 30.00001],
      [west, 30],
    ];
    return finding(`gap/element/O/E1+E2/${ordinal}`, {
      geometryHash: hash,
      geometry: { type: 'Polygon', coordinates: [ring] },
    });
  }

  async function audit(findings: readonly Finding[]): Promise<number> {
    const { auditId } = await test.store.beginAudit(territoryId, revision, local);
    await test.store.finishAudit(territoryId, auditId, {
      ...noResult,
      clean: findings.length === 0,
      findings,
    });
    return auditId;
  }

  async function found(auditId: number, hash: string): Promise<FindingRow> {
    const row = (await readFindings(test.store, territoryId, auditId)).find(
      (each) => each.geometryHash === hash,
    );
    if (row === undefined) throw new Error(`run ${auditId} has no ${hash}`);
    return row;
  }

  it('a waiver and a note stay with their own place when a gap appears to the west of it', async () => {
    const first = await audit([gap(1, 100, 'lake')]);
    const lake = await found(first, 'lake');
    await test.store.updateFinding(
      territoryId,
      lake.findingId,
      { note: 'deep', assignee: 'li', waive: { reason: 'a lake', expiresAt: null } },
      wang,
    );
    const second = await audit([gap(1, 10, 'west'), gap(2, 100, 'lake')]);
    const west = await found(second, 'west');
    expect(west).toMatchObject({
      ...{ identity: lake.identity, change: 'new', status: 'open', waiver: null },
      ...{ notes: [], assignee: null, caseId: west.findingId },
    });
    expect(await found(second, 'lake')).toMatchObject({
      ...{ change: 'same', status: 'waived', assignee: 'li', caseId: lake.caseId },
      ...{ notes: [{ by: 'user:wang', text: 'deep' }], waiver: { reason: 'a lake', author: 'user:wang' } },
    });
    // The older run, too, still tells the note of its own place.
    expect(await found(first, 'lake')).toMatchObject({ assignee: 'li', status: 'waived' });
    const waiverOf = indexWaivers(await test.store.listWaivers(territoryId));
    expect(waiverOf(gap(2, 100, 'lake'))).toMatchObject({ reason: 'a lake' });
    expect(waiverOf(gap(1, 10, 'west'))).toBeUndefined();
  });

  it('a place that was redrawn keeps its work and loses its waiver; one that moved away is new', async () => {
    const first = await audit([gap(1, 100, 'a')]);
    const { findingId } = await found(first, 'a');
    const change = { assignee: 'li', waive: { reason: 'army', expiresAt: null } };
    await test.store.updateFinding(territoryId, findingId, change, local);
    const second = await audit([gap(1, 100.4, 'redrawn')]);
    expect(await found(second, 'redrawn')).toMatchObject({
      ...{ change: 'changed', assignee: 'li', status: 'open', waiver: null, caseId: findingId },
    });
    const third = await audit([gap(1, 900, 'elsewhere')]);
    expect(await found(third, 'elsewhere')).toMatchObject({ change: 'new', assignee: null, status: 'open' });
    const fourth = await audit([gap(1, 100, 'a')]);
    expect(await found(fourth, 'a')).toMatchObject({
      ...{ change: 'new', assignee: 'li', status: 'open', waiver: null, caseId: findingId },
    });
  });

  it('work that was done is open again when its place comes back, with a note that says so', async () => {
    const first = await audit([gap(1, 100, 'a')]);
    const { findingId } = await found(first, 'a');
    await test.store.updateFinding(territoryId, findingId, { state: 'done', note: 'mended' }, wang);
    const still = await audit([gap(1, 100, 'a')]);
    expect(await found(still, 'a')).toMatchObject({ change: 'same', state: 'done' });
    await audit([]);
    const back = await audit([gap(1, 100, 'a')]);
    expect(await found(back, 'a')).toMatchObject({
      ...{ change: 'new', state: 'open', caseId: findingId },
      notes: [
        { by: 'user:wang', text: 'mended' },
        { by: 'wangge', text: expect.stringContaining(`audit ${back} found it again`) as unknown },
      ],
    });
    await test.store.updateFinding(territoryId, findingId, { state: 'done' }, wang);
    expect(await found(await audit([gap(1, 100, 'a')]), 'a')).toMatchObject({ state: 'done' });
  });

  it('a waiver ends with the run that shows its place gone, and a newer one counts even when it has expired', async () => {
    const first = await audit([gap(1, 100, 'a'), gap(2, 300, 'b')]);
    const waive = async (hash: string, expiresAt: string | null): Promise<unknown> =>
      test.store.updateFinding(
        territoryId,
        (await found(first, hash)).findingId,
        { waive: { reason: 'x', expiresAt } },
        wang,
      );
    await waive('a', null);
    await waive('b', null);
    await waive('b', '2020-01-01');
    expect(await found(first, 'a')).toMatchObject({ status: 'waived' });
    expect(await found(first, 'b')).toMatchObject({ status: 'open' });
    const second = await audit([]);
    const { rows } = await test.db.pool.query(
      'select distinct x.lapsed_with from wangge.waiver x where x.territory_id = $1',
      [territoryId],
    );
    expect(rows).toEqual([{ lapsed_with: second }]);
    expect(await found(await audit([gap(1, 100, 'a')]), 'a')).toMatchObject({ status: 'open' });
  });

  it('a run that began first and ends last is compared with the one that overtook it', async () => {
    const slow = await test.store.beginAudit(territoryId, revision, local);
    expect(await test.store.findRunningAudit(territoryId, revision)).toEqual({ ...slow, isOurs: true });
    const elsewhere = createStore(test.db);
    expect(await elsewhere.findRunningAudit(territoryId, revision)).toEqual({ ...slow, isOurs: false });
    const { auditId: quick } = await elsewhere.beginAudit(territoryId, revision, local);
    expect(await test.store.getAudit(territoryId, quick)).toMatchObject({ alongside: slow.auditId });
    await elsewhere.finishAudit(territoryId, quick, { ...noResult, findings: [gap(1, 0, 'a')] });
    await test.store.finishAudit(territoryId, slow.auditId, { ...noResult, findings: [gap(1, 0, 'a')] });
    expect(await test.store.getAudit(territoryId, slow.auditId)).toMatchObject({ comparedWith: quick });
    expect(await found(slow.auditId, 'a')).toMatchObject({
      ...{ change: 'same', caseId: (await found(quick, 'a')).caseId },
    });
  });

  it('tells new, same, changed and gone against the newest done run, whose number it names', async () => {
    const first = await audit([gap(1, 0, 'a'), gap(2, 100, 'b'), gap(3, 200, 'c')]);
    const cancelled = await test.store.beginAudit(territoryId, revision, local);
    await test.store.failAudit(territoryId, cancelled.auditId, 'cancelled', 'by hand');
    const second = await audit([gap(1, 100, 'b'), gap(2, 200.5, 'c2'), gap(3, 300, 'd')]);
    expect(await test.store.getAudit(territoryId, first)).toMatchObject({ comparedWith: null });
    expect(await test.store.getAudit(territoryId, second)).toMatchObject({ comparedWith: first });
    expect(await test.store.countChanges(territoryId, second)).toEqual({
      new: 1,
      same: 1,
      changed: 1,
      gone: 1,
    });
    expect(await test.store.countChanges(territoryId, first)).toEqual({
      new: 0,
      same: 0,
      changed: 0,
      gone: 0,
    });
    expect((await found(first, 'a')).change).toBeNull();
    const gone = await test.store.listGone({ territoryId, auditId: second, limit: 10 });
    expect(gone.map((row) => [row.auditId, row.geometryHash])).toEqual([[first, 'a']]);
    expect(await test.store.listGone({ territoryId, auditId: first, limit: 10 })).toEqual([]);
    const changed = await test.store.listFindings({
      territoryId,
      auditId: second,
      change: 'changed',
      limit: 9,
    });
    expect(changed.map((row) => row.geometryHash)).toEqual(['c2']);
  });

  it('a waiver is withdrawn, by a name that is kept, and may be given again', async () => {
    const auditId = await audit([gap(1, 0, 'a')]);
    const { findingId } = await found(auditId, 'a');
    const update = (waive: { reason: string; expiresAt: null } | null): Promise<FindingRow> =>
      test.store.updateFinding(territoryId, findingId, { waive }, wang);
    expect(await test.store.getAudit(territoryId, auditId)).toMatchObject({ clean: false });
    await update({ reason: 'one', expiresAt: null });
    await update({ reason: 'two', expiresAt: null });
    expect(await test.store.getAudit(territoryId, auditId)).toMatchObject({ clean: true });
    expect(await update(null)).toMatchObject({ status: 'open', waiver: null, notes: [] });
    expect(await test.store.listWaivers(territoryId)).toEqual([]);
    expect(await test.store.getAudit(territoryId, auditId)).toMatchObject({ clean: false });
    const { rows } = await test.db.pool.query(
      'select x.reason, x.withdrawn_by from wangge.waiver x where x.territory_id = $1 order by x.waiver_id',
      [territoryId],
    );
    expect(rows).toEqual([
      { reason: 'one', withdrawn_by: 'user:wang' },
      { reason: 'two', withdrawn_by: 'user:wang' },
    ]);
    expect(await update({ reason: 'three', expiresAt: null })).toMatchObject({ waiver: { reason: 'three' } });
  });

  it('lists the waivers that hold now: neither expired ones nor those behind a newer one', async () => {
    const auditId = await audit([gap(1, 0, 'past'), gap(2, 100, 'future'), gap(3, 200, 'twice')]);
    const waive = async (hash: string, reason: string, expiresAt: string | null): Promise<void> => {
      const { findingId } = await found(auditId, hash);
      await test.store.updateFinding(territoryId, findingId, { waive: { reason, expiresAt } }, local);
    };
    await waive('past', 'over', '2020-01-01');
    await waive('future', 'holds', '2999-01-01');
    await waive('twice', 'old', null);
    await waive('twice', 'newer', null);
    expect(
      (await test.store.listWaivers(territoryId)).map((waiver) => [waiver.geometryHash, waiver.reason]),
    ).toEqual([
      ['future', 'holds'],
      ['twice', 'newer'],
    ]);
    expect(await test.store.countFindings(territoryId, auditId)).toMatchObject([
      { count: 3, areaSquareMetres: 30, openCount: 1, openAreaSquareMetres: 10 },
    ]);
    expect(await test.store.sumFindings(territoryId, auditId, 'open')).toEqual([
      {
        ...{ kind: 'gap', level: 'element', parent: 'O', count: 1, noiseCount: 0, areaSquareMetres: 10 },
        grids: [{ level: 'element', code: 'E1' }],
      },
    ]);
    expect(await test.store.sumFindings(territoryId, auditId)).toMatchObject([{ count: 3 }]);
    expect(await test.store.tallyFindings(territoryId, auditId)).toMatchObject([
      { kind: 'gap', status: 'open', count: 1 },
      { kind: 'gap', status: 'waived', count: 2 },
    ]);
  });

  it('changes many at once by filter, also what the filter asks for, and groups noise', async () => {
    const noise = Array.from({ length: 1500 }, (_, index) => ({
      ...gap(index + 1, index * 5, `n${index}`),
      ...({ sizeClass: 'noise', severity: 'info', areaSquareMetres: 0.01 } as const),
      ...(index % 3 === 0 ? ({ parent: null, kind: 'overlap', depth: 2 } as const) : {}),
    }));
    const auditId = await audit([...noise, gap(1501, 90_000, 'real')]);
    const [most, outer] = await test.store.groupNoise(territoryId, auditId);
    expect(most).toMatchObject({
      level: 'element',
      parent: 'O',
      count: 1000,
      openCount: 1000,
      kinds: { gap: 1000 },
    });
    expect(outer).toMatchObject({ level: 'element', parent: null, count: 500, kinds: { overlap: 500 } });
    expect(most?.areaSquareMetres).toBeCloseTo(10, 9);
    const bulk = (filter: object, change: object): Promise<{ updated: number }> =>
      test.store.updateFindings(territoryId, auditId, filter, change, wang);
    const waive = { waive: { reason: 'noise', expiresAt: null } };
    expect(await bulk({ sizeClass: 'noise', status: 'open', parent: 'O' }, waive)).toEqual({ updated: 1000 });
    expect(await bulk({ sizeClass: 'noise', state: 'open' }, { state: 'done', note: 'ok' })).toEqual({
      updated: 1500,
    });
    expect(await bulk({ sizeClass: 'noise', parent: null }, waive)).toEqual({ updated: 500 });
    expect((await test.store.groupNoise(territoryId, auditId)).map((group) => group.openCount)).toEqual([
      0, 0,
    ]);
    const pages: FindingRow[][] = [];
    for await (const page of pageFindings(test.store, territoryId, auditId, { state: 'done' }))
      pages.push(page);
    expect(pages.map((page) => page.length)).toEqual([500, 500, 500]);
    expect(pages.flat().every((row) => row.notes.length === 1 && row.status === 'waived')).toBe(true);
    expect(await found(auditId, 'real')).toMatchObject({ state: 'open', status: 'open', notes: [] });
    expect(await bulk({ ids: pages[0]?.slice(0, 3).map((row) => row.findingId) }, { waive: null })).toEqual({
      updated: 3,
    });
    expect(await bulk({ assignee: 'nobody' }, { state: 'done' })).toEqual({ updated: 0 });
  });

  it('keeps what a finding follows from, and what goes with a run', async () => {
    const { auditId } = await test.store.beginAudit(territoryId, revision, local);
    const secondOpinion = {
      ...{ engine: 'turf', parents: 4, agreed: 4, toleranceSquareMetres: 1, notJudged: 0, disagreements: [] },
      retried: [],
    };
    const certificate = {
      ...({
        format: 'wangge-certificate/1',
        algorithm: 'a',
        territory: null,
        levels: [],
        contentSha256: 'c',
      } as const),
      ...{
        noise: {},
        waivers: [],
        secondOpinion: null,
        sha256: 's',
        revision,
        issuedAt: '2026-01-01T00:00:00Z',
      },
    };
    const causes = ['unmatched-vertex/element/O/E1+E2/1'];
    const findings = [{ ...gap(1, 0, 'a'), severity: 'info' as const, causedBy: causes }];
    await test.store.finishAudit(territoryId, auditId, { ...noResult, findings, certificate, secondOpinion });
    expect(await found(auditId, 'a')).toMatchObject({ causedBy: causes });
    expect(await test.store.getAudit(territoryId, auditId)).toMatchObject({
      certificate,
      secondOpinion,
      clean: true,
    });
  });

  it('compares again with a run that ended while this one was being written', async () => {
    const first = await test.store.beginAudit(territoryId, revision, local);
    const second = await test.store.beginAudit(territoryId, revision, local);
    let isFirst = true;
    const pool = new Proxy(test.db.pool, {
      get(target, name) {
        const value: unknown = Reflect.get(target, name);
        if (typeof value !== 'function') return value;
        if (name !== 'connect') return value.bind(target) as unknown;
        // Only a run that is marked done asks for a connection of its own.
        return async () => {
          if (isFirst) {
            isFirst = false;
            await test.store.finishAudit(territoryId, first.auditId, {
              ...noResult,
              findings: [gap(1, 0, 'a')],
            });
          }
          return target.connect();
        };
      },
    });
    await createStore({ ...test.db, pool }).finishAudit(territoryId, second.auditId, {
      ...noResult,
      findings: [gap(1, 0, 'a'), gap(2, 100, 'b')],
    });
    expect(await test.store.getAudit(territoryId, second.auditId)).toMatchObject({
      comparedWith: first.auditId,
    });
    expect(await test.store.countChanges(territoryId, second.auditId)).toMatchObject({
      new: 1,
      same: 1,
      gone: 0,
    });
  });
});
