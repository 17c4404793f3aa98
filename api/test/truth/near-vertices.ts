import type { Grid } from '../../src/coverage/types.js';

/** A vertex within this many lattice steps of another's edge, away from its ends, is meant for it. */
const nearSteps = 2;

export interface NearVertex {
  /** Whose edge lacks it. */
  readonly lacking: string;
  readonly x: number;
  readonly y: number;
}

/**
 * The unmatched vertices of one family by brute force, every vertex against every edge of every other member: on the
 * edge or within two lattice steps of it, more than two steps from its ends, and no vertex of the edge's owner. An edge
 * that both have lacks nothing: there the vertex belongs to a border that turns off at a sharp angle.
 *
 * @returns each once, in no order
 */
export function nearVertices(parent: Grid, children: readonly Grid[]): NearVertex[] {
  const members = [parent, ...children].map((grid) => ({
    grid,
    vertices: verticesOf(grid),
    edges: edgesOf(grid),
  }));
  const found = new Map<string, NearVertex>();
  for (const { grid, vertices } of members) {
    const box = boxOf(grid);
    for (const other of members) {
      if (other.grid === grid) continue;
      for (const [key, [x, y]] of other.vertices) {
        if (vertices.has(key) || !isWithin(box, x, y) || !isBesideEdge(grid, other.edges, x, y)) continue;
        found.set(`${grid.level} ${grid.code} ${key}`, { lacking: grid.code, x, y });
      }
    }
  }
  return [...found.values()];
}

function verticesOf(grid: Grid): Map<string, readonly [number, number]> {
  const vertices = new Map<string, readonly [number, number]>();
  for (const ring of grid.geometry.flat()) {
    for (let at = 0; at + 1 < ring.length; at += 2)
      vertices.set(`${ring[at]},${ring[at + 1]}`, [ring[at]!, ring[at + 1]!]);
  }
  return vertices;
}

function edgesOf(grid: Grid): Set<string> {
  const edges = new Set<string>();
  for (const ring of grid.geometry.flat()) {
    for (let at = 0; at + 3 < ring.length; at += 2) edges.add(ring.slice(at, at + 4).join());
  }
  return edges;
}

type Box = readonly [west: number, south: number, east: number, north: number];

function boxOf(grid: Grid): Box {
  let [west, south, east, north] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const ring of grid.geometry.flat()) {
    for (let at = 0; at + 1 < ring.length; at += 2) {
      west = Math.min(west, ring[at]!);
      east = Math.max(east, ring[at]!);
      south = Math.min(south, ring[at + 1]!);
      north = Math.max(north, ring[at + 1]!);
    }
  }
  return [west - nearSteps, south - nearSteps, east + nearSteps, north + nearSteps];
}

function isWithin([west, south, east, north]: Box, x: number, y: number): boolean {
  return x >= west && x <= east && y >= south && y <= north;
}

function isBesideEdge(grid: Grid, shared: ReadonlySet<string>, x: number, y: number): boolean {
  return grid.geometry.flat().some((ring) => {
    for (let at = 0; at + 3 < ring.length; at += 2) {
      const [ax, ay, bx, by] = [ring[at]!, ring[at + 1]!, ring[at + 2]!, ring[at + 3]!];
      if (Math.hypot(x - ax, y - ay) <= nearSteps || Math.hypot(x - bx, y - by) <= nearSteps) continue;
      const length = Math.hypot(bx - ax, by - ay);
      const along = ((x - ax) * (bx - ax) + (y - ay) * (by - ay)) / length;
      const aside = Math.abs((bx - ax) * (y - ay) - (by - ay) * (x - ax)) / length;
      if (along <= 0 || along >= length || aside > nearSteps) continue;
      if (!shared.has(`${ax},${ay},${bx},${by}`) && !shared.has(`${bx},${by},${ax},${ay}`)) return true;
    }
    return false;
  });
}
