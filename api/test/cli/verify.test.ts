import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Certificate } from '../../src/coverage/certificate-types.js';
import { buildApi, openTestDatabase, type TestDatabase } from '../database.js';
import { runWangge, type Ended } from './run-wangge.js';
import { changeMap, cleanMap, feature, writeMap, type TestFeature } from './write-map.js';

const folder = mkdtempSync(join(tmpdir(), 'wangge-verify-'));
const path = (name: string): string => join(folder, name);

beforeAll(buildApi);
afterAll(() => rmSync(folder, { recursive: true }));

function read(file: string): Certificate {
  return JSON.parse(readFileSync(file, 'utf8')) as Certificate;
}

describe('wangge verify CERTIFICATE FILE', () => {
  const certificate = path('certificate.json');
  let map: string;

  beforeAll(async () => {
    map = writeMap(folder, 'map.geojson', cleanMap());
    const audit = await runWangge(['audit', map, '--certificate', certificate]);
    expect(audit.code, audit.stderr).toBe(0);
  });

  async function expectDifferences(features: readonly TestFeature[], ...wanted: RegExp[]): Promise<void> {
    const { code, stdout } = await runWangge([
      'verify',
      certificate,
      writeMap(folder, 'changed.geojson', features),
    ]);
    expect(stdout).toMatch(/^No: certificate [0-9a-f]{12} of .* differs from this map/);
    for (const line of wanted) expect(stdout).toMatch(line);
    expect(code).toBe(1);
  }

  it('says yes with exit code 0 to the file that was audited, with nothing else on stdout', async () => {
    const { code, stdout, stderr } = await runWangge(['verify', certificate, map]);
    expect(stdout).toMatch(/^Yes: certificate [0-9a-f]{12} of 20\S+Z is true of this map\.\n$/);
    expect(stderr).toBe('');
    expect(code).toBe(0);
  });

  it('says yes to the same map in another order', async () => {
    const other = writeMap(folder, 'other.geojson', cleanMap().reverse());
    expect(await runWangge(['verify', certificate, other])).toMatchObject({ code: 0 });
  });

  it('tells a vertex that moved', async () => {
    const moved = changeMap(cleanMap(), 'E1N2', (each) => {
      const ring = (each.geometry.coordinates as number[][][])[0]!.map(([x, y]) => [x!, y!]);
      ring[1]![1]! += 0.0005;
      return { ...each, geometry: { type: 'Polygon', coordinates: [ring] } };
    });
    await expectDifferences(
      moved,
      /contentSha256: the certificate says [0-9a-f]{64}, the map has [0-9a-f]{64}\./,
      /levels\.element\.parentsProven: the certificate says 4, the map has 3\./,
      /findings gap\/element\/E1N/,
    );
  });

  it('tells a code that changed, and nothing but the content', async () => {
    const renamed = changeMap(cleanMap(), 'E1N2', (each) => ({
      ...each,
      properties: { ...each.properties, code: 'E1N9' },
    }));
    await expectDifferences(renamed, /in 1 place\.\n {2}contentSha256/);
  });

  it('tells a grid that is missing', async () => {
    const less = changeMap(cleanMap(), 'E1N2', () => undefined);
    await expectDifferences(less, /levels\.element\.grids: the certificate says 16, the map has 15\./);
  });

  it('tells a certificate that was edited, in a count or in what it accepts', async () => {
    const edited = path('edited.json');
    const issued = read(certificate);
    const levels = issued.levels.map((level) => ({ ...level, parents: level.parents + 1 }));
    writeFileSync(edited, JSON.stringify({ ...issued, levels }));
    const counts = await runWangge(['verify', edited, map]);
    expect(counts.stdout).toMatch(/sha256: the certificate says .* it was edited\./);
    expect(counts.stdout).toContain('levels.county.parents: the certificate says 2, the map has 1.');
    expect(counts.code).toBe(1);
    const waiver = { identity: 'gap/element/E1N/E1N2/1', geometryHash: '0'.repeat(64) };
    const waivers = [{ ...waiver, reason: 'x', author: 'y', expiresAt: null }];
    writeFileSync(edited, JSON.stringify({ ...issued, waivers }));
    const accepted = await runWangge(['verify', edited, map, '--json']);
    expect(accepted.code).toBe(1);
    expect(JSON.parse(accepted.stdout)).toMatchObject({
      format: 'wangge-verification/1',
      verified: false,
      differences: [
        { field: 'sha256' },
        { field: `waivers.${waiver.identity}`, certificate: waiver.geometryHash, map: null },
      ],
      lapsedWaivers: [],
    });
  });

  it('prints wangge-verification/1 with --json', async () => {
    const { code, stdout } = await runWangge(['verify', certificate, map, '--json']);
    expect(JSON.parse(stdout)).toEqual({
      format: 'wangge-verification/1',
      verified: true,
      differences: [],
      lapsedWaivers: [],
    });
    expect(code).toBe(0);
  });

  it('refuses what is no certificate, no file or no map in one line, with exit code 2', async () => {
    writeFileSync(path('half.json'), JSON.stringify({ ...read(certificate), contentSha256: 'x' }));
    const refusals: [string[], RegExp][] = [
      [[certificate], /Verify needs a CERTIFICATE and one or more FILEs/],
      [[], /Verify needs/],
      [[map, map], /map\.geojson, field format: This is no certificate/],
      [[path('half.json'), map], /half\.json, field contentSha256: .*SHA-256.* Fix: /],
      [[path('none.json'), map], /none\.json: The certificate cannot be read/],
      [[folder, map], /It is no file/],
      [[certificate, path('none.geojson')], /none\.geojson/],
      [[certificate, map, '--territory', 'town'], /--territory/],
    ];
    await Promise.all(
      refusals.map(async ([args, message]) => {
        const { code, stdout, stderr } = await runWangge(['verify', ...args]);
        expect(stderr).toMatch(message);
        expect(stderr.trimEnd().split('\n')).toHaveLength(1);
        expect(stdout).toBe('');
        expect(code).toBe(2);
      }),
    );
  });
});

