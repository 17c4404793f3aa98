import { boundingBox } from '../../geometry/bounding-box.js';
import type { PlaneNode } from '../../geometry/plane-nodes.js';
import { workPerStep, type Steps } from '../../geometry/run-steps.js';
import { countEdges, type SignedEdges } from '../../geometry/signed-edges.js';
import type { MultiPolygon, Ring } from '../../geometry/types.js';
import { EdgeGatherer } from '../gather-edges.js';
import { groupCells, type CellGroup } from '../group-cells.js';
import { labelCells } from '../label-cells.js';

/**
 * The area that rings wind around once, as valid polygons of exactly the edges that do not cancel between them: what is left
 * when rings have fallen together in parts.
 *
 * Why it is valid: the rings wind 0 or 1 times around every cell, by the exact labels. The outcome's edges are pieces of
 * these cells' borders, so they meet at ends alone; each is there once, and together they cancel those of the rings. So the outcome
 * winds as the rings do, and none of its edges was cut where no vertex is: neighbours have the same ones.
 *
 * @param table reused between calls
 * @returns undefined when the rings wind otherwise (they turn over), or edges meet between vertices; empty when all cancels
 * Cost: about linear; the rings are cut into cells once.
 */
export function* dissolveWound(geometry: MultiPolygon, table: SignedEdges): Steps<MultiPolygon | undefined> {
  const box = boundingBox(geometry);
  if (box === undefined) return [];
  const gatherer = new EdgeGatherer();
  gatherer.addGeometry(geometry, 0);
  const [west, south, east, north] = box;
  const { arrangement, labels } = yield* labelCells(
    gatherer.gathered(),
    [west - 1, south - 1, east + 1, north + 1],
    new Map(),
  );
  for (const label of labels) {
    const winding = label.get(0) ?? 0;
    if (winding !== 0 && winding !== 1) return undefined;
  }
  const groups = yield* groupCells(arrangement, (cell) => (labels[cell]!.size === 0 ? undefined : 'inside'));
  const dissolved = yield* toWholeRings(groups);
  if (dissolved === undefined) return undefined;
  const edges = countEdges(dissolved);
  table.reset(edges + countEdges(geometry));
  table.addGeometry(dissolved, 1);
  if (table.countLeft() !== edges) return undefined;
  yield;
  table.addGeometry(geometry, -1);
  return table.countLeft() === 0 ? dissolved : undefined;
}

/** Undefined when a node lies between whole places: edges cross there. */
function* toWholeRings(groups: readonly CellGroup[]): Steps<MultiPolygon | undefined> {
  const geometry: Ring[][] = [];
  let work = 0;
  for (const group of groups) {
    const rings: Ring[] = [];
    for (const nodes of group.rings) {
      const ring = toWholeRing(nodes);
      if (ring === undefined) return undefined;
      rings.push(ring);
      work += nodes.length;
    }
    geometry.push(rings);
    if (work < workPerStep) continue;
    work = 0;
    yield;
  }
  return geometry;
}

function toWholeRing(nodes: readonly PlaneNode[]): Ring | undefined {
  const ring = new Int32Array(2 * nodes.length);
  for (const [index, { x, y, exact }] of nodes.entries()) {
    if (exact !== undefined) return undefined;
    ring[2 * index] = x;
    ring[2 * index + 1] = y;
  }
  return ring;
}
