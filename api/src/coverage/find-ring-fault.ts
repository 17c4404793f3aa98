import { boundingBox } from '../geometry/bounding-box.js';
import { findRingContainers, noContainer } from '../geometry/find-ring-containers.js';
import { isCollapsed } from '../geometry/normalise-rings.js';
import { orientation } from '../geometry/orientation.js';
import type { Steps } from '../geometry/run-steps.js';
import type { MultiPolygon, Ring } from '../geometry/types.js';
import { numbersPerEdge, visitNearPairs } from '../geometry/visit-near-pairs.js';
import { visitRingPairs, type EdgeRun } from '../geometry/visit-ring-pairs.js';
import { canonicalGeometry } from './canonical-ring.js';
import { EdgeGatherer } from './gather-edges.js';
import { labelCells } from './label-cells.js';

export type RingFaultKind =
  | 'self-crossing'
  | 'spike'
  | 'repeated-edge'
  | 'too-few-points'
  | 'repeated-point'
  | 'zero-area'
  | 'overlapping-parts'
  | 'hole-outside-shell';

export interface RingFault {
  readonly fault: RingFaultKind;
  /** Where, in lattice steps; a crossing may lie between lattice points. */
  readonly point: readonly [x: number, y: number];
}

/** The rings of one geometry as one path; edge i runs from vertex i to vertex i + 1 of the path. */
interface FlatRings {
  readonly path: Int32Array;
  /** Per ring: its edges. Between two rings the path jumps, which is no edge. */
  readonly runs: readonly EdgeRun[];
  readonly polygonOf: readonly number[];
}

/**
 * Whether a grid is valid by itself: winding 0 or 1 everywhere, that is no self-crossing, holes inside their
 * shell, parts with disjoint interiors; and neither spikes nor edges walked twice, which desktop GIS and PostGIS
 * refuse. Rings that touch themselves or each other at single points are fine.
 *
 * Exact. Does not say whether a ring is *ugly* (near-spikes, near-touches).
 *
 * @returns one fault, the same wherever rings begin and in whatever order they stand, or undefined for a valid geometry
 * Cost: about linear, twice for an invalid geometry; only one that touches itself needs its cells.
 */
export function* findRingFault(geometry: MultiPolygon): Steps<RingFault | undefined> {
  const fault = yield* findAnyFault(geometry);
  // Which fault is met first depends on where rings begin: of an invalid geometry its canonical form is asked.
  return fault === undefined ? undefined : ((yield* findAnyFault(canonicalGeometry(geometry))) ?? fault);
}

function* findAnyFault(geometry: MultiPolygon): Steps<RingFault | undefined> {
  const tooFew = findDegenerateRing(geometry);
  if (tooFew !== undefined) return tooFew;
  const flat = flattenRings(geometry);
  let fault: RingFault | undefined;
  let hasTouches = false;
  const visit = (first: number, second: number): boolean => {
    // By far the most pairs: edge and next edge, which meet at their vertex and only there unless in line.
    if (second - first === 1 && turnsAt(flat.path, second)) return false;
    const relation = relate(flat, first, second);
    if (relation === 'apart') return false;
    if (relation === 'touch') {
      hasTouches = true;
      return false;
    }
    fault = relation;
    return true;
  };
  const outcome = yield* visitRingPairs(flat.path, flat.runs, visit);
  if (outcome === 'over-budget') yield* visitUnordered(flat, visit);
  if (fault !== undefined) return findFlatRing(geometry) ?? fault;
  return yield* hasTouches ? findFaultInCells(geometry, flat) : findNestingFault(geometry, flat);
}

/** Whether the path turns left or right at a vertex. */
function turnsAt(path: Int32Array, vertex: number): boolean {
  const at = 2 * vertex;
  return (
    orientation(path[at - 2]!, path[at - 1]!, path[at]!, path[at + 1]!, path[at + 2]!, path[at + 3]!) !== 0
  );
}

/** For edges whose order along the rings says little about where they are. */
function* visitUnordered(flat: FlatRings, visit: (first: number, second: number) => boolean): Steps<boolean> {
  const indices = flat.runs.flatMap((run) =>
    Array.from({ length: run.end - run.first }, (_, offset) => run.first + offset),
  );
  const edges = new Int32Array(indices.length * numbersPerEdge);
  indices.forEach((index, edge) =>
    edges.set(flat.path.subarray(2 * index, 2 * index + 4), edge * numbersPerEdge),
  );
  return yield* visitNearPairs(edges, (first, second) =>
    visit(indices[Math.min(first, second)]!, indices[Math.max(first, second)]!),
  );
}

