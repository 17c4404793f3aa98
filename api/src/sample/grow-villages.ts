import type { Mesh } from './build-mesh.js';
import type { Random } from './create-random.js';
import { findParts } from './find-parts.js';
import { growRegions } from './grow-regions.js';
import type { Sites } from './place-sites.js';
import { curveEdge, makeSiteGraph } from './site-graph.js';

/** Parts the open country among villages, each on one bank of the main river; seeds are more frequent near towns, as hamlets are. */
export function growVillages(
  mesh: Mesh,
  sites: Sites,
  inside: Uint8Array,
  towns: Int32Array,
  isCurve: Uint8Array,
  costs: Float64Array,
  villageCount: number,
  random: Random,
  firstLabel: number,
  of: Int32Array,
): void {
  const isOpen = (site: number): boolean => inside[site] === 1 && towns[site] === -1;
  const open = Array.from({ length: mesh.siteCount }, (_, site) => site).filter(isOpen);
  const graph = makeSiteGraph(
    mesh,
    (edge) =>
      isCurve[edge] !== curveEdge.mainRiver &&
      isOpen(mesh.edgeA[edge] as number) &&
      isOpen(mesh.edgeB[edge] as number),
    (edge) => costs[edge] as number,
  );
  const parts = findParts(graph, open);
  // One seed in every part, the rest by the ground a site stands for.
  const seeds = parts.map((part) => part[0] as number);
  const chosen = new Set(seeds);
  const keyed = open
    .map((site) => ({ site, key: Math.log(1 - random.unit()) / (sites.spacings[site] as number) ** 1.5 }))
    .sort((a, b) => b.key - a.key || a.site - b.site);
  for (const { site } of keyed) {
    if (seeds.length >= villageCount) break;
    if (!chosen.has(site)) seeds.push(site);
    chosen.add(site);
  }
  if (seeds.length !== villageCount)
    throw new Error(`the country has room for ${seeds.length} villages only`);
  const label = new Int32Array(mesh.siteCount).fill(-1);
  let current = seeds;
  for (let round = 0; round < 4; round++) {
    growRegions(graph, open, current, label);
    if (round < 3) current = moveSeeds(open, label, sites, villageCount);
  }
  for (const site of open) of[site] = firstLabel + (label[site] as number);
}

/** The site nearest to the middle of its region, weighted by the ground each site stands for. */
function moveSeeds(open: readonly number[], label: Int32Array, sites: Sites, count: number): number[] {
  const sums = Array.from({ length: count }, () => ({ x: 0, y: 0, weight: 0, seed: -1, distance: Infinity }));
  for (const site of open) {
    const sum = sums[label[site] as number] as (typeof sums)[number];
    const weight = (sites.spacings[site] as number) ** 2;
    sum.x += weight * (sites.xs[site] as number);
    sum.y += weight * (sites.ys[site] as number);
    sum.weight += weight;
  }
  for (const site of open) {
    const sum = sums[label[site] as number] as (typeof sums)[number];
    const distance = Math.hypot(
      (sites.xs[site] as number) - sum.x / sum.weight,
      (sites.ys[site] as number) - sum.y / sum.weight,
    );
    if (distance < sum.distance) {
      sum.distance = distance;
      sum.seed = site;
    }
  }
  return sums.map((sum) => sum.seed);
}
