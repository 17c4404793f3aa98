import type { Mesh } from './build-mesh.js';
import type { BlockGrid } from './cut-blocks.js';
import { mainLine } from './lay-streets.js';
import type { Sites } from './place-sites.js';

/** The main street each element borders (the first one met), for addresses; undefined where it borders none. */
export function mapStreets(
  mesh: Mesh,
  sites: Sites,
  grids: readonly BlockGrid[],
  elementOf: Int32Array,
  nameStreet: (town: number, line: string) => string,
): (element: number) => string | undefined {
  const streets = new Map<number, string>();
  for (let edge = 0; edge < mesh.edgeCount; edge++) {
    const a = mesh.edgeA[edge] as number;
    const b = mesh.edgeB[edge] as number;
    const line = elementOf[a] === elementOf[b] ? undefined : mainLine(mesh, sites, grids, edge);
    if (line === undefined) continue;
    for (const site of [a, b]) {
      const element = elementOf[site] as number;
      if (!streets.has(element)) streets.set(element, nameStreet(sites.towns[site] as number, line));
    }
  }
  return (element) => streets.get(element);
}
