import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTestDatabase, waitUntilReleased, type TestDatabase } from '../database.js';
import { runWangge, startWangge, type Ended } from './run-wangge.js';
import { changeMap, cleanMap, feature, writeMap, type TestFeature } from './write-map.js';

/** It waits a minute: begun at once, so that it does beside the other tests. */
const withoutDatabase = runWangge([
  'serve',
  '--port',
  '0',
  '--database-url',
  'postgres://nobody@127.0.0.1:1/none',
]);

/** Enough rows that writing them takes many batches; beside the clean map, under no parent. */
function manyElements(): TestFeature[] {
  return Array.from({ length: 6000 }, (_, index) =>
    feature('element', `m${index}`, [20 + (index % 100), Math.floor(index / 100), 1, 1]),
  );
}

describe('wangge over the embedded database', () => {
  const folder = mkdtempSync(join(tmpdir(), 'wangge-cli-'));
  let database: TestDatabase;
  let dataDir: string;

  beforeAll(async () => {
    database = await openTestDatabase('embedded');
    dataDir = database.dataDir!;
  });
  afterAll(async () => {
    await database.drop();
    rmSync(folder, { recursive: true });
  });

  const wangge = (...args: string[]): Promise<Ended> => runWangge(args, dataDir);
  const write = (name: string, features: readonly TestFeature[]): string => writeMap(folder, name, features);
  const renamed = (name: string): TestFeature[] =>
    cleanMap().map((each) => ({ ...each, properties: { ...each.properties, name } }));

  it('imports, audits, looks up and exports a territory', async () => {
    const file = write('map.geojson', cleanMap());
    const first = await wangge('import', file, '--territory', 'town', '--json');
    expect(first.code).toBe(0);
    expect(JSON.parse(first.stdout)).toMatchObject({
      format: 'wangge-import/1',
      territory: 'town',
      revision: 1,
      changed: true,
      audit: { clean: true },
    });
    const again = await wangge('import', file, '--territory', 'town');
    expect(again.stdout).toContain('nothing changed: revision 1 of town stays');

    const audit = await wangge('audit', '--json');
    expect(audit.code).toBe(0);
    expect(JSON.parse(audit.stdout)).toMatchObject({ clean: true, revision: 1, findings: [] });

    const inside = await wangge('lookup', '110.0351', '32.0251', '--json');
    expect(inside.code).toBe(0);
    expect(JSON.parse(inside.stdout)).toMatchObject({
      status: 'inside',
      element: { code: 'E1N2', category: 'village' },
      outletArea: { code: 'E1N' },
      branch: { code: 'E1' },
      county: { code: 'E' },
    });
    expect((await wangge('lookup', '-70.5', '-33')).code).toBe(1);

    const out = join(folder, 'export.geojson');
    expect((await wangge('export', '--out', out)).code).toBe(0);
    expect((await wangge('export', '--out', out)).code).toBe(2);
    expect((await wangge('import', out, '--territory', 'town')).stdout).toContain('nothing changed');
    const counties = await wangge('export', '--level', 'county');
    expect((JSON.parse(counties.stdout) as { features: unknown[] }).features).toHaveLength(2);
  });

  it('stores a reference layer in the place of the one before', async () => {
    const street = {
      type: 'Feature' as const,
      properties: { name: '人民路', rank: 1 },
      geometry: {
        type: 'LineString',
        coordinates: [
          [110, 32],
          [110.01, 32.01],
        ],
      },
    };
    const file = write('streets.geojson', [street]);
    for (let round = 0; round < 2; round += 1) {
      const { stdout, code } = await wangge('import', file, '--reference', 'street', '--territory', 'town');
      expect(stdout).toContain('street: 1 features');
      expect(code).toBe(0);
    }
    expect(await database.store.readReference('town')).toMatchObject([
      { kind: 'street', name: '人民路', rank: 1 },
    ]);
  });

  it('audits with exit code 1 where there is a gap, and asks for the territory where there are several', async () => {
    const file = write(
      'gap.geojson',
      changeMap(cleanMap(), 'E1N2', () => undefined),
    );
    expect((await wangge('import', file, '--territory', 'holed')).code).toBe(0);
    const audit = await wangge('audit', '--territory', 'holed');
    expect(audit.stdout).toMatch(/error +gap/);
    expect(audit.stdout.trimEnd()).toMatch(/Not clean: 1 finding: 1 error/);
    expect(audit.code).toBe(1);
    const unnamed = await wangge('audit');
    expect(unnamed.code).toBe(2);
    expect(unnamed.stderr).toMatch(/holed, town|town, holed/);
    const mistyped = await wangge('audit', '--territory', 'twon');
    expect(mistyped.code).toBe(2);
    expect(mistyped.stderr).toContain('town');
  });

  it('gives a certificate with a second opinion of its map, and none where an error is open', async () => {
    const certificate = join(folder, 'town-certificate.json');
    const args = ['audit', '--territory', 'town', '--certificate', certificate, '--second-opinion'];
    const certified = await wangge(...args);
    expect(certified.stdout).toMatch(/Second opinion: @turf\/turf .* agrees on 9 of 9 parents/);
    expect(certified.stderr).toContain(`the certificate of revision 1 of town is written to ${certificate}`);
    expect(certified.code).toBe(0);
    expect(JSON.parse(readFileSync(certificate, 'utf8'))).toMatchObject({
      revision: 1,
      secondOpinion: { parents: 9, agreed: 9 },
    });
    const exported = join(folder, 'town-export.geojson');
    await wangge('export', '--territory', 'town', '--out', exported);
    expect((await wangge('verify', certificate, exported)).stdout).toMatch(/^Yes: /);

    const none = join(folder, 'holed-certificate.json');
    const refused = await wangge('audit', '--territory', 'holed', '--certificate', none);
    expect(refused.stderr).toMatch(/no certificate of revision 1 of holed .* 1 finding of severity error/);
    expect(existsSync(none)).toBe(false);
    expect(refused.code).toBe(1);
  });

  it('applies repairs to a new file, certifies that, and leaves the published map alone', async () => {
    const [plan, mended, certificate] = ['plan', 'mended', 'mended-certificate'].map((name) =>
      join(folder, `${name}.json`),
    ) as [string, string, string];
    const applied = await wangge(
      ...['audit', '--territory', 'holed', '--fix', plan, '--apply', mended],
      ...['--certificate', certificate, '--second-opinion'],
    );
    expect(applied.stdout).toMatch(/1 repair applied/);
    expect(applied.stderr).toContain(`the certificate of ${mended} is written to ${certificate}`);
    expect(applied.code).toBe(0);
    expect(JSON.parse(readFileSync(certificate, 'utf8'))).toMatchObject({
      revision: null,
      secondOpinion: { parents: 9, agreed: 9 },
    });
    expect((await wangge('verify', certificate, mended)).stdout).toMatch(/^Yes: /);
    expect(await wangge('audit', mended)).toMatchObject({ code: 0 });
    expect((await wangge('audit', '--territory', 'holed')).code).toBe(1);

    const { findings } = JSON.parse((await wangge('audit', '--territory', 'holed', '--json')).stdout) as {
      findings: { identity: string }[];
    };
    const identity = findings[0]!.identity;
    const waived = await wangge(
      ...['findings', 'update', '--territory', 'holed', '--kind', 'gap', '--waive', '湖面'],
    );
    expect(waived.code).toBe(0);
    const kept = join(folder, 'kept.json');
    const again = await wangge(
      ...['audit', '--territory', 'holed', '--fix', plan, '--apply', kept, '--overwrite'],
      ...['--certificate', certificate],
    );
    expect(again.code).toBe(0);
    expect(JSON.parse(readFileSync(certificate, 'utf8'))).toMatchObject({
      waivers: [{ identity, reason: '湖面' }],
    });
    expect((await wangge('verify', certificate, kept)).stdout).toMatch(/^Yes: /);
  });

  it('refuses an import into a territory it was not made for', async () => {
    const other = cleanMap().map((each) => ({
      ...each,
      properties: { ...each.properties, code: `x${String(each.properties['code'])}`, parent: null },
    }));
    const { code, stderr } = await wangge('import', write('other.geojson', other), '--territory', 'town');
    expect(code).toBe(2);
    expect(stderr).toContain('--replace');
  });

  it('keeps the present map when it is killed at any moment, and imports again afterwards', async () => {
    await wangge('import', write('map.geojson', cleanMap()), '--territory', 'killed');
    for (const afterMs of [300, 700, 1000, 1300, 1600, 2000]) {
      const before = (await database.store.getTerritory('killed'))!.currentRevision!;
      const names = await namesOf('killed', before);
      const run = startWangge(
        ['import', write('new.geojson', renamed(`k${afterMs}`)), '--territory', 'killed'],
        dataDir,
      );
      await wait(afterMs);
      run.process.kill('SIGKILL');
      await run.ended;
      const after = (await database.store.getTerritory('killed'))!.currentRevision!;
      expect(await namesOf('killed', before)).toEqual(names);
      if (after !== before) expect(new Set(await namesOf('killed', after))).toEqual(new Set([`k${afterMs}`]));
    }
    const last = await importWhenFree('killed', write('last.geojson', renamed('last')));
    expect(last.code).toBe(0);
    const revision = (await database.store.getTerritory('killed'))!.currentRevision!;
    expect(new Set(await namesOf('killed', revision))).toEqual(new Set(['last']));
  });

  it.each([
    ['SIGKILL', null],
    ['SIGINT', 130],
  ] as const)(
    'keeps the present map when %s comes while rows are being written',
    async (signal, expected) => {
      const territory = `big-${signal.toLowerCase()}`;
      const first = await wangge(
        'import',
        write('map.geojson', cleanMap()),
        '--territory',
        territory,
        '--no-audit',
      );
      expect(first.code).toBe(0);
      const many = [...cleanMap(), ...manyElements()];
      const run = startWangge(
        ['import', write('many.geojson', many), '--territory', territory, '--no-audit', '--match', '0'],
        dataDir,
      );
      let isBuilding = false;
      while (!isBuilding && run.process.exitCode === null) {
        const revisions = await database.store.listRevisions(territory);
        isBuilding = revisions.some((row) => row.status === 'building');
      }
      run.process.kill(signal);
      const ended = await run.ended;
      expect(isBuilding).toBe(true);
      expect(ended.code).toBe(expected);
      expect((await database.store.getTerritory(territory))!.currentRevision).toBe(1);
      expect(await database.store.readGrids(territory, 1)).toHaveLength(cleanMap().length);
      if (signal === 'SIGINT') {
        const revisions = await database.store.listRevisions(territory);
        expect(revisions.every((row) => row.status !== 'building')).toBe(true);
      }
      const renamedMap = write('last.geojson', renamed('last'));
      expect((await importWhenFree(territory, renamedMap)).code).toBe(0);
      const revision = (await database.store.getTerritory(territory))!.currentRevision!;
      expect(new Set(await namesOf(territory, revision))).toEqual(new Set(['last']));
    },
  );

  it('ends quietly when its reader goes away', async () => {
    const run = startWangge(['export', '--territory', 'town'], dataDir);
    run.process.stdout!.once('data', () => run.process.stdout!.destroy());
    const { code, stderr } = await run.ended;
    expect(stderr).not.toContain('fault');
    expect(code).toBe(0);
  });

  async function namesOf(territory: string, revision: number): Promise<string[]> {
    return (await database.store.readGrids(territory, revision)).map((grid) => grid.name).sort();
  }

  /** A build whose process was killed is swept when its heartbeat is half a minute old. */
  async function importWhenFree(territory: string, file: string): Promise<Ended> {
    const until = Date.now() + 90_000;
    for (;;) {
      const ended = await wangge('import', file, '--territory', territory);
      if (ended.code === 0 || Date.now() > until) return ended;
      expect(ended).toMatchObject({ code: 2, stderr: expect.stringContaining('Fix:') as string });
      await wait(3000);
    }
  }
});