function findDegenerateRing(geometry: MultiPolygon): RingFault | undefined {
  for (const polygon of geometry) {
    for (const ring of polygon) {
      const point = [ring[0] ?? 0, ring[1] ?? 0] as const;
      const isClosed = ring[0] === ring[ring.length - 2] && ring[1] === ring[ring.length - 1];
      if (ring.length < 8 || !isClosed) return { fault: 'too-few-points', point };
      let beforeX = ring[0]!;
      let beforeY = ring[1]!;
      for (let at = 2; at + 1 < ring.length; at += 2) {
        const x = ring[at]!;
        const y = ring[at + 1]!;
        if (x === beforeX && y === beforeY) return { fault: 'repeated-point', point: [x, y] };
        beforeX = x;
        beforeY = y;
      }
    }
  }
  return undefined;
}

/** A ring without area is all spikes and repeated edges: that it is flat says more. */
function findFlatRing(geometry: MultiPolygon): RingFault | undefined {
  const flat = geometry.flat().find((ring) => isCollapsed(ring));
  return flat === undefined ? undefined : { fault: 'zero-area', point: [flat[0]!, flat[1]!] };
}

function flattenRings(geometry: MultiPolygon): FlatRings {
  const only = geometry[0]?.[0];
  if (geometry.length === 1 && geometry[0]?.length === 1 && only !== undefined) {
    return { path: only, runs: [{ first: 0, end: only.length / 2 - 1 }], polygonOf: [0] };
  }
  const rings = geometry.flat();
  const path = new Int32Array(rings.reduce((sum, ring) => sum + ring.length, 0));
  let vertex = 0;
  const runs = rings.map((ring): EdgeRun => {
    path.set(ring, 2 * vertex);
    const first = vertex;
    vertex += ring.length / 2;
    return { first, end: vertex - 1 };
  });
  return { path, runs, polygonOf: geometry.flatMap((polygon, index) => polygon.map(() => index)) };
}

/** Ring of an edge; only asked of edges that meet, and few grids have many rings. */
function ringOf({ runs }: FlatRings, edge: number): number {
  let low = 0;
  let high = runs.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (edge < runs[middle]!.end) high = middle;
    else low = middle + 1;
  }
  return low;
}

function relate(flat: FlatRings, first: number, second: number): 'apart' | 'touch' | RingFault {
  const { path } = flat;
  const a = 2 * first;
  const b = 2 * second;
  const ax = path[a]!;
  const ay = path[a + 1]!;
  const bx = path[a + 2]!;
  const by = path[a + 3]!;
  const cx = path[b]!;
  const cy = path[b + 1]!;
  const dx = path[b + 2]!;
  const dy = path[b + 3]!;
  const cSide = orientation(ax, ay, bx, by, cx, cy);
  const dSide = orientation(ax, ay, bx, by, dx, dy);
  if (cSide * dSide > 0) return 'apart';
  if (cSide === 0 && dSide === 0) return relateInLine(flat, first, second);
  // Neighbours in a ring that are not in line meet at their common vertex and nowhere else.
  if (areNeighbours(flat, first, second)) return 'apart';
  const aSide = orientation(cx, cy, dx, dy, ax, ay);
  const bSide = orientation(cx, cy, dx, dy, bx, by);
  if (aSide * bSide > 0) return 'apart';
  if (cSide * dSide === 0 || aSide * bSide === 0) return 'touch';
  const along =
    ((cx - ax) * (dy - cy) - (cy - ay) * (dx - cx)) / ((bx - ax) * (dy - cy) - (by - ay) * (dx - cx));
  return {
    fault: crossingKind(flat, first, second),
    point: [ax + along * (bx - ax), ay + along * (by - ay)],
  };
}

function areNeighbours(flat: FlatRings, first: number, second: number): boolean {
  const run = flat.runs[ringOf(flat, first)]!;
  if (second < run.first || second >= run.end) return false;
  const distance = Math.abs(first - second);
  return distance === 1 || distance === run.end - run.first - 1;
}

