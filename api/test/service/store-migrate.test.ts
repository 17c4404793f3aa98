import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createStore } from '../../src/store/create-store.js';
import { listPendingMigrations } from '../../src/store/list-pending-migrations.js';
import { migrate } from '../../src/store/migrate.js';
import { databaseKinds, openTestDatabase, type TestDatabase } from '../database.js';

describe.each(databaseKinds)('migrating an empty %s database', (kind) => {
  let test: TestDatabase;

  beforeAll(async () => {
    test = await openTestDatabase(kind);
    await test.db.pool.query('drop schema if exists wangge, tiles, wangge_gis cascade');
  });
  afterAll(() => test.drop());

  it('says in one line that the schema is missing', async () => {
    expect(await createStore(test.db).checkReady()).toMatch(/^[^\n]*wangge[^\n]*$/);
  });

  it('runs every migration once when several processes do it at the same time', async () => {
    const messages: string[] = [];
    const runs = await Promise.all(
      [1, 2, 3].map(() => migrate(test.db, { onProgress: (message) => messages.push(message) })),
    );
    const names = runs.flat();
    expect(names.length).toBeGreaterThan(0);
    expect(new Set(names).size).toBe(names.length);
    expect(messages).toHaveLength(1);
    expect(await createStore(test.db).checkReady()).toBeUndefined();
    const { rows } = await test.db.pool.query<{ name: string }>(
      'select m.name from wangge.migration m order by m.id',
    );
    expect(rows.map((row) => row.name)).toEqual(names);
  });

  it('knows which migrations a database lacks', async () => {
    expect(await listPendingMigrations(test.db)).toEqual([]);
    const { rows } = await test.db.pool.query<{ name: string }>(
      `delete from wangge.migration m
       where m.id = (select max(l.id) from wangge.migration l)
       returning m.name`,
    );
    expect(await listPendingMigrations(test.db)).toEqual(rows.map((row) => row.name));
    expect(rows).toHaveLength(1);
  });

  it('leaves nothing behind when a migration fails', async () => {
    await test.db.pool.query('drop schema if exists wangge, tiles, wangge_gis cascade');
    await test.db.pool.query('create schema wangge');
    await test.db.pool.query('create table wangge.waiver (in_the_way int)');
    await expect(migrate(test.db)).rejects.toThrow('waiver');
    const { rows } = await test.db.pool.query<{ name: string }>(
      `select c.relname as name from pg_class c where c.relnamespace = 'wangge'::regnamespace and c.relkind = 'r'`,
    );
    expect(rows.map((row) => row.name).filter((name) => name !== 'migration')).toEqual(['waiver']);
    await test.db.pool.query('drop table wangge.waiver');
    expect(await migrate(test.db)).not.toEqual([]);
  });
});
