import type { Steps } from '../../geometry/run-steps.js';
import { boundingBox } from '../../geometry/bounding-box.js';
import type { LatticeBox, LatticePoint, MultiPolygon } from '../../geometry/types.js';
import { levelNumber, type Level } from '../../hierarchy/levels.js';
import type { Family } from '../group-by-parent.js';
import type { VertexTrouble } from './inspect-family.js';
import { areApart } from './join-boxes.js';
import type { RepairDraft } from './repair-draft.js';

/** An edge counts as the one that lacks the vertex within this many lattice steps, as when it was found. */
const nearSteps = 2;

type Edge = readonly [ax: number, ay: number, bx: number, by: number];

/**
 * Adds an unmatched vertex to the edge that lacks it, in every grid that has this very edge: the neighbours of the upper levels and
 * all levels below keep sharing it. Next to the edge it moves the border a little, which no parent's border may.
 *
 * @returns undefined when done, or the reason why it cannot be done
 */
export function* insertVertex(
  draft: RepairDraft,
  family: Family,
  { lacking, point, distanceSteps }: VertexTrouble,
): Steps<string | undefined> {
  const edge = nearestEdge(draft.geometryOf(lacking), point);
  if (edge === undefined) return `${lacking.code} has no edge there any more`;
  let top = family;
  if (lacking === family.parent) {
    const above = draft.map.familyOf(lacking);
    if (above !== undefined) top = above;
    else draft.change(lacking, insertAt(draft.geometryOf(lacking), edge, point));
  }
  // A border that an upper grid has too is drawn by the uppermost of them.
  for (let parent = top.parent; parent !== undefined; parent = top.parent) {
    const geometry = draft.geometryOf(parent);
    const cut = insertAt(geometry, edge, point);
    if (cut === geometry) break;
    draft.change(parent, cut);
    const above = draft.map.familyOf(parent);
    if (above === undefined) break;
    top = above;
  }
  yield* insertBelow(draft, top, edge, point);
  const [moved] =
    distanceSteps === 0 ? [] : [...draft.changes.keys()].filter(({ level }) => isAbove(level, family.level));
  return moved === undefined
    ? undefined
    : `the vertex is beside the border of ${moved.code}, which is frozen`;
}

function isAbove(level: Level, other: Level): boolean {
  return levelNumber(level) < levelNumber(other);
}

function* insertBelow(
  draft: RepairDraft,
  { children }: Family,
  edge: Edge,
  point: LatticePoint,
): Steps<void> {
  const box: LatticeBox = [
    Math.min(edge[0], edge[2]),
    Math.min(edge[1], edge[3]),
    Math.max(edge[0], edge[2]),
    Math.max(edge[1], edge[3]),
  ];
  for (const child of children) {
    const geometry = draft.geometryOf(child);
    const own = boundingBox(geometry);
    if (own === undefined || areApart(own, box)) continue;
    const cut = insertAt(geometry, edge, point);
    if (cut !== geometry) draft.change(child, cut);
    yield;
    const below = draft.map.familyBelow(child);
    if (below !== undefined) yield* insertBelow(draft, below, edge, point);
  }
}

/** The edge that the vertex lies inside or next to; the nearest where there are several. */
function nearestEdge(geometry: MultiPolygon, [x, y]: LatticePoint): Edge | undefined {
  let best: Edge | undefined;
  let least = nearSteps;
  for (const ring of geometry.flat()) {
    for (let at = 0; at + 3 < ring.length; at += 2) {
      const edge = [ring[at]!, ring[at + 1]!, ring[at + 2]!, ring[at + 3]!] as const;
      const [ax, ay, bx, by] = edge;
      if (x < Math.min(ax, bx) - nearSteps || x > Math.max(ax, bx) + nearSteps) continue;
      if (y < Math.min(ay, by) - nearSteps || y > Math.max(ay, by) + nearSteps) continue;
      const ux = bx - ax;
      const uy = by - ay;
      const along = (x - ax) * ux + (y - ay) * uy;
      if (along <= 0 || along >= ux * ux + uy * uy) continue;
      const distance = Math.abs(ux * (y - ay) - uy * (x - ax)) / Math.hypot(ux, uy);
      if (distance > least) continue;
      least = distance;
      best = edge;
    }
  }
  return best;
}

/** The geometry with the vertex inside the edge, whichever way that runs; the same object where it has no such edge. */
function insertAt(geometry: MultiPolygon, [ax, ay, bx, by]: Edge, [x, y]: LatticePoint): MultiPolygon {
  let hasChanged = false;
  const polygons = geometry.map((polygon) =>
    polygon.map((ring) => {
      for (let at = 0; at + 3 < ring.length; at += 2) {
        const isForward =
          ring[at] === ax && ring[at + 1] === ay && ring[at + 2] === bx && ring[at + 3] === by;
        const isBackward =
          ring[at] === bx && ring[at + 1] === by && ring[at + 2] === ax && ring[at + 3] === ay;
        if (!isForward && !isBackward) continue;
        hasChanged = true;
        const path = new Int32Array(ring.length + 2);
        path.set(ring.subarray(0, at + 2));
        path.set([x, y], at + 2);
        path.set(ring.subarray(at + 2), at + 4);
        return path;
      }
      return ring;
    }),
  );
  return hasChanged ? polygons : geometry;
}
