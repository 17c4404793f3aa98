import { describe, expect, it } from 'vitest';
import {
  geojson,
  polygon,
  type Position,
  type TestFeature,
} from '../../test/fixtures/reading/read-test-files.js';
import type { Finding } from '../coverage/types.js';
import { auditFiles, type FileAudit } from './audit-files.js';

/** Lattice-true degrees of a small drawing in thousandths of a degree. */
function ring(...places: readonly (readonly [number, number])[]): Position[] {
  return places.map(([x, y]) => [(110_000 + x) / 1000, (32_000 + y) / 1000]);
}

/** A closed rectangle. */
function box(west: number, south: number, east: number, north: number): Position[] {
  return ring([west, south], [east, south], [east, north], [west, north], [west, south]);
}

interface Drawn {
  readonly level: 'outlet-area' | 'element';
  readonly parent?: string;
  readonly geometry: unknown;
}

/**
 *     0      20     40     60     80     (20 high)
 *     |  A   |  B   |  C   |  D   |
 *     |------P------|------Q------|
 */
function map(changes: Readonly<Record<string, unknown>>): TestFeature[] {
  const drawn: Record<string, Drawn> = {
    P: {
      level: 'outlet-area',
      geometry: polygon(ring([0, 0], [20, 0], [40, 0], [40, 20], [20, 20], [0, 20], [0, 0])),
    },
    Q: {
      level: 'outlet-area',
      geometry: polygon(ring([40, 0], [60, 0], [80, 0], [80, 20], [60, 20], [40, 20], [40, 0])),
    },
    A: { level: 'element', parent: 'P', geometry: polygon(box(0, 0, 20, 20)) },
    B: { level: 'element', parent: 'P', geometry: polygon(box(20, 0, 40, 20)) },
    C: { level: 'element', parent: 'Q', geometry: polygon(box(40, 0, 60, 20)) },
    D: { level: 'element', parent: 'Q', geometry: polygon(box(60, 0, 80, 20)) },
  };
  return Object.entries(drawn).map(([code, { level, parent, geometry }]) => ({
    properties: { level, code, name: code, ...(parent === undefined ? {} : { parent }), category: 'village' },
    geometry: changes[code] ?? geometry,
  }));
}

async function audit(changes: Readonly<Record<string, unknown>>): Promise<FileAudit> {
  const path = await geojson(map(changes));
  return auditFiles({
    files: [{ path, fields: {} }],
    matchMetres: 0.002,
    mergeSameCode: false,
    codeScheme: 'own',
  });
}

/** `kind cause severity grids` of each finding, parent and area kinds included. */
function told(findings: readonly Finding[]): string[] {
  return findings
    .map(({ kind, cause, severity, grids }) =>
      [kind, cause ?? '-', severity, grids.map((grid) => grid.code).join('+')].join(' '),
    )
    .sort();
}

function provenParents({ result }: FileAudit): number {
  return result.levels.find((level) => level.level === 'element')!.parentsProven;
}

/** A bulge of A's southern border that crosses itself in an eight. */
const bowTie = ring([0, 0], [5, 0], [10, -5], [10, 0], [5, -5], [15, -8], [20, 0], [20, 20], [0, 20], [0, 0]);

