import type { Geometry, Position } from 'geojson';

/**
 * A point that stands for a geometry on the map. For polygons the middle of the longest stretch inside, along the
 * parallel through the middle of the largest part: it lies inside however thin or bent the polygon is.
 *
 * Preconditions: lng/lat degrees. Returns undefined for an empty geometry. Cost: linear.
 */
export function pointInGeometry(geometry: Geometry): Position | undefined {
  switch (geometry.type) {
    case 'Point':
      return geometry.coordinates;
    case 'MultiPoint':
      return geometry.coordinates[0];
    case 'LineString':
      return geometry.coordinates[Math.floor(geometry.coordinates.length / 2)];
    case 'MultiLineString':
      return geometry.coordinates[0]?.[0];
    case 'Polygon':
      return pointInPolygon(geometry.coordinates);
    case 'MultiPolygon':
      return pointInPolygon(largestOf(geometry.coordinates));
    case 'GeometryCollection':
      return geometry.geometries[0] === undefined ? undefined : pointInGeometry(geometry.geometries[0]);
  }
}

function largestOf(polygons: readonly Position[][][]): Position[][] {
  let largest: Position[][] = [];
  let largestArea = -1;
  for (const polygon of polygons) {
    const area = Math.abs(doubledArea(polygon[0] ?? []));
    if (area <= largestArea) continue;
    largest = polygon;
    largestArea = area;
  }
  return largest;
}

/** Relative to the first vertex, where a sliver's area would drown in the size of its coordinates. */
function doubledArea(ring: readonly Position[]): number {
  const [x0 = 0, y0 = 0] = ring[0] ?? [];
  let sum = 0;
  for (let at = 1; at < ring.length; at += 1) {
    const [ax = 0, ay = 0] = ring[at - 1] ?? [];
    const [bx = 0, by = 0] = ring[at] ?? [];
    sum += (ax - x0) * (by - y0) - (bx - x0) * (ay - y0);
  }
  return sum;
}

function pointInPolygon(rings: readonly Position[][]): Position | undefined {
  const lats = (rings[0] ?? []).map((position) => position[1] ?? 0);
  if (lats.length === 0) return undefined;
  const [south, north] = minMax(lats);
  const lat = (south + north) / 2;
  const crossings = rings.flatMap((ring) => crossingsAt(ring, lat)).sort((a, b) => a - b);
  let best: Position | undefined = rings[0]?.[0];
  let longest = -1;
  for (let at = 0; at + 1 < crossings.length; at += 2) {
    const [from, to] = [crossings[at] as number, crossings[at + 1] as number];
    if (to - from <= longest) continue;
    longest = to - from;
    best = [(from + to) / 2, lat];
  }
  return best;
}

function minMax(values: readonly number[]): [number, number] {
  let [least, most] = [Infinity, -Infinity];
  for (const value of values) {
    if (value < least) least = value;
    if (value > most) most = value;
  }
  return [least, most];
}

function crossingsAt(ring: readonly Position[], lat: number): number[] {
  const crossings: number[] = [];
  for (let at = 1; at < ring.length; at += 1) {
    const [ax = 0, ay = 0] = ring[at - 1] ?? [];
    const [bx = 0, by = 0] = ring[at] ?? [];
    if (ay <= lat === by <= lat) continue;
    crossings.push(ax + ((lat - ay) / (by - ay)) * (bx - ax));
  }
  return crossings;
}
