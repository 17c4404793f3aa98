import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildApi } from '../database.js';
import { runWangge } from './run-wangge.js';
import { changeMap, cleanMap, feature, rectangle, writeMap } from './write-map.js';

const folder = mkdtempSync(join(tmpdir(), 'wangge-cli-'));

beforeAll(buildApi);
afterAll(() => rmSync(folder, { recursive: true }));

describe('wangge', () => {
  it('shows its help and the help of every command, on stdout, with exit code 0', async () => {
    const help = await runWangge(['--help']);
    expect(help).toMatchObject({ code: 0, stderr: '' });
    for (const command of ['serve', 'import', 'audit', 'lookup', 'export', 'sample', 'migrate']) {
      expect(help.stdout).toContain(`  ${command} `);
      const own = await runWangge([command, '--help']);
      expect(own).toMatchObject({ code: 0, stderr: '' });
      expect(own.stdout).toContain(`wangge ${command}`);
    }
  });

  it('tells its version', async () => {
    const { stdout, code } = await runWangge(['--version']);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
  });

  it.each([
    [['improt'], 'did you mean wangge import', /improt/],
    [['audit', 'x.geojson', '--lvel', 'element'], '--level?', /--lvel/],
    [['audit', 'x.geojson', '--level'], 'needs a value', /--level/],
    [['audit', 'x.geojson', '--level', '--json'], 'needs a value', /--level/],
    [['audit', 'x.geojson', '--level', 'county', '--level', 'branch'], 'twice', /--level/],
    [['audit', 'x.geojson', '--level', 'street'], 'county', /--level "street"/],
    [['audit', 'x.geojson', '--json=yes'], 'no value', /--json/],
    [['audit', 'x.geojson', '--match', '-1'], 'from 0', /--match/],
    [['audit', 'x.geojson', '--datum', 'nad27'], 'gcj02', /--datum/],
    [['audit', 'x.geojson', '--territory', 'a'], 'database', /--territory/],
    [['audit', 'missing.geojson', '--level', 'element'], 'Fix', /missing\.geojson/],
    [['lookup', '200', '10'], 'longitude', /200/],
    [['lookup', '110'], 'latitude', /lookup/],
    [['serve', '--port', '70000'], '65535', /--port/],
    [['serve', '--data-dir='], 'leave it out', /--data-dir/],
    [['serve', '--port', '0', '--data-dir', import.meta.filename], 'folder', /command-line/],
    [['serve', '--port', '0', '--host', 'nowhere.invalid'], '--host', /nowhere\.invalid/],
    [['import'], 'FILE', /import/],
    [['import', 'x.geojson', '--territory', 'Big City'], 'letters', /Big City/],
    [['sample'], '--out', /Sample/],
  ])('%j is refused in one line on stderr with exit code 2', async (args, hint, subject) => {
    const { code, stdout, stderr } = await runWangge(args);
    expect(stderr).toMatch(subject);
    expect(stderr.toLowerCase()).toContain(hint.toLowerCase());
    expect(stderr.trimEnd().split('\n')).toHaveLength(1);
    expect(stdout).toBe('');
    expect(code).toBe(2);
  });
});

