import type { Feature, Polygon, Position } from 'geojson';
import { type Level, levels } from '../hierarchy/levels.js';
import type { StoredGrid } from '../store/types.js';
import { boundingBox } from '../geometry/bounding-box.js';
import { fromLattice } from '../geometry/lattice.js';
import { cutIntoParts, type TileItem, type TilePart } from './tile-part.js';

/** From which zoom on each level is drawn. */
export const levelMinZooms: Readonly<Record<Level, number>> = {
  territory: 0,
  county: 0,
  branch: 7,
  'outlet-area': 9,
  element: 10,
};

/** Asking for the time at every grid would cost more than the grid. */
const gridsBetweenYields = 100;

export type TiledGrid = Pick<
  StoredGrid,
  'gridId' | 'level' | 'code' | 'name' | 'category' | 'class' | 'geometry' | 'labelPoint'
>;

/** What a tile says of a grid: what the revision fixes, and no status, count or metric. */
function describeGrid(grid: TiledGrid): Record<string, string> {
  return {
    level: grid.level,
    code: grid.code,
    name: grid.name,
    ...(grid.category === null ? {} : { category: grid.category }),
    ...(grid.class === null ? {} : { class: grid.class }),
  };
}

/** The polygons of all grids as parts of layer `grids`, upper levels first. `yieldNow` is awaited between slices. */
export function gridParts(grids: readonly TiledGrid[], yieldNow: () => Promise<void>): Promise<TilePart[]> {
  return partsByLevel('grids', grids, yieldNow, (grid) => {
    const box = boundingBox(grid.geometry);
    if (box === undefined) return undefined;
    let vertices = 0;
    for (const polygon of grid.geometry) for (const ring of polygon) vertices += ring.length / 2;
    const degrees = [
      fromLattice(box[0]),
      fromLattice(box[1]),
      fromLattice(box[2]),
      fromLattice(box[3]),
    ] as const;
    return { box: degrees, vertices, feature: () => polygonFeature(grid) };
  });
}

/** The label points of all grids as parts of layer `grid_labels`. */
export function labelParts(grids: readonly TiledGrid[], yieldNow: () => Promise<void>): Promise<TilePart[]> {
  return partsByLevel('grid_labels', grids, yieldNow, (grid) => {
    const lng = fromLattice(grid.labelPoint[0]);
    const lat = fromLattice(grid.labelPoint[1]);
    return {
      box: [lng, lat, lng, lat],
      vertices: 1,
      feature: () => ({
        type: 'Feature',
        id: grid.gridId,
        properties: describeGrid(grid),
        geometry: { type: 'Point', coordinates: [lng, lat] },
      }),
    };
  });
}

async function partsByLevel(
  layer: string,
  grids: readonly TiledGrid[],
  yieldNow: () => Promise<void>,
  toItem: (grid: TiledGrid) => TileItem | undefined,
): Promise<TilePart[]> {
  const parts: TilePart[] = [];
  for (const level of levels) {
    const items: TileItem[] = [];
    for (const [at, grid] of grids.entries()) {
      const item = grid.level === level ? toItem(grid) : undefined;
      if (item !== undefined) items.push(item);
      if (at % gridsBetweenYields === 0) await yieldNow();
    }
    parts.push(...cutIntoParts(layer, levelMinZooms[level], items));
    await yieldNow();
  }
  return parts;
}

function polygonFeature(grid: TiledGrid): Feature {
  const coordinates: Polygon['coordinates'][] = grid.geometry.map((polygon) => polygon.map(toPositions));
  return {
    type: 'Feature',
    id: grid.gridId,
    properties: describeGrid(grid),
    geometry: { type: 'MultiPolygon', coordinates },
  };
}

function toPositions(ring: Int32Array): Position[] {
  const positions: Position[] = [];
  for (let at = 0; at < ring.length; at += 2) {
    positions.push([fromLattice(ring[at]!), fromLattice(ring[at + 1]!)]);
  }
  return positions;
}
