import { describe, expect, it } from 'vitest';
import type { Finding, Grid } from '../../src/coverage/types.js';
import { seededRandom } from '../tessellate.js';
import { makeCity } from './city.js';
import { defectRows } from './defect-rows.js';
import { GeosPlane } from './geos-plane.js';
import { audit } from './judge-row.js';
import { spoilCity } from './spoil-city.js';

/** A city small enough to be audited many times, with defects of several kinds one after the other. */
async function spoiltTown(): Promise<readonly Grid[]> {
  const geos = await GeosPlane.load();
  const city = makeCity(600);
  const names = ['gap 0.5 m', 'overlap 5 m', 'shift', 'unmatched', 'self-crossing', 'missing parent'];
  const changed = new Map(city.grids.map((grid) => [grid.code, grid]));
  const taken = new Set<string>();
  for (const name of names) {
    const row = defectRows.find((candidate) => candidate.name.startsWith(name))!;
    const spoilt = spoilCity(city, geos, row, 3, taken);
    expect(spoilt.injected).toBe(3);
    for (const grid of spoilt.grids)
      if (city.find(grid.level, grid.code) !== grid) changed.set(grid.code, grid);
    for (const code of spoilt.taken) taken.add(code);
  }
  return [...changed.values()];
}

function shuffled(grids: readonly Grid[], seed: number): Grid[] {
  const random = seededRandom(seed);
  return grids
    .map((grid) => ({ grid, rank: random() }))
    .sort((a, b) => a.rank - b.rank)
    .map(({ grid }) => grid);
}

function transform(grids: readonly Grid[], scale: number, shift: readonly [number, number]): Grid[] {
  return grids.map((grid) => ({
    ...grid,
    geometry: grid.geometry.map((polygon) =>
      polygon.map((ring) => ring.map((value, at) => value * scale + shift[at % 2]!)),
    ),
  }));
}

/** What of a finding does not depend on where the map lies and how large it is. */
function condition({ kind, cause, level, parent, depth, grids }: Finding): string {
  return [kind, cause, level, parent, depth, ...grids.map((grid) => grid.code).sort()].join(' ');
}

const areaKinds = new Set(['gap', 'overlap', 'outside-parent']);

function areaConditions(findings: readonly Finding[]): string[] {
  return findings
    .filter(({ kind }) => areaKinds.has(kind))
    .map(condition)
    .sort();
}

describe('the same map', () => {
  it('in any order of its grids gives the same bytes', async () => {
    const town = await spoiltTown();
    const first = JSON.stringify(audit(town));
    expect(JSON.parse(first).findings.length).toBeGreaterThan(15);
    for (const seed of [1, 2, 3]) expect(JSON.stringify(audit(shuffled(town, seed)))).toBe(first);
  });

  it('with its rings begun at other vertices gives the same findings in the same places', async () => {
    const town = await spoiltTown();
    const turned = town.map((grid) => ({
      ...grid,
      geometry: grid.geometry.map((polygon) => polygon.map(turnRing)),
    }));
    const told = (grids: readonly Grid[]): string[] =>
      audit(grids).findings.map(
        (finding) => `${finding.identity} ${finding.kind === 'invalid-ring' ? '' : finding.geometryHash}`,
      );
    const area = (grids: readonly Grid[]): string[] =>
      told(grids).filter((line) => /gap|overlap|outside/.test(line));
    expect(area(turned).sort()).toEqual(area(town).sort());
  });

  it('shifted elsewhere has the same findings, all of them', async () => {
    const town = await spoiltTown();
    const moved = transform(town, 1, [-900_000_001, -200_000_003]);
    expect(audit(moved).findings.map(condition).sort()).toEqual(audit(town).findings.map(condition).sort());
  });

  it('three times as large has the same areas of the same owners, nine times as large', async () => {
    const town = transform(await spoiltTown(), 1, [-1_105_000_000, -325_000_000]);
    const large = transform(town, 3, [0, 0]);
    const [small, big] = [audit(town).findings, audit(large).findings];
    expect(areaConditions(big)).toEqual(areaConditions(small));
    const total = (findings: readonly Finding[]): number =>
      findings.reduce((sum, finding) => sum + (finding.areaSquareMetres ?? 0), 0);
    // At the equator metres per degree hardly change with the latitude.
    expect(total(big) / total(small)).toBeGreaterThan(8.95);
    expect(total(big) / total(small)).toBeLessThan(9.05);
  });
});

function turnRing(ring: Int32Array): Int32Array {
  const points = (ring.length - 2) / 2;
  const by = Math.floor(points / 3) * 2;
  const open = [...ring.slice(0, -2)];
  const turned = [...open.slice(by), ...open.slice(0, by)];
  return Int32Array.from([...turned, turned[0]!, turned[1]!]);
}
