import { fromLattice } from '../geometry/lattice.js';
import { metresPerStep } from '../geometry/metres-per-step.js';
import { workPerStep, type Steps } from '../geometry/run-steps.js';
import { countEdges, SignedEdges } from '../geometry/signed-edges.js';
import type { MultiPolygon } from '../geometry/types.js';
import { numbersPerEdge } from '../geometry/visit-near-pairs.js';
import { gridLevels, type GridLevel } from '../hierarchy/levels.js';
import { checkHierarchy } from './check-hierarchy.js';
import { describeDefects } from './describe-defects.js';
import { describeUnmatchedVertices, type UnmatchedVertexReport } from './describe-unmatched-vertices.js';
import { findDefects } from './find-defects.js';
import { findRingFault, type RingFault } from './find-ring-fault.js';
import { findUnmatchedVertices, parentIndex } from './find-unmatched-vertices.js';
import { groupByParent, type Family } from './group-by-parent.js';
import { proveParent } from './prove-parent.js';
import { summarise } from './summarise.js';
import type { AuditProgress, AuditResult, Finding, FindingGrid, Grid } from './types.js';

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
 * @yields after every parent, and every few milliseconds inside a large one, with the same progress
 * @returns findings largest first within severity; equal input in any order gives equal output
 * Cost: linear for what is clean; around defects linear in their surroundings.
 */
export function* auditCoverage(grids: readonly Grid[]): Generator<AuditProgress, AuditResult> {
  const families = groupByParent(grids);
  const faults = new Map<Grid, RingFault | undefined>();
  const faultOf = (grid: Grid): RingFault | undefined => faults.get(grid);
  const table = new SignedEdges();
  const proven = new Set<Family>();
  const findings: Finding[] = [];
  const familiesOf = new Map<GridLevel, number>();
  for (const { level } of families.families) familiesOf.set(level, (familiesOf.get(level) ?? 0) + 1);
  const done = new Map<GridLevel, number>();
  let progress: AuditProgress = { level: gridLevels[0], parentsDone: 0, parents: 0 };
  for (const family of families.families) {
    const { level, parent, children } = family;
    const parents = familiesOf.get(level) ?? 0;
    const parentsDone = done.get(level) ?? 0;
    progress = { level, parentsDone, parents };
    yield* during(progress, findFaults(parent === undefined ? children : [...children, parent], faults));
    if (children.length > 0) {
      const found = yield* during(progress, auditFamily(family, faultOf, table));
      for (const finding of found.findings) findings.push(finding);
      if (found.isProven) proven.add(family);
    }
    done.set(level, parentsDone + 1);
    progress = { level, parentsDone: parentsDone + 1, parents };
    yield progress;
  }
  yield* during(progress, findFaults(families.grids, faults));
  for (const finding of yield* during(progress, checkHierarchy(families, faultOf))) findings.push(finding);
  findings.sort(compareFindings);
  return {
    clean: findings.every((finding) => finding.severity !== 'error'),
    levels: summarise(families, proven, findings),
    findings,
  };
}

/** Does the steps of a part of the work, telling the same progress after each. */
function* during<T>(progress: AuditProgress, steps: Steps<T>): Generator<AuditProgress, T> {
  for (let step = steps.next(); ; step = steps.next()) {
    if (step.done === true) return step.value;
    yield progress;
  }
}

/** Looks for the faults of grids that have not been looked at. */
function* findFaults(grids: readonly Grid[], faults: Map<Grid, RingFault | undefined>): Steps<void> {
  let work = 0;
  for (const grid of grids) {
    if (faults.has(grid)) continue;
    faults.set(grid, yield* findRingFault(grid.geometry));
    work += countEdges(grid.geometry);
    if (work < workPerStep) continue;
    work = 0;
    yield;
  }
}

function* auditFamily(
  { level, parent, children }: Family,
  faultOf: (grid: Grid) => RingFault | undefined,
  table: SignedEdges,
): Steps<{ readonly isProven: boolean; readonly findings: readonly Finding[] }> {
  const geometries = children.map((child) => child.geometry);
  const residual = proveParent(geometries, parent?.geometry, table);
  const invalid = [...children, ...(parent === undefined ? [] : [parent])].filter(
    (grid) => faultOf(grid) !== undefined,
  );
  if (residual.length === 0 && invalid.length === 0) return { isProven: true, findings: [] };

  const defects = yield* findDefects({
    children: geometries,
    parent: parent?.geometry,
    residual,
    invalidEdges: Int32Array.from(invalid.flatMap((grid) => edgesOf(grid.geometry))),
  });
  const findings = yield* describeDefects(defects, level, parent, children);
  const unmatched = yield* findUnmatchedVertices(geometries, parent?.geometry, residual);
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
