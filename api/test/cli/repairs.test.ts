import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildApi } from '../database.js';
import { runWangge } from './run-wangge.js';
import { changeMap, cleanMap, rectangle, writeMap } from './write-map.js';

const folder = mkdtempSync(join(tmpdir(), 'wangge-repairs-'));
const path = (name: string): string => join(folder, name);
const read = (name: string): Record<string, unknown> =>
  JSON.parse(readFileSync(path(name), 'utf8')) as Record<string, unknown>;

let holed: string;
let clean: string;

beforeAll(() => {
  buildApi();
  clean = writeMap(folder, 'clean.geojson', cleanMap());
  holed = writeMap(
    folder,
    'holed.geojson',
    changeMap(cleanMap(), 'E1N2', () => undefined),
  );
});
afterAll(() => rmSync(folder, { recursive: true }));

const writeWishes = (name: string, wishes: unknown): string => {
  writeFileSync(path(name), typeof wishes === 'string' ? wishes : JSON.stringify(wishes));
  return path(name);
};

describe('wishes for repairs', () => {
  it.each([
    ['no JSON', '{', /wishes\.json is not understood/],
    ['no wish', { x: { give: 'all' } }, /wishes\.json is not understood/],
  ])('are refused before the map is read when the file holds %s', async (_, wishes, message) => {
    const args = ['audit', path('absent.geojson'), '--fix', path('p.json')];
    const { code, stderr } = await runWangge([...args, '--wishes', writeWishes('wishes.json', wishes)]);
    expect(stderr).toMatch(message);
    expect(stderr).not.toContain('absent.geojson');
    expect(code).toBe(2);
  });

  it('are refused for a finding that is not there, with the closest that are, before anything is written', async () => {
    const wishes = writeWishes('unknown.json', { 'gap/element/E1N/E1N/2': { give: 'split' } });
    const html = path('report.html');
    const { code, stderr, stdout } = await runWangge([
      ...['audit', holed, '--fix', path('p.json'), '--wishes', wishes, '--html', html],
    ]);
    expect(stderr).toMatch(
      /names gap\/element\/E1N\/E1N\/2, and no finding has.*closest.*gap\/element\/E1N\//,
    );
    expect(stdout).toBe('');
    expect(existsSync(html) || existsSync(path('p.json'))).toBe(false);
    expect(code).toBe(2);
  });

  it('are refused for a finding that --only leaves out, and taken for one that is chosen', async () => {
    const audit = await runWangge(['audit', holed, '--json']);
    const { identity } = (JSON.parse(audit.stdout) as { findings: { identity: string }[] }).findings[0]!;
    const wishes = writeWishes('known.json', { [identity]: { give: { to: 'E1N1' } } });
    const args = ['audit', holed, '--fix', path('known-plan.json'), '--wishes', wishes];
    const left = await runWangge([...args, '--only', 'overlap']);
    expect(left.stderr).toContain(`${identity}, which --only leaves out`);
    expect(left.code).toBe(2);
    expect((await runWangge(args)).code).toBe(1);
    expect(JSON.stringify(read('known-plan.json')['proposals'])).toContain('E1N1');
  });
});

describe('applying repairs', () => {
  it('certifies the new map, with a second opinion on it, and verify says yes to it and no to the old one', async () => {
    const certificate = path('new-certificate.json');
    const mended = path('mended.geojson');
    const applied = await runWangge([
      ...['audit', holed, '--fix', path('plan.json'), '--apply', mended],
      ...['--certificate', certificate, '--second-opinion'],
    ]);
    expect(applied.stderr).toContain(`the certificate of ${mended} is written to ${certificate}`);
    expect(applied.stdout).toMatch(
      /Audit of .*mended\.geojson[^]*Second opinion: .* agrees on 9 of 9 parents/,
    );
    expect(applied.code).toBe(0);
    expect(read('new-certificate.json')).toMatchObject({ revision: null, secondOpinion: { agreed: 9 } });
    expect((await runWangge(['verify', certificate, mended])).stdout).toMatch(/^Yes: /);
    const old = await runWangge(['verify', certificate, holed]);
    expect(old.stdout).toMatch(/contentSha256: .*Counts or areas differ at the level element\./);
    expect(old.stdout).toMatch(/the certificate accepts no such finding, and the map has it open: /);
    expect(old.code).toBe(1);
  });

  it('says that the new map has no certificate where an error is left in it', async () => {
    const left = await runWangge([
      ...['audit', holed, '--fix', path('none.json'), '--only', 'overlap'],
      ...['--apply', path('still-holed.geojson'), '--certificate', path('no-certificate.json')],
    ]);
    expect(left.stderr).toMatch(
      /no certificate of .*still-holed\.geojson is written .*1 finding of severity error/,
    );
    expect(existsSync(path('no-certificate.json'))).toBe(false);
    expect(left.code).toBe(1);
  });
});

describe('files and folders that are not there', () => {
  it.each([
    [
      (): string[] => ['audit', clean, '--html', path('none/r.html')],
      /the folder .*none does not exist\. Fix: Make/,
    ],
    [
      (): string[] => ['verify', path('absent.json'), clean],
      /absent\.json: .*there is no such file\. Fix: Check/,
    ],
    [
      (): string[] => ['audit', clean, '--fix', path('p.json'), '--wishes', path('absent.json')],
      /absent\.json: .*there is no such file\. Fix: Check/,
    ],
  ])('are told in words, with what to do (%#)', async (args, message) => {
    const { code, stderr } = await runWangge(args());
    expect(stderr).toMatch(message);
    expect(stderr).not.toContain('ENOENT');
    expect(code).toBe(2);
  });
});

describe('vertices that matching added', () => {
  it('are filed with parent and both grids, as the file is without matching', async () => {
    const near = changeMap(cleanMap(), 'E1N2', (each) => {
      const ring = rectangle([3, 2, 1, 1]);
      // A vertex that only this element has, 1 mm inside the side of E1N1.
      ring.splice(4, 0, [ring[0]![0]! - 1e-8, ring[0]![1]! + 0.004]);
      return { ...each, geometry: { type: 'Polygon', coordinates: [ring] } };
    });
    const file = writeMap(folder, 'near.geojson', near);
    const find = async (...args: string[]): Promise<Record<string, unknown>[]> => {
      const { stdout } = await runWangge(['audit', file, '--json', ...args]);
      const { findings } = JSON.parse(stdout) as { findings: Record<string, unknown>[] };
      return findings.filter((each) => each['kind'] === 'unmatched-vertex');
    };
    const [matched, ...others] = await find();
    expect(others).toEqual([]);
    const codes = (each: Record<string, unknown>): string[] =>
      (each['grids'] as { code: string }[]).map(({ code }) => code);
    expect(matched).toMatchObject({ level: 'element', parent: 'E1N', cause: 'matched' });
    expect(codes(matched!)).toEqual(['E1N1', 'E1N2']);
    expect(matched!['message']).toMatch(/^element E1N1 lacks the vertex .* that E1N2 has /);
    const [asIs] = await find('--match', '0');
    expect(asIs).toMatchObject({ level: 'element', parent: 'E1N' });
    expect(codes(asIs!)).toEqual(['E1N1', 'E1N2']);
  });
});
