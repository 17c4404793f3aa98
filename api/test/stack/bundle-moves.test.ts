import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadSample, sampleTerritoryId } from '../../src/jobs/load-sample.js';
import { runWangge, type Ended } from '../cli/run-wangge.js';
import { buildApi, openTestDatabase, type TestDatabase } from '../database.js';
import { auditAgain, contentOf, tellTerritory } from '../lived-in-map.js';
import { local } from '../store-maps.js';

describe('an installation that moves', () => {
  const folder = mkdtempSync(join(tmpdir(), 'wangge-move-'));
  const file = (name: string): string => join(folder, `${name}.wangge.gz`);
  const opened: TestDatabase[] = [];

  const open = async (kind: 'embedded' | 'server'): Promise<TestDatabase> => {
    const database = await openTestDatabase(kind);
    opened.push(database);
    return database;
  };
  const wangge = async (database: TestDatabase, ...args: string[]): Promise<Ended> => {
    const ended = await runWangge(
      database.url === undefined ? args : [...args, '--database-url', database.url],
      database.dataDir,
    );
    expect(ended).toMatchObject({ code: 0 });
    return ended;
  };
  const rowsOf = (ended: Ended): unknown => (JSON.parse(ended.stdout) as { rows: unknown }).rows;

  beforeAll(buildApi);
  afterAll(async () => {
    for (const database of opened) await database.drop();
    rmSync(folder, { recursive: true });
  });

  it('takes the sample city from embedded to a server and back: the same map, findings, certificate and tiles', async () => {
    const laptop = await open('embedded');
    await loadSample({
      store: laptop.store,
      principal: local,
      sample: { seed: 5, elements: 300, defects: 12 },
    });
    await workOn(laptop);
    const told = await tellTerritory(laptop.store, sampleTerritoryId);
    const content = await contentOf(laptop.store, sampleTerritoryId);
    const tile = await drawn(laptop);
    expect(tile.length).toBeGreaterThan(100);

    const server = await open('server');
    const away = await wangge(laptop, 'export', '--all', '--out', file('laptop'), '--json');
    const there = await wangge(server, 'import', '--all', file('laptop'), '--json');
    expect(rowsOf(there)).toEqual(rowsOf(away));
    expect(await tellTerritory(server.store, sampleTerritoryId)).toEqual(told);
    expect(await contentOf(server.store, sampleTerritoryId)).toBe(content);
    expect(await drawn(server)).toEqual(tile);

    const second = await open('embedded');
    await wangge(server, 'export', '--all', '--out', file('server'));
    expect((await wangge(second, 'import', '--all', file('server'))).stdout).toMatch(
      /sample: up to revision 1/,
    );
    expect(await tellTerritory(second.store, sampleTerritoryId)).toEqual(told);
    expect(await drawn(second)).toEqual(tile);

    const audits = [];
    for (const { store } of [laptop, server, second]) audits.push(await auditAgain(store, sampleTerritoryId));
    expect(audits[1]).toEqual(audits[0]);
    expect(audits[2]).toEqual(audits[0]);
    expect(audits[0]).toMatchObject({ changes: { new: 0, changed: 0, gone: 0 } });
  });

  /** Waives every open error, so that the next audit gives a certificate. */
  async function workOn({ store }: TestDatabase): Promise<void> {
    const [run] = await store.listAudits(sampleTerritoryId, 1);
    const change = { waive: { reason: 'sample', expiresAt: null }, note: '看过了', assignee: '王芳' };
    const { updated } = await store.updateFindings(sampleTerritoryId, run!.auditId, {}, change, local);
    expect(updated).toBeGreaterThan(10);
    expect((await auditAgain(store, sampleTerritoryId)) as object).toMatchObject({
      certificate: expect.anything() as unknown,
    });
  }

  /** What two zooms draw of the whole map. */
  async function drawn({ store }: TestDatabase): Promise<unknown[]> {
    const rows: unknown[] = [];
    for (const zoom of [9, 13]) {
      const side = 4096 * 2 ** zoom;
      rows.push(...(await store.readTileDrawings(sampleTerritoryId, 1, zoom, [0, 0, side, side])));
    }
    return rows;
  }
});
