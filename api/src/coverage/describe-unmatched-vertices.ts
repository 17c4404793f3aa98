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
 * Turns unmatched vertices into findings of kind `unmatched-vertex`: one for each grid and place (the same
 * vertex reported twice is one), sorted by level, grid and place, each saying which vertex to add.
 */
export function describeUnmatchedVertices(reports: readonly UnmatchedVertexReport[]): Finding[] {
  const byPlace = new Map<string, UnmatchedVertexReport>();
  for (const report of reports) {
    const key = JSON.stringify([report.level, report.code, ...latticePlace(report)]);
    const known = byPlace.get(key);
    if (known === undefined || report.distanceMetres > known.distanceMetres) byPlace.set(key, report);
  }
  const sorted = [...byPlace.values()].sort(compareReports);
  return identifyFindings(sorted.map(draftFinding));
}

function latticePlace({ point }: UnmatchedVertexReport): readonly [number, number] {
  return [toLattice(point[0]), toLattice(point[1])];
}

function compareReports(a: UnmatchedVertexReport, b: UnmatchedVertexReport): number {
  return (
    levelNumber(a.level) - levelNumber(b.level) ||
    (a.code < b.code ? -1 : a.code > b.code ? 1 : 0) ||
    a.point[0] - b.point[0] ||
    a.point[1] - b.point[1]
  );
}

function draftFinding(report: UnmatchedVertexReport): Omit<Finding, 'identity'> {
  const [x, y] = latticePlace(report);
  const place = `${fromLattice(x).toFixed(7)}, ${fromLattice(y).toFixed(7)}`;
  const distance =
    report.distanceMetres === 0
      ? 'exactly on its edge'
      : `${formatNumber(report.distanceMetres)} m from its edge`;
  const having = report.having ?? [];
  const owner = having.length === 0 ? 'a neighbour' : having.map((grid) => grid.code).join(', ');
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
    grids: [
      { code: report.code, name: report.name, level: report.level, areaSquareMetres: null },
      ...having.map((grid) => ({ ...grid, areaSquareMetres: null })),
    ],
    geometryHash: hashPoint(x, y),
    geometry: { type: 'Point', coordinates: [fromLattice(x), fromLattice(y)] },
    message: `${report.level} ${report.code} lacks the vertex ${place} that ${owner} has ${distance}${
      report.isMatched === true ? '; it was added while reading' : ': add it'
    }.`,
  };
}
