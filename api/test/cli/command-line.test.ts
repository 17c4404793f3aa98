import { existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { auditSchema } from '../../src/formats/audit-schema.js';
import { buildApi } from '../database.js';
import { runWangge } from './run-wangge.js';
import { changeMap, cleanMap, feature, rectangle, writeMap, type TestFeature } from './write-map.js';

const folder = mkdtempSync(join(tmpdir(), 'wangge-cli-'));

beforeAll(buildApi);
afterAll(() => rmSync(folder, { recursive: true }));

describe('wangge', () => {
  it('shows its help and the help of every command, on stdout, with exit code 0', async () => {
    const help = await runWangge(['--help']);
    expect(help).toMatchObject({ code: 0, stderr: '' });
    for (const command of ['serve', 'import', 'audit', 'verify', 'lookup', 'export', 'sample', 'migrate']) {
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
    [['audit', 'x.geojson', '--csv', '-', '--html', '-'], 'of its own', /--csv and --html.*stdout/],
    [['audit', 'x.geojson', '--json', '--csv', '-'], 'of its own', /--csv and --json.*stdout/],
    [['audit', 'x.geojson', '--csv', 'a', '--html', './a'], 'of its own', /--csv and --html/],
    [['audit', 'x.geojson', '--html', '/nowhere/report.html'], 'folder', /\/nowhere\/report\.html/],
    [['audit', 'x.geojson', '--only', 'gap'], '--fix', /--only/],
    [['audit', 'x.geojson', '--fix', 'p.json', '--only', 'gap,gaps'], 'unmatched-vertex', /--only "gaps"/],
    [['audit', 'x.geojson', '--apply', 'new.geojson'], '--plan', /--apply/],
    [['audit', 'x.geojson', '--plan', 'p.json'], '--apply', /--plan/],
    [['audit', 'x.geojson', '--certificate', '-'], '--json', /--certificate/],
    [['audit', 'x.geojson', '--table', 'a.b'], 'postgresql://', /--table/],
    [['audit', 'postgresql://u:se@cret@h/d'], '--table', /address of a database/],
    [['audit', 'postgresql://h/d', '--table', 't', '--encoding', 'gbk'], 'leave it out', /--encoding/],
    [['import', 'postgresql://h/d', '--reference', 'street', '--table', 't'], 'GeoJSON', /reference/],
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
    expect(stdout).toMatch(/^Clean: no findings\.$/m);
    expect(stdout).toMatch(/^Certificate: [0-9a-f]{64}$/m);
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
      'secondOpinion',
    ]);
    expect(auditSchema.safeParse(document).error).toBeUndefined();
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

  it('writes every report in one run, beside the text, and never over the map', async () => {
    const file = writeMap(
      folder,
      'reports.geojson',
      changeMap(cleanMap(), 'E1N2', () => undefined),
    );
    const out = (name: string): string => join(folder, name);
    const flags = ['csv', 'geojson', 'html', 'junit', 'sarif'].flatMap((name) => [
      `--${name}`,
      out(`audit.${name}`),
    ]);
    const { code, stdout } = await runWangge(['audit', file, ...flags]);
    expect(code).toBe(1);
    expect(stdout).toMatch(/element +E1N +3 +1 \(.*m²\)/);
    expect(stdout).toMatch(/^Next: --fix plan\.json/m);
    const read = (name: string): string => readFileSync(out(`audit.${name}`), 'utf8');
    expect(read('csv')).toMatch(/^\uFEFFkind,.*\r\ngap,/);
    expect(JSON.parse(read('geojson'))).toMatchObject({ features: [{ properties: { kind: 'gap' } }] });
    expect(read('html')).toContain('Not seamless');
    expect(read('junit')).toContain('failures="1"');
    expect(JSON.parse(read('sarif'))).toMatchObject({ runs: [{ results: [{ ruleId: 'gap' }] }] });

    const csv = await runWangge(['audit', file, '--csv', '-']);
    expect(csv.stdout).toBe(read('csv'));
    const before = readFileSync(file, 'utf8');
    symlinkSync(file, out('link.geojson'));
    for (const [flag, target] of [
      ['--geojson', file],
      ['--csv', out('link.geojson')],
    ] as const) {
      const over = await runWangge(['audit', file, flag, target]);
      expect(over).toMatchObject({ code: 2, stdout: '' });
      expect(over.stderr).toContain('never written over');
    }
    expect(readFileSync(file, 'utf8')).toBe(before);
  });

  it('refuses a place that it cannot look at, since it may be the file that is read', async () => {
    const file = writeMap(folder, 'read.geojson', cleanMap());
    const loop = join(folder, 'loop.geojson');
    symlinkSync(loop, loop);
    for (const args of [
      [file, '--html', loop],
      [loop, '--html', join(folder, 'fresh.html')],
    ]) {
      const refused = await runWangge(['audit', ...args]);
      expect(refused).toMatchObject({ code: 2, stdout: '' });
      expect(refused.stderr).toContain(loop);
      expect(refused.stderr).toContain('(ELOOP)');
    }
  });

  it('proposes repairs, applies them to a new file with every attribute, and audits that', async () => {
    const file = writeMap(
      folder,
      'to-mend.geojson',
      changeMap(cleanMap(), 'E1N2', () => undefined),
    );
    const [plan, mended] = [join(folder, 'plan.json'), join(folder, 'mended.geojson')];
    const proposed = await runWangge(['audit', file, '--fix', plan, '--only', 'gap']);
    expect(proposed.code).toBe(1);
    expect(proposed.stdout).toMatch(/1 repair proposed.*\n.*give-gap.*\+.*m²/);

    const over = await runWangge(['audit', file, '--plan', plan, '--apply', file, '--overwrite']);
    expect(over).toMatchObject({ code: 2 });
    const applied = await runWangge(['audit', file, '--plan', plan, '--apply', mended]);
    expect(applied.stdout).toMatch(/1 repair applied.*\n\nAudit of .*mended\.geojson/);
    expect(applied.stdout).toMatch(/^Clean: no findings\.$/m);
    expect(applied.code).toBe(0);
    expect((await runWangge(['audit', mended, '--match', '0'])).code).toBe(0);
    const { features } = JSON.parse(readFileSync(mended, 'utf8')) as { features: TestFeature[] };
    const kept = features.find((each) => each.properties['code'] === 'W1S4');
    expect(kept?.properties).toMatchObject({ households: 30, name: '村3', category: 'village' });

    const again = await runWangge(['audit', file, '--plan', plan, '--apply', mended]);
    expect(again.code).toBe(2);
    expect(again.stderr).toContain('--overwrite');
    const other = writeMap(folder, 'other-map.geojson', cleanMap());
    const wrong = await runWangge(['audit', other, '--plan', plan, '--apply', join(folder, 'wrong.geojson')]);
    expect(wrong.code).toBe(2);
    expect(existsSync(join(folder, 'wrong.geojson'))).toBe(false);
  });

  it('writes a certificate of a clean map, with a second opinion, and says why there is none of another', async () => {
    const clean = writeMap(folder, 'certified.geojson', cleanMap());
    const path = join(folder, 'certificate.json');
    const asked = await runWangge(['audit', clean, '--certificate', path, '--second-opinion']);
    expect(asked.code).toBe(0);
    expect(asked.stdout).toMatch(/Second opinion: @turf\/turf .* agrees on 9 of 9 parents/);
    const certificate = JSON.parse(readFileSync(path, 'utf8')) as { sha256: string };
    expect(asked.stdout).toContain(`Certificate: ${certificate.sha256}`);
    expect(certificate).toMatchObject({ revision: null, secondOpinion: { parents: 9, agreed: 9 } });

    const none = join(folder, 'none.json');
    const holed = writeMap(
      folder,
      'uncertified.geojson',
      changeMap(cleanMap(), 'E1N2', () => undefined),
    );
    const refused = await runWangge(['audit', holed, '--certificate', none]);
    expect(refused.code).toBe(1);
    expect(refused.stderr).toMatch(/no certificate.*1 finding of severity error is open/);
    expect(existsSync(none)).toBe(false);
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