/** Edges on one line: apart, touching at a point, or over each other. */
function relateInLine(flat: FlatRings, first: number, second: number): 'apart' | 'touch' | RingFault {
  const { path } = flat;
  const a = 2 * first;
  const b = 2 * second;
  const axis = path[a] !== path[a + 2] ? 0 : 1;
  const low = Math.max(
    Math.min(path[a + axis]!, path[a + 2 + axis]!),
    Math.min(path[b + axis]!, path[b + 2 + axis]!),
  );
  const high = Math.min(
    Math.max(path[a + axis]!, path[a + 2 + axis]!),
    Math.max(path[b + axis]!, path[b + 2 + axis]!),
  );
  if (low > high) return 'apart';
  if (low === high) return areNeighbours(flat, first, second) ? 'apart' : 'touch';
  const fault = areNeighbours(flat, first, second) ? 'spike' : 'repeated-edge';
  const startsInside = path[b + axis]! >= low && path[b + axis]! <= high;
  const at = startsInside ? b : b + 2;
  return { fault, point: [path[at]!, path[at + 1]!] };
}

function crossingKind(flat: FlatRings, first: number, second: number): RingFaultKind {
  const ringA = ringOf(flat, first);
  const ringB = ringOf(flat, second);
  if (ringA === ringB) return 'self-crossing';
  return flat.polygonOf[ringA] === flat.polygonOf[ringB] ? 'hole-outside-shell' : 'overlapping-parts';
}

/**
 * Nesting of rings that are simple and do not touch: a shell runs counter-clockwise and lies in nothing or in a hole of
 * another part, a hole runs clockwise and lies in its own shell with nothing between.
 */
function* findNestingFault(geometry: MultiPolygon, flat: FlatRings): Steps<RingFault | undefined> {
  const rings = geometry.flat();
  const isTurned = (ring: number): boolean => runsCounterClockwise(rings[ring]!) !== isShell(flat, ring);
  const containers = rings.length < 2 ? Int32Array.of(noContainer) : yield* findRingContainers(rings);
  for (const [index, ring] of rings.entries()) {
    const container = containers[index]!;
    const isInPlace = isShell(flat, index)
      ? container === noContainer || !isShell(flat, container)
      : container !== noContainer &&
        isShell(flat, container) &&
        flat.polygonOf[container] === flat.polygonOf[index];
    if (isInPlace && !isTurned(index)) continue;
    const isPartInPart = isShell(flat, index) && !isInPlace;
    return { fault: isPartInPart ? 'overlapping-parts' : 'hole-outside-shell', point: [ring[0]!, ring[1]!] };
  }
  return undefined;
}

/**
 * Direction of a ring that is simple and does not touch itself: it turns at its westernmost vertex (the lowest of
 * those) as it runs as a whole.
 */
function runsCounterClockwise(ring: Ring): boolean {
  let least = 0;
  let leastX = ring[0]!;
  let leastY = ring[1]!;
  for (let at = 2; at + 1 < ring.length; at += 2) {
    const x = ring[at]!;
    if (x > leastX || (x === leastX && ring[at + 1]! >= leastY)) continue;
    least = at;
    leastX = x;
    leastY = ring[at + 1]!;
  }
  // The first vertex stands at the end again, so the one before it is the last but one.
  const before = least === 0 ? ring.length - 4 : least - 2;
  return (
    orientation(ring[before]!, ring[before + 1]!, leastX, leastY, ring[least + 2]!, ring[least + 3]!) > 0
  );
}

function isShell(flat: FlatRings, ring: number): boolean {
  return ring === 0 || flat.polygonOf[ring - 1] !== flat.polygonOf[ring];
}

/** Rings that touch: their cells say whether the winding is 0 or 1 everywhere. */
function* findFaultInCells(geometry: MultiPolygon, flat: FlatRings): Steps<RingFault | undefined> {
  const gatherer = new EdgeGatherer();
  gatherer.addGeometry(geometry, 0);
  const [west, south, east, north] = boundingBox(geometry)!;
  const { arrangement, labels } = yield* labelCells(
    gatherer.gathered(),
    [west - 1, south - 1, east + 1, north + 1],
    new Map(),
  );
  const { cellOf, nodes, pieces } = arrangement;
  for (let half = 0; half < cellOf.length; half += 1) {
    const winding = labels[cellOf[half]!]!.get(0) ?? 0;
    if (winding === 0 || winding === 1) continue;
    const node = nodes[pieces[half >> 1]!.from]!;
    const fault =
      flat.runs.length === 1 ? 'self-crossing' : winding > 1 ? 'overlapping-parts' : 'hole-outside-shell';
    return { fault, point: [node.x, node.y] };
  }
  return undefined;
}
