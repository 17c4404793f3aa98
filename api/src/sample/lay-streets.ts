import type { Borders } from './bend-borders.js';
import type { Mesh } from './build-mesh.js';
import type { BlockGrid } from './cut-blocks.js';
import { mainRiver } from './draw-curves.js';
import { noCell, type Sites } from './place-sites.js';
import { curveEdge } from './site-graph.js';

/** A street of a town: the edges between blocks along one row or column of its grid, or a lane off the grid. */
export interface Street {
  readonly town: number;
  readonly rank: 2 | 3;
  readonly name: string | null;
  /** Lines of lattice points, x and y in turn. */
  readonly lines: readonly (readonly number[])[];
}

/** Kinds of an edge between built-up elements, as categories see them. */
export const edgeKind = { plain: 0, main: 1, river: 2 } as const;

/** Whether an edge is on a main street or road (1), on a river (2) or on neither (0). */
export function classifyEdges(
  mesh: Mesh,
  sites: Sites,
  grids: readonly BlockGrid[],
  isCurve: Uint8Array,
  isRiver: (curve: number) => boolean,
): Uint8Array {
  return Uint8Array.from({ length: mesh.edgeCount }, (_, edge) => {
    if (isCurve[edge] !== curveEdge.none) {
      const curve =
        isCurve[edge] === curveEdge.mainRiver ? mainRiver : sites.curves[mesh.edgeA[edge] as number];
      return isRiver(curve as number) ? edgeKind.river : edgeKind.main;
    }
    return mainLine(mesh, sites, grids, edge) === undefined ? edgeKind.plain : edgeKind.main;
  });
}

/**
 * The streets of all towns: every edge between two built-up elements that is not a river or country road (those
 * are drawn from their curves). Edges of one grid line make one named street where it is a main street.
 */
export function layStreets(
  mesh: Mesh,
  sites: Sites,
  grids: readonly BlockGrid[],
  borders: Borders,
  isCurve: Uint8Array,
  elementOf: Int32Array,
  townOf: Int32Array,
  nameStreet: (town: number, line: string) => string,
): Street[] {
  const edgesOf = new Map<string, { town: number; rank: 2 | 3; name: string | null; edges: number[] }>();
  for (let edge = 0; edge < mesh.edgeCount; edge++) {
    const a = mesh.edgeA[edge] as number;
    const b = mesh.edgeB[edge] as number;
    const town = townOf[a] as number;
    if (isCurve[edge] !== curveEdge.none || elementOf[a] === elementOf[b]) continue;
    if (town === -1 || townOf[b] === -1) continue;
    // Between two places on one bank of the main river a street would lead into the water.
    if (sites.curves[a] === mainRiver && sites.curves[b] === mainRiver) continue;
    const line = mainLine(mesh, sites, grids, edge);
    const key = line === undefined ? `${town}` : `${town}/${line}`;
    const street = edgesOf.get(key);
    if (street !== undefined) street.edges.push(edge);
    else if (line === undefined) edgesOf.set(key, { town, rank: 3, name: null, edges: [edge] });
    else edgesOf.set(key, { town, rank: 2, name: nameStreet(town, line), edges: [edge] });
  }
  return [...edgesOf.values()].map(({ town, rank, name, edges }) => ({
    town,
    rank,
    name,
    lines: chainLines(mesh, borders, edges),
  }));
}

/** The main street an edge lies on: `c4` west of column 4, `r-2` south of row -2; undefined on lesser lines. */
export function mainLine(
  mesh: Mesh,
  sites: Sites,
  grids: readonly BlockGrid[],
  edge: number,
): string | undefined {
  const a = mesh.edgeA[edge] as number;
  const b = mesh.edgeB[edge] as number;
  const columnA = sites.columns[a] as number;
  const columnB = sites.columns[b] as number;
  const town = sites.towns[a] as number;
  if (town === -1 || town !== sites.towns[b] || columnA === noCell || columnB === noCell) return undefined;
  const grid = grids[town] as BlockGrid;
  const rowA = sites.rows[a] as number;
  const rowB = sites.rows[b] as number;
  if (Math.abs(columnA - columnB) === 1 && rowA === rowB) {
    const column = Math.max(columnA, columnB);
    return grid.isMainColumn(column) ? `c${column}` : undefined;
  }
  if (Math.abs(rowA - rowB) === 1 && columnA === columnB) {
    const row = Math.max(rowA, rowB);
    return grid.isMainRow(row) ? `r${row}` : undefined;
  }
  return undefined;
}

/** Joins edges end to end into lines that are as long as they can be without branching. */
function chainLines(mesh: Mesh, borders: Borders, edges: readonly number[]): number[][] {
  const at = new Map<number, number[]>();
  for (const edge of edges) {
    for (const vertex of [mesh.edgeV1[edge] as number, mesh.edgeV2[edge] as number]) {
      const list = at.get(vertex);
      if (list === undefined) at.set(vertex, [edge]);
      else list.push(edge);
    }
  }
  const done = new Set<number>();
  const lines: number[][] = [];
  const follow = (start: number, first: number): void => {
    const line = [borders.vertexXs[start] as number, borders.vertexYs[start] as number];
    let vertex = start;
    for (let edge: number | undefined = first; edge !== undefined && !done.has(edge);) {
      done.add(edge);
      vertex = appendEdge(mesh, borders, edge, vertex, line);
      const onward: number[] = at.get(vertex) ?? [];
      edge = onward.length === 2 ? onward.find((other) => !done.has(other)) : undefined;
    }
    lines.push(line);
  };
  for (const [vertex, list] of at) {
    if (list.length === 2) continue;
    for (const edge of list) if (!done.has(edge)) follow(vertex, edge);
  }
  for (const edge of edges) if (!done.has(edge)) follow(mesh.edgeV1[edge] as number, edge);
  return lines;
}

/** Adds an edge's points behind its start vertex and returns the vertex it ends at. */
function appendEdge(mesh: Mesh, borders: Borders, edge: number, from: number, line: number[]): number {
  const start = borders.innerStart[edge] as number;
  const end = borders.innerStart[edge + 1] as number;
  const isForward = mesh.edgeV1[edge] === from;
  for (let step = 0; step < end - start; step++) {
    const inner = isForward ? start + step : end - 1 - step;
    line.push(borders.innerXs[inner] as number, borders.innerYs[inner] as number);
  }
  const to = (isForward ? mesh.edgeV2[edge] : mesh.edgeV1[edge]) as number;
  line.push(borders.vertexXs[to] as number, borders.vertexYs[to] as number);
  return to;
}
