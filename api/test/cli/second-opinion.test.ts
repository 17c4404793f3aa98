import { fileURLToPath } from 'node:url';
import type { Polygon } from 'geojson';
import { beforeAll, describe, expect, it } from 'vitest';
import type { AuditResult, Finding, Grid } from '../../src/coverage/types.js';
import { toGeoJson } from '../../src/geometry/to-geojson.js';
import { runAudit } from '../../src/jobs/run-audit.js';
import { secondOpinion } from '../../src/jobs/second-opinion/second-opinion.js';
import { buildApi } from '../database.js';
import { fakeCity } from '../fake-city.js';
import { tessellateCity } from '../tessellate.js';

const dyingWorker = fileURLToPath(new URL('../fixtures/dying-worker.mjs', import.meta.url));
const silentWorker = fileURLToPath(new URL('../fixtures/silent-worker.mjs', import.meta.url));

/** Eight outlet areas of four elements; 15 parents with the upper levels. */
const city = (): Grid[] => fakeCity().map((grid) => ({ ...grid, original: undefined }));
const without = (code: string): Grid[] => city().filter((grid) => grid.code !== code);

beforeAll(buildApi);

describe('the second opinion', () => {
  it('agrees on every parent of a clean city of crooked borders, and tells how far it is', async () => {
    const grids = tessellateCity({ seed: 7, columns: 12, rows: 12, verticesPerBorder: 3 });
    const told: (readonly [number, number])[] = [];
    const opinion = await secondOpinion({
      grids,
      result: await runAudit(grids),
      workers: 2,
      onProgress: (done, total) => told.push([done, total]),
    });
    expect(opinion).toMatchObject({ parents: 1 + 1 + 4 + 16, agreed: 22, notJudged: 0, disagreements: [] });
    expect(opinion.engine).toMatch(/^@turf\/turf \d+\.\d+\.\d+$/);
    expect(told).toHaveLength(23);
    expect(told[0]![0]).toBe(0);
    expect(told.at(-1)![0]).toBe(told.at(-1)![1]);
  });

  it('agrees on gaps, overlaps, intrusions and noise, parent by parent', async () => {
    const moves: Record<string, number[]> = {
      // A111 reaches into A112, A121 beyond the map, B111 falls short by one step.
      A111: [0, 0, 1_000_321, 17, 1_000_000, 1_000_000, 0, 1_000_000, 0, 0],
      A121: [
        -54_321, 2_000_000, 1_000_000, 2_000_000, 1_000_000, 3_000_000, 0, 3_000_000, -54_321, 2_000_000,
      ],
      B111: [4_000_000, 0, 5_000_000, 0, 4_999_999, 1_000_000, 4_000_000, 1_000_000, 4_000_000, 0],
    };
    const grids = without('A222').map((grid) => {
      const ring = moves[grid.code];
      return ring === undefined ? grid : { ...grid, geometry: [[Int32Array.from(ring)]] };
    });
    const result = await runAudit(grids);
    expect(new Set(result.findings.map((finding) => finding.kind))).toEqual(
      new Set(['gap', 'overlap', 'outside-parent', 'unmatched-vertex']),
    );
    const opinion = await secondOpinion({ grids, result });
    expect(opinion.disagreements).toEqual([]);
    expect(opinion.agreed).toBe(15);
  });

  it('counts a grid under the wrong parent where it lies, as the audit does', async () => {
    const grids = city().map((grid) => (grid.code === 'A111' ? { ...grid, parentCode: 'B11' } : grid));
    const result = await runAudit(grids);
    expect(result.findings.map((finding) => finding.kind)).toContain('wrong-parent');
    expect(await secondOpinion({ grids, result })).toMatchObject({ parents: 15, agreed: 15 });
  });

  it('disagrees when our engine keeps a gap to itself, or makes one up, with both geometries', async () => {
    const grids = without('A111');
    const honest = await runAudit(grids);
    const gap = honest.findings.find((finding) => finding.kind === 'gap')!;
    const silent: AuditResult = { ...honest, findings: [] };
    const found = await secondOpinion({ grids, result: silent });
    expect(found).toMatchObject({ parents: 15, agreed: 14 });
    expect(found.disagreements).toEqual([
      {
        level: 'element',
        parent: 'A11',
        what: 'gap',
        oursSquareMetres: 0,
        turfSquareMetres: expect.closeTo(gap.areaSquareMetres!, 3) as number,
        ours: null,
        turf: expect.objectContaining({ type: 'MultiPolygon' }) as object,
        message: expect.stringContaining('elements of A11: gap of 0') as string,
      },
    ]);
    const invented: Finding = { ...gap, parent: 'B22' };
    const made = await secondOpinion({
      grids,
      result: { ...honest, findings: [...honest.findings, invented] },
    });
    expect(made.disagreements).toMatchObject([
      { parent: 'B22', turfSquareMetres: 0, turf: null, ours: { type: 'MultiPolygon' } },
    ]);
  });

  it('disagrees when our engine reports a gap elsewhere, of the same size and in the same parent', async () => {
    const grids = without('A111');
    const honest = await runAudit(grids);
    const gap = honest.findings.find((finding) => finding.kind === 'gap')!;
    const place = city().find((grid) => grid.code === 'A112')!;
    const moved: Finding = { ...gap, geometry: toGeoJson(place.geometry) };
    const found = await secondOpinion({ grids, result: { ...honest, findings: [moved] } });
    expect(found).toMatchObject({ parents: 15, agreed: 14 });
    expect(found.disagreements).toEqual([
      {
        level: 'element',
        parent: 'A11',
        what: 'gap',
        oursSquareMetres: gap.areaSquareMetres,
        turfSquareMetres: expect.closeTo(gap.areaSquareMetres!, 3) as number,
        ours: { type: 'MultiPolygon', coordinates: [(moved.geometry as Polygon).coordinates] },
        turf: expect.objectContaining({ type: 'MultiPolygon' }) as object,
        message: expect.stringContaining('not in the same place') as string,
      },
    ]);
  });

  it('shows a parent over which the worker thread dies as a failure, and goes on with the others', async () => {
    const grids = city().filter((grid) => grid.code !== 'A111' && grid.code !== 'B224');
    const result: AuditResult = { ...(await runAudit(grids)), findings: [] };
    const opinion = await secondOpinion({ grids, result, workers: 2, workerEntry: dyingWorker });
    expect(opinion).toMatchObject({ parents: 15, agreed: 13 });
    expect(opinion.disagreements.map(({ what, parent }) => [what, parent]).sort()).toEqual([
      ['failure', 'A11'],
      ['failure', 'B22'],
    ]);
    expect(opinion.disagreements[0]!.message).toContain('ended with code 7');
  });

  it('stops at once when it is cancelled, in the midst of a parent', async () => {
    const controller = new AbortController();
    const asked = secondOpinion({
      grids: city(),
      result: await runAudit(city()),
      workerEntry: silentWorker,
      signal: controller.signal,
    });
    const begun = performance.now();
    setTimeout(() => controller.abort(new Error('stopped by a person')), 300);
    await expect(asked).rejects.toThrow('stopped by a person');
    expect(performance.now() - begun).toBeLessThan(5000);
    const again = secondOpinion({ grids: city(), result: { findings: [] }, signal: controller.signal });
    await expect(again).rejects.toThrow('stopped by a person');
  });

  it('is our fault where worker threads do not start', async () => {
    const asked = secondOpinion({
      grids: city(),
      result: { findings: [] },
      workerEntry: '/nowhere/worker.js',
    });
    await expect(asked).rejects.toThrow(/\/nowhere\/worker\.js does not start/);
  });
});
