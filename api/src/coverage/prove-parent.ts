import { countEdges, SignedEdges } from '../geometry/signed-edges.js';
import type { MultiPolygon } from '../geometry/types.js';

/**
 * What does not cancel between children and parent: the proof that they cover it exactly once.
 *
 * Every shell runs counter-clockwise and every hole clockwise; the signed edges of the children are added, those
 * of the parent taken away, equal ones cancel. If nothing is left, every point but those on edges lies in exactly as
 * many children as parents: equal boundaries ⇒ Σ child indicator = parent indicator, because the boundary operator
 * is injective on bounded chains.
 *
 * Precondition, part of the proof: `findRingFault` finds nothing in any child nor in the parent.
 * Does not detect where or what is wrong: what is left only *locates* defects (see `findDefects`). A vertex of one
 * ring in the other's edge leaves edges although nothing is uncovered.
 *
 * @param parent undefined where there is no boundary: then the outer border of the children is what is left
 * @param table reused between calls, so that a thousand small parents do not allocate
 * @returns `x1, y1, x2, y2` an edge, lesser end first, each once; empty = proven. One hash pass, linear.
 */
export function proveParent(
  children: readonly MultiPolygon[],
  parent: MultiPolygon | undefined,
  table: SignedEdges = new SignedEdges(),
): Int32Array {
  let edges = parent === undefined ? 0 : countEdges(parent);
  for (const child of children) edges += countEdges(child);
  table.reset(edges);
  for (const child of children) table.addGeometry(child, 1);
  if (parent !== undefined) table.addGeometry(parent, -1);
  return table.residual();
}
