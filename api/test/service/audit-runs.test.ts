import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { auditTerritory } from '../../src/jobs/audit-territory.js';
import { importGrids } from '../../src/jobs/import-grids.js';
import { readFindings } from '../../src/store/read-findings.js';
import { createAuditJobs } from '../../src/jobs/start-audit.js';
import { createStore } from '../../src/store/create-store.js';
import { StoreUnavailable } from '../../src/store/map-error.js';
import type { AuditRun, Store } from '../../src/store/types.js';
import { changeMap, cleanMap, writeMap } from '../cli/write-map.js';
import { openTestDatabase, type TestDatabase } from '../database.js';
import { serveApp } from '../serve-app.js';

describe('an audit run', () => {
  const folder = mkdtempSync(join(tmpdir(), 'wangge-audit-'));
  const principal = { id: 'local' };
  const territoryId = 'holed';
  let database: TestDatabase;

  beforeAll(async () => {
    database = await openTestDatabase();
    const holed = changeMap(cleanMap(), 'E1N2', () => undefined);
    for (const name of [territoryId, 'other']) {
      await importGrids({
        store: database.store,
        territoryId: name,
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
    }
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

  it('has proposals for its findings over HTTP, proven on its revision', async () => {
    const { store } = database;
    const { auditId, revision } = await auditTerritory({ store, territoryId, principal });
    const [gap] = await readFindings(store, territoryId, auditId);
    const app = await serveApp({}, { store });
    const ask = async (query: string): Promise<unknown> =>
      (
        await app.get(`/api/v1/territories/${territoryId}/findings/${gap?.findingId}/proposal${query}`)
      ).json();
    const code = gap?.grids[0]?.code ?? '';
    expect(await ask(`?give=${code}`)).toMatchObject({
      status: 'proposed',
      revision,
      proposal: {
        method: 'give-gap',
        parent: 'E1N',
        changes: [{ code, level: 'element', losesSquareMetres: 0 }],
      },
    });
    const { proposal } = (await ask('')) as { proposal: { changes: { gainsSquareMetres: number }[] } };
    const gained = proposal.changes.reduce((sum, change) => sum + change.gainsSquareMetres, 0);
    expect(gained / (gap?.areaSquareMetres ?? NaN)).toBeCloseTo(1, 4);
    expect(await ask('?give=nobody')).toMatchObject({
      status: 'refused',
      reason: expect.stringContaining('nobody') as unknown,
      proposal: null,
    });
    await app.close();
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

  it('tells what stopped it, though its row cannot be ended', async () => {
    const broken: Store = {
      ...database.store,
      readGrids: () => Promise.reject(new Error('the real cause')),
      failAudit: () => Promise.reject(new StoreUnavailable('The database cannot be reached.')),
    };
    await expect(auditTerritory({ store: broken, territoryId, principal })).rejects.toThrow('the real cause');
    const left = await database.store.findRunningAudit(territoryId, 1);
    expect(left).toMatchObject({ isOurs: true });
    await database.store.failAudit(territoryId, left!.auditId, 'failed', 'ended by hand');
  });

  describe('of the server', () => {
    /** A store whose map of a revision is read only when the test says so. */
    function gated(): { store: Store; mostAtOnce: () => number; open: () => void } {
      let open = (): void => undefined;
      const gate = new Promise<void>((resolve) => {
        open = resolve;
      });
      let atOnce = 0;
      let most = 0;
      const readGrids: Store['readGrids'] = async (name, revision, options = {}) => {
        atOnce += 1;
        most = Math.max(most, atOnce);
        try {
          await Promise.race([gate, stopOf(options.signal)]);
          return await database.store.readGrids(name, revision, options);
        } finally {
          atOnce -= 1;
        }
      };
      return { store: { ...database.store, readGrids }, mostAtOnce: () => most, open };
    }

    function stopOf(signal: AbortSignal | undefined): Promise<never> {
      return new Promise((_resolve, reject) => {
        signal?.addEventListener('abort', () => reject(signal.reason as Error));
      });
    }

    async function endOf(auditId: number, name = territoryId): Promise<AuditRun> {
      return vi.waitFor(
        async () => {
          const run = (await database.store.getAudit(name, auditId))!;
          expect(run.status).not.toBe('running');
          return run;
        },
        { timeout: 20_000 },
      );
    }

    it('is shared by everyone who asks while it waits or works; the next one begins after it', async () => {
      const { store, open } = gated();
      const jobs = createAuditJobs(store, () => undefined);
      const asked = await Promise.all(
        Array.from({ length: 40 }, () => jobs.startAudit(territoryId, principal)),
      );
      expect(new Set(asked.map((run) => run.auditId)).size).toBe(1);
      open();
      const { auditId } = asked[0]!;
      expect(await endOf(auditId)).toMatchObject({ status: 'done' });
      expect((await jobs.startAudit(territoryId, principal)).auditId).toBeGreaterThan(auditId);
      await jobs.close();
    });

    it('joins one of the same revision that something else in this process began', async () => {
      const { store } = database;
      const { auditId } = await store.beginAudit(territoryId, 1, principal);
      const jobs = createAuditJobs(store, () => undefined);
      expect(await jobs.startAudit(territoryId, principal)).toEqual({ auditId });
      const elsewhere = createStore(database.db);
      const others = createAuditJobs(elsewhere, () => undefined);
      const beside = await others.startAudit(territoryId, principal);
      expect(beside.auditId).toBeGreaterThan(auditId);
      expect(await endOf(beside.auditId)).toMatchObject({ status: 'done' });
      await store.failAudit(territoryId, auditId, 'cancelled', 'by hand');
      await others.close();
    });

    it('waits for the one before it, and is cancelled at once while it waits, by a name that is recorded', async () => {
      const { store, open, mostAtOnce } = gated();
      const faults: unknown[] = [];
      const jobs = createAuditJobs(store, (error) => faults.push(error));
      const first = await jobs.startAudit(territoryId, principal);
      const second = await jobs.startAudit('other', principal);
      await jobs.cancelAudit('other', second.auditId, { id: 'user:wang' });
      expect(await database.store.getAudit('other', second.auditId)).toMatchObject({
        status: 'cancelled',
        error: 'cancelled by user:wang',
      });
      expect(await database.store.getAudit(territoryId, first.auditId)).toMatchObject({ status: 'running' });
      await jobs.cancelAudit('other', second.auditId, { id: 'user:li' });
      expect(await database.store.getAudit('other', second.auditId)).toMatchObject({
        error: 'cancelled by user:wang',
      });

      const third = await jobs.startAudit('other', principal);
      expect(third.auditId).not.toBe(second.auditId);
      open();
      expect(await endOf(first.auditId)).toMatchObject({ status: 'done' });
      expect(await endOf(third.auditId, 'other')).toMatchObject({ status: 'done' });
      await jobs.close();
      expect(mostAtOnce()).toBe(1);
      expect(faults).toEqual([]);
    });

    it('is cancelled from another process: it stops at its next step after a sign of life', async () => {
      const elsewhere = createAuditJobs(createStore(database.db), () => undefined);
      let ended = false;
      const readGrids: Store['readGrids'] = async (name, revision, options) => {
        const { auditId } = (await database.store.listAudits(territoryId, 1))[0]!;
        await elsewhere.cancelAudit(territoryId, auditId, { id: 'user:wang' });
        await vi.waitFor(
          () => {
            expect(() => {
              database.store.noteAuditProgress(territoryId, auditId, { done: 0, total: 1 });
            }).toThrow('not running');
          },
          { timeout: 10_000 },
        );
        ended = true;
        return database.store.readGrids(name, revision, options);
      };
      const working = auditTerritory({ store: { ...database.store, readGrids }, territoryId, principal });
      await expect(working).rejects.toMatchObject({ details: { type: 'audit-not-running' } });
      expect(ended).toBe(true);
      expect((await database.store.listAudits(territoryId, 1))[0]).toMatchObject({
        status: 'cancelled',
        error: 'cancelled by user:wang',
      });
    });

    it('is cancelled while it works, and a new one can be asked for', async () => {
      const { store } = gated();
      const jobs = createAuditJobs(store, () => undefined);
      const first = await jobs.startAudit(territoryId, principal);
      await jobs.cancelAudit(territoryId, first.auditId, principal);
      expect(await database.store.getAudit(territoryId, first.auditId)).toMatchObject({
        status: 'cancelled',
      });
      const second = await jobs.startAudit(territoryId, principal);
      expect(second.auditId).not.toBe(first.auditId);
      await jobs.close();
      expect(await database.store.getAudit(territoryId, second.auditId)).toMatchObject({
        status: 'cancelled',
        error: 'the server was stopped',
      });
    });

    it('that fails is told and stored', async () => {
      const faults: unknown[] = [];
      const broken: Store = {
        ...database.store,
        readGrids: () => Promise.reject(new Error('broken disk')),
      };
      const jobs = createAuditJobs(broken, (error) => faults.push(error));
      const { auditId } = await jobs.startAudit(territoryId, principal);
      expect(await endOf(auditId)).toMatchObject({ status: 'failed', error: 'broken disk' });
      await jobs.close();
      expect(faults).toMatchObject([{ message: 'broken disk' }]);
    });
  });
});
