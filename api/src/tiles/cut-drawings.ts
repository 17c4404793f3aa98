import type { RawFeature } from 'geojson-vt';
import { boundingBox } from '../geometry/bounding-box.js';
import type { LatticeBox, MultiPolygon } from '../geometry/types.js';
import type { TileDrawing } from '../store/types.js';
import { cutPolygon } from './cut-polygon.js';
import { describeGrid } from './describe-grid.js';
import { tileBuffer, tileExtent } from './tile-size.js';

/** Vertices that are cut at once: some milliseconds. */
const sliceVertices = 50_000;

/** geojson-vt's type of polygons. */
export const polygonType = 3;

/**
 * Drawings cut to a tile with its buffer. Drawings are whole tile units with a vertex wherever a border crosses the edge
 * of a buffered tile, so nothing is rounded and no border cut between vertices: what tiles its parent tiles it in the tile
 * too. geojson-vt is not asked: it cuts ring by ring, so that a ring which leaves the tile and comes back walks twice along
 * the edge, and a hole that crosses the edge stays a hole.
 *
 * @param west the tile's west edge in the drawings' units
 * @param north its north edge
 * @returns in tile units, in the order of the drawings; what has no area there is left out
 * Cost: linear in the vertices. `yieldNow` is awaited between slices.
 */
export async function cutDrawings(
  drawings: readonly TileDrawing[],
  west: number,
  north: number,
  yieldNow: () => Promise<void>,
): Promise<RawFeature[]> {
  const found: RawFeature[] = [];
  let vertices = 0;
  for (const drawing of drawings) {
    const geometry = cutGeometry(drawing.geometry, west, north);
    if (geometry.length > 0) {
      found.push({ type: polygonType, id: drawing.gridId, tags: describeGrid(drawing), geometry });
    }
    for (const polygon of drawing.geometry) for (const ring of polygon) vertices += ring.length / 2;
    if (vertices < sliceVertices) continue;
    vertices = 0;
    await yieldNow();
  }
  return found;
}

function cutGeometry(geometry: MultiPolygon, west: number, north: number): Int16Array[] {
  const box = boundingBox(geometry);
  if (box === undefined) return [];
  if (!liesInTile(box, west, north)) return geometry.flatMap((polygon) => cutPolygon(polygon, west, north));
  return geometry.flatMap((polygon) =>
    polygon.map((ring) => {
      const path = new Int16Array(ring.length);
      for (let at = 0; at < ring.length; at += 2) {
        path[at] = ring[at]! - west;
        path[at + 1] = ring[at + 1]! - north;
      }
      return path;
    }),
  );
}

function liesInTile([left, top, right, bottom]: LatticeBox, west: number, north: number): boolean {
  const most = tileExtent + tileBuffer;
  return (
    left - west >= -tileBuffer && top - north >= -tileBuffer && right - west <= most && bottom - north <= most
  );
}
