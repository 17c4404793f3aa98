import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTestDatabase, type TestDatabase } from '../database.js';
import { runWangge, type Ended } from './run-wangge.js';
import { changeMap, cleanMap, writeMap } from './write-map.js';

interface ListedFinding {
  readonly findingId: number;
  readonly kind: string;
  readonly state: string;
  readonly status: string;
  readonly assignee: string | null;
  readonly dueDate: string | null;
  readonly change: string | null;
  readonly notes: readonly { readonly by: string; readonly text: string }[];
}

describe('wangge findings', () => {
  const folder = mkdtempSync(join(tmpdir(), 'wangge-findings-'));
  let database: TestDatabase;

  const wangge = (...args: string[]): Promise<Ended> => runWangge(['findings', ...args], database.dataDir);
  const list = async (...args: string[]): Promise<ListedFinding[]> => {
    const { stdout, stderr, code } = await wangge('list', '--json', ...args);
    expect(code, stderr).toBe(0);
    return (JSON.parse(stdout) as { findings: ListedFinding[] }).findings;
  };

  beforeAll(async () => {
    database = await openTestDatabase('embedded');
    const holed = changeMap(cleanMap(), 'E1N2', () => undefined);
    const file = writeMap(folder, 'holed.geojson', holed);
    const imported = await runWangge(['import', file, '--territory', 'town'], database.dataDir);
    expect(imported.code, imported.stderr).toBeLessThan(2);
  });
  afterAll(async () => {
    await database.drop();
    rmSync(folder, { recursive: true });
  });

  it('lists them as a table, JSON, GeoJSON and CSV, to a file whole or not at all', async () => {
    const text = await wangge();
    expect(text.stdout).toMatch(/^1 finding in audit \d+ of revision 1 of town\n/);
    expect(text.stdout).toContain('gap');
    expect(await list('--kind', 'gap', '--parent', 'E1N', '--size-class', 'real')).toHaveLength(1);
    expect(await list('--status', 'waived')).toEqual([]);
    const geojson = JSON.parse((await wangge('--geojson')).stdout) as { features: unknown[] };
    expect(geojson.features).toHaveLength(1);
    const out = join(folder, 'findings.csv');
    expect((await wangge('--csv', '--out', out)).code).toBe(0);
    const csv = readFileSync(out, 'utf8');
    expect(csv).toMatch(/^\uFEFFfinding_id,kind,/);
    expect(csv.split('\r\n')).toHaveLength(3);
    expect((await wangge('--csv', '--out', out)).stderr).toContain('--force');
    expect((await wangge('--csv', '--out', out, '--force')).code).toBe(0);
  });

  it('takes work, a waiver until a day, and its withdrawal', async () => {
    const [gap] = await list();
    const id = String(gap?.findingId);
    const update = await wangge(
      ...[
        'update',
        id,
        '--assign',
        '张三',
        '--due',
        '2027-01-31',
        '--state',
        'in-progress',
        '--note',
        '现场核实',
      ],
    );
    expect(update.stdout).toMatch(/^1 finding of audit \d+ of town changed\n$/);
    expect(await list()).toMatchObject([
      {
        ...{ state: 'in-progress', assignee: '张三', dueDate: '2027-01-31', status: 'open' },
        notes: [{ by: 'local', text: '现场核实' }],
      },
    ]);
    await wangge('update', '--kind', 'gap', '--waive', '湖面', '--until', '2999-01-01', '--assign', '-');
    expect(await list('--status', 'waived')).toMatchObject([
      {
        assignee: null,
        waiver: { reason: '湖面', expiresAt: new Date(2999, 0, 1, 23, 59, 59, 999).toISOString() },
      },
    ]);
    const audit = await runWangge(['audit', '--json'], database.dataDir);
    expect(audit.code, audit.stderr).toBe(0);
    expect(JSON.parse(audit.stdout)).toMatchObject({
      clean: true,
      certificate: { waivers: [{ reason: '湖面' }] },
    });
    expect(await list('--change', 'same')).toMatchObject([{ status: 'waived', state: 'in-progress' }]);
    await wangge('update', '--all', '--unwaive');
    expect(await list('--status', 'waived')).toEqual([]);
    expect((await runWangge(['audit'], database.dataDir)).code).toBe(1);
  });

  it('lists what is gone once the map is mended', async () => {
    const file = writeMap(folder, 'whole.geojson', cleanMap());
    expect((await runWangge(['import', file, '--territory', 'town'], database.dataDir)).code).toBe(0);
    expect(await list()).toEqual([]);
    expect(await list('--change', 'gone')).toMatchObject([{ kind: 'gap', state: 'in-progress' }]);
  });

  it.each([
    [['update'], 'Nothing is to be changed'],
    [['update', '--state', 'done'], 'No finding is named'],
    [['update', '1', '--all', '--state', 'done'], 'IDs and a filter are given'],
    [['update', 'x', '--state', 'done'], '"x" is no id of a finding'],
    [['update', '1', '--due', '2027-02-30'], 'is no day'],
    [['update', '1', '--until', '2999-01-01'], 'end of a waiver'],
    [['update', '1', '--waive', 'a', '--until', '2020-01-01'], '"2020-01-01" is over'],
    [['update', '1', '--waive', 'a', '--until', '0001-01-01'], '"0001-01-01" is over'],
    [['update', '1', '--due', '0000-01-01'], 'is no day'],
    [['update', '1', '--waive', 'a', '--unwaive'], 'give one of them'],
    [['update', '1', '--state', 'lost'], 'is not one of open, in-progress, done'],
    [['update', '--change', 'gone', '--state', 'done'], 'cannot be worked on'],
    [['update', '1', '--csv', '--state', 'done'], '--csv belongs to wangge findings list'],
    [['list', '--note', 'x'], '--note belongs to wangge findings update'],
    [['list', '--csv', '--json'], 'are given'],
    [['list', '--level', 'territory'], 'no finding is of level territory'],
    [['remove'], 'has no "remove"'],
    [['list', 'x'], 'takes no "x"'],
  ])('%j is refused before a database is opened', async (args, reason) => {
    const { code, stderr } = await runWangge(['findings', ...args], join(folder, 'none'));
    expect(code).toBe(2);
    expect(stderr.toLowerCase()).toContain(reason.toLowerCase());
    expect(existsSync(join(folder, 'none'))).toBe(false);
  });

  it('says which ids and which runs are not there', async () => {
    const missing = await wangge('update', '987654', '--state', 'done');
    expect(missing.code).toBe(1);
    expect(missing.stderr).toContain('no findings of town: 987654');
    const run = await wangge('--audit', '987654');
    expect(run.code).toBe(2);
    expect(run.stderr).toContain('has no audit 987654');
  });
});
