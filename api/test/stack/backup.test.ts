import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findPostgis } from '../../../scripts/postgis.js';
import { loadSample, sampleTerritoryId } from '../../src/jobs/load-sample.js';
import { createStore } from '../../src/store/create-store.js';
import type { Database } from '../../src/store/database.js';
import { openDatabase } from '../../src/store/open-database.js';
import type { Store } from '../../src/store/types.js';
import { createTileService } from '../../src/tiles/create-tile-service.js';
import { openTestDatabase, type TestDatabase } from '../database.js';
import { auditAgain, contentOf, makeLivedInMap, tellTerritory } from '../lived-in-map.js';
import { local } from '../store-maps.js';

const bin = findPostgis() ?? '';

describe('a backup with pg_dump', () => {
  const folder = mkdtempSync(join(tmpdir(), 'wangge-backup-'));
  const dump = join(folder, 'wangge.dump');
  const restoredName = `wangge_restored_${process.pid}`;
  let original: TestDatabase;
  let restored: Database;
  let livedIn: string;

  const administer = async (statement: string): Promise<void> => {
    const client = new pg.Client({ connectionString: process.env['TEST_DATABASE_URL'] });
    await client.connect();
    await client.query(statement);
    await client.end();
  };

  beforeAll(async () => {
    original = await openTestDatabase('server');
    const { store } = original;
    livedIn = await makeLivedInMap(store);
    await loadSample({ store, principal: local, sample: { seed: 5, elements: 300, defects: 12 } });
    const [run] = await store.listAudits(sampleTerritoryId, 1);
    const waive = { reason: 'sample', expiresAt: null };
    await store.updateFindings(sampleTerritoryId, run!.auditId, {}, { waive, note: 'seen' }, local);

    // The product has none: one belongs to somebody else, and the owner's dump would fail over it.
    await original.db.pool.query("select lo_from_bytea(0, 'somebody else''s')");
    // As docs/operations.md says.
    execFileSync(join(bin, 'pg_dump'), ['-Fc', '-B', '-f', dump, original.url!]);
    await administer(`create database ${restoredName}`);
    const url = new URL(original.url!);
    url.pathname = `/${restoredName}`;
    execFileSync(join(bin, 'pg_restore'), ['--exit-on-error', '--single-transaction', '-d', url.href, dump]);
    restored = await openDatabase({ databaseUrl: url.href, dataDir: folder });
  });
  afterAll(async () => {
    await restored.close();
    await original.drop();
    await administer(`drop database ${restoredName}`);
    rmSync(folder, { recursive: true });
  });

  it('restores every territory with its history, findings and what people did about them', async () => {
    const store = createStore(restored);
    for (const territoryId of [livedIn, sampleTerritoryId]) {
      expect(await tellTerritory(store, territoryId)).toEqual(
        await tellTerritory(original.store, territoryId),
      );
      expect(await contentOf(store, territoryId)).toBe(await contentOf(original.store, territoryId));
    }
  });

  it("leaves out large objects, which are nobody's of the product", async () => {
    const { rows } = await restored.pool.query('select from pg_largeobject_metadata');
    expect(rows).toEqual([]);
  });

  it('serves the same tiles, byte by byte', async () => {
    const before = await readTiles(original.store);
    expect(before.length).toBeGreaterThan(5);
    expect(await readTiles(createStore(restored))).toEqual(before);
  });

  it('gives the same certificate when it is audited, and goes on numbering', async () => {
    const store = createStore(restored);
    const again = (await auditAgain(store, sampleTerritoryId)) as { certificate: unknown };
    expect(again).toEqual(await auditAgain(original.store, sampleTerritoryId));
    expect(again.certificate).toMatchObject({ format: 'wangge-certificate/1' });
    const reserve = (of: Store): Promise<number[]> => of.reserveGridIds(livedIn, [{ level: 'element' }]);
    expect(await reserve(store)).toEqual(await reserve(original.store));
    const begin = async (of: Store): Promise<number> => {
      const { auditId } = await of.beginAudit(livedIn, 1, local);
      await of.failAudit(livedIn, auditId, 'cancelled', 'by hand');
      return auditId;
    };
    expect(await begin(store)).toBe(await begin(original.store));
  });

  /** The tiles of the column of zooms over the middle of the sample. */
  async function readTiles(store: Store): Promise<string[]> {
    const { bbox } = (await store.getTerritory(sampleTerritoryId))!;
    const [west, south, east, north] = bbox!;
    const latitude = ((south + north) / 2) * (Math.PI / 180);
    const column = ((west + east) / 2 + 180) / 360;
    const row = (1 - Math.asinh(Math.tan(latitude)) / Math.PI) / 2;
    const tiles = createTileService({ store });
    const bytes: string[] = [];
    for (let z = 7; z <= 14; z++) {
      const [x, y] = [Math.floor(column * 2 ** z), Math.floor(row * 2 ** z)];
      const tile = await tiles.readTile('grids', { territoryId: sampleTerritoryId, revision: 1 }, z, x, y);
      if (tile !== undefined) bytes.push(Buffer.from(tile.gzipped).toString('base64'));
    }
    return bytes;
  }
});
