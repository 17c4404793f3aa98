import { setTimeout as wait } from 'node:timers/promises';
import { hashContent } from '../src/coverage/canonical-content.js';
import { auditTerritory, toAuditGrid } from '../src/jobs/audit-territory.js';
import { readFindings } from '../src/store/read-findings.js';
import type { GridChange, Store } from '../src/store/types.js';
import { at, change, finding, local, MapMaker, noResult, originX, square } from './store-maps.js';

/**
 * A small map that people have worked with, so that everything a territory can hold is there: three published
 * revisions, one that failed in between, a grid that was retired, a repaired original, attributes with awkward
 * numbers, two layers, runs that ended well and not, work items, waivers that stand, were withdrawn, have lapsed.
 */
export async function makeLivedInMap(store: Store): Promise<string> {
  const maps = new MapMaker(() => store);
  const territoryId = await maps.makeTerritory();
  const city = await maps.reserveCity(territoryId);
  const attributes = { 人口: 1234.5, long: 0.1, nothing: null, list: [1, { deep: '\u2028 "quoted"' }] };
  const original = { type: 'Point' as const, coordinates: [100.00000005, 30.1] };
  const drawn = city.map((grid) => (grid.code === 'E1' ? { ...grid, attributes, original } : grid));
  const first = await maps.publish(territoryId, null, drawn);
  await publishFailed(store, territoryId, first, at(drawn, 4));
  await wait(5);
  const wider = { ...at(drawn, 4), name: 'renamed 第一', geometry: square(0, 0, 9) };
  const second = await maps.publish(territoryId, first, [wider]);
  await wait(5);
  const third = await retireLast(store, territoryId, second, at(drawn, 5));
  await store.replaceReference(
    territoryId,
    ['street', 'water'],
    [
      { kind: 'street', rank: 1, name: '人民路', geometry: { type: 'LineString', coordinates: line } },
      { kind: 'water', rank: 3, name: null, geometry: { type: 'Point', coordinates: [100, 30] } },
    ],
  );
  await workOnFindings(store, territoryId, second);
  const { importId } = await store.beginImport(territoryId, local);
  const report = { format: 'wangge-import/1', read: [0.30000000000000004] };
  await store.finishImport(territoryId, importId, { status: 'done', revision: third, report });
  return territoryId;
}

const line = [
  [100, 30],
  [100.123456789012, 30.3],
];

async function publishFailed(
  store: Store,
  territoryId: string,
  base: number,
  grid: GridChange,
): Promise<void> {
  const { revision } = await store.beginRevision(territoryId, { base, note: 'stopped' }, local);
  const [gridId = 0] = await store.reserveGridIds(territoryId, [{ level: 'element' }]);
  await store.writeChanges(territoryId, revision, [
    change(gridId, 'element', 'LOST', { geometry: square(500, 0, 10) }),
    { ...grid, name: 'never seen' },
  ]);
  await store.sweepRevision(territoryId, revision);
}

async function retireLast(
  store: Store,
  territoryId: string,
  base: number,
  grid: GridChange,
): Promise<number> {
  const note = 'E2 is gone, E3 is new';
  const { revision } = await store.beginRevision(territoryId, { base, note }, { id: 'user:王' });
  const [gridId = 0] = await store.reserveGridIds(territoryId, [{ level: 'element' }]);
  await store.writeChanges(territoryId, revision, [
    change(gridId, 'element', 'E3', {
      parentId: grid.parentId,
      geometry: square(10, 0, 10),
      labelPoint: [originX + 12, 300_000_003],
      areaSquareMetres: 1 / 3,
    }),
  ]);
  await store.retireGrids(territoryId, revision, [grid.gridId]);
  await store.publishRevision(territoryId, revision);
  return revision;
}

/** Runs before and after, with a waiver of every sort; `moved` lies elsewhere in the second run, so its waiver lapses. */
async function workOnFindings(store: Store, territoryId: string, revision: number): Promise<void> {
  const names = ['kept', 'moved', 'withdrawn', 'worked'];
  const findings = names.map((name) => finding(`gap/element/O/${name}/1`, { geometryHash: name }));
  const run = async (list: typeof findings): Promise<number> => {
    const { auditId } = await store.beginAudit(territoryId, revision, local);
    await store.finishAudit(territoryId, auditId, { ...noResult, clean: false, findings: list });
    return auditId;
  };
  const before = await run(findings);
  const stored = await readFindings(store, territoryId, before);
  for (const row of stored) {
    const isWorked = row.identity.includes('worked');
    await store.updateFinding(
      territoryId,
      row.findingId,
      isWorked
        ? { state: 'in-progress', assignee: '王芳', dueDate: '2027-02-28', note: '看过了' }
        : { waive: { reason: 'a river', expiresAt: '2099-01-01T00:00:00.123Z' } },
      { id: 'user:李' },
    );
    if (row.identity.includes('withdrawn'))
      await store.updateFinding(territoryId, row.findingId, { waive: null }, local);
  }
  const { auditId: stopped } = await store.beginAudit(territoryId, revision, local);
  await store.failAudit(territoryId, stopped, 'cancelled', 'by hand');
  await run(
    findings.map((each) =>
      each.identity.includes('moved') ? { ...each, geometryHash: 'moved elsewhere' } : each,
    ),
  );
}

/** All that the product tells of a territory, past included; without what is drawn anew. */
export async function tellTerritory(store: Store, territoryId: string): Promise<unknown> {
  const territory = await store.getTerritory(territoryId);
  const revisions = (await store.listRevisions(territoryId))
    .filter((each) => each.status === 'published')
    .map(({ isDrawn: _drawn, drawnAt: _drawnAt, ...rest }) => rest);
  const maps = [];
  for (const { revision } of revisions) maps.push(await store.readGrids(territoryId, revision));
  const inForce = [];
  for (const { effectiveFrom } of revisions) {
    const moment = new Date(effectiveFrom!).getTime();
    inForce.push(await store.revisionAsOf(territoryId, new Date(moment)));
    inForce.push(await store.revisionAsOf(territoryId, new Date(moment - 1)));
  }
  const audits = (await store.listAudits(territoryId, 100)).map((run) => ({ ...run, alongside: null }));
  const findings = [];
  const changes = [];
  for (const { auditId, status } of audits) {
    if (status !== 'done') continue;
    findings.push(await readFindings(store, territoryId, auditId));
    changes.push(await store.countChanges(territoryId, auditId));
  }
  return {
    territory,
    categories: await store.listCategories(territoryId),
    revisions,
    maps,
    inForce,
    reference: await store.readReference(territoryId),
    audits,
    findings,
    changes,
    waivers: await store.listWaivers(territoryId),
  };
}

/** What a certificate of the present map would say of its content. */
export async function contentOf(store: Store, territoryId: string): Promise<string> {
  const { currentRevision } = (await store.getTerritory(territoryId))!;
  return hashContent((await store.readGrids(territoryId, currentRevision!)).map(toAuditGrid));
}

/** Audits once more: what a second run says against the one before, its moment aside. */
export async function auditAgain(store: Store, territoryId: string): Promise<unknown> {
  const { auditId, certificate } = await auditTerritory({ store, territoryId, principal: local });
  return {
    certificate: certificate === null ? null : { ...certificate, issuedAt: 'whenever' },
    changes: await store.countChanges(territoryId, auditId),
  };
}
