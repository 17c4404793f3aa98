import { ringAreaSquareMetres } from '../../geometry/area-square-metres.js';
import { boundingBox } from '../../geometry/bounding-box.js';
import type { Steps } from '../../geometry/run-steps.js';
import type { MultiPolygon } from '../../geometry/types.js';
import { EdgeGatherer } from '../gather-edges.js';
import { groupCells } from '../group-cells.js';
import { labelCells } from '../label-cells.js';

export interface AreaChange {
  readonly gainsSquareMetres: number;
  readonly losesSquareMetres: number;
}

/**
 * What a geometry gains and loses in m²: the cells between its edges before and after, measured before any rounding. Linear in both,
 * and only what differs is cut into cells.
 */
export function* measureChange(before: MultiPolygon, after: MultiPolygon): Steps<AreaChange> {
  const gatherer = new EdgeGatherer();
  gatherer.addGeometry(after, 0);
  for (const ring of before.flat()) {
    for (let at = 0; at + 3 < ring.length; at += 2)
      gatherer.add(ring[at + 2]!, ring[at + 3]!, ring[at]!, ring[at + 1]!, 0);
  }
  const owned = gatherer.gathered();
  const box = boundingBox([[owned.edges]]);
  if (box === undefined) return { gainsSquareMetres: 0, losesSquareMetres: 0 };
  const [west, south, east, north] = box;
  const { arrangement, labels } = yield* labelCells(
    owned,
    [west - 1, south - 1, east + 1, north + 1],
    new Map(),
  );
  const groups = yield* groupCells(arrangement, (cell) => labels[cell]!.get(0)?.toString());
  let gainsSquareMetres = 0;
  let losesSquareMetres = 0;
  for (const { cells, rings } of groups) {
    const winding = labels[cells[0]!]!.get(0) ?? 0;
    const area = rings.reduce(
      (sum, ring) => sum + ringAreaSquareMetres(ring.flatMap((node) => [node.x, node.y])),
      0,
    );
    if (winding > 0) gainsSquareMetres += winding * area;
    else losesSquareMetres -= winding * area;
  }
  return { gainsSquareMetres, losesSquareMetres };
}
