import { arrangeCells } from '../geometry/arrange-cells.js';
import { nodeEdges } from '../geometry/node-edges.js';
import type { Steps } from '../geometry/run-steps.js';
import type { MultiPolygon, Ring } from '../geometry/types.js';
import { groupCells } from './group-cells.js';

/**
 * All that a set of edges cuts off from the outside, as polygons without holes. For the edges that the children of
 * no parent leave it is their union with its holes filled: what stands for the parent they lack.
 *
 * @param edges `x1, y1, x2, y2` an edge
 * @returns undefined where the outline turns at a crossing between lattice points. About linear.
 */
export function* fillOutline(edges: Int32Array): Steps<MultiPolygon | undefined> {
  const arrangement = yield* arrangeCells(yield* nodeEdges(edges));
  const groups = yield* groupCells(arrangement, (cell) =>
    cell === arrangement.outerCell ? undefined : 'inside',
  );
  const isOnLattice = groups.every(({ rings }) => rings.flat().every((node) => node.exact === undefined));
  if (!isOnLattice) return undefined;
  return groups.map(({ rings }) =>
    rings.map((nodes): Ring => Int32Array.from(nodes.flatMap((node) => [node.x, node.y]))),
  );
}
