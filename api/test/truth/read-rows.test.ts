import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { auditFiles, type FileAudit } from '../../src/jobs/audit-files.js';
import { readGrids } from '../../src/jobs/read-grids.js';
import type { Grid } from '../../src/coverage/types.js';
import { fromLattice } from '../../src/geometry/lattice.js';
import { makeCity, type City } from './city.js';
import { defectRows } from './defect-rows.js';
import { GeosPlane, type Geos } from './geos-plane.js';
import { judgeFindings } from './judge-row.js';
import { measureFamily, type TrueArea, type TrueVertex } from './measure-family.js';
import { nudgeBorders } from './nudge-borders.js';
import { spoilCity, type SpoiltCity } from './spoil-city.js';
import { writeCity } from './write-city.js';

const places = 20;
const defaultMatchMetres = 0.002;

describe('what reading a file makes of', () => {
  const folder = mkdtempSync(join(tmpdir(), 'wangge-truth-'));
  const path = join(folder, 'city.geojson');
  let city: City;
  let geos: Geos;

  const audit = (matchMetres: number): Promise<FileAudit> =>
    auditFiles({ files: [{ path, fields: {} }], matchMetres, mergeSameCode: false });
  const spoil = (name: string): SpoiltCity =>
    spoilCity(
      city,
      geos,
      defectRows.find((row) => row.name.startsWith(name))!,
      places,
    );

  beforeAll(async () => {
    city = makeCity();
    geos = await GeosPlane.load();
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  describe('twenty gaps of 1 mm, in nine decimals', () => {
    beforeAll(() => {
      const moved = nudgeBorders(city, geos, places, 0.001);
      expect(moved.size).toBe(places);
      writeCity(path, city.grids, 9, moved);
    });

    it('matched to 2 mm: the vertices are one again, and the report says how far they were moved', async () => {
      const { result, read } = await audit(defaultMatchMetres);
      expect(read.matchedVertices).toBe(places);
      expect(read.largestMoveMetres).toBeGreaterThan(0.0009);
      expect(read.largestMoveMetres).toBeLessThan(0.0011);
      expect(result.findings).toEqual([]);
    });

    it('not matched: they fall onto one lattice point, and the report counts them', async () => {
      const { result, read } = await audit(0);
      expect(read.matchedVertices).toBe(0);
      expect(read.collapsedVertices).toBe(places);
      expect(result.findings).toEqual([]);
    });
  });

  describe('twenty unmatched vertices at the rounded mid-points of edges', () => {
    let spoilt: SpoiltCity;

    beforeAll(() => {
      spoilt = spoil('unmatched vertex');
      writeCity(path, spoilt.grids, 7);
    });

    it('not matched: the same as in memory', async () => {
      const verdict = judgeFindings((await audit(0)).result.findings, spoilt);
      expect(verdict).toMatchObject({ missed: [], unexplained: [], wrong: [] });
    });

    it('matched: every edge that lacks the vertex gets it and is named, and nothing is open', async () => {
      const { result, read } = await audit(defaultMatchMetres);
      expect(read.insertedVertices).toBe(places);
      const named = result.findings.map(
        ({ kind, cause, grids, geometry }) =>
          `${kind} ${cause} ${grids[0]!.level} ${grids[0]!.code} ${JSON.stringify('coordinates' in geometry && geometry.coordinates)}`,
      );
      expect(named.sort()).toEqual(gridsLacking(city, spoilt).sort());
      expect(result.clean).toBe(true);
    });
  });

  describe('twenty self-crossing rings', () => {
    it('not matched: stored repaired with a vertex at each crossing, which the neighbours get too', async () => {
      const spoilt = spoil('self-crossing ring');
      writeCity(path, spoilt.grids, 7);
      const { result, read } = await audit(0);
      expect(read.repairs.filter(({ kind }) => kind === 'self-crossing')).toHaveLength(places);
      const { grids } = await readGrids([{ path, fields: {} }], { matchMetres: 0 });
      const stored = grids.map((grid): Grid => ({ ...grid, code: grid.code!, implied: false }));
      const verdict = judgeFindings(result.findings, {
        ...truthAsRead(stored, spoilt),
        injected: places,
        remarks: spoilt.remarks,
        geosFinds: spoilt.geosFinds,
      });
      expect(verdict).toMatchObject({ missed: [], unexplained: [], wrong: [] });
    });
  });

  /** The overlay of the families concerned as they are after reading; all rings are valid now. */
  function truthAsRead(
    stored: readonly Grid[],
    spoilt: SpoiltCity,
  ): { areas: TrueArea[]; vertices: TrueVertex[] } {
    const codes = new Set(spoilt.remarks.map(({ code }) => code.slice(0, 12)));
    const truths = [...codes].map((code) => {
      const parent = stored.find((grid) => grid.level === 'outlet-area' && grid.code === code)!;
      const children = stored.filter((grid) => grid.level === 'element' && grid.parentCode === code);
      return measureFamily(geos, parent, children, new Set());
    });
    return {
      areas: truths.flatMap(({ areas }) => areas),
      vertices: truths.flatMap(({ vertices }) => vertices),
    };
  }
});

/** Grids of any level whose edge an added vertex lies on, apart from the one that has it. */
function gridsLacking(city: City, spoilt: SpoiltCity): string[] {
  const lines: string[] = [];
  for (const grid of spoilt.grids) {
    const original = city.find(grid.level, grid.code);
    if (original === undefined || original.geometry === grid.geometry) continue;
    const before = new Set(verticesOf(original).map(String));
    const now = verticesOf(grid);
    const at = now.findIndex((vertex) => !before.has(String(vertex)));
    const [a, vertex, b] = [now[at - 1]!, now[at]!, now[at + 1]!];
    const point = JSON.stringify(vertex.map(fromLattice));
    for (const other of city.grids) {
      if (other !== original && hasEdge(other, a, b))
        lines.push(`unmatched-vertex matched ${other.level} ${other.code} ${point}`);
    }
  }
  return lines;
}

function verticesOf(grid: Grid): (readonly [number, number])[] {
  const ring = grid.geometry[0]![0]!;
  return Array.from({ length: ring.length / 2 }, (_, at) => [ring[2 * at]!, ring[2 * at + 1]!] as const);
}

function hasEdge(grid: Grid, a: readonly [number, number], b: readonly [number, number]): boolean {
  return grid.geometry.flat().some((ring) => {
    for (let at = 0; at + 3 < ring.length; at += 2) {
      const isForward = ring[at] === a[0] && ring[at + 1] === a[1];
      const isBackward = ring[at] === b[0] && ring[at + 1] === b[1];
      if (isForward && ring[at + 2] === b[0] && ring[at + 3] === b[1]) return true;
      if (isBackward && ring[at + 2] === a[0] && ring[at + 3] === a[1]) return true;
    }
    return false;
  });
}
