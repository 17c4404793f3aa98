import { auditFiles, type FileAudit } from '../../src/jobs/audit-files.js';
import { readGrids } from '../../src/jobs/read-grids.js';
import type { Finding, Grid } from '../../src/coverage/types.js';
import { fromLattice } from '../../src/geometry/lattice.js';
import type { City } from './city.js';
import { defectRows } from './defect-rows.js';
import type { Geos } from './geos-plane.js';
import { judgeFindings, type Verdict } from './judge-row.js';
import { measureFamily, planeAt, type FamilyTruth } from './measure-family.js';
import { nudgeBorders } from './nudge-borders.js';
import { spoilCity, type SpoiltCity } from './spoil-city.js';
import { writeCity } from './write-city.js';

/** A city, and a file that each row writes anew. */
export interface FileBench {
  readonly city: City;
  readonly geos: Geos;
  readonly path: string;
  readonly places: number;
}

export type FileVerdict = Pick<
  Verdict,
  'injected' | 'expected' | 'found' | 'missed' | 'unexplained' | 'wrong' | 'worstAreaShare'
>;

/** A defect that reading a file decides about: finer than the lattice or the match, or mended while reading. */
export interface FileRow {
  readonly name: string;
  readonly finds: string;
  readonly judge: (bench: FileBench) => Promise<FileVerdict>;
}

const matchMetres = 0.002;

/** Finer than the lattice and the match: what a vertex is moved by in the file. */
const nudgeMetres = 0.001;

export const fileRows: readonly FileRow[] = [
  {
    name: 'file: gap 1 mm, matched to 2 mm',
    finds: 'the vertices are one again: matched, with the largest move told; nothing is open',
    judge: async (bench) => {
      const { result, read } = await auditNudged(bench, matchMetres);
      const isMoveTold = Math.abs(read.largestMoveMetres - nudgeMetres) < nudgeMetres / 10;
      const wrong = isMoveTold ? [] : [`largest move told: ${read.largestMoveMetres} m`];
      return judgeCount(bench, 'matched vertices', read.matchedVertices, result.findings, wrong);
    },
  },
  {
    name: 'file: gap 1 mm, not matched',
    finds: 'the vertices fall onto one lattice point, which the report counts; nothing is open',
    judge: async (bench) => {
      const { result, read } = await auditNudged(bench, 0);
      const wrong = read.matchedVertices === 0 ? [] : [`${read.matchedVertices} vertices matched`];
      return judgeCount(bench, 'collapsed vertices', read.collapsedVertices, result.findings, wrong);
    },
  },
  {
    name: 'file: rounded mid-point, not matched',
    finds: 'the same as in memory',
    judge: async (bench) => {
      const spoilt = spoil(bench, 'unmatched vertex');
      writeCity(bench.path, spoilt.grids, 7);
      return judgeFindings((await audit(bench, 0)).result.findings, spoilt);
    },
  },
  {
    name: 'file: rounded mid-point, matched to 2 mm',
    finds:
      'every edge of any level that lacks the vertex gets it: one finding a place that names all; nothing is open',
    judge: async (bench) => {
      const spoilt = spoil(bench, 'unmatched vertex');
      writeCity(bench.path, spoilt.grids, 7);
      const { result, read } = await audit(bench, matchMetres);
      const expected = placesLacking(bench.city, spoilt);
      const owners = new Set(changedGrids(bench.city, spoilt).map(({ level, code }) => `${level} ${code}`));
      const told = result.findings.map((finding) => tellVertexFinding(finding, owners));
      const wrong = result.clean ? [] : ['the map is not clean'];
      if (read.insertedVertices < bench.places) wrong.push(`${read.insertedVertices} vertices inserted`);
      return judgeLines(bench, expected, told, wrong);
    },
  },
  {
    name: 'file: self-crossing ring, not matched',
    finds:
      'the ring, stored repaired with a vertex at each crossing that the neighbours get too, its parts, and what it leaves',
    judge: async (bench) => {
      const spoilt = spoil(bench, 'self-crossing ring');
      writeCity(bench.path, spoilt.grids, 7);
      const { result, read } = await audit(bench, 0);
      const mended = read.repairs.filter(({ kind }) => kind === 'self-crossing').length;
      const verdict = judgeFindings(result.findings, { ...spoilt, ...(await truthAsRead(bench, spoilt)) });
      const wrong = mended === bench.places ? [] : [`${mended} self-crossings told by the report`];
      return { ...verdict, wrong: [...verdict.wrong, ...wrong] };
    },
  },
];

function audit({ path }: FileBench, metres: number): Promise<FileAudit> {
  return auditFiles({ files: [{ path, fields: {} }], matchMetres: metres, mergeSameCode: false });
}

