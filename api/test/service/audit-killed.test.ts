import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { auditTerritory } from '../../src/jobs/audit-territory.js';
import { importGrids } from '../../src/jobs/import-grids.js';
import { readFindings } from '../../src/store/read-findings.js';
import { changeMap, cleanMap, writeMap } from '../cli/write-map.js';
import { buildApi, openTestDatabase, type TestDatabase } from '../database.js';

const script = fileURLToPath(new URL('../fixtures/audit-and-hang.js', import.meta.url));

describe('an audit whose process is killed', () => {
  const folder = mkdtempSync(join(tmpdir(), 'wangge-killed-'));
  const principal = { id: 'local' };
  const territoryId = 'holed';
  let database: TestDatabase;

  beforeAll(async () => {
    buildApi();
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

  /** Starts a process that audits, waits until it has stored its findings, and kills it before it is done. */
  async function killHalfDone(): Promise<number> {
    const { rows } = await database.db.pool.query<{ name: string }>('select current_database() as name');
    const url = database.dataDir === undefined ? new URL(process.env['TEST_DATABASE_URL'] ?? '') : undefined;
    if (url !== undefined) url.pathname = `/${rows[0]?.name ?? ''}`;
    const child = spawn(
      process.execPath,
      [script, database.dataDir ?? folder, url?.href ?? '', territoryId],
      { stdio: ['ignore', 'pipe', 'pipe'] },
    );
    const auditId = await writtenBy(child);
    const ended = once(child, 'exit');
    child.kill('SIGKILL');
    expect(await ended).toEqual([null, 'SIGKILL']);
    return auditId;
  }

  /** The run that the process says it has written. */
  function writtenBy(child: ChildProcess): Promise<number> {
    return new Promise((resolve, reject) => {
      let said = '';
      child.stderr?.on('data', (text: Buffer) => (said += text.toString()));
      child.stdout?.on('data', (text: Buffer) => {
        said += text.toString();
        const written = /^written (\d+)$/m.exec(said);
        if (written !== null) resolve(Number(written[1]));
      });
      child.once('exit', () => reject(new Error(`It ended before it was killed: ${said}`)));
    });
  }

  async function countRows(auditId: number): Promise<number> {
    const { rows } = await database.db.pool.query<{ count: number }>(
      'select count(*) as count from wangge.finding f where f.audit_id = $1',
      [auditId],
    );
    return rows[0]!.count;
  }

  it('is dead once it has been silent for 30 seconds, shows nothing, and a new one starts clean', async () => {
    const { store, db } = database;
    const killed = await killHalfDone();
    expect(await countRows(killed)).toBe(1);
    expect(await store.getAudit(territoryId, killed)).toMatchObject({
      status: 'running',
      principal: 'user:gone',
    });
    expect(await readFindings(store, territoryId, killed)).toEqual([]);
    expect(await store.latestAudit(territoryId, 1)).toBeUndefined();

    // As if half a minute had gone by since its last sign of life.
    await db.pool.query(
      `update wangge.audit_run r set heartbeat_at = r.heartbeat_at - interval '31 seconds' where r.audit_id = $1`,
      [killed],
    );
    expect(await store.getAudit(territoryId, killed)).toMatchObject({
      status: 'dead',
      error: expect.stringContaining('No sign of life since') as unknown,
      finishedAt: expect.any(String) as unknown,
    });

    const next = await auditTerritory({ store, territoryId, principal });
    expect(await countRows(killed)).toBe(0);
    expect(await store.getAudit(territoryId, killed)).toMatchObject({
      status: 'dead',
      clean: null,
      error: expect.stringMatching(/^No sign of life since \d{4}-.*Z: .* 30 seconds/) as unknown,
    });
    expect(await store.getAudit(territoryId, next.auditId)).toMatchObject({
      status: 'done',
      comparedWith: null,
    });
    expect(await readFindings(store, territoryId, next.auditId)).toMatchObject([
      { kind: 'gap', change: null },
    ]);
  });

  it('that only slept finds itself dead when it wakes, and leaves nothing behind', async () => {
    const { store, db } = database;
    const { auditId } = await store.beginAudit(territoryId, 1, principal);
    await db.pool.query(
      `update wangge.audit_run r set heartbeat_at = r.heartbeat_at - interval '31 seconds' where r.audit_id = $1`,
      [auditId],
    );
    const other = await store.beginAudit(territoryId, 1, principal);
    const late = {
      ...{ clean: false, levels: [], certificate: null, secondOpinion: null },
      findings: await readFindings(store, territoryId, (await store.latestAudit(territoryId, 1))!.auditId),
    };
    expect(late.findings).toHaveLength(1);
    await expect(store.finishAudit(territoryId, auditId, late)).rejects.toMatchObject({
      details: { type: 'audit-not-running' },
    });
    expect(await countRows(auditId)).toBe(0);
    await store.failAudit(territoryId, other.auditId, 'cancelled', 'by hand');
  });
});
