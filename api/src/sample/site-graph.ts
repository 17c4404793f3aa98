import type { Mesh } from './build-mesh.js';
import { mainRiver, type Curve } from './draw-curves.js';
import type { Graph } from './grow-regions.js';
import { layerNoise, makeNoise } from './make-noise.js';
import type { Sites } from './place-sites.js';
import { PointBuckets } from './point-buckets.js';
import type { PlanePoint } from './types.js';

/** What an edge between two sites runs along. */
export const curveEdge = { none: 0, line: 1, mainRiver: 2 } as const;

/** Sites farther from the main river than this have none of its edges, metres. */
const bankReach = 700;

/**
 * Which edges run along a river or a road: their sites are a mirrored pair of the same curve. The main river is told
 * apart, because no element lies on both of its banks: there every edge counts whose sites are on opposite banks.
 */
export function findCurveEdges(mesh: Mesh, sites: Sites, curves: readonly Curve[]): Uint8Array {
  const isCurve = new Uint8Array(mesh.edgeCount);
  const banks = findBanks(sites, curves[mainRiver] as Curve);
  for (let edge = 0; edge < mesh.edgeCount; edge++) {
    const a = mesh.edgeA[edge] as number;
    const b = mesh.edgeB[edge] as number;
    if ((banks[a] as number) * (banks[b] as number) === -1) isCurve[edge] = curveEdge.mainRiver;
    else if (isMirrored(sites, a, b)) isCurve[edge] = curveEdge.line;
  }
  return isCurve;
}

/** Whether two sites stand opposite each other on the same river or road. */
export function isMirrored(sites: Sites, a: number, b: number): boolean {
  return sites.curves[a] !== -1 && sites.curves[a] === sites.curves[b] && sites.sides[a] !== sites.sides[b];
}

/** 1 left of the main river, -1 right of it, 0 far from it. */
function findBanks(sites: Sites, river: Curve): Int8Array {
  const middle = new PointBuckets(bankReach);
  for (const point of river.points) middle.add(point.x, point.y);
  return Int8Array.from(sites.xs, (x, site) => {
    if (sites.curves[site] === mainRiver) return sites.sides[site] as number;
    const y = sites.ys[site] as number;
    const at = middle.nearest(x, y, bankReach)?.index;
    if (at === undefined) return 0;
    const before = river.points[Math.max(0, at - 1)] as PlanePoint;
    const after = river.points[Math.min(river.points.length - 1, at + 1)] as PlanePoint;
    return (after.x - before.x) * (y - before.y) - (after.y - before.y) * (x - before.x) > 0 ? 1 : -1;
  });
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
    costs[edge] =
      Math.hypot(ax - bx, ay - by) * (isCurve[edge] !== curveEdge.none ? 4 : 1) * (1 + 2 * ridge ** 6);
  }
  return costs;
}
