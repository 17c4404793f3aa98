import { boundingBox } from '../geometry/bounding-box.js';
import type { Steps } from '../geometry/run-steps.js';
import type { MultiPolygon, Ring } from '../geometry/types.js';
import { EdgeGatherer } from './gather-edges.js';
import { groupCells } from './group-cells.js';
import { labelCells } from './label-cells.js';

/**
 * The area that a set of rings surrounds an odd number of times, as valid polygons: simple rings, shells
 * counter-clockwise, holes clockwise, parts that meet at most in points. Given grids that tile their parent it is their
 * union; given one self-crossing grid it is its even-odd repair.
 *
 * Where edges cross between lattice points the crossing is rounded, which may make rings cross anew:
 * `repairRings` rounds first. Cost: about linear.
 */
export function* dissolveEvenOdd(geometries: readonly MultiPolygon[]): Steps<MultiPolygon> {
  const gatherer = new EdgeGatherer();
  for (const geometry of geometries) gatherer.addGeometry(geometry, 0);
  const box = boundingBox(geometries.flat());
  if (box === undefined) return [];
  const [west, south, east, north] = box;
  const { arrangement, labels } = yield* labelCells(
    gatherer.gathered(),
    [west - 1, south - 1, east + 1, north + 1],
    new Map(),
  );
  const groups = yield* groupCells(arrangement, (cell) =>
    (labels[cell]!.get(0) ?? 0) % 2 === 0 ? undefined : 'inside',
  );
  return groups.map((group) =>
    group.rings.map((nodes): Ring => {
      return Int32Array.from(nodes.flatMap((node) => [Math.round(node.x), Math.round(node.y)]));
    }),
  );
}
