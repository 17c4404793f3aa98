import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { importGrids, type ImportReport } from '../../src/jobs/import-grids.js';
import type { JobProgress } from '../../src/jobs/job-progress.js';
import { Problem } from '../../src/problem.js';
import { StoreUnavailable } from '../../src/store/map-error.js';
import type { ImportRow, Store } from '../../src/store/types.js';
import { cleanMap, writeMap } from '../cli/write-map.js';
import { openTestDatabase, type TestDatabase } from '../database.js';

describe('an import that is interrupted', () => {
  const folder = mkdtempSync(join(tmpdir(), 'wangge-interrupted-'));
  const principal = { id: 'local' };
  let database: TestDatabase;
  let store: Store;

  beforeAll(async () => {
    database = await openTestDatabase();
    store = database.store;
  });
  afterAll(async () => {
    await database.drop();
    rmSync(folder, { recursive: true });
  });

  /** The map with every grid named anew, so that each import has something to write. */
  function load(
    territoryId: string,
    mapName: string,
    change: Partial<Store> = {},
    onProgress: (progress: JobProgress) => void = () => undefined,
  ): Promise<ImportReport> {
    const features = cleanMap().map((each) => ({
      ...each,
      properties: { ...each.properties, name: mapName },
    }));
    return importGrids({
      store: { ...store, ...change },
      territoryId,
      files: [{ path: writeMap(folder, 'map.geojson', features), fields: {} }],
      options: {
        matchMetres: 0.002,
        mergeSameCode: false,
        replace: false,
        audit: true,
        create: { name: { zh: territoryId, en: territoryId }, codeScheme: 'own' },
      },
      principal,
      onProgress,
    });
  }

  async function importsOf(territoryId: string): Promise<Pick<ImportRow, 'status' | 'revision' | 'error'>[]> {
    const { rows } = await database.db.pool.query<Pick<ImportRow, 'status' | 'revision' | 'error'>>(
      'select r.status, r.revision, r.error from wangge.import_run r where r.territory_id = $1 order by r.import_id',
      [territoryId],
    );
    return rows;
  }

  const lost = (): StoreUnavailable =>
    new StoreUnavailable('The database cannot be reached: Connection terminated.');
  const failToWrite = (error: unknown): Partial<Store> => ({
    writeChanges: () => Promise.reject(error as Error),
  });

  it('leaves no territory behind that it made itself, and keeps one that was there', async () => {
    await expect(load('fresh', 'one', failToWrite(new Error('disk full')))).rejects.toThrow('disk full');
    expect(await store.getTerritory('fresh')).toBeUndefined();
    await load('fresh', 'one');
    await expect(load('fresh', 'two', failToWrite(new Error('disk full')))).rejects.toThrow('disk full');
    expect(await store.getTerritory('fresh')).toMatchObject({ currentRevision: 1 });
    expect(await importsOf('fresh')).toEqual([
      { status: 'done', revision: 1, error: null },
      { status: 'failed', revision: null, error: 'disk full' },
    ]);
  });

  it('is done, and audited, when only the answer to its publishing was lost', async () => {
    await load('answer', 'one');
    const report = await load('answer', 'two', {
      publishRevision: async (territoryId, revision) => {
        await store.publishRevision(territoryId, revision);
        throw lost();
      },
    });
    expect(report).toMatchObject({ revision: 2, changed: true, audit: { clean: true } });
    expect((await store.getTerritory('answer'))!.currentRevision).toBe(2);
    expect((await importsOf('answer'))[1]).toEqual({ status: 'done', revision: 2, error: null });
  });

  it('has failed when its publishing did not come through, and the map is as it was', async () => {
    await load('unpublished', 'one');
    await expect(
      load('unpublished', 'two', { publishRevision: () => Promise.reject(lost()) }),
    ).rejects.toThrow('Connection terminated');
    expect((await store.getTerritory('unpublished'))!.currentRevision).toBe(1);
    expect((await importsOf('unpublished'))[1]).toMatchObject({ status: 'failed', revision: null });
  });

  it('is never called failed once its map is published', async () => {
    const outcomes: string[] = [];
    await expect(
      load('recorded', 'one', {
        finishImport: (_territoryId, _importId, { status }) => {
          outcomes.push(status);
          return Promise.reject(lost());
        },
      }),
    ).rejects.toThrow('Connection terminated');
    expect(outcomes).toEqual(['done']);
    expect((await store.getTerritory('recorded'))!.currentRevision).toBe(1);
  });

  it.each([
    ['a fault', new Error('the real cause'), Error],
    [
      'a refusal',
      new Problem({ type: 'code-twice', status: 409, detail: 'the real cause', fix: 'mend it.' }),
      Problem,
    ],
    ['a lost database', new StoreUnavailable('the real cause'), StoreUnavailable],
  ])('tells %s that stopped it, though cleaning up fails too', async (name, failure, kind) => {
    const territoryId = name.replaceAll(' ', '-');
    const told: unknown = await load(territoryId, 'one', {
      ...failToWrite(failure),
      sweepRevision: () => Promise.reject(lost()),
      finishImport: () => Promise.reject(lost()),
    }).catch((error: unknown) => error);
    expect(told).toBeInstanceOf(kind);
    expect((told as Error).message).toContain('the real cause');
    expect(causesOf(told)).toEqual(expect.arrayContaining([failure, lost()]));
  });

  it('waits for a build that was killed, with progress, and takes its place', async () => {
    await load('killed', 'one');
    await beginSilentBuild('killed', 27);
    const steps: JobProgress[] = [];
    const report = await load('killed', 'two', {}, (progress) => steps.push(progress));
    expect(report.revision).toBe(3);
    expect(steps.filter((each) => each.step.startsWith('Waiting'))).toContainEqual(
      expect.objectContaining({ done: 28, total: 30 }),
    );
    expect(await store.getRevision('killed', 2)).toMatchObject({ status: 'failed' });
  });

  it('is refused when the other build gives a sign of life', async () => {
    await load('alive', 'one');
    const { revision } = await store.beginRevision('alive', { base: 1 }, principal);
    await expect(load('alive', 'two')).rejects.toMatchObject({ details: { type: 'revision-building' } });
    await store.sweepRevision('alive', revision);
  });

  async function beginSilentBuild(territoryId: string, seconds: number): Promise<void> {
    await database.db.pool.query(
      `with number as (
         update wangge.territory t
         set next_revision = t.next_revision + 1
         where t.territory_id = $1
         returning t.next_revision - 1 as revision
       )
       insert into wangge.revision (territory_id, revision, status, author, base_revision, heartbeat_at)
       select $1, n.revision, 'building', 'local', 1, now() - make_interval(secs => $2)
       from number n`,
      [territoryId, seconds],
    );
  }

  function causesOf(error: unknown): unknown[] {
    if (!(error instanceof Error)) return [];
    const inner = [error.cause, ...(error instanceof AggregateError ? (error.errors as unknown[]) : [])];
    return [error, ...inner.flatMap(causesOf)];
  }
});
