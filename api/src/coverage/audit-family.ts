import { fromLattice } from '../geometry/lattice.js';
import { metresPerStep } from '../geometry/metres-per-step.js';
import type { Steps } from '../geometry/run-steps.js';
import { countEdges, type SignedEdges } from '../geometry/signed-edges.js';
import type { MultiPolygon } from '../geometry/types.js';
import { numbersPerEdge } from '../geometry/visit-near-pairs.js';
import { describeDefects } from './describe-defects.js';
import { describeUnmatchedVertices, type UnmatchedVertexReport } from './describe-unmatched-vertices.js';
import { findDefects } from './find-defects.js';
import type { RingFault } from './find-ring-fault.js';
import { findUnmatchedVertices, parentIndex } from './find-unmatched-vertices.js';
import type { Family } from './group-by-parent.js';
import { linkCauses } from './link-causes.js';
import { proveParent } from './prove-parent.js';
import type { Finding, FindingGrid, Grid } from './types.js';

/** What is known of one parent and its children. */
export interface FamilyAudit {
  /** True when the children cover the parent exactly once and all of them are valid; noise is not nothing. */
  readonly isProven: boolean;
  /** Gaps, overlaps and what is outside, then unmatched vertices. */
  readonly findings: readonly Finding[];
  /** Edges of children and parent that met their opposite. */
  readonly edgesCancelled: number;
}

/**
 * Proves one parent, and where its children do not cover it exactly once describes every place. It depends on
 * nothing but the grids of the family: the unit of incremental runs and of threads.
 *
 * A parent is proven when its children and itself are valid and either every signed edge cancels or the exact cells
 * around what is left show nothing uncovered, covered twice or outside (only vertices are unmatched then).
 *
 * @param faultOf what `findFaults` has found of the family's grids, which must have been looked at
 * @param table reused between calls
 * @param edgeBow see `AuditOptions`
 * Cost: linear for what is clean; around defects linear in their surroundings.
 */
export function* auditFamily(
  family: Family,
  faultOf: (grid: Grid) => RingFault | undefined,
  table: SignedEdges,
  edgeBow = 0,
): Steps<FamilyAudit> {
  const { level, parent, children } = family;
  const geometries = children.map((child) => child.geometry);
  const residual = proveParent(geometries, parent?.geometry, table);
  let edgesCancelled = parent === undefined ? 0 : countEdges(parent.geometry);
  for (const geometry of geometries) edgesCancelled += countEdges(geometry);
  if (residual.length > 0) edgesCancelled -= table.countLeft();

  const invalid = children.filter((child) => faultOf(child) !== undefined);
  if (parent !== undefined && faultOf(parent) !== undefined) invalid.push(parent);
  if (residual.length === 0 && invalid.length === 0) return { isProven: true, findings: [], edgesCancelled };

  const defects = yield* findDefects({
    children: geometries,
    parent: parent?.geometry,
    residual,
    invalidEdges: Int32Array.from(invalid.flatMap((grid) => edgesOf(grid.geometry))),
  });
  const findings = yield* describeDefects(defects, level, parent, children, edgeBow);
  const unmatched = yield* findUnmatchedInFamily(family, residual);
  return {
    isProven: findings.length === 0 && invalid.length === 0,
    findings: linkCauses([...findings, ...unmatched]),
    edgesCancelled,
  };
}

function* findUnmatchedInFamily({ level, parent, children }: Family, residual: Int32Array): Steps<Finding[]> {
  const geometries = children.map((child) => child.geometry);
  const unmatched = yield* findUnmatchedVertices(geometries, parent?.geometry, residual);
  const gridAt = (index: number): Grid => (index === parentIndex ? parent! : children[index]!);
  return describeUnmatchedVertices(
    unmatched.map((vertex): UnmatchedVertexReport => {
      const lacking = gridAt(vertex.lacking);
      return {
        level: lacking.level,
        code: lacking.code,
        name: lacking.name,
        point: [fromLattice(vertex.point[0]), fromLattice(vertex.point[1])],
        distanceMetres: vertex.distanceSteps * metresPerStep(vertex.point[1]).north,
        parent: parent?.code ?? null,
        childLevel: level,
        having: vertex.having.map((index): FindingGrid => {
          const grid = gridAt(index);
          return { code: grid.code, name: grid.name, level: grid.level, areaSquareMetres: null };
        }),
      };
    }),
  );
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
