import { latticeStepsPerDegree } from '../geometry/lattice.js';
import type { MultiPolygon, Polygon } from '../geometry/types.js';

const antimeridian = 180 * latticeStepsPerDegree;

/** A stretch of the antimeridian that a part has as its edge, south to north. */
interface Stretch {
  readonly part: number;
  readonly south: number;
  readonly north: number;
}

/**
 * How many pieces a geometry has on the globe. What crosses 180° is drawn cut there (RFC 7946, 3.1.9): parts with a stretch
 * of edge at 180° in common, one from the west and one from the east, are one piece. Parts that meet in a point are two.
 *
 * Cost: a look at the length for a geometry of one part; else linear in vertices, and n·log n in edges on the line.
 */
export function countParts(geometry: MultiPolygon): number {
  if (geometry.length < 2) return geometry.length;
  const fromWest = stretchesAt(geometry, antimeridian);
  if (fromWest.length === 0) return geometry.length;
  const fromEast = stretchesAt(geometry, -antimeridian);
  const pieceOf = geometry.map((_, part) => part);
  const find = (part: number): number => {
    let root = part;
    while (pieceOf[root] !== root) root = pieceOf[root] = pieceOf[pieceOf[root]!]!;
    return root;
  };
  let pieces = geometry.length;
  // Stretches of one side do not overlap: whichever ends first has met all that it can.
  for (let west = 0, east = 0; west < fromWest.length && east < fromEast.length;) {
    const a = fromWest[west]!;
    const b = fromEast[east]!;
    if (Math.max(a.south, b.south) < Math.min(a.north, b.north) && find(a.part) !== find(b.part)) {
      pieceOf[find(a.part)] = find(b.part);
      pieces -= 1;
    }
    if (a.north < b.north) west += 1;
    else east += 1;
  }
  return pieces;
}

function stretchesAt(geometry: MultiPolygon, x: number): Stretch[] {
  return geometry
    .flatMap((polygon, part) => edgesAt(polygon, x).map((edge) => ({ part, ...edge })))
    .sort((a, b) => a.south - b.south);
}

function edgesAt(polygon: Polygon, x: number): Omit<Stretch, 'part'>[] {
  const edges: Omit<Stretch, 'part'>[] = [];
  for (const ring of polygon) {
    for (let i = 0; i + 3 < ring.length; i += 2) {
      if (ring[i] !== x || ring[i + 2] !== x) continue;
      edges.push({
        south: Math.min(ring[i + 1]!, ring[i + 3]!),
        north: Math.max(ring[i + 1]!, ring[i + 3]!),
      });
    }
  }
  return edges;
}
