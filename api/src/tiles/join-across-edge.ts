import { dissolveWound } from '../coverage/generalise/dissolve-wound.js';
import type { Steps } from '../geometry/run-steps.js';
import { SignedEdges } from '../geometry/signed-edges.js';
import type { Ring } from '../geometry/types.js';
import { tileExtent } from './tile-size.js';

/** Where ±180° may lie in a tile; at zoom 0 at both sides. */
const worldEdges: readonly number[] = [0, tileExtent];

/**
 * The parts of a grid on either side of ±180° as one, without an edge between them.
 *
 *     +----+----+      +---------+     One side may have a vertex on the edge where the other has none: both get it,
 *     |    |    |      |         |     so that their edges cancel. Where only one side is the grid's the edge stays.
 *     |    +----+  →   |    +----+
 *     |    |           |    |
 *     +----+           +----+
 *
 * Precondition: each part is valid, and parts share nothing but edges along ±180°.
 *
 * @param rings of all parts, in tile units
 * @returns each shell, clockwise on the screen, before its holes
 * Cost: about linear; for grids that have parts on both sides only.
 */
export function* joinAcrossEdge(rings: readonly (Int16Array | Int32Array)[]): Steps<Int16Array[]> {
  const places = new Map(worldEdges.map((edge) => [edge, placesOn(rings, edge)]));
  const whole = rings.map((ring) => [withPlaces(ring, places)]);
  const joined = yield* dissolveWound(whole, new SignedEdges());
  if (joined === undefined) throw new Error('the parts of a grid on both sides of ±180° overlap');
  return joined.flatMap((polygon) => polygon.map((ring) => Int16Array.from(ring)));
}

/** Where vertices lie on an edge of the world, from north to south. */
function placesOn(rings: readonly (Int16Array | Int32Array)[], edge: number): number[] {
  const places = new Set<number>();
  for (const ring of rings) {
    for (let at = 0; at < ring.length; at += 2) if (ring[at] === edge) places.add(ring[at + 1]!);
  }
  return [...places].sort((a, b) => a - b);
}

/** The ring with a vertex wherever a place lies on one of its edges along an edge of the world. */
function withPlaces(ring: Int16Array | Int32Array, placesOf: ReadonlyMap<number, readonly number[]>): Ring {
  const path: number[] = [ring[0]!, ring[1]!];
  for (let at = 2; at < ring.length; at += 2) {
    const [fromX, fromY, x, y] = [ring[at - 2]!, ring[at - 1]!, ring[at]!, ring[at + 1]!];
    if (fromX === x) {
      const [north, south] = [Math.min(fromY, y), Math.max(fromY, y)];
      const between = (placesOf.get(x) ?? []).filter((place) => place > north && place < south);
      for (const place of y > fromY ? between : between.reverse()) path.push(x, place);
    }
    path.push(x, y);
  }
  return Int32Array.from(path);
}
