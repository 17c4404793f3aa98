import { workPerStep, type Steps } from '../../geometry/run-steps.js';
import type { MultiPolygon } from '../../geometry/types.js';
import { VertexNumbers } from '../../geometry/vertex-numbers.js';
import { projectVertex } from './tile-units.js';

/** The rings of a geometry as numbers of their vertices; the first is named again last. */
export type NumberedGeometry = readonly (readonly Int32Array[])[];

/** A vertex stands in about so many rings: its grids on either side, and those of upper levels. */
const ringsPerVertex = 3;

/** Geometries whose equal vertices have one number, in whatever geometry they stand. */
export interface NumberedMap {
  readonly vertices: VertexNumbers;
  readonly geometries: readonly NumberedGeometry[];
  /** `east, north` by vertex number, the world being 1 × 1. */
  readonly places: Float64Array;
}

/** Numbers and projects every vertex of all geometries. Linear. */
export function* numberRings(geometries: readonly MultiPolygon[]): Steps<NumberedMap> {
  let total = 0;
  for (const geometry of geometries)
    for (const polygon of geometry) for (const ring of polygon) total += ring.length / 2;
  const vertices = new VertexNumbers(Math.ceil(total / ringsPerVertex));
  const numbered: NumberedGeometry[] = [];
  let work = 0;
  for (const geometry of geometries) {
    numbered.push(geometry.map((polygon) => polygon.map((ring) => numberRing(ring, vertices))));
    for (const polygon of geometry) for (const ring of polygon) work += 2 * ring.length;
    if (work < workPerStep) continue;
    work = 0;
    yield;
  }
  const places = new Float64Array(2 * vertices.count);
  for (let vertex = 0; vertex < vertices.count; vertex += 1) {
    const [east, north] = projectVertex(vertices.xOf(vertex), vertices.yOf(vertex));
    places[2 * vertex] = east;
    places[2 * vertex + 1] = north;
    if (vertex % workPerStep === workPerStep - 1) yield;
  }
  return { vertices, geometries: numbered, places };
}

function numberRing(ring: Int32Array, vertices: VertexNumbers): Int32Array {
  const numbers = new Int32Array(ring.length / 2);
  for (let index = 0; index < numbers.length; index += 1) {
    numbers[index] = vertices.numberOf(ring[2 * index]!, ring[2 * index + 1]!);
  }
  return numbers;
}