function expectRefusal({ code, stdout, stderr }: Ended, hint: RegExp): void {
  const lines = stderr
    .trimEnd()
    .split('\n')
    .filter((line) => line.startsWith('wangge: ') && !line.includes('warning'));
  expect(lines).toHaveLength(1);
  expect(lines[0]).toMatch(hint);
  expect(stdout).toBe('');
  expect(code).toBe(2);
}

describe('wangge serve', () => {
  const folder = mkdtempSync(join(tmpdir(), 'wangge-serve-'));
  const serve = (...args: string[]): Promise<Ended> =>
    runWangge(['serve', '--port', '0', ...args], join(folder, 'unused'));

  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('says in one line what is wrong with its port or folder, with exit code 2', async () => {
    const file = join(folder, 'file');
    writeFileSync(file, '');
    const damaged = join(folder, 'damaged');
    mkdirSync(join(damaged, 'postgres'), { recursive: true });
    writeFileSync(join(damaged, 'postgres', 'PG_VERSION'), 'x');
    for (const [args, hint] of [
      [['--data-dir', join(file, 'below')], /Fix:/],
      [['--data-dir', damaged], /Fix:/],
      [['--host', '203.0.113.7'], /203\.0\.113\.7/],
    ] as const) {
      expectRefusal(await serve(...args), hint);
    }
  });

  it('waits a minute for a database, then says in one line that it does not answer', async () => {
    expectRefusal(await withoutDatabase, /127\.0\.0\.1:1.+Fix:/);
  });

  it('is ready on a database with a map, shares it with other commands, and ends at SIGTERM', async () => {
    const database = await openTestDatabase('embedded');
    const dataDir = database.dataDir!;
    await runWangge(['import', writeMap(folder, 'map.geojson', cleanMap()), '--territory', 'town'], dataDir);
    const server = startWangge(['serve', '--port', '0'], dataDir);
    while (!server.stdout().includes('\n'))
      await Promise.race([once(server.process.stdout!, 'data'), wait(1000)]);
    const url = /^Wangge is ready: (http:\/\/127\.0\.0\.1:\d+\/)\n$/.exec(server.stdout())![1]!;
    expect((await fetch(`${url}readyz`)).status).toBe(200);
    expect(await (await fetch(`${url}api/v1/territories`)).json()).toMatchObject({
      items: [{ territoryId: 'town' }],
    });

    const taken = await runWangge(['serve', '--port', new URL(url).port], dataDir);
    expect(taken.code).toBe(2);
    expect(taken.stderr).toContain('--port');
    expect((await runWangge(['audit'], dataDir)).code).toBe(0);

    const started = await fetch(`${url}api/v1/territories/town/audits`, { method: 'POST' });
    expect(started.status).toBe(202);
    const { auditId } = (await started.json()) as { auditId: number };
    for (let status = 'running'; status === 'running'; await wait(100)) {
      const run = await fetch(`${url}api/v1/territories/town/audits/${auditId}`);
      ({ status } = (await run.json()) as { status: string });
      if (status !== 'running') expect(status).toBe('done');
    }

    const stopped = Date.now();
    server.process.kill('SIGTERM');
    expect((await server.ended).code).toBe(0);
    expect(Date.now() - stopped).toBeLessThan(5000);
    await database.drop();
    await waitUntilReleased(dataDir);
  });
});
