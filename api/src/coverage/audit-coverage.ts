import { fromLattice } from '../geometry/lattice.js';
import { metresPerStep } from '../geometry/metres-per-step.js';
import { SignedEdges } from '../geometry/signed-edges.js';
import type { MultiPolygon } from '../geometry/types.js';
import { numbersPerEdge } from '../geometry/visit-near-pairs.js';
import type { GridLevel } from '../hierarchy/levels.js';
import { checkHierarchy } from './check-hierarchy.js';
import { defaultSliverWidthMetres } from './classify-size.js';
import { describeDefects } from './describe-defects.js';
import { describeUnmatchedVertices, type UnmatchedVertexReport } from './describe-unmatched-vertices.js';
import { findDefects } from './find-defects.js';
import { findRingFault, type RingFault } from './find-ring-fault.js';
import { findUnmatchedVertices, parentIndex } from './find-unmatched-vertices.js';
import { groupByParent, type Family } from './group-by-parent.js';
import { proveParent } from './prove-parent.js';
import { summarise } from './summarise.js';
import type { AuditOptions, AuditProgress, AuditResult, Finding, FindingGrid, Grid } from './types.js';

/**
 * Proves, for every parent of every level, that its children cover it exactly once, and finds everything where
 * they do not: gaps, overlaps and intrusions as polygons with m², width and owners, unmatched vertices, invalid
 * rings, and what is wrong with the hierarchy. An invalid grid is reported, read even-odd, and the others are still
 * proven.
 *
 * A parent counts as proven when its children and itself are valid and either every signed edge cancels or the
 * exact cells around what is left show nothing uncovered, covered twice or outside (only vertices are unmatched then).
 *
 * Does not detect (yet): wrong declared parents, codes that do not fit, impure elements.
 *
 * Precondition: `code` is unique within its level; geometries are normalised (`normaliseRings`).
 *
 * @yields after every parent
 * @returns findings largest first within severity; equal input in any order gives equal output
 * Cost: linear for what is clean; around defects linear in their surroundings.
 */
export function* auditCoverage(
  grids: readonly Grid[],
  options: AuditOptions = {},
): Generator<AuditProgress, AuditResult> {
  const sliverWidthMetres = options.sliverWidthMetres ?? defaultSliverWidthMetres;
  const families = groupByParent(grids);
  const faults = new Map<Grid, RingFault | undefined>();
  const faultOf = (grid: Grid): RingFault | undefined => {
    if (!faults.has(grid)) faults.set(grid, findRingFault(grid.geometry));
    return faults.get(grid);
  };
  const table = new SignedEdges();
  const proven = new Set<Family>();
  const findings: Finding[] = [];
  const familiesOf = new Map<GridLevel, number>();
  for (const { level } of families.families) familiesOf.set(level, (familiesOf.get(level) ?? 0) + 1);
  const done = new Map<GridLevel, number>();
  for (const family of families.families) {
    if (family.children.length > 0) {
      const found = auditFamily(family, faultOf, table, sliverWidthMetres);
      findings.push(...found.findings);
      if (found.isProven) proven.add(family);
    }
    const parentsDone = (done.get(family.level) ?? 0) + 1;
    done.set(family.level, parentsDone);
    yield { level: family.level, parentsDone, parents: familiesOf.get(family.level) ?? 0 };
  }
  findings.push(...checkHierarchy(families, faultOf));
  findings.sort(compareFindings);
  return {
    clean: findings.every((finding) => finding.severity !== 'error'),
    levels: summarise(families, proven, findings),
    findings,
  };
}

function auditFamily(
  { level, parent, children }: Family,
  faultOf: (grid: Grid) => RingFault | undefined,
  table: SignedEdges,
  sliverWidthMetres: number,
): { readonly isProven: boolean; readonly findings: readonly Finding[] } {
  const geometries = children.map((child) => child.geometry);
  const residual = proveParent(geometries, parent?.geometry, table);
  const invalid = [...children, ...(parent === undefined ? [] : [parent])].filter(
    (grid) => faultOf(grid) !== undefined,
  );
  if (residual.length === 0 && invalid.length === 0) return { isProven: true, findings: [] };

  const defects = findDefects({
    children: geometries,
    parent: parent?.geometry,
    residual: withEdgesOf(residual, invalid),
  });
  const findings = describeDefects(defects, level, parent, children, sliverWidthMetres);
  const unmatched = findUnmatchedVertices(geometries, parent?.geometry, residual);
  const vertexFindings = describeUnmatchedVertices(
    unmatched.map((vertex): UnmatchedVertexReport => {
      const lacking = vertex.lacking === parentIndex ? parent! : children[vertex.lacking]!;
      return {
        level: lacking.level,
        code: lacking.code,
        name: lacking.name,
        point: [fromLattice(vertex.point[0]), fromLattice(vertex.point[1])],
        distanceMetres: vertex.distanceSteps * metresPerStep(vertex.point[1]).north,
        parent: parent?.code ?? null,
        childLevel: level,
        having: vertex.having.map((index): FindingGrid => {
          const grid = index === parentIndex ? parent! : children[index]!;
          return { code: grid.code, name: grid.name, level: grid.level, areaSquareMetres: null };
        }),
      };
    }),
  );
  return {
    isProven: findings.length === 0 && invalid.length === 0,
    findings: [...findings, ...vertexFindings],
  };
}

/** An invalid geometry may be wrong where every edge cancels, so all its edges are looked at. */
function withEdgesOf(residual: Int32Array, invalid: readonly Grid[]): Int32Array {
  const extra = invalid.flatMap((grid) => edgesOf(grid.geometry));
  const all = new Int32Array(residual.length + extra.length);
  all.set(residual);
  all.set(extra, residual.length);
  return all;
}

function edgesOf(geometry: MultiPolygon): number[] {
  const edges: number[] = [];
  for (const ring of geometry.flat()) {
    for (let at = 0; at + numbersPerEdge <= ring.length; at += 2) {
      edges.push(ring[at]!, ring[at + 1]!, ring[at + 2]!, ring[at + 3]!);
    }
  }
  return edges;
}

const severityOrder = ['error', 'warning', 'info'];

function compareFindings(a: Finding, b: Finding): number {
  return (
    severityOrder.indexOf(a.severity) - severityOrder.indexOf(b.severity) ||
    (b.areaSquareMetres ?? 0) - (a.areaSquareMetres ?? 0) ||
    (a.identity < b.identity ? -1 : a.identity > b.identity ? 1 : 0)
  );
}
