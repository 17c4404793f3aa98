import Flatbush from 'flatbush';
import { boundingBox } from '../geometry/bounding-box.js';
import type { MultiPolygon, Ring } from '../geometry/types.js';
import { type Level, levels } from '../hierarchy/levels.js';
import { traceOutline } from './trace-outline.js';

/** What a lookup needs of a grid; the answer gives the same objects back. */
export interface LookupGrid {
  readonly gridId: number;
  readonly level: Level;
  readonly code: string;
  readonly name: string;
  readonly parentId: number | null;
  readonly geometry: MultiPolygon;
}

/** The grids of one level with a tree over their boxes. */
export interface LookupLevel<G extends LookupGrid> {
  readonly level: Level;
  readonly grids: readonly G[];
  readonly boxes: Flatbush;
}

export interface LookupIndex<G extends LookupGrid> {
  /** Levels that have grids, from the top down; the last one answers. */
  readonly levels: readonly LookupLevel<G>[];
  readonly byId: ReadonlyMap<number, G>;
  /** What bounds the map where no grid of level territory does: a hole inside it is a gap, not outside. */
  readonly outline: readonly Ring[];
}

/**
 * Prepares the grids of one revision for `locatePoint`: a box tree a level, and the chain of parents.
 *
 * Preconditions: geometries are normalised and on the lattice. Grids without geometry are never found.
 * Cost: linear in the vertices, n log n in the grids.
 */
export function buildLookupIndex<G extends LookupGrid>(grids: readonly G[]): LookupIndex<G> {
  const indexed = levels.flatMap((level) => {
    const present = grids.filter((grid) => grid.level === level && boundingBox(grid.geometry) !== undefined);
    return present.length === 0 ? [] : [indexLevel(level, present)];
  });
  const top = indexed[0];
  const needsOutline = top !== undefined && top.level !== 'territory';
  return {
    levels: indexed,
    byId: new Map(grids.map((grid) => [grid.gridId, grid])),
    outline: needsOutline ? traceOutline(top.grids.map((grid) => grid.geometry)) : [],
  };
}

function indexLevel<G extends LookupGrid>(level: Level, grids: readonly G[]): LookupLevel<G> {
  const boxes = new Flatbush(grids.length);
  for (const grid of grids) {
    const box = boundingBox(grid.geometry);
    if (box === undefined) throw new Error(`grid ${grid.gridId} of level ${level} has no vertices`);
    boxes.add(...box);
  }
  boxes.finish();
  return { level, grids, boxes };
}
