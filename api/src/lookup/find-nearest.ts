import { metresPerStep } from '../geometry/metres-per-step.js';
import type { MultiPolygon } from '../geometry/types.js';
import type { LookupGrid, LookupLevel } from './build-lookup-index.js';

export interface Nearest<G> {
  readonly grid: G;
  readonly distanceMetres: number;
}

/** Beyond this nothing is near. */
const farthestMetres = 100_000;
const firstMetres = 250;
const growth = 4;

/**
 * The grid of a level whose border is nearest to a lattice point outside of all of them, with the distance in
 * metres (flat at the point's latitude: good to 1 ‰ within 50 km). Undefined when none is within 100 km.
 *
 * Cost: the vertices of the grids around, in windows that grow until one holds the answer.
 */
export function findNearest<G extends LookupGrid>(
  level: LookupLevel<G>,
  x: number,
  y: number,
): Nearest<G> | undefined {
  const scale = metresPerStep(y);
  for (let radius = firstMetres; ; radius = Math.min(radius * growth, farthestMetres)) {
    const nearest = nearestWithin(level, x, y, radius, scale);
    if (nearest !== undefined || radius >= farthestMetres) return nearest;
  }
}

function nearestWithin<G extends LookupGrid>(
  level: LookupLevel<G>,
  x: number,
  y: number,
  radiusMetres: number,
  scale: { readonly east: number; readonly north: number },
): Nearest<G> | undefined {
  // At a pole a step eastward has no length: then the window is as wide as the world.
  const east = Math.min(radiusMetres / Math.max(scale.east, 1e-9), 3.6e9);
  const north = radiusMetres / scale.north;
  let nearest: Nearest<G> | undefined;
  for (const at of level.boxes.search(x - east, y - north, x + east, y + north)) {
    const grid = level.grids[at];
    if (grid === undefined) continue;
    const distanceMetres = distanceToBorder(grid.geometry, x, y, scale);
    if (distanceMetres > radiusMetres) continue;
    const isNearer =
      nearest === undefined ||
      distanceMetres < nearest.distanceMetres ||
      (distanceMetres === nearest.distanceMetres && grid.gridId < nearest.grid.gridId);
    if (isNearer) nearest = { grid, distanceMetres };
  }
  return nearest;
}

function distanceToBorder(
  geometry: MultiPolygon,
  x: number,
  y: number,
  scale: { readonly east: number; readonly north: number },
): number {
  let leastSquare = Infinity;
  for (const ring of geometry.flat()) {
    for (let at = 0; at + 3 < ring.length; at += 2) {
      const ax = (ring[at]! - x) * scale.east;
      const ay = (ring[at + 1]! - y) * scale.north;
      const ux = (ring[at + 2]! - x) * scale.east - ax;
      const uy = (ring[at + 3]! - y) * scale.north - ay;
      const share = Math.min(1, Math.max(0, -(ax * ux + ay * uy) / (ux * ux + uy * uy)));
      const nearX = ax + share * ux;
      const nearY = ay + share * uy;
      leastSquare = Math.min(leastSquare, nearX * nearX + nearY * nearY);
    }
  }
  return Math.sqrt(leastSquare);
}
