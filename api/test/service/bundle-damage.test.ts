import { createWriteStream, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { drawMissing } from '../../src/jobs/draw-missing.js';
import { exportAll } from '../../src/jobs/export-all.js';
import { importAll } from '../../src/jobs/import-all.js';
import { Problem } from '../../src/problem.js';
import { createBundleStore } from '../../src/store/create-bundle-store.js';
import { openTestDatabase, type TestDatabase } from '../database.js';
import { makeLivedInMap, tellTerritory } from '../lived-in-map.js';
import { damageFile, damageLines, drawFrom, linesOfBundle, sealBundle } from '../spoil-bundle.js';

/** Damages of either sort; each is made from its number alone. */
const damages = 40;

describe('a bundle that is damaged', () => {
  const folder = mkdtempSync(join(tmpdir(), 'wangge-damage-'));
  let from: TestDatabase;
  let into: TestDatabase;
  let territoryId: string;
  let told: unknown;
  let bundle: Buffer;
  let lines: string[];

  const write = async ({ store, db }: TestDatabase): Promise<Buffer> => {
    const path = join(folder, 'written.gz');
    const made = await exportAll({
      ...{ store, bundles: createBundleStore(db), product: '1', createdAt: new Date(0) },
    });
    await pipeline(made.parts, createWriteStream(path));
    return readFileSync(path);
  };
  /** Undefined when it was brought in. */
  const read = async (bytes: Buffer): Promise<Problem | undefined> => {
    const path = join(folder, 'bad.gz');
    writeFileSync(path, bytes);
    try {
      await importAll({
        store: into.store,
        bundles: createBundleStore(into.db),
        path,
        draw: async (id) => void (await drawMissing({ store: into.store, territoryId: id })),
        signal: new AbortController().signal,
      });
      return undefined;
    } catch (error) {
      if (error instanceof Problem) return error;
      throw error;
    }
  };
  const countRows = async (): Promise<number> => {
    const { rows: tables } = await into.db.pool.query<{ name: string }>(
      `select c.table_name as name
       from information_schema.columns c
       join information_schema.tables t using (table_schema, table_name)
       where c.table_schema = 'wangge' and c.column_name = 'territory_id' and t.table_type = 'BASE TABLE'`,
    );
    const counts = tables.map(({ name }) => `(select count(*) from wangge.${name})`);
    const { rows } = await into.db.pool.query<{ count: number }>(`select ${counts.join(' + ')} as count`);
    return Number(rows[0]!.count);
  };
  const removeAll = async (): Promise<void> => {
    await into.db.pool.query('update wangge.territory set current_revision = null, arriving_at = now()');
    await createBundleStore(into.db).removeArrival(territoryId);
    expect(await countRows()).toBe(0);
  };

  beforeAll(async () => {
    from = await openTestDatabase();
    into = await openTestDatabase();
    territoryId = await makeLivedInMap(from.store);
    told = await tellTerritory(from.store, territoryId);
    bundle = await write(from);
    lines = linesOfBundle(bundle);
  });
  beforeEach(removeAll);
  afterAll(async () => {
    await from.drop();
    await into.drop();
    rmSync(folder, { recursive: true });
  });

  const replaceIn = (start: string, from: RegExp | string, to: string): string[] => {
    const at = lines.findIndex((line) => line.startsWith(start));
    const changed = lines.with(at, lines[at]!.replace(from, to));
    expect(changed[at]).not.toBe(lines[at]);
    return changed;
  };
  const without = (start: string): string[] => lines.filter((line) => !line.startsWith(start));
  const twice = (start: string): string[] => {
    const at = lines.findIndex((line) => line.startsWith(start));
    return lines.toSpliced(at, 0, lines[at]!);
  };

  it.each<[string, () => string[], RegExp]>([
    [
      'a listed territory never comes',
      () =>
        lines.with(
          0,
          lines[0]!.replace(
            /"territories":\[(.*)\]/,
            '"territories":[$1,{"territoryId":"ghost","name":{"zh":"","en":""},"currentRevision":null}]',
          ),
        ),
      /its first line lists territory ghost, which never comes/,
    ],
    [
      'none is listed',
      () => replaceIn('{', /"territories":\[.*\]/, '"territories":[]'),
      /field territories: .* its first line lists no territory/,
    ],
    [
      'another one comes than is listed',
      () => replaceIn('["territory"', /"territory_id": "[^"]*"/, '"territory_id": "other"'),
      /line 2, table territory, territory_id other: territory_id other is not city-\d+, which/,
    ],
    [
      'one comes that is not listed',
      () => [...lines, lines[1]!.replace(/"territory_id": "[^"]*"/, '"territory_id": "more"')],
      /territory_id more is not listed in its first line/,
    ],
    ['no territory leads its rows', () => without('["territory"'), /line 2 is of no territory/],
    [
      'revisions are missing',
      () => without('["revision"'),
      /field revision_from: .* line \d+, table grid_version, grid_id 1, revision_from 1: revision_from 1 is no row of table revision before it/,
    ],
    [
      'a grid has no version',
      () => without('["grid_version"'),
      /table grid, grid_id 1: grid_id has no row in table grid_version/,
    ],
    [
      'a row stands twice',
      () => twice('["finding"'),
      /table finding, finding_id \d+: finding_id is that of the row before too/,
    ],
    [
      'a name is a number',
      () => replaceIn('["grid_version"', /"name": "[^"]*"/, '"name": 5'),
      /field name: .* line \d+, table grid_version, grid_id 1, revision_from 1: name is no text/,
    ],
    [
      'a name is missing',
      () => replaceIn('["grid_version"', /"name": "[^"]*"/, '"name": null'),
      /field name: .* table grid_version, grid_id 1, revision_from 1: name is missing/,
    ],
    [
      'a geometry is cut',
      () => replaceIn('["grid_version"', /("geometry": "[0-9A-F]{60})[0-9A-F]*/, '$1'),
      /field geometry: .* table grid_version, .*: geometry ends in the middle/,
    ],
    [
      'a ring is open',
      () => replaceIn('["grid_version"', /("geometry": "[0-9A-F]{68})0/, '$11'),
      /field geometry: .* table grid_version, .*: geometry has a ring that is not closed/,
    ],
    [
      'a code stands twice in a level',
      () => replaceIn('["grid_version",{"code": "E2"', '"code": "E2"', '"code": "E1"'),
      /field level, code, revisions: .* table grid_version, .* is that of another row too, at the same time/,
    ],
    [
      'a rule of the database is broken',
      () => replaceIn('["grid_version"', /"area_square_metres": [\d.]+/, '"area_square_metres": -1'),
      /field area_square_metres: .* breaks the rule grid_version_area_not_negative/,
    ],
    [
      'the next revision is one that is there',
      () => replaceIn('["territory"', /"next_revision": \d+/, '"next_revision": 1'),
      /line 2, table territory, .*: next_revision is not behind revision \d/,
    ],
    [
      'a table is unknown',
      () => replaceIn('["waiver"', '["waiver"', '["wavier"'),
      /line \d+ is of an unknown table wavier/,
    ],
    [
      'a column is unknown',
      () => replaceIn('["waiver"', '{', '{"colour": 1, '),
      /field colour: .* table waiver, waiver_id 1: colour is no column of it/,
    ],
  ])('is refused with its line, and leaves nothing, where %s', async (_name, spoil, words) => {
    const problem = await read(sealBundle(spoil()));
    expect(problem?.details).toMatchObject({ type: 'bundle-damaged', status: 422 });
    expect(problem?.message).toMatch(words);
    expect(problem?.message).toMatch(/^\S+bad\.gz.* Fix: Copy it again, or export it again\.$/);
    expect(await countRows()).toBe(0);
  });

  it.each<[string, (plain: Buffer) => Buffer, RegExp]>([
    ['is empty', () => Buffer.alloc(0), /the file is empty/],
    ['is cut', () => bundle.subarray(0, bundle.length / 2), /the file ends in the middle/],
    [
      'is plain and cut',
      (plain) => plain.subarray(0, plain.length / 2),
      /the file ends in the middle, in line/,
    ],
    ['goes on', () => Buffer.concat([bundle, Buffer.from('more')]), /something follows its end/],
    ['goes on with itself', () => Buffer.concat([bundle, bundle]), /something follows its end, in line/],
  ])('is refused as a file that %s', async (_name, spoil, words) => {
    const problem = await read(spoil(gunzipSync(bundle)));
    expect(problem?.details.type).toBe('bundle-damaged');
    expect(problem?.message).toMatch(words);
  });

  it('is brought in where a browser has only uncompressed it', async () => {
    expect(await read(gunzipSync(bundle))).toBeUndefined();
    expect(await tellTerritory(into.store, territoryId)).toEqual(told);
  });

  it('is refused with nothing left, or is whole, whatever happened to the file', async () => {
    const outcomes = new Set<string>();
    for (let seed = 1; seed <= damages; seed++) {
      const problem = await read(damageFile(bundle, drawFrom(seed)));
      outcomes.add(problem?.details.type ?? 'whole');
      if (problem === undefined) expect(await tellTerritory(into.store, territoryId)).toEqual(told);
      else expect([seed, await countRows()]).toEqual([seed, 0]);
      if (problem === undefined) await removeAll();
    }
    expect(outcomes).toContain('bundle-damaged');
  });

  it('is refused with nothing left, or says what its rows say, whatever was changed before it was sealed', async () => {
    const outcomes = new Set<string>();
    for (let seed = 1; seed <= damages; seed++) {
      const sealed = sealBundle(damageLines(lines, drawFrom(10_000 + seed)));
      const problem = await read(sealed);
      outcomes.add(problem?.details.type ?? 'whole');
      if (problem === undefined) {
        expect([seed, rowsOf(await write(into))]).toEqual([seed, rowsOf(sealed)]);
        await removeAll();
      } else expect([seed, await countRows()]).toEqual([seed, 0]);
    }
    expect(outcomes).toContain('bundle-damaged');
    expect(outcomes).toContain('whole');
  });

  /** Rows as values: the database writes a moment and a number in its own way. */
  function rowsOf(bytes: Buffer): unknown[] {
    const moment = /"(\d{4}-\d\d-\d\dT[^"]*)"/g;
    return linesOfBundle(bytes)
      .slice(1)
      .map((line) => line.replace(moment, (_all, text: string) => `"${new Date(text).toISOString()}"`))
      .map((line) => JSON.parse(line) as unknown);
  }
});
