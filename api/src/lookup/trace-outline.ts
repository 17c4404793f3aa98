import { doubledRingArea } from '../geometry/doubled-area.js';
import type { MultiPolygon, Ring } from '../geometry/types.js';

interface Edge {
  readonly fromX: number;
  readonly fromY: number;
  readonly toX: number;
  readonly toY: number;
}

/**
 * The shells around a set of polygons: edges that two polygons have in opposite directions cancel, and what is left
 * is joined to rings, turning left wherever rings touch, so that a hole that touches the rim stays a ring of its own.
 * Rings that run counter-clockwise are returned; the others are rims of holes.
 *
 *   ┌───┬───┐      A and B leave the outer ring (returned) and the rim
 *   │ A ┌─┐ │      of the hole between them (not returned)
 *   │   └─┘ B
 *   └───┴───┘
 *
 * Not found: a hole between polygons that touch each other in single points only. Preconditions: shells run
 * counter-clockwise, holes clockwise. Cost: linear.
 */
export function traceOutline(geometries: readonly MultiPolygon[]): Ring[] {
  const byStart = groupByStart(cancelEdges(geometries));
  const rings: Ring[] = [];
  for (const starts of byStart.values()) {
    for (let first = starts.pop(); first !== undefined; first = starts.pop()) {
      const ring = walkRing(first, byStart);
      if (doubledRingArea(ring) > 0n) rings.push(ring);
    }
  }
  return rings;
}

/** Edges whose reverse is not there as often as they are. */
function cancelEdges(geometries: readonly MultiPolygon[]): Edge[] {
  const counts = new Map<string, { edge: Edge; count: number }>();
  for (const ring of geometries.flat(2)) {
    for (let at = 0; at + 3 < ring.length; at += 2) {
      const [fromX, fromY, toX, toY] = [ring[at]!, ring[at + 1]!, ring[at + 2]!, ring[at + 3]!];
      const reverse = counts.get(`${toX},${toY},${fromX},${fromY}`);
      if (reverse !== undefined && reverse.count > 0) {
        reverse.count -= 1;
        continue;
      }
      const key = `${fromX},${fromY},${toX},${toY}`;
      const present = counts.get(key);
      if (present === undefined) counts.set(key, { edge: { fromX, fromY, toX, toY }, count: 1 });
      else present.count += 1;
    }
  }
  return [...counts.values()].flatMap(({ edge, count }) => Array.from({ length: count }, () => edge));
}

function groupByStart(edges: readonly Edge[]): Map<string, Edge[]> {
  const byStart = new Map<string, Edge[]>();
  for (const edge of edges) {
    const key = `${edge.fromX},${edge.fromY}`;
    const group = byStart.get(key);
    if (group === undefined) byStart.set(key, [edge]);
    else group.push(edge);
  }
  return byStart;
}

/** Takes edges out of `byStart` until the walk is back at its start; every vertex has as many ends as starts. */
function walkRing(first: Edge, byStart: ReadonlyMap<string, Edge[]>): Ring {
  const path = [first.fromX, first.fromY, first.toX, first.toY];
  let edge: Edge | undefined = first;
  while (edge.toX !== first.fromX || edge.toY !== first.fromY) {
    edge = takeLeftmost(edge, byStart.get(`${edge.toX},${edge.toY}`) ?? []);
    if (edge === undefined) break;
    path.push(edge.toX, edge.toY);
  }
  return Int32Array.from(path);
}

function takeLeftmost(from: Edge, candidates: Edge[]): Edge | undefined {
  let best = 0;
  let bestTurn = -Infinity;
  candidates.forEach((candidate, index) => {
    const turn = turnBetween(from, candidate);
    if (turn <= bestTurn) return;
    best = index;
    bestTurn = turn;
  });
  return candidates.splice(best, 1)[0];
}

/** Angle from one direction to the next, −π … π; positive to the left. */
function turnBetween(from: Edge, to: Edge): number {
  const [ux, uy] = [from.toX - from.fromX, from.toY - from.fromY];
  const [vx, vy] = [to.toX - to.fromX, to.toY - to.fromY];
  return Math.atan2(ux * vy - uy * vx, ux * vx + uy * vy);
}
