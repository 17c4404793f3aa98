import type { Mesh } from './build-mesh.js';
import type { Random } from './create-random.js';
import type { BlockGrid } from './cut-blocks.js';
import { mainRiver, stepMetres } from './draw-curves.js';
import { findParts } from './find-parts.js';
import type { Graph } from './grow-regions.js';
import { growVillages } from './grow-villages.js';
import { noCell, type Sites } from './place-sites.js';
import { settleCount } from './settle-count.js';
import { curveEdge, makeSiteGraph } from './site-graph.js';

/** Which element every site belongs to, -1 outside the territory; built-up elements come first. */
export interface ElementLabels {
  readonly of: Int32Array;
  readonly urbanCount: number;
  /** Town of each site that is built up, else -1; differs from the sites' own where pockets were filled. */
  readonly towns: Int32Array;
}

/** Sites of one kind that lie alone are given to the other kind below these sizes. */
const leastBuiltPart = 4;
const leastOpenPart = 14;
/** Length of an element along the main river in town, in steps of its curve: about a kilometre. */
const stretchSteps = Math.round(1000 / stepMetres);

export interface ElementInput {
  readonly mesh: Mesh;
  readonly sites: Sites;
  readonly grids: readonly BlockGrid[];
  readonly isInside: (site: number) => boolean;
  readonly isCurve: Uint8Array;
  /** Of crossing each edge in the country. */
  readonly costs: Float64Array;
  readonly urbanCount: number;
  readonly villageCount: number;
  readonly random: Random;
}

/**
 * Forms exactly `urbanCount` built-up elements out of street blocks and `villageCount` villages out of the
 * country's sites. Every element is connected by edges; blocks end at rivers and roads, and those along the main
 * river are blocks of their own: its water and its banks.
 */
export function formElements(input: ElementInput): ElementLabels {
  const { mesh, sites, grids, isInside, isCurve, costs, urbanCount, villageCount, random } = input;
  const inside = settleInside(mesh, isInside);
  const towns = settleTowns(mesh, sites, inside, isCurve);
  const of = new Int32Array(mesh.siteCount).fill(-1);
  const blocks = settleCount(
    mesh,
    sites,
    collectBlocks(mesh, sites, grids, towns, isCurve),
    towns,
    isCurve,
    urbanCount,
  );
  blocks.forEach((block, index) => {
    for (const site of block) of[site] = index;
  });
  growVillages(mesh, sites, inside, towns, isCurve, costs, villageCount, random, urbanCount, of);
  return { of, urbanCount, towns };
}

/**
 * One connected inside without holes: the largest part, and whatever of the outside it encloses. A site at the rim
 * whose edges are all open or contracted is a part of its own, but touches nothing: it stays outside.
 */
function settleInside(mesh: Mesh, isInside: (site: number) => boolean): Uint8Array {
  const all = Array.from({ length: mesh.siteCount }, (_, site) => site);
  const whole = makeSiteGraph(mesh, () => true);
  const inside = new Uint8Array(mesh.siteCount);
  for (const site of findParts(whole, all.filter(isInside))[0] ?? []) inside[site] = 1;
  const [, ...others] = findParts(
    whole,
    all.filter((site) => inside[site] === 0),
  );
  for (const part of others) {
    let isEnclosed = false;
    for (const site of part) {
      whole.visitNeighbours(site, (other) => {
        if (inside[other] === 1) isEnclosed = true;
      });
    }
    if (isEnclosed) for (const site of part) inside[site] = 1;
  }
  return inside;
}

/** Lone built-up sites become country; pockets of country inside towns become built up (hills, parks). */
function settleTowns(mesh: Mesh, sites: Sites, inside: Uint8Array, isCurve: Uint8Array): Int32Array {
  const towns = Int32Array.from(sites.towns, (town, site) => (inside[site] === 1 ? town : -1));
  const banks = makeSiteGraph(mesh, (edge) => isCurve[edge] !== curveEdge.mainRiver);
  const listSites = (isBuilt: boolean): number[] =>
    Array.from({ length: mesh.siteCount }, (_, site) => site).filter(
      (site) => inside[site] === 1 && (towns[site] !== -1) === isBuilt,
    );
  for (const part of findParts(banks, listSites(true))) {
    if (part.length < leastBuiltPart) for (const site of part) towns[site] = -1;
  }
  findParts(banks, listSites(false)).forEach((part, index) => {
    if (index === 0 || part.length >= leastOpenPart) return;
    let town = -1;
    for (const site of part)
      banks.visitNeighbours(site, (other) => (town = Math.max(town, towns[other] as number)));
    if (town !== -1) for (const site of part) towns[site] = town;
  });
  return towns;
}

/**
 * Sites of each street block; sites off the grid join the block beside them; rivers and roads part blocks. Along the
 * main river sites make stretches of their own.
 */
function collectBlocks(
  mesh: Mesh,
  sites: Sites,
  grids: readonly BlockGrid[],
  towns: Int32Array,
  isCurve: Uint8Array,
): number[][] {
  const graph = makeBlockGraph(mesh, towns, isCurve);
  const keys = new Array<string | undefined>(mesh.siteCount);
  const queue: number[] = [];
  for (let site = 0; site < mesh.siteCount; site++) {
    const town = towns[site] as number;
    const column = sites.columns[site] as number;
    if (town !== -1 && sites.curves[site] === mainRiver) {
      keys[site] = `${town}/river/${Math.floor((sites.steps[site] as number) / stretchSteps)}`;
    }
    if (town === -1 || column === noCell) continue;
    keys[site] = `${town}/${(grids[town] as BlockGrid).blockOf(column, sites.rows[site] as number)}`;
    queue.push(site);
  }
  for (const site of queue) {
    graph.visitNeighbours(site, (other) => {
      if (keys[other] !== undefined) return;
      keys[other] = keys[site];
      queue.push(other);
    });
  }
  const groups = new Map<string, number[]>();
  for (let site = 0; site < mesh.siteCount; site++) {
    if (towns[site] === -1) continue;
    const key = keys[site] ?? `${towns[site]}/off`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [site]);
    else group.push(site);
  }
  return [...groups.values()].flatMap((group) => findParts(graph, group));
}

/** Steps between built-up sites of one town that cross neither river nor road. */
function makeBlockGraph(mesh: Mesh, towns: Int32Array, isCurve: Uint8Array): Graph {
  return makeSiteGraph(mesh, (edge) => {
    const town = towns[mesh.edgeA[edge] as number];
    return isCurve[edge] === 0 && town !== -1 && town === towns[mesh.edgeB[edge] as number];
  });
}