async function auditNudged(bench: FileBench, metres: number): Promise<FileAudit> {
  const { city, geos, path, places } = bench;
  writeCity(path, city.grids, 9, nudgeBorders(city, geos, places, nudgeMetres));
  return audit(bench, metres);
}

function spoil({ city, geos, places }: FileBench, name: string): SpoiltCity {
  return spoilCity(
    city,
    geos,
    defectRows.find((row) => row.name.startsWith(name))!,
    places,
  );
}

/** A row whose places the report counts, and that must leave no finding. */
function judgeCount(
  { places }: FileBench,
  what: string,
  count: number,
  findings: readonly Finding[],
  wrong: readonly string[],
): FileVerdict {
  return {
    injected: places,
    expected: places,
    found: Math.min(count, places),
    missed: count < places ? [`${places - count} ${what}`] : [],
    unexplained: findings.map((finding) => finding.message),
    wrong: count > places ? [...wrong, `${count} ${what}`] : wrong,
    worstAreaShare: 0,
  };
}

function judgeLines(
  { places }: FileBench,
  expected: readonly string[],
  told: readonly string[],
  wrong: readonly string[],
): FileVerdict {
  const missed = expected.filter((line) => !told.includes(line));
  const unexplained = told.filter((line) => !expected.includes(line));
  const found = expected.length - missed.length;
  return {
    injected: places,
    expected: expected.length,
    found,
    missed,
    unexplained,
    wrong,
    worstAreaShare: 0,
  };
}

/** @param owners grids that have an added vertex: a finding may name them beside those that lacked it */
function tellVertexFinding({ kind, cause, grids, geometry }: Finding, owners: ReadonlySet<string>): string {
  const lacking = grids
    .map(({ level, code }) => `${level} ${code}`)
    .filter((key) => !owners.has(key))
    .sort();
  return [kind, cause, 'coordinates' in geometry && geometry.coordinates.join(','), ...lacking].join(' ');
}

/** The overlay of the families concerned as they are after reading; all rings are valid now, and a lobe is a part. */
async function truthAsRead(
  { geos, path }: FileBench,
  spoilt: SpoiltCity,
): Promise<Pick<SpoiltCity, 'areas' | 'vertices' | 'remarks'>> {
  const { grids } = await readGrids([{ path, fields: {} }], { matchMetres: 0 });
  const stored = grids.map((grid): Grid => ({ ...grid, code: grid.code!, implied: false }));
  const parents = new Set(spoilt.remarks.map(({ code }) => code.slice(0, 12)));
  const truths = [...parents].map((code): FamilyTruth => {
    const parent = stored.find((grid) => grid.level === 'outlet-area' && grid.code === code)!;
    const children = stored.filter((grid) => grid.level === 'element' && grid.parentCode === code);
    return measureFamily(geos, parent, children);
  });
  const parted = spoilt.remarks.filter(({ code }) => {
    const spoiltGrid = spoilt.grids.find((grid) => grid.level === 'element' && grid.code === code)!;
    const plane = planeAt(geos, spoiltGrid);
    const parts = plane.faces(plane.evenOdd(spoiltGrid.geometry)).length;
    plane.release();
    return parts > 1;
  });
  return {
    areas: truths.flatMap(({ areas }) => areas),
    vertices: truths.flatMap(({ vertices }) => vertices),
    remarks: [
      ...spoilt.remarks,
      ...parted.map((remark) => ({ ...remark, kind: 'multipart-element' as const })),
    ],
  };
}

/** For each added vertex the grids of any level on whose edge it lies, apart from the one that has it. */
function placesLacking(city: City, spoilt: SpoiltCity): string[] {
  const lines: string[] = [];
  for (const grid of changedGrids(city, spoilt)) {
    const original = city.find(grid.level, grid.code)!;
    const before = new Set(verticesOf(original).map(String));
    const now = verticesOf(grid);
    const at = now.findIndex((vertex) => !before.has(String(vertex)));
    const [a, vertex, b] = [now[at - 1]!, now[at]!, now[at + 1]!];
    const lacking = city.grids.filter((other) => other !== original && hasEdge(other, a, b));
    const codes = lacking.map(({ level, code }) => `${level} ${code}`).sort();
    lines.push(['unmatched-vertex matched', vertex.map(fromLattice).join(','), ...codes].join(' '));
  }
  return lines;
}

function changedGrids(city: City, spoilt: SpoiltCity): Grid[] {
  return spoilt.grids.filter((grid) => {
    const original = city.find(grid.level, grid.code);
    return original !== undefined && original.geometry !== grid.geometry;
  });
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