describe('invalid rings in files', () => {
  it('finds nothing in the map as it is drawn', async () => {
    const audited = await audit({});
    expect(told(audited.result.findings)).toEqual([]);
    expect(provenParents(audited)).toBe(2);
  });

  it.each([
    ['self-crossing', 'error', polygon(ring([60, 0], [80, 20], [80, 0], [60, 20], [60, 0]))],
    [
      'spike',
      'error',
      polygon(ring([60, 0], [80, 0], [80, 10], [90, 10], [80, 10], [80, 20], [60, 20], [60, 0])),
    ],
    [
      'repeated-edge',
      'error',
      { type: 'MultiPolygon', coordinates: [[box(60, 0, 70, 20)], [box(70, 0, 80, 20)]] },
    ],
    [
      'overlapping-parts',
      'error',
      { type: 'MultiPolygon', coordinates: [[box(60, 0, 80, 20)], [box(65, 5, 75, 15)]] },
    ],
    ['hole-outside-shell', 'error', polygon(box(60, 0, 80, 20), [...box(90, 0, 95, 5)].reverse())],
    [
      'hole-outside-shell',
      'error',
      polygon(box(60, 0, 80, 20), [...box(62, 2, 78, 18)].reverse(), [...box(65, 5, 75, 15)].reverse()),
    ],
    ['repeated-point', 'warning', polygon(ring([60, 0], [80, 0], [80, 0], [80, 20], [60, 20], [60, 0]))],
    ['too-few-points', 'warning', polygon(box(60, 0, 80, 20), ring([65, 5], [66, 6], [65, 5]))],
    ['zero-area', 'warning', polygon(box(60, 0, 80, 20), ring([65, 5], [66, 6], [67, 7], [65, 5]))],
    [
      'zero-area',
      'warning',
      polygon(box(60, 0, 80, 20), [
        [110.065, 32.005],
        [110.06500001, 32.005],
        [110.065, 32.00500001],
        [110.065, 32.005],
      ]),
    ],
  ])('reports the cause %s as %s, and proves the other parent', async (cause, severity, geometry) => {
    const audited = await audit({ D: geometry });
    const invalid = audited.result.findings.filter((finding) => finding.kind === 'invalid-ring');
    expect(told(invalid)).toEqual([`invalid-ring ${cause} ${severity} D`]);
    // Whatever else there is to say concerns D: gaps where it is none, itself, vertices that it has on the border of Q.
    for (const finding of audited.result.findings) {
      if (finding.kind === 'unmatched-vertex') expect(finding.cause).toBe('matched');
      else expect(finding.grids.map((grid) => grid.code)).toContain('D');
    }
    expect(provenParents(audited)).toBe(
      cause === 'spike' || cause === 'repeated-edge' || severity === 'warning' ? 2 : 1,
    );
  });

  it('repairs an invalid child for the audit: a bulge that crosses itself is outside, and nothing is a gap', async () => {
    const audited = await audit({ A: polygon(bowTie) });
    const { findings } = audited.result;
    expect(new Set(told(findings))).toEqual(
      new Set([
        'invalid-ring self-crossing error A',
        'unmatched-vertex matched warning P+A',
        'outside-parent - error A',
      ]),
    );
    expect(findings.find((finding) => finding.kind === 'invalid-ring')!.message).toContain(
      'it is stored repaired',
    );
    expect(provenParents(audited)).toBe(1);
  });

  it('proves every child of an invalid parent but for what the parent itself has wrong', async () => {
    const spiked = ring([0, 0], [20, 0], [40, 0], [40, 20], [20, 20], [20, 35], [20, 20], [0, 20], [0, 0]);
    const audited = await audit({ P: polygon(spiked) });
    expect(told(audited.result.findings)).toEqual(['invalid-ring spike error P']);
    expect(provenParents(audited)).toBe(2);
  });

  it('keeps two invalid neighbours from poisoning the rest', async () => {
    // C and D cross themselves along the border they share: both go round its middle in an eight.
    const c = polygon(
      ring([40, 0], [60, 0], [63, 8], [57, 12], [63, 12], [57, 8], [60, 20], [40, 20], [40, 0]),
    );
    const d = polygon(
      ring([60, 0], [80, 0], [80, 20], [60, 20], [57, 8], [63, 12], [57, 12], [63, 8], [60, 0]),
    );
    const audited = await audit({ C: c, D: d });
    const { findings } = audited.result;
    expect(told(findings.filter((finding) => finding.kind === 'invalid-ring'))).toEqual([
      'invalid-ring self-crossing error C',
      'invalid-ring self-crossing error D',
    ]);
    // Both are repaired with the same crossing vertices, so that they still share their border.
    const areas = findings.filter((finding) => finding.areaSquareMetres !== null);
    expect(told(areas)).toEqual([]);
    expect(provenParents(audited)).toBe(2);
  });

  it('tells a vertex that the borders of two levels lack once', async () => {
    // P and B lack the vertex (40, 10) that Q and C have on their common border.
    const audited = await audit({
      Q: polygon(ring([40, 0], [60, 0], [80, 0], [80, 20], [60, 20], [40, 20], [40, 10], [40, 0])),
      C: polygon(ring([40, 0], [60, 0], [60, 20], [40, 20], [40, 10], [40, 0])),
    });
    expect(told(audited.result.findings)).toEqual(['unmatched-vertex matched warning B+P+C']);
    expect(audited.result.levels.map((level) => level.findings['unmatched-vertex']?.count ?? 0)).toEqual([
      0, 1,
    ]);
    expect(audited.result.clean).toBe(true);
  });
});
