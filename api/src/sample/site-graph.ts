import type { Mesh } from './build-mesh.js';
import type { Graph } from './grow-regions.js';
import { layerNoise, makeNoise } from './make-noise.js';
import type { Sites } from './place-sites.js';

/** Whether an edge runs along a river or a road: its sites are a mirrored pair of the same curve. */
export function findCurveEdges(mesh: Mesh, sites: Sites): Uint8Array {
  const isCurve = new Uint8Array(mesh.edgeCount);
  for (let edge = 0; edge < mesh.edgeCount; edge++) {
    const a = mesh.edgeA[edge] as number;
    const b = mesh.edgeB[edge] as number;
    if (sites.curves[a] === -1 || sites.curves[a] !== sites.curves[b] || sites.sides[a] === sites.sides[b])
      continue;
    isCurve[edge] = 1;
  }
  return isCurve;
}

/** The site across an edge. */
export function siteAcross(mesh: Mesh, edge: number, site: number): number {
  const a = mesh.edgeA[edge] as number;
  return a === site ? (mesh.edgeB[edge] as number) : a;
}

/** Sites as nodes; a step is possible where `mayCross` says so. */
export function makeSiteGraph(
  mesh: Mesh,
  mayCross: (edge: number) => boolean,
  costOf: (edge: number) => number = () => 1,
): Graph {
  return {
    nodeCount: mesh.siteCount,
    visitNeighbours: (site, visit) => {
      const end = mesh.siteStart[site + 1] as number;
      for (let at = mesh.siteStart[site] as number; at < end; at++) {
        const edge = mesh.siteEdges[at] as number;
        if (mayCross(edge)) visit(siteAcross(mesh, edge, site), costOf(edge));
      }
    },
  };
}

/**
 * What it costs to cross an edge in the country: the distance, four times as much over a river or a road, and up
 * to three times as much over a ridge (a crest of the height field), so that borders come to lie there.
 */
export function makeTerrainCosts(mesh: Mesh, sites: Sites, isCurve: Uint8Array, seed: number): Float64Array {
  const noise = makeNoise(seed ^ 0x41d6);
  const crest = (x: number, y: number): number => 1 - Math.abs(layerNoise(noise, x / 5200, y / 5200, 4));
  const costs = new Float64Array(mesh.edgeCount);
  for (let edge = 0; edge < mesh.edgeCount; edge++) {
    const a = mesh.edgeA[edge] as number;
    const b = mesh.edgeB[edge] as number;
    const ax = sites.xs[a] as number;
    const ay = sites.ys[a] as number;
    const bx = sites.xs[b] as number;
    const by = sites.ys[b] as number;
    const ridge = crest((ax + bx) / 2, (ay + by) / 2);
    costs[edge] = Math.hypot(ax - bx, ay - by) * (isCurve[edge] === 1 ? 4 : 1) * (1 + 2 * ridge ** 6);
  }
  return costs;
}
