import { fromLattice } from '../../geometry/lattice.js';
import type { MatchResult } from '../../geometry/match-types.js';
import type { InsertedPoint, RecordedGrid } from './types.js';
import type { UnderstoodFeature } from './understand-feature.js';

/**
 * The vertices that matching put into edges, each with the grid that lacked it and the grids that had it.
 *
 * @param lattice places of the vertices, flat `x,y` by number
 * @param featureOfRing index of each ring's feature in `features`
 * Cost: one pass over all vertices.
 */
export function listInsertedPoints(
  matched: MatchResult,
  lattice: Int32Array,
  features: readonly UnderstoodFeature[],
  featureOfRing: Int32Array,
): InsertedPoint[] {
  const having = findHolders(matched, featureOfRing);
  return matched.inserted.map(({ ring, vertex, distanceMetres }) => ({
    ...record(features[featureOfRing[ring]!]!),
    point: [fromLattice(lattice[2 * vertex]!), fromLattice(lattice[2 * vertex + 1]!)],
    distanceMetres,
    having: [...having.get(vertex)!].map((index) => record(features[index]!)),
  }));
}

/** Per inserted vertex the features whose rings all had it themselves, in the order of the files. */
function findHolders(
  { ids, starts, inserted }: MatchResult,
  featureOfRing: Int32Array,
): ReadonlyMap<number, ReadonlySet<number>> {
  const holders = new Map<number, Set<number>>(inserted.map(({ vertex }) => [vertex, new Set()]));
  if (holders.size === 0) return holders;
  for (let ring = 0; ring + 1 < starts.length; ring += 1) {
    for (let at = starts[ring]!; at < starts[ring + 1]!; at += 1)
      holders.get(ids[at]!)?.add(featureOfRing[ring]!);
  }
  for (const { ring, vertex } of inserted) holders.get(vertex)!.delete(featureOfRing[ring]!);
  return holders;
}

function record({ facts }: UnderstoodFeature): RecordedGrid {
  const { file, feature, level, code, name } = facts;
  return { file, feature, level, code, name };
}
