import type { Steps } from '../geometry/run-steps.js';
import { SignedEdges } from '../geometry/signed-edges.js';
import type { MultiPolygon } from '../geometry/types.js';
import { numbersPerEdge } from '../geometry/visit-near-pairs.js';
import { findDefects, type Defect } from './find-defects.js';
import { findUnmatchedVertices, type UnmatchedVertex } from './find-unmatched-vertices.js';
import { proveParent } from './prove-parent.js';

/** What the areas of one parent and its children are like; children by index. */
export interface FamilyProof {
  /** Edges that did not meet their opposite. */
  readonly edgesLeft: number;
  readonly defects: readonly Defect[];
  readonly unmatched: readonly UnmatchedVertex[];
}

const nothingWrong: FamilyProof = { edgesLeft: 0, defects: [], unmatched: [] };

/**
 * The proof of one family as the audit and every repair take it: edges that do not cancel, the exact cells around
 * them, vertices that edges lack.
 *
 * @param parent undefined where there is no boundary
 * @param invalid the geometries among them that `findRingFault` finds something in
 * @param table reused between calls
 * Cost: linear for what is clean; around defects linear in their surroundings.
 */
export function* proveFamily(
  children: readonly MultiPolygon[],
  parent: MultiPolygon | undefined,
  invalid: readonly MultiPolygon[],
  table = new SignedEdges(),
): Steps<FamilyProof> {
  const residual = proveParent(children, parent, table);
  if (residual.length === 0 && invalid.length === 0) return nothingWrong;
  const edgesLeft = residual.length > 0 ? table.countLeft() : 0;
  const invalidEdges = Int32Array.from(invalid.flatMap(edgesOf));
  return {
    edgesLeft,
    defects: yield* findDefects({ children, parent, residual, invalidEdges }),
    unmatched: yield* findUnmatchedVertices(children, parent, residual),
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
