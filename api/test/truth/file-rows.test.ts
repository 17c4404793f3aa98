import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeCity } from './city.js';
import { fileRows, type FileBench } from './file-rows.js';
import { GeosPlane } from './geos-plane.js';

const places = 20;

describe('what reading a file makes of twenty defects', () => {
  const folder = mkdtempSync(join(tmpdir(), 'wangge-truth-'));
  let bench: FileBench;

  beforeAll(async () => {
    const geos = await GeosPlane.load();
    bench = { city: makeCity(), geos, path: join(folder, 'city.geojson'), places };
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it.each(fileRows.map((row) => [row.name, row] as const))('%s', async (_, row) => {
    const { missed, unexplained, wrong, ...verdict } = await row.judge(bench);
    expect({ missed, unexplained, wrong }).toEqual({ missed: [], unexplained: [], wrong: [] });
    expect(verdict.injected).toBe(places);
    expect(verdict.found).toBe(verdict.expected);
    expect(verdict.expected).toBeGreaterThanOrEqual(places);
    expect(verdict.worstAreaShare).toBeLessThan(0.001);
  });
});
