import { findRingFault } from '../find-ring-fault.js';
import type { Steps } from '../../geometry/run-steps.js';
import type { SignedEdges } from '../../geometry/signed-edges.js';
import type { MultiPolygon, Ring } from '../../geometry/types.js';
import type { ArcRing } from './build-topology.js';
import { dissolveWound } from './dissolve-wound.js';
import type { LinePool } from './line-pool.js';

/** A triangle, closed: four vertices of two numbers. */
const fewestNumbers = 8;

/**
 * Puts a geometry together from rounded arcs. Where rounding has made arcs fall together the parts between them are
 * gone, and the rings are joined anew (`dissolveWound`, which proves that it is the same area).
 *
 * @returns undefined when the arcs turn over or cross each other; an empty geometry when all of it has collapsed
 */
export function* assembleGeometry(
  polygons: readonly (readonly ArcRing[])[],
  paths: LinePool,
  table: SignedEdges,
): Steps<MultiPolygon | undefined> {
  const raw = joinRings(polygons, paths);
  const isWhole = raw.every((rings) => rings.every((ring) => ring.length >= fewestNumbers));
  if (isWhole && (yield* findRingFault(raw)) === undefined) return raw;
  return yield* dissolveWound(raw, table);
}

/** The rings of a geometry as its arcs run, whatever rounding has made of them. */
export function joinRings(polygons: readonly (readonly ArcRing[])[], paths: LinePool): MultiPolygon {
  return polygons.map((rings) => rings.map((ring) => joinArcs(ring, paths)));
}

/** The closed ring along arcs; a single vertex where all of them have collapsed. */
function joinArcs(ring: ArcRing, paths: LinePool): Ring {
  const { values } = paths;
  let length = 2;
  for (const signed of ring) {
    const arc = signed < 0 ? ~signed : signed;
    length += paths.endOf(arc) - paths.startOf(arc) - 2;
  }
  const joined = new Int32Array(length);
  let to = 0;
  for (const signed of ring) {
    const arc = signed < 0 ? ~signed : signed;
    const start = paths.startOf(arc);
    const end = paths.endOf(arc);
    // Every arc begins where the one before it ended: that vertex is written twice, the same.
    if (signed >= 0) {
      for (let from = start; from < end; from += 1, to += 1) joined[to] = values[from]!;
    } else {
      for (let from = end - 2; from >= start; from -= 2, to += 2) {
        joined[to] = values[from]!;
        joined[to + 1] = values[from + 1]!;
      }
    }
    to -= 2;
  }
  return joined;
}
