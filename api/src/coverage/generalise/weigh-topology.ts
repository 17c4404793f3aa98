import type { Topology } from './build-topology.js';
import { projectVertex } from './tile-units.js';
import { weighVertices } from './weigh-vertices.js';

/** A topology made ready for every zoom: places and weights are the same for all. */
export interface WeighedTopology {
  readonly topology: Topology;
  /** `east, north` by vertex number, the world being 1 × 1. */
  readonly places: Float64Array;
  /** Per arc and vertex, in squares of the world. */
  readonly weights: readonly Float64Array[];
}

/** Projects every vertex to Web Mercator and weighs it in its arc. Cost: n log n in the longest arc. */
export function weighTopology(topology: Topology): WeighedTopology {
  const { vertices, arcs } = topology;
  const places = new Float64Array(2 * vertices.count);
  for (let vertex = 0; vertex < vertices.count; vertex += 1) {
    const [east, north] = projectVertex(vertices.xOf(vertex), vertices.yOf(vertex));
    places[2 * vertex] = east;
    places[2 * vertex + 1] = north;
  }
  return { topology, places, weights: arcs.map((arc) => weighVertices(arc, places)) };
}
