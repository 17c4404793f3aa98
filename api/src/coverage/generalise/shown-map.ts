import { workPerStep, type Steps } from '../../geometry/run-steps.js';
import { BoxTree } from './box-tree.js';
import { buildTopology, type Arc, type ArcRing, type Topology } from './build-topology.js';
import type { MapGrid } from './drawing-types.js';
import type { NumberedGeometry, NumberedMap } from './number-rings.js';
import { weighVertices } from './weigh-vertices.js';

/** Every so many segments one is asked for its length. */
const segmentsPerSample = 7;

/** The grids of a map that some zooms show, and their borders: what is the same for all those zooms. */
export class ShownMap {
  /** Grids by place in the list, from upper to lower as they came. */
  readonly grids: readonly MapGrid[];
  readonly topology: Topology;
  /** `east, north` by vertex number, the world being 1 × 1. */
  readonly places: Float64Array;
  /** How long a segment is likely to be, the world being 1. */
  readonly segmentLength: number;
  readonly #weights: (Float64Array | undefined)[];
  readonly #boxes: Float64Array;
  /** Grids on an arc: from `#starts[arc]` to `#starts[arc + 1]`. */
  readonly #starts: Int32Array;
  readonly #users: Int32Array;
  #tree: BoxTree | undefined;
  #indices: Map<number, number> | undefined;

  constructor(grids: readonly MapGrid[], topology: Topology, places: Float64Array, details: ArcDetails) {
    this.grids = grids;
    this.topology = topology;
    this.places = places;
    this.segmentLength = details.segmentLength;
    this.#boxes = details.boxes;
    this.#starts = details.starts;
    this.#users = details.users;
    this.#weights = Array.from({ length: topology.arcs.length });
  }

  /** What the vertices of an arc weigh, in squares of the world. */
  weightsOf(arc: number): Float64Array {
    return (this.#weights[arc] ??= weighVertices(this.topology.arcs[arc]!, this.places));
  }

  /** Index of a grid by its id; undefined when the map does not show it. */
  indexOf(gridId: number): number | undefined {
    this.#indices ??= new Map(this.grids.map((grid, index) => [grid.gridId, index]));
    return this.#indices.get(gridId);
  }

  /** Indices of the grids whose borders run along an arc. */
  gridsOn(arc: number): Int32Array {
    return this.#users.subarray(this.#starts[arc], this.#starts[arc + 1]);
  }

  /** The arcs of a grid, each once. */
  arcsOf(grid: number): number[] {
    return distinctArcs(this.topology.geometries[grid]!);
  }

  /** Visits the arcs whose boxes meet a box of the world. */
  visitNear(west: number, south: number, east: number, north: number, visit: (arc: number) => void): void {
    this.#tree ??= new BoxTree(this.#boxes);
    this.#tree.search(west, south, east, north, visit);
  }

  /** West, south, east and north of an arc, the world being 1 × 1. */
  boxOf(arc: number): Float64Array {
    return this.#boxes.subarray(4 * arc, 4 * arc + 4);
  }

  /** The arcs that have a vertex. */
  arcsAt(vertex: number): number[] {
    const [east, north] = [this.places[2 * vertex]!, this.places[2 * vertex + 1]!];
    const arcs: number[] = [];
    this.visitNear(east, north, east, north, (arc) => {
      if (this.topology.arcs[arc]!.includes(vertex)) arcs.push(arc);
    });
    return arcs;
  }
}

interface ArcDetails {
  readonly boxes: Float64Array;
  readonly starts: Int32Array;
  readonly users: Int32Array;
  readonly segmentLength: number;
}

/**
 * Cuts the borders of some grids of a map.
 *
 * @param indices of the grids among all that were numbered
 */
export function* openShownMap(
  grids: readonly MapGrid[],
  geometries: readonly NumberedGeometry[],
  { vertices, places }: NumberedMap,
): Steps<ShownMap> {
  const topology = yield* buildTopology(geometries, vertices);
  const users = yield* gatherUsers(topology);
  const measured = yield* measureArcs(topology.arcs, places);
  return new ShownMap(grids, topology, places, { ...users, ...measured });
}

function* gatherUsers({ arcs, geometries }: Topology): Steps<Pick<ArcDetails, 'starts' | 'users'>> {
  const starts = new Int32Array(arcs.length + 1);
  const ofGrid: number[][] = [];
  for (const [grid, polygons] of geometries.entries()) {
    const own = distinctArcs(polygons);
    ofGrid.push(own);
    for (const arc of own) starts[arc + 1] = starts[arc + 1]! + 1;
    if (grid % 1024 === 1023) yield;
  }
  for (let arc = 0; arc < arcs.length; arc += 1) starts[arc + 1] = starts[arc + 1]! + starts[arc]!;
  const filled = starts.slice(0, -1);
  const users = new Int32Array(starts[arcs.length]!);
  for (const [grid, own] of ofGrid.entries()) {
    for (const arc of own) {
      users[filled[arc]!] = grid;
      filled[arc] = filled[arc]! + 1;
    }
  }
  return { starts, users };
}

function* measureArcs(
  arcs: readonly Arc[],
  places: Float64Array,
): Steps<Pick<ArcDetails, 'boxes' | 'segmentLength'>> {
  const boxes = new Float64Array(4 * arcs.length);
  let logarithms = 0;
  let samples = 0;
  let segment = 0;
  let work = 0;
  for (const [index, arc] of arcs.entries()) {
    let west = Infinity;
    let south = Infinity;
    let east = -Infinity;
    let north = -Infinity;
    for (let at = 0; at < arc.length; at += 1) {
      const x = places[2 * arc[at]!]!;
      const y = places[2 * arc[at]! + 1]!;
      if (x < west) west = x;
      if (x > east) east = x;
      if (y < south) south = y;
      if (y > north) north = y;
      segment += 1;
      if (at === 0 || segment % segmentsPerSample !== 0) continue;
      const length = Math.abs(x - places[2 * arc[at - 1]!]!) + Math.abs(y - places[2 * arc[at - 1]! + 1]!);
      if (length === 0) continue;
      logarithms += Math.log(length);
      samples += 1;
    }
    boxes.set([west, south, east, north], 4 * index);
    work += arc.length;
    if (work < workPerStep) continue;
    work = 0;
    yield;
  }
  // The geometric mean: a few borders across the country say nothing of how long a segment is likely to be.
  return { boxes, segmentLength: samples === 0 ? 0 : Math.exp(logarithms / samples) };
}

function distinctArcs(polygons: readonly (readonly ArcRing[])[]): number[] {
  const arcs = new Set<number>();
  for (const rings of polygons)
    for (const ring of rings) for (const arc of ring) arcs.add(arc < 0 ? ~arc : arc);
  return [...arcs];
}
