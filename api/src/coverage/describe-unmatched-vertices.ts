import { fromLattice, toLattice } from '../geometry/lattice.js';
import { hashPoint } from '../geometry/hash-geometry.js';
import { levelNumber, type GridLevel, type Level } from '../hierarchy/levels.js';
import { defaultSeverity } from './default-severity.js';
import { formatNumber } from './format-number.js';
import { identifyFindings } from './identify-finding.js';
import type { Finding, FindingGrid } from './types.js';

/** A vertex that a grid's edge lacked, as reading a file or the proof found it. */
export interface UnmatchedVertexReport {
  readonly level: Level;
  /** The grid whose edge lacks the vertex. */
  readonly code: string;
  readonly name: string;
  /** Degrees, `[lng, lat]`: the vertex to add. */
  readonly point: readonly [lng: number, lat: number];
  /** From the vertex to the edge; 0 when it is exactly on it. */
  readonly distanceMetres: number;
  /** Parent of the children concerned, where known. */
  readonly parent?: string | null;
  /** Level of the children concerned where the grid itself is their parent. */
  readonly childLevel?: GridLevel;
  /** Grids that have the vertex, where known. */
  readonly having?: readonly FindingGrid[];
  /** True when reading has added the vertex already (matched), so that the map is mended and the file is not. */
  readonly isMatched?: boolean;
}

/**
 * Turns unmatched vertices into findings of kind `unmatched-vertex`, each saying which vertex to add.
 *
 * What the proof found is one finding for each grid and place. What reading has added is one finding for each place,
 * however many levels have the border: filed on the lowest level, it names every grid that lacked the vertex, from
 * that level upwards, and those that had it.
 *
 * @returns sorted by level, grid and place
 */
export function describeUnmatchedVertices(reports: readonly UnmatchedVertexReport[]): Finding[] {
  const byPlace = new Map<string, UnmatchedVertexReport[]>();
  for (const report of [...reports].sort(compareReports)) {
    const place = latticePlace(report);
    const subject = report.isMatched === true ? ['matched'] : [report.level, report.code];
    const key = JSON.stringify([...subject, ...place]);
    const known = byPlace.get(key);
    if (known === undefined) byPlace.set(key, [report]);
    else known.push(report);
  }
  const sorted = [...byPlace.values()].sort((a, b) => compareReports(a[0]!, b[0]!));
  return identifyFindings(sorted.map(draftFinding));
}

function latticePlace({ point }: UnmatchedVertexReport): readonly [number, number] {
  return [toLattice(point[0]), toLattice(point[1])];
}

/** Lowest level first. */
function compareReports(a: UnmatchedVertexReport, b: UnmatchedVertexReport): number {
  return (
    levelNumber(b.level) - levelNumber(a.level) ||
    (a.code < b.code ? -1 : a.code > b.code ? 1 : 0) ||
    (a.name < b.name ? -1 : a.name > b.name ? 1 : 0) ||
    a.point[0] - b.point[0] ||
    a.point[1] - b.point[1]
  );
}

/** @param reports of one vertex, lowest level first */
function draftFinding(reports: readonly UnmatchedVertexReport[]): Omit<Finding, 'identity'> {
  const report = reports[0]!;
  const [x, y] = latticePlace(report);
  const lacking = distinctGrids(reports);
  const having = distinctHaving(reports, lacking);
  return {
    kind: 'unmatched-vertex',
    cause: report.isMatched === true ? 'matched' : null,
    sizeClass: 'noise',
    severity: defaultSeverity('unmatched-vertex'),
    level: report.level === 'territory' ? 'county' : (report.childLevel ?? report.level),
    parent: report.parent ?? null,
    areaSquareMetres: null,
    widthMetres: null,
    depth: null,
    grids: [...lacking, ...having.map((grid) => ({ ...grid, areaSquareMetres: null }))],
    geometryHash: hashPoint(x, y),
    geometry: { type: 'Point', coordinates: [fromLattice(x), fromLattice(y)] },
    message: tellVertex(reports, lacking, having),
    causedBy: [],
  };
}

/** Several rings of one grid may lack the vertex: the grid is named once. */
function distinctGrids(reports: readonly UnmatchedVertexReport[]): FindingGrid[] {
  const grids = new Map<string, FindingGrid>();
  for (const { level, code, name } of reports) {
    // A grid that is numbered only after reading is told apart by its name.
    const key = JSON.stringify([level, code, code === '' ? name : '']);
    grids.set(key, { code, name, level, areaSquareMetres: null });
  }
  return [...grids.values()];
}

/**
 * Who has the vertex in the family that the finding is filed under; the levels above have the same border. A grid of several
 * rings may have it in one and lack it in another.
 */
function distinctHaving(
  reports: readonly UnmatchedVertexReport[],
  lacking: readonly FindingGrid[],
): FindingGrid[] {
  const known = new Set(lacking.map(gridKey));
  const { level, parent } = reports[0]!;
  return reports
    .filter((report) => report.level === level && report.parent === parent)
    .flatMap((report) => report.having ?? [])
    .filter((grid) => {
      const key = gridKey(grid);
      if (known.has(key)) return false;
      known.add(key);
      return true;
    });
}

function gridKey({ level, code }: FindingGrid): string {
  return JSON.stringify([level, code]);
}

/** Grids spelled out in a sentence; more are counted. */
const mostGridsTold = 4;

function tellVertex(
  reports: readonly UnmatchedVertexReport[],
  lacking: readonly FindingGrid[],
  having: readonly FindingGrid[],
): string {
  const report = reports[0]!;
  const [x, y] = latticePlace(report);
  const place = `${fromLattice(x).toFixed(7)}, ${fromLattice(y).toFixed(7)}`;
  const furthest = Math.max(...reports.map((one) => one.distanceMetres));
  const distance = furthest === 0 ? 'exactly on its edge' : `${formatNumber(furthest)} m from its edge`;
  const named = having.slice(0, mostGridsTold).map((grid) => grid.code);
  if (having.length > mostGridsTold) named.push(`${having.length - mostGridsTold} more`);
  const owner = named.length === 0 ? 'a neighbour' : named.join(', ');
  const remedy = report.isMatched === true ? '; it was added while reading' : ': add it';
  const others = lacking.slice(1, mostGridsTold).map(({ level, code }) => `${level} ${code}`);
  if (lacking.length > mostGridsTold) others.push(`${lacking.length - mostGridsTold} more`);
  const also = others.length === 0 ? '' : `, as to ${others.join(', ')}`;
  return `${report.level} ${report.code} lacks the vertex ${place} that ${owner} has ${distance}${remedy}${also}.`;
}
