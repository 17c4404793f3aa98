import { indexVertices } from '../../geometry/match-index.js';
import { toLattice } from '../../geometry/lattice.js';
import type { LoadedSource } from './load-source.js';
import type { MatchedSources } from './match-sources.js';
import { projectPoint, type PointPlace } from './project-point.js';

export interface LatticeVertices {
  /** Flat `x,y` in lattice steps, by vertex number; 0,0 for a vertex that no ring uses any more. */
  readonly lattice: Int32Array;
  /** Used vertices that fell onto a lattice point which another one has too. */
  readonly collapsedVertices: number;
}

/**
 * Reprojects every vertex once and rounds it to the lattice, so that what grids share stays shared.
 *
 * @param placeOfRing file and feature of a ring, for the error.
 * @throws Problem when a vertex cannot be in its file's CRS.
 */
export function projectVertices(
  matched: MatchedSources,
  sources: readonly LoadedSource[],
  placeOfRing: (ring: number) => PointPlace,
): LatticeVertices {
  const count = matched.vertices.length / 2;
  const lattice = new Int32Array(2 * count);
  const isDone = new Uint8Array(count);
  const used = new Float64Array(2 * count);
  let usedCount = 0;
  for (let ring = 0; ring + 1 < matched.starts.length; ring += 1) {
    const { crs, datum } = sources[matched.sourceOfRing[ring]!]!;
    const place = (): PointPlace => placeOfRing(ring);
    for (let i = matched.starts[ring]!; i < matched.starts[ring + 1]!; i += 1) {
      const vertex = matched.ids[i]!;
      if (isDone[vertex] === 1) continue;
      isDone[vertex] = 1;
      const x = matched.vertices[2 * vertex]!;
      const y = matched.vertices[2 * vertex + 1]!;
      const [lng, lat] = matched.isProjected ? [x, y] : projectPoint(x, y, crs, datum, place);
      used[2 * usedCount] = lattice[2 * vertex] = toLattice(lng);
      used[2 * usedCount + 1] = lattice[2 * vertex + 1] = toLattice(lat);
      usedCount += 1;
    }
  }
  const distinct = indexVertices([used.subarray(0, 2 * usedCount)]).vertices.length / 2;
  return { lattice, collapsedVertices: usedCount - distinct };
}
