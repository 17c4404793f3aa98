import { projectVertex, worldUnits } from './tile-units.js';
import type { LinePool } from './line-pool.js';
import type { ShownMap } from './shown-map.js';

/** A vertex whose triangle is smaller than this many square units is left out: a screen pixel is 8 × 8 units. */
const leastWeightUnits = 12;

/** A border that was given vertices back has those that are this many times lighter, each time, … */
const lighter = 16;
/** … and after so many times all of them, its edges bent as straight lines of the map are in Web Mercator. */
export const mostTries = 5;

/** An edge of all vertices is bent so that it keeps within this of the map's line: a lattice step is 1/15 unit at zoom 16. */
const mostBowUnits = 1 / 64;
/** An edge is halved at most so often. */
const mostHalvings = 10;

/** Steps by which vertices were moved, by vertex number, in units. */
export type Moves = ReadonlyMap<number, readonly [east: number, north: number]>;

/**
 * The vertices that a zoom keeps of an arc, in its units: those that weigh enough, and the ends.
 *
 * @param tried how often the arc has been given vertices back
 * @param moves vertices that are moved: they go to the whole place next to them first
 * @param points receives `x, y` a vertex in an opened line
 */
export function keepPoints(
  map: ShownMap,
  arc: number,
  zoom: number,
  tried: number,
  moves: Moves,
  points: LinePool,
): void {
  const vertices = map.topology.arcs[arc]!;
  const units = worldUnits(zoom);
  const isWhole = tried >= mostTries;
  const weights = map.weightsOf(arc);
  const least = leastWeightUnits / units ** 2 / lighter ** tried;
  for (let at = 0; at < vertices.length; at += 1) {
    if (!isWhole && weights[at]! < least) continue;
    const vertex = vertices[at]!;
    if (isWhole && at > 0) bendEdge(map, vertices[at - 1]!, vertex, units, points);
    const x = map.places[2 * vertex]! * units;
    const y = map.places[2 * vertex + 1]! * units;
    const move = moves.size === 0 ? undefined : moves.get(vertex);
    if (move === undefined) points.push(x, y);
    else points.push(Math.round(x) + move[0], Math.round(y) + move[1]);
  }
}

/** Adds the points between the ends of an edge where the map's straight line leaves that of Web Mercator. */
function bendEdge(map: ShownMap, from: number, to: number, units: number, points: LinePool): void {
  const { vertices } = map.topology;
  const [x1, y1, x2, y2] = [vertices.xOf(from), vertices.yOf(from), vertices.xOf(to), vertices.yOf(to)];
  // Level and upright lines are straight in both.
  if (x1 === x2 || y1 === y2) return;
  const placeAt = (share: number): [number, number] => {
    const [east, north] = projectVertex(x1 + share * (x2 - x1), y1 + share * (y2 - y1));
    return [east * units, north * units];
  };
  const halve = (low: number, high: number, lowY: number, highY: number, halvings: number): void => {
    const middle = (low + high) / 2;
    const [x, y] = placeAt(middle);
    if (halvings === 0 || Math.abs(y - (lowY + highY) / 2) <= mostBowUnits) return;
    halve(low, middle, lowY, y, halvings - 1);
    points.push(x, y);
    halve(middle, high, y, highY, halvings - 1);
  };
  halve(0, 1, map.places[2 * from + 1]! * units, map.places[2 * to + 1]! * units, mostHalvings);
}
