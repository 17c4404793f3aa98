import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { auditTerritory } from '../../src/jobs/audit-territory.js';
import { importGrids } from '../../src/jobs/import-grids.js';
import { readFindings } from '../../src/jobs/read-findings.js';
import { createAuditJobs } from '../../src/jobs/start-audit.js';
import { changeMap, cleanMap, writeMap } from '../cli/write-map.js';
import { openTestDatabase, type TestDatabase } from '../database.js';

describe('an audit run', () => {
  const folder = mkdtempSync(join(tmpdir(), 'wangge-audit-'));
  const principal = { id: 'local' };
  const territoryId = 'holed';
  let database: TestDatabase;

  beforeAll(async () => {
    database = await openTestDatabase();
    const holed = changeMap(cleanMap(), 'E1N2', () => undefined);
    await importGrids({
      store: database.store,
      territoryId,
      files: [{ path: writeMap(folder, 'holed.geojson', holed), fields: {} }],
      options: {
        matchMetres: 0.002,
        mergeSameCode: false,
        replace: false,
        audit: false,
        create: { name: { zh: '镇', en: 'Town' }, codeScheme: 'own' },
      },
      principal,
    });
  });
  afterAll(async () => {
    await database.drop();
    rmSync(folder, { recursive: true });
  });

  it('stores its findings with the run', async () => {
    const { store } = database;
    const { auditId, revision } = await auditTerritory({ store, territoryId, principal });
    expect(await store.getAudit(territoryId, auditId)).toMatchObject({
      status: 'done',
      clean: false,
      revision,
    });
    expect(await readFindings(store, territoryId, auditId)).toMatchObject([
      { kind: 'gap', parent: 'E1N', level: 'element', status: 'open', state: 'open' },
    ]);
  });

  it('that is stopped says cancelled', async () => {
    const { store } = database;
    const { auditId } = await store.beginAudit(territoryId, 1, principal);
    const signal = AbortSignal.abort(new Error('stopped'));
    await expect(auditTerritory({ store, territoryId, auditId, principal, signal })).rejects.toThrow(
      'stopped',
    );
    expect(await store.getAudit(territoryId, auditId)).toMatchObject({ status: 'cancelled' });
  });

  it('is refused for a territory or a revision that is not there', async () => {
    const { store } = database;
    await expect(auditTerritory({ store, territoryId: 'none', principal })).rejects.toMatchObject({
      details: { type: 'unknown-territory' },
    });
    await expect(auditTerritory({ store, territoryId, revision: 99, principal })).rejects.toMatchObject({
      details: { type: 'unknown-revision' },
    });
  });

  it('waits for the one before it, can be cancelled while it waits, and a failure is told and stored', async () => {
    const { store } = database;
    const faults: unknown[] = [];
    const working: number[] = [];
    let mostAtOnce = 0;
    let isBroken = false;
    const watched: typeof store = {
      ...store,
      readGrids: async (...args) => {
        working.push(1);
        mostAtOnce = Math.max(mostAtOnce, working.length);
        try {
          if (isBroken) throw new Error('broken disk');
          return await store.readGrids(...args);
        } finally {
          working.pop();
        }
      },
    };
    const jobs = createAuditJobs(watched, (error) => faults.push(error));
    const first = await jobs.startAudit(territoryId, principal);
    const second = await jobs.startAudit(territoryId, principal);
    await jobs.cancelAudit(territoryId, second.auditId);
    expect(await store.getAudit(territoryId, first.auditId)).toMatchObject({ status: 'done' });
    expect(await store.getAudit(territoryId, second.auditId)).toMatchObject({ status: 'cancelled' });
    await expect(jobs.cancelAudit(territoryId, second.auditId)).rejects.toMatchObject({
      details: { type: 'audit-elsewhere' },
    });
    expect(faults).toEqual([]);

    isBroken = true;
    const third = await jobs.startAudit(territoryId, principal);
    for (let status = 'running'; status === 'running';) {
      status = (await store.getAudit(territoryId, third.auditId))!.status;
    }
    expect(await store.getAudit(territoryId, third.auditId)).toMatchObject({
      status: 'failed',
      error: 'broken disk',
    });
    await jobs.close();
    expect(faults).toHaveLength(1);
    expect(mostAtOnce).toBe(1);
  });
});
