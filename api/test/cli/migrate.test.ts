import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTestDatabase, type TestDatabase } from '../database.js';
import { runWangge } from './run-wangge.js';
import { cleanMap, writeMap } from './write-map.js';

describe('wangge migrate', () => {
  const folder = mkdtempSync(join(tmpdir(), 'wangge-migrate-'));
  let database: TestDatabase;

  beforeAll(async () => {
    database = await openTestDatabase('embedded');
  });
  afterAll(async () => {
    await database.drop();
    rmSync(folder, { recursive: true });
  });

  it('draws a map that is older than drawings, once, and says so', async () => {
    const { store, db, dataDir } = database;
    const file = writeMap(folder, 'map.geojson', cleanMap());
    expect((await runWangge(['import', file, '--territory', 'town', '--no-audit'], dataDir)).code).toBe(0);
    for (const statement of [
      'delete from wangge.grid_drawing',
      'delete from wangge.zoom_drawing',
      'update wangge.revision set drawn_at = null',
    ]) {
      await db.pool.query(statement);
    }
    expect(await store.getRevision('town', 1)).toMatchObject({ isDrawn: false });
    expect(await runWangge(['migrate'], dataDir)).toMatchObject({
      code: 0,
      stdout: 'the schema is up to date\nrevisions drawn: 1\n',
    });
    expect(await store.getRevision('town', 1)).toMatchObject({ isDrawn: true });
    expect(await runWangge(['migrate'], dataDir)).toMatchObject({ stdout: 'the schema is up to date\n' });
  });
});
