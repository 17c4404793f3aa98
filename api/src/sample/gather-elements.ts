import type { Mesh } from './build-mesh.js';
import type { Sites } from './place-sites.js';

/** What the upper levels and the categories need to know of the elements; parallel arrays. */
export interface ElementFacts {
  readonly count: number;
  /** Middle of the element's sites, metres. */
  readonly xs: Float64Array;
  readonly ys: Float64Array;
  /** The element's site nearest to its middle: a place inside it. */
  readonly hearts: Int32Array;
  readonly areas: Float64Array;
  /** Town of a built-up element, else -1. */
  readonly towns: Int32Array;
  readonly siteLists: readonly (readonly number[])[];
}

/** Gathers the elements' places and sizes from their sites. */
export function gatherElements(
  mesh: Mesh,
  sites: Sites,
  of: Int32Array,
  townOf: Int32Array,
  count: number,
): ElementFacts {
  const siteLists: number[][] = Array.from({ length: count }, () => []);
  of.forEach((element, site) => {
    if (element !== -1) (siteLists[element] as number[]).push(site);
  });
  const areas = new Float64Array(count);
  const siteAreas = measureSites(mesh);
  const xs = new Float64Array(count);
  const ys = new Float64Array(count);
  const hearts = new Int32Array(count);
  const towns = new Int32Array(count);
  siteLists.forEach((list, element) => {
    let x = 0;
    let y = 0;
    let area = 0;
    for (const site of list) {
      const weight = siteAreas[site] as number;
      x += weight * (sites.xs[site] as number);
      y += weight * (sites.ys[site] as number);
      area += weight;
    }
    x /= area;
    y /= area;
    let heart = list[0] as number;
    let nearest = Infinity;
    for (const site of list) {
      const distance = Math.hypot((sites.xs[site] as number) - x, (sites.ys[site] as number) - y);
      if (distance < nearest) {
        nearest = distance;
        heart = site;
      }
    }
    xs[element] = x;
    ys[element] = y;
    areas[element] = area;
    hearts[element] = heart;
    towns[element] = townOf[heart] as number;
  });
  return { count, xs, ys, hearts, areas, towns, siteLists };
}

/** Area of every site's cell, m² in the plane; the open cells at the very rim come out meaningless and unused. */
function measureSites(mesh: Mesh): Float64Array {
  const areas = new Float64Array(mesh.siteCount);
  for (let edge = 0; edge < mesh.edgeCount; edge++) {
    const v1 = mesh.edgeV1[edge] as number;
    const v2 = mesh.edgeV2[edge] as number;
    const cross =
      ((mesh.vertexXs[v1] as number) * (mesh.vertexYs[v2] as number) -
        (mesh.vertexXs[v2] as number) * (mesh.vertexYs[v1] as number)) /
      2;
    const a = mesh.edgeA[edge] as number;
    const b = mesh.edgeB[edge] as number;
    areas[a] = (areas[a] as number) + cross;
    areas[b] = (areas[b] as number) - cross;
  }
  return areas;
}