describe('wangge verify of an export', () => {
  let database: TestDatabase;

  beforeAll(async () => {
    database = await openTestDatabase('embedded');
  });
  afterAll(() => database.drop());

  const wangge = (...args: string[]): Promise<Ended> => runWangge(args, database.dataDir!);

  async function certify(territory: string, features: readonly TestFeature[], ...more: string[]) {
    const map = writeMap(folder, `${territory}.geojson`, features);
    const files = { certificate: path(`${territory}.json`), exported: path(`${territory}-export.geojson`) };
    for (const args of [
      ['import', map, '--territory', territory, ...more],
      ['audit', '--territory', territory, '--certificate', files.certificate],
      ['export', '--territory', territory, '--out', files.exported],
    ]) {
      const { code, stderr } = await wangge(...args);
      expect(code, stderr).toBe(0);
    }
    return files;
  }

  it('says yes: names, categories, parents and grids made up for a level come back as they are stored', async () => {
    // The outlet areas are left out: they are implied, equal to their branches.
    const features = cleanMap().flatMap((each) => {
      const { level, parent } = each.properties;
      if (level === 'outlet-area') return [];
      if (level !== 'element') return [each];
      return [
        {
          ...each,
          properties: { ...each.properties, parent: (parent as string).slice(0, 2), name: ' "村"\n' },
        },
      ];
    });
    const { certificate, exported } = await certify('implied', features);
    expect(read(certificate)).toMatchObject({ revision: 1, territory: null });
    expect(readFileSync(exported, 'utf8')).toContain('"implied":true');
    const { code, stdout } = await runWangge(['verify', certificate, exported]);
    expect(stdout).toMatch(/^Yes: /);
    expect(code).toBe(0);
  });

  it('says yes where a vertex lies in a neighbour’s edge, which matching would add', async () => {
    const features = [
      feature('outlet-area', 'p', [0, 0, 2, 2]),
      feature('element', 'a', [0, 0, 2, 1], { parent: 'p' }),
      feature('element', 'b', [0, 1, 1, 1], { parent: 'p' }),
      feature('element', 'c', [1, 1, 1, 1], { parent: 'p' }),
    ];
    const { certificate, exported } = await certify('junction', features, '--match', '0');
    expect(read(certificate).noise).toMatchObject({
      'unmatched-vertex': { count: expect.any(Number) as number },
    });
    expect((await runWangge(['verify', certificate, exported])).stdout).toMatch(/^Yes: /);
    const matched = await runWangge(['verify', certificate, exported, '--match', '0.002']);
    expect(matched.stdout).toMatch(/contentSha256/);
    expect(matched.code).toBe(1);
  });
});
