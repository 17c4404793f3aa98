import type { PlaneNode } from '../../geometry/plane-nodes.js';
import type { LatticeBox, LatticePoint, MultiPolygon, Ring } from '../../geometry/types.js';

/** A node of the exact cells, and the lattice point that it becomes. */
export interface RoundedNode {
  readonly node: PlaneNode;
  readonly to: LatticePoint;
}

/** How far the doubles of a node may be from the edge that it lies on exactly. */
const doubleErrorSteps = 0.01;

/**
 * Puts every node that lies exactly inside an edge into that edge, as the lattice point that it becomes.
 *
 * @returns the same object when no edge passes any node
 * Cost: edges near the nodes' common box times nodes.
 */
export function insertNodes(geometry: MultiPolygon, nodes: readonly RoundedNode[]): MultiPolygon {
  if (nodes.length === 0) return geometry;
  const box = boxOfNodes(nodes);
  let hasChanged = false;
  const polygons = geometry.map((polygon) =>
    polygon.map((ring) => {
      const cut = insertIntoRing(ring, nodes, box);
      if (cut !== ring) hasChanged = true;
      return cut;
    }),
  );
  return hasChanged ? polygons : geometry;
}

function insertIntoRing(ring: Ring, nodes: readonly RoundedNode[], box: LatticeBox): Ring {
  let path: number[] | undefined;
  for (let at = 0; at + 3 < ring.length; at += 2) {
    const inside = nodesInside(ring, at, nodes, box);
    if (inside.length > 0) path ??= Array.from(ring.subarray(0, at + 2));
    if (path === undefined) continue;
    for (const { to } of inside) pushVertex(path, to[0], to[1]);
    pushVertex(path, ring[at + 2]!, ring[at + 3]!);
  }
  return path === undefined ? ring : Int32Array.from(path);
}

function pushVertex(path: number[], x: number, y: number): void {
  if (path[path.length - 2] !== x || path[path.length - 1] !== y) path.push(x, y);
}

/** Nodes inside the edge that begins at an offset, in order from its first end. */
function nodesInside(
  ring: Ring,
  at: number,
  nodes: readonly RoundedNode[],
  [west, south, east, north]: LatticeBox,
): RoundedNode[] {
  const ax = ring[at]!;
  const ay = ring[at + 1]!;
  const bx = ring[at + 2]!;
  const by = ring[at + 3]!;
  if (Math.max(ax, bx) < west || Math.min(ax, bx) > east) return [];
  if (Math.max(ay, by) < south || Math.min(ay, by) > north) return [];
  const inside = nodes.filter(({ node }) => isInsideEdge(node, ax, ay, bx, by));
  const along = ({ node }: RoundedNode): number => (node.x - ax) * (bx - ax) + (node.y - ay) * (by - ay);
  return inside.length > 1 ? inside.sort((a, b) => along(a) - along(b)) : inside;
}

/** Whether a node lies on the edge but at none of its ends. Exact. */
export function isInsideEdge(node: PlaneNode, ax: number, ay: number, bx: number, by: number): boolean {
  const { x, y, exact } = node;
  const e = doubleErrorSteps;
  if (x < Math.min(ax, bx) - e || x > Math.max(ax, bx) + e) return false;
  if (y < Math.min(ay, by) - e || y > Math.max(ay, by) + e) return false;
  const ux = bx - ax;
  const uy = by - ay;
  if (Math.abs(ux * (y - ay) - uy * (x - ax)) > e * (Math.abs(ux) + Math.abs(uy))) return false;
  if ((x === ax && y === ay) || (x === bx && y === by)) return false;
  const d = exact?.d ?? 1n;
  const vx = (exact?.xn ?? BigInt(x)) - BigInt(ax) * d;
  const vy = (exact?.yn ?? BigInt(y)) - BigInt(ay) * d;
  return BigInt(ux) * vy === BigInt(uy) * vx;
}

function boxOfNodes(nodes: readonly RoundedNode[]): LatticeBox {
  const box: [number, number, number, number] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const { node } of nodes) {
    box[0] = Math.min(box[0], Math.floor(node.x));
    box[1] = Math.min(box[1], Math.floor(node.y));
    box[2] = Math.max(box[2], Math.ceil(node.x));
    box[3] = Math.max(box[3], Math.ceil(node.y));
  }
  return box;
}
