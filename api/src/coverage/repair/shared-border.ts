import { metresPerStep } from '../../geometry/metres-per-step.js';
import type { PlaneNode } from '../../geometry/plane-nodes.js';
import type { MultiPolygon } from '../../geometry/types.js';
import type { Defect } from '../find-defects.js';

/** How far the doubles of a crossing may be from the edge that it lies on exactly. */
const doubleErrorSteps = 0.01;

/** One piece of a defect's border, and the child on its other side where one is. */
export interface BorderPiece {
  readonly from: PlaneNode;
  readonly to: PlaneNode;
  readonly neighbour: number | undefined;
}

/**
 * Says of every piece of a defect's border which neighbour has it in one of its edges. Where two have it (they overlap beyond) the
 * first counts. In doubles: it decides who gets a gap, not where anything lies.
 *
 * @param geometryOf by child's index
 */
export function borderPieces(defect: Defect, geometryOf: (child: number) => MultiPolygon): BorderPiece[][] {
  const byEnds = new Map<string, number>();
  const edges: { child: number; ends: readonly [number, number, number, number] }[] = [];
  const box = boxOf(defect);
  for (const child of defect.neighbours) {
    for (const ring of geometryOf(child).flat()) {
      for (let at = 0; at + 3 < ring.length; at += 2) {
        const ends = [ring[at]!, ring[at + 1]!, ring[at + 2]!, ring[at + 3]!] as const;
        if (Math.max(ends[0], ends[2]) < box[0] || Math.min(ends[0], ends[2]) > box[2]) continue;
        if (Math.max(ends[1], ends[3]) < box[1] || Math.min(ends[1], ends[3]) > box[3]) continue;
        // The neighbour has the gap on its right: it runs the other way.
        const key = `${ends[2]},${ends[3]},${ends[0]},${ends[1]}`;
        if (!byEnds.has(key)) byEnds.set(key, child);
        edges.push({ child, ends });
      }
    }
  }
  return defect.rings.map((ring) =>
    ring.slice(0, -1).map((from, index): BorderPiece => {
      const to = ring[index + 1]!;
      const known = byEnds.get(`${from.x},${from.y},${to.x},${to.y}`);
      const neighbour = known ?? edges.find(({ ends }) => runsAgainst(ends, from, to))?.child;
      return { from, to, neighbour };
    }),
  );
}

/** Metres of a defect's border per child's index, in descending order; a child that touches it only at points is left out. */
export function sharedBorders(
  defect: Defect,
  geometryOf: (child: number) => MultiPolygon,
): (readonly [child: number, metres: number])[] {
  const metres = new Map<number, number>();
  for (const { from, to, neighbour } of borderPieces(defect, geometryOf).flat()) {
    if (neighbour === undefined) continue;
    const step = metresPerStep(from.y);
    const length = Math.hypot((to.x - from.x) * step.east, (to.y - from.y) * step.north);
    metres.set(neighbour, (metres.get(neighbour) ?? 0) + length);
  }
  return [...metres].sort((a, b) => b[1] - a[1] || a[0] - b[0]);
}

/** Whether the piece lies in the edge and runs the other way. */
function runsAgainst(
  [ax, ay, bx, by]: readonly [number, number, number, number],
  from: PlaneNode,
  to: PlaneNode,
): boolean {
  const ux = bx - ax;
  const uy = by - ay;
  if (ux * (to.x - from.x) + uy * (to.y - from.y) >= 0) return false;
  return [from, to].every((node) => {
    const e = doubleErrorSteps;
    if (node.x < Math.min(ax, bx) - e || node.x > Math.max(ax, bx) + e) return false;
    if (node.y < Math.min(ay, by) - e || node.y > Math.max(ay, by) + e) return false;
    return Math.abs(ux * (node.y - ay) - uy * (node.x - ax)) <= e * Math.hypot(ux, uy);
  });
}

function boxOf({ rings }: Defect): readonly [number, number, number, number] {
  const box: [number, number, number, number] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const { x, y } of rings[0] ?? []) {
    box[0] = Math.min(box[0], x);
    box[1] = Math.min(box[1], y);
    box[2] = Math.max(box[2], x);
    box[3] = Math.max(box[3], y);
  }
  return box;
}
