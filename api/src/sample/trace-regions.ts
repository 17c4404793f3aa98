import type { MultiPolygon, Ring } from '../geometry/types.js';
import type { Borders } from './bend-borders.js';
import type { Mesh } from './build-mesh.js';

/**
 * The outline of every region of a labelling: an edge with the same region on both sides cancels, what is left
 * is chained into rings with the region on the left. So regions made of regions share their borders exactly.
 *
 * A line that touches itself at a crossing is cut there into separate rings; with connected regions that gives
 * one shell and holes. Edges against label -1 (outside) belong to one side only.
 *
 * @param labelOf label of every site, -1 outside.
 * @returns one polygon per label, shell first, normalised (shell counter-clockwise, closed, no repeats).
 * @throws Error when a region is not connected (two shells).
 */
export function traceRegions(
  mesh: Mesh,
  borders: Borders,
  labelOf: (site: number) => number,
  labelCount: number,
): MultiPolygon[] {
  // Directed edges of each label: edge number, or its complement (~edge) when walked from v2 to v1.
  const lists: number[][] = Array.from({ length: labelCount }, () => []);
  for (let edge = 0; edge < mesh.edgeCount; edge++) {
    const left = labelOf(mesh.edgeA[edge] as number);
    const right = labelOf(mesh.edgeB[edge] as number);
    if (left === right) continue;
    if (left >= 0) (lists[left] as number[]).push(edge);
    if (right >= 0) (lists[right] as number[]).push(~edge);
  }
  return lists.map((list, label) => {
    const rings = chainEdges(mesh, list).map((loop) => drawRing(mesh, borders, loop));
    const shells = rings.filter((ring) => twiceArea(ring) > 0);
    if (shells.length !== 1) throw new Error(`region ${label} has ${shells.length} shells instead of one`);
    return [[shells[0] as Ring, ...rings.filter((ring) => twiceArea(ring) < 0)]];
  });
}

/** Loops of directed edges; a vertex met again closes the loop since it was met first. */
function chainEdges(mesh: Mesh, list: readonly number[]): number[][] {
  const leaving = new Map<number, number[]>();
  for (const walked of list) {
    const from = startVertex(mesh, walked);
    const others = leaving.get(from);
    if (others === undefined) leaving.set(from, [walked]);
    else others.push(walked);
  }
  const loops: number[][] = [];
  for (const first of list) {
    const start = leaving.get(startVertex(mesh, first));
    if (start === undefined || !start.includes(first)) continue;
    const path: number[] = [];
    const metAt = new Map<number, number>();
    let vertex = startVertex(mesh, first);
    for (;;) {
      const seen = metAt.get(vertex);
      if (seen !== undefined) {
        const loop = path.splice(seen);
        for (const walked of loop) metAt.delete(startVertex(mesh, walked));
        loops.push(loop);
        if (path.length === 0 && !leaving.has(vertex)) break;
      }
      const exits = leaving.get(vertex);
      if (exits === undefined) break;
      const next = exits.length === 1 ? (exits[0] as number) : sharpestLeft(mesh, path.at(-1), exits);
      if (exits.length === 1) leaving.delete(vertex);
      else exits.splice(exits.indexOf(next), 1);
      metAt.set(vertex, path.length);
      path.push(next);
      vertex = endVertex(mesh, next);
    }
  }
  return loops;
}

/** Of several ways on, the one that turns most to the left: the region stays on the same sheet of ground. */
function sharpestLeft(mesh: Mesh, arrived: number | undefined, exits: readonly number[]): number {
  if (arrived === undefined) return exits[0] as number;
  const [ax, ay] = direction(mesh, arrived);
  let best = exits[0] as number;
  let bestTurn = -Infinity;
  for (const exit of exits) {
    const [bx, by] = direction(mesh, exit);
    const turn = Math.atan2(ax * by - ay * bx, ax * bx + ay * by);
    if (turn > bestTurn) {
      bestTurn = turn;
      best = exit;
    }
  }
  return best;
}

function direction(mesh: Mesh, walked: number): [number, number] {
  const from = startVertex(mesh, walked);
  const to = endVertex(mesh, walked);
  return [
    (mesh.vertexXs[to] as number) - (mesh.vertexXs[from] as number),
    (mesh.vertexYs[to] as number) - (mesh.vertexYs[from] as number),
  ];
}

function startVertex(mesh: Mesh, walked: number): number {
  return walked >= 0 ? (mesh.edgeV1[walked] as number) : (mesh.edgeV2[~walked] as number);
}

function endVertex(mesh: Mesh, walked: number): number {
  return walked >= 0 ? (mesh.edgeV2[walked] as number) : (mesh.edgeV1[~walked] as number);
}

/** A loop of edges as a closed ring on the lattice. */
function drawRing(mesh: Mesh, borders: Borders, loop: readonly number[]): Ring {
  const points: number[] = [];
  const push = (x: number, y: number): void => {
    if (points.at(-2) !== x || points.at(-1) !== y) points.push(x, y);
  };
  for (const walked of loop) {
    const from = startVertex(mesh, walked);
    push(borders.vertexXs[from] as number, borders.vertexYs[from] as number);
    const edge = walked >= 0 ? walked : ~walked;
    const start = borders.innerStart[edge] as number;
    const end = borders.innerStart[edge + 1] as number;
    for (let at = 0; at < end - start; at++) {
      const inner = walked >= 0 ? start + at : end - 1 - at;
      push(borders.innerXs[inner] as number, borders.innerYs[inner] as number);
    }
  }
  push(points[0] as number, points[1] as number);
  return Int32Array.from(points);
}

/** Twice the signed area in squared lattice steps, from the first vertex so that products stay small. */
export function twiceArea(ring: Ring): number {
  const x0 = ring[0] as number;
  const y0 = ring[1] as number;
  let sum = 0;
  for (let at = 2; at + 3 < ring.length; at += 2) {
    const ax = (ring[at] as number) - x0;
    const ay = (ring[at + 1] as number) - y0;
    const bx = (ring[at + 2] as number) - x0;
    const by = (ring[at + 3] as number) - y0;
    sum += ax * by - ay * bx;
  }
  return sum;
}
