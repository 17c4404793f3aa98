import type { RawFeature } from 'geojson-vt';
import { dissolveEvenOdd } from '../coverage/dissolve-even-odd.js';
import { findRingFault } from '../coverage/find-ring-fault.js';
import { crossSign } from '../geometry/orientation.js';
import { runSteps } from '../geometry/run-steps.js';
import type { MultiPolygon, Ring } from '../geometry/types.js';

/** Dissolving rounds the places where edges cross, which may make others cross; it was never seen to need a third. */
const mostPasses = 4;

/** A triangle, closed: four vertices of two numbers. */
const fewestNumbers = 8;

/** A closed ring with at most so many numbers is looked at by its corners first: most buildings are. */
const fewNumbers = 10;

/** Up to so many numbers it costs less to look at every vertex and edge of a ring than to dissolve it. */
const shortNumbers = 64;

/**
 * A polygon as vector tiles want it: each shell, clockwise on the screen, before its holes, which run the other way and lie in
 * it; rings simple and none without an area. Simplifying moves edges over each other and turns slivers over, and cutting
 * ring by ring walks along the edge of the tile twice. What such rings surround an odd number of times is what is drawn.
 *
 * @returns undefined when nothing with an area is left; lines and points as they are
 * Cost: linear for rings that are fine as they are, and little more for the others.
 */
export function settleRings(feature: RawFeature): RawFeature | undefined {
  if (feature.type !== 3) return feature;
  const rings = feature.geometry.map(withoutRepeats).filter((ring) => ring.length >= fewestNumbers);
  const only = rings[0];
  if (rings.length === 1 && only !== undefined && turnsRightOnly(only)) {
    return { ...feature, geometry: [only] };
  }
  const polygons = rings.length === 0 ? [] : settlePolygons(rings);
  return polygons.length === 0 ? undefined : { ...feature, geometry: polygons.flat() };
}

function settlePolygons(rings: readonly Ring[]): MultiPolygon {
  let polygons: MultiPolygon = groupByDirection(rings);
  // Whether a long ring meets itself takes as long to tell as to mend.
  const isShort = rings.every((ring) => ring.length <= shortNumbers);
  if (isShort && isSettled(polygons)) return polygons;
  for (let pass = 0; pass < mostPasses; pass += 1) {
    polygons = groupByDirection(
      runSteps(dissolveEvenOdd([polygons]))
        .flat()
        .flatMap(keepArea),
    );
    if (isSettled(polygons)) break;
  }
  return polygons;
}

/** As geojson-vt hands them out: a shell, clockwise on the screen, and its holes. */
function groupByDirection(rings: readonly Ring[]): Ring[][] {
  const polygons: Ring[][] = [];
  for (const ring of rings) {
    const last = polygons.at(-1);
    if (last === undefined || doubledArea(ring) > 0) polygons.push([ring]);
    else last.push(ring);
  }
  return polygons;
}

function isSettled(polygons: MultiPolygon): boolean {
  return (
    polygons.every(
      ([shell, ...holes]) => doubledArea(shell!) > 0 && holes.every((it) => doubledArea(it) < 0),
    ) &&
    !polygons.flat().some((ring) => ring.length <= shortNumbers && meetsItself(ring)) &&
    runSteps(findRingFault(polygons)) === undefined
  );
}

/** Whether a vertex lies on an edge that neither begins nor ends there. */
function meetsItself(ring: Ring): boolean {
  const last = ring.length - 2;
  for (let vertex = 0; vertex < last; vertex += 2) {
    const [x, y] = [ring[vertex]!, ring[vertex + 1]!];
    for (let at = 0; at < last; at += 2) {
      if (at === vertex || at + 2 === vertex || (vertex === 0 && at + 2 === last)) continue;
      const [fromX, fromY, toX, toY] = [ring[at]!, ring[at + 1]!, ring[at + 2]!, ring[at + 3]!];
      const isBeside = x < Math.min(fromX, toX) || x > Math.max(fromX, toX);
      if (isBeside || y < Math.min(fromY, toY) || y > Math.max(fromY, toY)) continue;
      if (crossSign(toX - fromX, toY - fromY, x - fromX, y - fromY) === 0) return true;
    }
  }
  return false;
}

/** Whether a short ring turns right at every corner, as the screen shows it: then it is convex. */
function turnsRightOnly(ring: Ring): boolean {
  if (ring.length > fewNumbers) return false;
  const last = ring.length - 2;
  for (let at = 0; at < last; at += 2) {
    const after = at + 2 === last ? 2 : at + 4;
    const [x, y] = [ring[at + 2]!, ring[at + 3]!];
    if (crossSign(x - ring[at]!, y - ring[at + 1]!, ring[after]! - x, ring[after + 1]! - y) <= 0)
      return false;
  }
  return true;
}

function keepArea(ring: Ring): Ring[] {
  const path = withoutRepeats(ring);
  return path.length < fewestNumbers || doubledArea(path) === 0 ? [] : [path];
}

function withoutRepeats(ring: ArrayLike<number>): Ring {
  const path = new Int32Array(ring.length);
  let length = 0;
  for (let at = 0; at < ring.length; at += 2) {
    const [x, y] = [ring[at]!, ring[at + 1]!];
    if (length > 0 && path[length - 2] === x && path[length - 1] === y) continue;
    path[length] = x;
    path[length + 1] = y;
    length += 2;
  }
  return path.subarray(0, length);
}

function doubledArea(ring: Ring): number {
  let sum = 0;
  for (let at = 0; at + 3 < ring.length; at += 2)
    sum += ring[at]! * ring[at + 3]! - ring[at + 2]! * ring[at + 1]!;
  return sum;
}
