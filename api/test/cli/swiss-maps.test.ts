import { beforeAll, describe, expect, it } from 'vitest';
import type { Finding, LevelSummary } from '../../src/coverage/types.js';
import { rmSync } from 'node:fs';
import { makeTestFolder, waitUntilReleased } from '../database.js';
import { noiseWidthMetres, overlaySwissYear, swissFile, type OverlayFace } from '../swiss-overlay.js';
import { runWangge } from './run-wangge.js';

/**
 * Real maps, straight from their shapefiles (EPSG:2056 and 21781, own codes): the country's four levels as our
 * four. Lakes belong to no municipality, so districts leave gaps in cantons; the country's records hold two
 * enclaves and a neighbour state that no canton covers. What we find is held against GEOS, which reads and
 * overlays the same files with no code of ours.
 */
interface AuditDocument {
  readonly levels: readonly LevelSummary[];
  readonly findings: readonly Finding[];
}

type AreaKind = 'gap' | 'overlap' | 'outside-parent';

function readerArguments(year: string): string[] {
  return [
    ...['--merge-same-code', swissFile(year, 'country'), '--level', 'county', '--code-field', 'id'],
    ...[swissFile(year, 'cantons'), '--level', 'branch', '--code-field', 'id'],
    ...[swissFile(year, 'districts'), '--level', 'outlet-area', '--parent-field', 'KTNR'],
    ...[swissFile(year, 'municipalities'), '--level', 'element', '--code-field', 'id'],
  ];
}

function sum(areas: readonly { readonly areaSquareMetres: number | null }[]): number {
  return areas.reduce((total, { areaSquareMetres }) => total + (areaSquareMetres ?? 0), 0);
}

const wide = (face: { readonly widthMetres: number | null }): boolean =>
  (face.widthMetres ?? 0) > noiseWidthMetres;

function totals(document: AuditDocument, level: string, kind: AreaKind): { count: number; wide: number } {
  const found = document.findings.filter((finding) => finding.level === level && finding.kind === kind);
  return { count: found.length, wide: found.filter(wide).length };
}

/** The plane of the Swiss grid stretches areas by up to 0.04 %; overlays snap to a millimetre. */
function expectSameArea(
  document: AuditDocument,
  level: string,
  kind: AreaKind,
  faces: readonly OverlayFace[],
): void {
  const ours = sum(document.findings.filter((finding) => finding.level === level && finding.kind === kind));
  const theirs = sum(faces);
  const snapped = 25;
  expect(Math.abs(ours - theirs)).toBeLessThan(theirs * 0.0005 + snapped);
}

describe.each([
  {
    year: '2026',
    grids: [1, 26, 144, 2113],
    proven: [1, 0, 7, 138],
    branch: { gap: { count: 25, wide: 20 }, 'outside-parent': { count: 18, wide: 18 } },
    outletArea: { gap: { count: 52, wide: 52 }, 'outside-parent': { count: 0, wide: 0 } },
    element: { gap: { count: 3, wide: 0 }, 'outside-parent': { count: 5, wide: 0 } },
    // GEOS snaps the thread between two of our 18 intrusions shut and sees one face of their joint area.
    overlayJoins: 1,
  },
  {
    year: '2010',
    grids: [1, 26, 150, 2600],
    proven: [1, 0, 7, 150],
    branch: { gap: { count: 2, wide: 2 }, 'outside-parent': { count: 0, wide: 0 } },
    outletArea: { gap: { count: 51, wide: 51 }, 'outside-parent': { count: 0, wide: 0 } },
    element: { gap: { count: 0, wide: 0 }, 'outside-parent': { count: 0, wide: 0 } },
    overlayJoins: 0,
  },
])('the Swiss maps of $year', (expected) => {
  const { year } = expected;
  let document: AuditDocument;
  let overlay: Awaited<ReturnType<typeof overlaySwissYear>>;

  beforeAll(async () => {
    const audit = await runWangge(['audit', '--json', ...readerArguments(year)]);
    expect(audit.code, audit.stderr).toBe(1);
    document = JSON.parse(audit.stdout) as AuditDocument;
    overlay = await overlaySwissYear(year);
  });

  it('are read whole, and as many parents pass as are pinned', () => {
    expect(document.levels.map((level) => level.grids)).toEqual(expected.grids);
    expect(document.levels.map((level) => level.parentsProven)).toEqual(expected.proven);
  });

  it('have the pinned findings', () => {
    for (const kind of ['gap', 'outside-parent'] as const) {
      expect(totals(document, 'branch', kind)).toEqual(expected.branch[kind]);
      expect(totals(document, 'outlet-area', kind)).toEqual(expected.outletArea[kind]);
      expect(totals(document, 'element', kind)).toEqual(expected.element[kind]);
    }
    expect(document.findings.filter((finding) => finding.kind === 'overlap')).toEqual([]);
  });

  it('have the faces that an independent overlay finds, once its noise is left out', () => {
    const { cantons, districts, municipalities } = overlay;
    expect(cantons.gap.filter(wide)).toHaveLength(expected.branch.gap.wide);
    expect(cantons.outside.filter(wide)).toHaveLength(
      expected.branch['outside-parent'].wide - expected.overlayJoins,
    );
    expect(districts.gap.filter(wide)).toHaveLength(expected.outletArea.gap.wide);
    expect(districts.outside.filter(wide)).toEqual([]);
    expect([...municipalities.gap, ...municipalities.outside].filter(wide)).toEqual([]);
    expect([cantons, districts, municipalities].flatMap((level) => level.overlap).filter(wide)).toEqual([]);
    expect(districts.parentsProven).toBe(expected.proven[2]);
  });

  it('have the m² that an independent overlay finds', () => {
    expectSameArea(document, 'branch', 'gap', overlay.cantons.gap);
    expectSameArea(document, 'branch', 'outside-parent', overlay.cantons.outside);
    expectSameArea(document, 'outlet-area', 'gap', overlay.districts.gap);
    expectSameArea(document, 'outlet-area', 'outside-parent', overlay.districts.outside);
    expectSameArea(document, 'element', 'gap', overlay.municipalities.gap);
    expectSameArea(document, 'element', 'outside-parent', overlay.municipalities.outside);
  });
});

describe('the Swiss maps of 2026 in the database', () => {
  it('are imported, audited alike, and change nothing when imported again', async () => {
    const dataDir = makeTestFolder();
    const toSwiss = ['--territory', 'swiss'];
    const first = await runWangge(['import', ...toSwiss, '--json', ...readerArguments('2026')], dataDir);
    expect(first.code, first.stderr).toBe(0);
    const audit = await runWangge(['audit', ...toSwiss, '--json'], dataDir);
    const document = JSON.parse(audit.stdout) as AuditDocument;
    expect(document.levels.map((level) => [level.grids, level.parents, level.parentsProven])).toEqual([
      [1, 1, 1],
      [26, 1, 0],
      [144, 26, 7],
      [2113, 144, 138],
    ]);
    const again = await runWangge(['import', ...toSwiss, '--json', ...readerArguments('2026')], dataDir);
    expect(JSON.parse(again.stdout)).toMatchObject({ revision: 1, changed: false });
    await waitUntilReleased(dataDir);
    rmSync(dataDir, { recursive: true, force: true });
  });
});
