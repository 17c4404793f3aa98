import { fromLattice } from '../geometry/lattice.js';
import { metresPerStep } from '../geometry/metres-per-step.js';
import type { Steps } from '../geometry/run-steps.js';
import { countEdges, type SignedEdges } from '../geometry/signed-edges.js';
import { describeDefects } from './describe-defects.js';
import { describeUnmatchedVertices, type UnmatchedVertexReport } from './describe-unmatched-vertices.js';
import type { RingFault } from './find-ring-fault.js';
import { parentIndex, type UnmatchedVertex } from './find-unmatched-vertices.js';
import type { Family } from './group-by-parent.js';
import { linkCauses } from './link-causes.js';
import { proveFamily } from './prove-family.js';
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
  const grids = parent === undefined ? children : [...children, parent];
  const invalid = grids.filter((grid) => faultOf(grid) !== undefined).map(({ geometry }) => geometry);
  const proof = yield* proveFamily(geometries, parent?.geometry, invalid, table);
  let edgesCancelled = -proof.edgesLeft;
  for (const { geometry } of grids) edgesCancelled += countEdges(geometry);
  const findings = yield* describeDefects(proof.defects, level, parent, children, edgeBow);
  return {
    isProven: findings.length === 0 && invalid.length === 0,
    findings: linkCauses([...findings, ...describeUnmatched(family, proof.unmatched)]),
    edgesCancelled,
  };
}

function describeUnmatched(
  { level, parent, children }: Family,
  unmatched: readonly UnmatchedVertex[],
): Finding[] {
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
