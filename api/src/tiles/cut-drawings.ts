import type { Feature, Position } from 'geojson';
import GeoJSONVT, { type RawFeature } from 'geojson-vt';
import { boundingBox } from '../geometry/bounding-box.js';
import type { LatticeBox, MultiPolygon, Ring } from '../geometry/types.js';
import type { TileDrawing } from '../store/types.js';
import { describeGrid } from './describe-grid.js';
import { dropFlatRings } from './drop-flat-rings.js';
import { latOf, lngOf } from './mercator.js';
import { tileBuffer, tileExtent } from './tile-size.js';

/**
 * geojson-vt walks down from zoom 0 and makes every ancestor with its siblings on the way. So the tile is moved to
 * the least world in which neither its buffer nor the walk touches an edge: tile 1/1 of zoom 2.
 */
const place = { z: 2, x: 1, y: 1 } as const;

/** Beyond the buffer nothing is seen; a bit further out vertices are pulled in to here. */
const margin = tileBuffer + 32;

/** Vertices that are cut at once: some milliseconds. */
const sliceVertices = 20_000;

/** Degrees of the tile units −margin … extent + margin of the tile at `place`, to the east and to the south. */
const lngs = tabulate(place.x, lngOf);
const lats = tabulate(place.y, latOf);

/**
 * Drawings cut to a tile with its buffer, by geojson-vt. Drawings are whole tile units with a vertex wherever a border
 * crosses the edge of a buffered tile, so nothing is rounded and no border cut between vertices: what tiles its parent
 * tiles it in the tile too. Where a ring leaves the tile and comes back it runs along the tile's edge.
 *
 * @param west the tile's west edge in the drawings' units
 * @param north its north edge
 * @returns in tile units, in no order; what has no area there is left out
 * Cost: linear in the vertices, and little for drawings that lie in the tile. `yieldNow` is awaited between slices.
 */
export async function cutDrawings(
  drawings: readonly TileDrawing[],
  west: number,
  north: number,
  yieldNow: () => Promise<void>,
): Promise<RawFeature[]> {
  const found: RawFeature[] = [];
  let slice: Feature[] = [];
  let vertices = 0;
  const cutSlice = (): void => {
    found.push(...cutFeatures(slice));
    slice = [];
    vertices = 0;
  };
  for (const drawing of drawings) {
    const box = boundingBox(drawing.geometry);
    if (box !== undefined && liesInTile(box, west, north)) {
      found.push(takeWhole(drawing, west, north));
      continue;
    }
    const coordinates = placePolygons(drawing.geometry, west, north);
    if (coordinates.length === 0) continue;
    const geometry = { type: 'MultiPolygon' as const, coordinates };
    slice.push({ type: 'Feature', id: drawing.gridId, properties: describeGrid(drawing), geometry });
    for (const ring of coordinates.flat()) vertices += ring.length;
    if (vertices < sliceVertices) continue;
    cutSlice();
    await yieldNow();
  }
  cutSlice();
  return found;
}

function liesInTile([left, top, right, bottom]: LatticeBox, west: number, north: number): boolean {
  const most = tileExtent + tileBuffer;
  return (
    left - west >= -tileBuffer && top - north >= -tileBuffer && right - west <= most && bottom - north <= most
  );
}

/** A drawing with nothing to cut, as geojson-vt gives one. */
function takeWhole(drawing: TileDrawing, west: number, north: number): RawFeature {
  return {
    type: 3,
    id: drawing.gridId,
    tags: describeGrid(drawing),
    geometry: drawing.geometry.flatMap((polygon) =>
      polygon.map((ring) => Int16Array.from(ring, (unit, at) => unit - (at % 2 === 0 ? west : north))),
    ),
  };
}

function cutFeatures(features: Feature[]): RawFeature[] {
  const { z, x, y } = place;
  const options = {
    maxZoom: z,
    indexMaxZoom: 0,
    tolerance: 0,
    extent: tileExtent,
    buffer: tileBuffer,
  };
  const index = new GeoJSONVT({ type: 'FeatureCollection', features }, options);
  return (index.getTileRaw(z, x, y)?.features ?? []).flatMap((feature) => dropFlatRings(feature) ?? []);
}

/** A drawing in degrees of the tile at `place`, without what lies on one side of it. */
function placePolygons(geometry: MultiPolygon, west: number, north: number): Position[][][] {
  return geometry.flatMap((polygon) => {
    const [shell, ...holes] = polygon.map((ring) => placeRing(ring, west, north));
    return shell === undefined || shell.length === 0
      ? []
      : [[shell, ...holes.filter((hole) => hole.length > 0)]];
  });
}

/**
 * A ring in degrees of the tile at `place`, closed. Vertices far from the tile are pulled to its margin, and of those
 * that then follow each other along it only the ends stay: an outline of a city costs a tile little. Pulled edges stay
 * on their side of the tile, since none crosses an edge of the buffer. Empty when nothing is left of it.
 */
function placeRing(ring: Ring, west: number, north: number): Position[] {
  const positions: Position[] = [];
  const xs: number[] = [];
  const ys: number[] = [];
  for (let at = 0; at < ring.length; at += 2) {
    const x = pullIn(ring[at]! - west);
    const y = pullIn(ring[at + 1]! - north);
    const last = xs.length - 1;
    if (last >= 0 && xs[last] === x && ys[last] === y) continue;
    const isAlong = last >= 1 && (runsAlong(xs, last, x) || runsAlong(ys, last, y));
    if (isAlong) {
      xs[last] = x;
      ys[last] = y;
      continue;
    }
    xs.push(x);
    ys.push(y);
  }
  if (xs.length < 4) return [];
  for (let at = 0; at < xs.length; at += 1)
    positions.push([lngs[xs[at]! + margin]!, lats[ys[at]! + margin]!]);
  return positions;
}

/** Whether the two places before and this one lie on one line of the margin. */
function runsAlong(places: readonly number[], last: number, next: number): boolean {
  return (
    (next === -margin || next === tileExtent + margin) && places[last] === next && places[last - 1] === next
  );
}

function pullIn(unit: number): number {
  return Math.min(tileExtent + margin, Math.max(-margin, unit));
}

function tabulate(tile: number, toDegrees: (share: number) => number): Float64Array {
  const world = tileExtent * 2 ** place.z;
  return Float64Array.from({ length: tileExtent + 2 * margin + 1 }, (_, at) =>
    toDegrees((tile * tileExtent + at - margin) / world),
  );
}
