import { cutEdges } from '../geometry/cut-edges.js';
import { workPerStep, type Steps } from '../geometry/run-steps.js';
import type { LatticePoint, MultiPolygon, Ring } from '../geometry/types.js';
import { dissolveEvenOdd } from './dissolve-even-odd.js';
import { findRingFault, type RingFaultKind } from './find-ring-fault.js';
import { EdgeGatherer } from './gather-edges.js';

/** Anything that has a geometry on the lattice. */
export interface HasGeometry {
  readonly geometry: MultiPolygon;
}

export interface RepairedRing {
  /** Index of the item. */
  readonly index: number;
  /** The first fault found in it. */
  readonly fault: RingFaultKind;
  readonly original: MultiPolygon;
}

export interface RingRepairs<T extends HasGeometry> {
  /** The items in their order; an item that needed nothing is the same object. */
  readonly items: T[];
  readonly repaired: readonly RepairedRing[];
  /** Indices of valid items that only received a crossing vertex on an edge they share with a repaired one. */
  readonly adjusted: readonly number[];
}

/** Items looked through for cut edges between two yields. */
const itemsPerStep = 256;

/** Rounding a crossing can make a new one nearby; each round leaves fewer, two or three are usual. */
const mostRounds = 64;

/**
 * Repairs invalid geometries by the even-odd rule. A crossing is rounded to the lattice and becomes a vertex of
 * every edge it was cut from, in every item that has this edge: neighbours and parents keep sharing their borders
 * exactly. What rounding makes cross anew is cut again until all is valid.
 *
 * A geometry that surrounds nothing by that rule (a ring walked twice) becomes empty: the caller decides.
 *
 * @param items geometries after `normaliseRings`, of all levels together
 * @throws Error when rounding does not settle (never seen)
 * Cost: the validity of every item, then per round the edges of all items. Of one ring all crossings are held at once,
 * some 2 kB each: a scribble that crosses itself a million times takes minutes and comes out as half a million parts.
 */
export function* repairRings<T extends HasGeometry>(items: readonly T[]): Steps<RingRepairs<T>> {
  const geometries = items.map((item) => item.geometry);
  const repaired = new Map<number, RepairedRing>();
  let suspects = items.map((_, index) => index);
  for (let round = 0; suspects.length > 0; round += 1) {
    if (round === mostRounds) {
      throw new Error(
        `Rounding the crossings of ${suspects.length} rings did not settle in ${mostRounds} rounds`,
      );
    }
    const cuts: EdgeCuts = new Map();
    const touched = new Set<number>();
    let work = 0;
    for (const index of suspects) {
      const geometry = geometries[index]!;
      // What is being repaired needs no look for a fault, which costs its cells once more: only its cuts count.
      const isRepaired = repaired.has(index);
      const fault = isRepaired ? undefined : yield* findRingFault(geometry);
      work += geometry.length === 0 ? 1 : geometry[0]![0]!.length;
      if (work > workPerStep) {
        work = 0;
        yield;
      }
      if (fault !== undefined) {
        repaired.set(index, { index, fault: fault.fault, original: items[index]!.geometry });
      } else if (!isRepaired) continue;
      if (yield* collectCuts(geometry, cuts)) touched.add(index);
      // Edges that meet only at their ends surround valid polygons: nothing is rounded any more.
      else geometries[index] = yield* dissolveEvenOdd([geometry]);
    }
    if (cuts.size > 0) {
      const isCut = abscissasOf(cuts);
      for (const [index, geometry] of geometries.entries()) {
        const cut = insertCuts(geometry, cuts, isCut);
        if (index % itemsPerStep === 0) yield;
        if (cut === geometry) continue;
        geometries[index] = cut;
        touched.add(index);
      }
    }
    suspects = [...touched].sort((a, b) => a - b);
  }
  const changed = items.map((item, index) =>
    geometries[index] === item.geometry ? item : { ...item, geometry: geometries[index]! },
  );
  const adjusted = items.flatMap((item, index) =>
    geometries[index] !== item.geometry && !repaired.has(index) ? [index] : [],
  );
  return { items: changed, repaired: [...repaired.values()].sort((a, b) => a.index - b.index), adjusted };
}

/** Vertices to insert, by edge from its lesser end to its greater, in that order. */
type EdgeCuts = Map<string, LatticePoint[]>;

/** Adds where the edges of a geometry cut each other, on the lattice; false when they meet only at their ends. */
function* collectCuts(geometry: MultiPolygon, cuts: EdgeCuts): Steps<boolean> {
  const gatherer = new EdgeGatherer();
  gatherer.addGeometry(geometry, 0);
  const { edges } = gatherer.gathered();
  const { nodes, chains } = yield* cutEdges(edges);
  let hasCuts = false;
  for (const chain of chains) {
    if (chain.length < 3) continue;
    hasCuts = true;
    const points = chain.map((node): LatticePoint => [
      Math.round(nodes[node]!.x),
      Math.round(nodes[node]!.y),
    ]);
    const key = edgeKey(points[0]!, points[points.length - 1]!);
    cuts.set(key, mergeAlong(cuts.get(key) ?? [], points.slice(1, -1), points[0]!));
  }
  return hasCuts;
}

/** Two geometries may cut the same edge: their points in one order from its lesser end. */
function mergeAlong(
  known: readonly LatticePoint[],
  added: readonly LatticePoint[],
  from: LatticePoint,
): LatticePoint[] {
  if (known.length === 0) return [...added];
  const distance = (point: LatticePoint): number => Math.hypot(point[0] - from[0], point[1] - from[1]);
  return [...known, ...added].sort((a, b) => distance(a) - distance(b));
}

function edgeKey(a: LatticePoint, b: LatticePoint): string {
  return `${a[0]},${a[1]},${b[0]},${b[1]}`;
}

function abscissasOf(cuts: EdgeCuts): ReadonlySet<number> {
  return new Set([...cuts.keys()].map((key) => Number(key.slice(0, key.indexOf(',')))));
}

/** The geometry with the cut points on its edges; the same object when none of its edges is cut. */
function insertCuts(geometry: MultiPolygon, cuts: EdgeCuts, isCut: ReadonlySet<number>): MultiPolygon {
  let hasChanged = false;
  const polygons = geometry.map((polygon) =>
    polygon.map((ring): Ring => {
      const path: number[] = [ring[0]!, ring[1]!];
      const push = (x: number, y: number): void => {
        if (path[path.length - 2] !== x || path[path.length - 1] !== y) path.push(x, y);
      };
      let isRingCut = false;
      for (let at = 0; at + 3 < ring.length; at += 2) {
        const a = [ring[at]!, ring[at + 1]!] as const;
        const b = [ring[at + 2]!, ring[at + 3]!] as const;
        const isForward = a[0] < b[0] || (a[0] === b[0] && a[1] < b[1]);
        const low = isForward ? a : b;
        const points = isCut.has(low[0]) ? cuts.get(edgeKey(low, isForward ? b : a)) : undefined;
        if (points !== undefined) {
          isRingCut = true;
          for (const [x, y] of isForward ? points : [...points].reverse()) push(x, y);
        }
        push(b[0], b[1]);
      }
      if (!isRingCut) return ring;
      hasChanged = true;
      return Int32Array.from(path);
    }),
  );
  return hasChanged ? polygons : geometry;
}
