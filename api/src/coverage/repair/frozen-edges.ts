import { orientation } from '../../geometry/orientation.js';
import type { PlaneNode } from '../../geometry/plane-nodes.js';
import type { LatticeBox, LatticePoint, MultiPolygon } from '../../geometry/types.js';
import { isInsideEdge } from './insert-nodes.js';

/** An edge of the parent's border as it runs there, with the inside on its left; it never moves. */
export interface FrozenEdge {
  readonly key: string;
  readonly from: LatticePoint;
  readonly to: LatticePoint;
}

/** The edges of a parent's border that come near a box. Linear. */
export function frozenEdgesNear(border: MultiPolygon, [west, south, east, north]: LatticeBox): FrozenEdge[] {
  const edges: FrozenEdge[] = [];
  for (const ring of border.flat()) {
    for (let at = 0; at + 3 < ring.length; at += 2) {
      const ax = ring[at]!;
      const ay = ring[at + 1]!;
      const bx = ring[at + 2]!;
      const by = ring[at + 3]!;
      if (Math.max(ax, bx) < west || Math.min(ax, bx) > east) continue;
      if (Math.max(ay, by) < south || Math.min(ay, by) > north) continue;
      edges.push({ key: `${ax},${ay},${bx},${by}`, from: [ax, ay], to: [bx, by] });
    }
  }
  return edges;
}

/** The frozen edge that a crossing lies on, between lattice points; undefined for lattice points and free crossings. */
export function frozenEdgeAt(node: PlaneNode, edges: readonly FrozenEdge[]): FrozenEdge | undefined {
  if (node.exact === undefined) return undefined;
  return edges.find(({ from, to }) => isInsideEdge(node, from[0], from[1], to[0], to[1]));
}

/** The lattice point nearest to a node; beside a frozen edge the nearest that is strictly inside the parent. */
export function roundNode(node: PlaneNode, frozen: FrozenEdge | undefined): LatticePoint {
  const x = Math.round(node.x);
  const y = Math.round(node.y);
  if (frozen === undefined) return [x, y];
  const { from, to } = frozen;
  let best: LatticePoint = [x, y];
  let least = Infinity;
  for (let dx = -1; dx <= 1; dx += 1) {
    for (let dy = -1; dy <= 1; dy += 1) {
      const distance = Math.hypot(x + dx - node.x, y + dy - node.y);
      if (distance >= least) continue;
      if (orientation(from[0], from[1], to[0], to[1], x + dx, y + dy) <= 0) continue;
      least = distance;
      best = [x + dx, y + dy];
    }
  }
  return best;
}