describe('wangge audit FILE', () => {
  it('ends with 0 for a clean map, with nothing but the result on stdout', async () => {
    const file = writeMap(folder, 'clean.geojson', cleanMap());
    const { code, stdout, stderr } = await runWangge(['audit', file]);
    expect(stderr).toBe('');
    expect(stdout).toMatch(/element +16 +4 of 4/);
    expect(stdout.trimEnd()).toMatch(/Clean: no findings\.$/);
    expect(code).toBe(0);
  });

  it('prints the document wangge-audit/1 with --json and ends with 1 for a gap', async () => {
    const file = writeMap(
      folder,
      'gap.geojson',
      changeMap(cleanMap(), 'E1N2', () => undefined),
    );
    const { code, stdout } = await runWangge(['audit', file, '--json']);
    const document = JSON.parse(stdout) as Record<string, unknown>;
    expect(Object.keys(document)).toEqual([
      'format',
      'clean',
      'revision',
      'levels',
      'findings',
      'certificate',
    ]);
    expect(document).toMatchObject({
      format: 'wangge-audit/1',
      clean: false,
      revision: null,
      certificate: null,
      findings: [
        {
          kind: 'gap',
          cause: null,
          sizeClass: 'real',
          severity: 'error',
          level: 'element',
          parent: 'E1N',
          status: 'open',
          geometry: { type: 'Polygon' },
        },
      ],
    });
    expect(code).toBe(1);
  });

  it('ends with 0 when there are warnings alone', async () => {
    const file = writeMap(
      folder,
      'warning.geojson',
      changeMap(cleanMap(), 'E1N2', (each) => ({
        ...each,
        properties: { ...each.properties, category: null },
      })),
    );
    const { code, stdout } = await runWangge(['audit', file]);
    expect(stdout).toContain('0 errors, 1 warning');
    expect(code).toBe(0);
  });

  it('takes flags after a FILE for that file alone, and flags before the first for all', async () => {
    const rename = (level: string, code: string): string => {
      const features = cleanMap()
        .filter((each) => each.properties['level'] === level)
        .map((each) => ({ ...each, properties: { [code]: each.properties['code'], category: 'village' } }));
      return writeMap(folder, `${level}.geojson`, features);
    };
    const levels = ['county', 'branch', 'outlet-area'].flatMap((level) => [
      rename(level, 'id'),
      '--level',
      level,
    ]);
    const args = ['audit', '--code-field', 'id', ...levels];
    const mixed = await runWangge([
      ...args,
      rename('element', 'key'),
      '--level',
      'element',
      '--code-field',
      'key',
    ]);
    expect(mixed.stdout).toContain('Clean: no findings.');
    const wrong = await runWangge([...args, rename('element', 'key'), '--level', 'element']);
    expect(wrong.code).toBe(2);
    expect(wrong.stderr).toMatch(/element\.geojson.*id/);
  });

  it('writes with --out whole or not at all', async () => {
    const file = writeMap(folder, 'clean.geojson', cleanMap());
    const out = join(folder, 'audit.json');
    expect(await runWangge(['audit', file, '--json', '--out', out])).toMatchObject({ code: 0, stdout: '' });
    expect(JSON.parse(readFileSync(out, 'utf8'))).toMatchObject({ clean: true });
    const nowhere = await runWangge(['audit', file, '--out', join(folder, 'none', 'x')]);
    expect(nowhere.code).toBe(2);
    expect(nowhere.stderr).toContain('Fix:');
  });

  it('repairs by --match what lies nearer than that, and lists what the file lacks', async () => {
    const near = changeMap(cleanMap(), 'E1N2', (each) => {
      const ring = rectangle([3, 2, 1, 1]);
      // A vertex that only this element has, 1 mm inside the neighbour's side.
      ring.splice(4, 0, [ring[0]![0]! - 1e-8, ring[0]![1]! + 0.004]);
      return { ...each, geometry: { type: 'Polygon', coordinates: [ring] } };
    });
    const file = writeMap(folder, 'near.geojson', near);
    const matched = await runWangge(['audit', file, '--json']);
    const kinds = (JSON.parse(matched.stdout) as { findings: { kind: string }[] }).findings.map(
      (each) => each.kind,
    );
    expect(new Set(kinds)).toEqual(new Set(['unmatched-vertex']));
  });

  it('tells a broken file by name, feature and fix', async () => {
    const file = join(folder, 'cut.geojson');
    writeFileSync(
      file,
      JSON.stringify({ type: 'FeatureCollection', features: [feature('county', 'A', [0, 0, 1, 1])] }).slice(
        0,
        -20,
      ),
    );
    const { code, stderr } = await runWangge(['audit', file]);
    expect(code).toBe(2);
    expect(stderr).toMatch(/cut\.geojson, feature \d+: .* Fix: /);
  });
});

describe('wangge sample', () => {
  it('writes a city that audits clean, the same for the same seed, and spares files that exist', async () => {
    const [first, second] = [join(folder, 'one'), join(folder, 'two')];
    for (const out of [first, second]) {
      expect((await runWangge(['sample', '--out', out, '--elements', '300', '--seed', '5'])).code).toBe(0);
    }
    for (const name of [
      'grids.geojson',
      'streets.geojson',
      'water.geojson',
      'buildings.geojson',
      'truth.json',
    ]) {
      expect(readFileSync(join(first, name)).equals(readFileSync(join(second, name)))).toBe(true);
    }
    expect(await runWangge(['audit', join(first, 'grids.geojson'), '--match', '0'])).toMatchObject({
      code: 0,
    });
    const again = await runWangge(['sample', '--out', first, '--elements', '300']);
    expect(again.code).toBe(2);
    expect(again.stderr).toContain('--force');
  });
});
