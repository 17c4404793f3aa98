import { areaSquareMetres } from './area-square-metres.js';
import { boundingBox } from './bounding-box.js';
import { containsPoint } from './contains-point.js';
import { largestInscribedCircle } from './inscribed-circle.js';
import { metresPerStep } from './metres-per-step.js';
import { orientation } from './orientation.js';
import type { LatticePoint, MultiPolygon, Polygon } from './types.js';

/** Where no circle is larger than the label's own by more than this share (or half a step), it is well placed. */
const precisionShare = 0.02;
const precisionSteps = 0.5;

/**
 * A lattice point inside the largest part, far from its border: where a label or a marker goes. Strictly inside
 * (checked exactly) wherever the part holds a lattice point at all; for a part too thin for that, the vertex of
 * the shell that is first in order. Undefined only for an empty geometry.
 *
 * The search is bounded (about 10 ms): in a long ribbon the label may lie anywhere along it.
 */
export function labelPoint(geometry: MultiPolygon): LatticePoint | undefined {
  const part = largestPart(geometry);
  const box = part === undefined ? undefined : boundingBox([part]);
  if (part === undefined || box === undefined) return undefined;

  const [west, south, east, north] = box;
  const step = metresPerStep((south + north) / 2);
  const squeeze = step.east / step.north;
  const rings = part.map((ring) => {
    const places = new Float64Array(ring.length);
    for (let at = 0; at + 1 < ring.length; at += 2) {
      places[at] = (ring[at]! - west) * squeeze;
      places[at + 1] = ring[at + 1]! - south;
    }
    return places;
  });
  const best = largestInscribedCircle(rings, {
    leastRadius: 0,
    precision: precisionSteps,
    share: precisionShare,
  });
  if (best !== undefined) {
    const x = Math.round(west + best.x / squeeze);
    const y = Math.round(south + best.y);
    if (isStrictlyInside(part, x, y)) return [x, y];
  }
  return searchRows(part, [west, south, east, north]) ?? [part[0]![0]!, part[0]![1]!];
}

function largestPart(geometry: MultiPolygon): Polygon | undefined {
  let largest: Polygon | undefined;
  let largestArea = -Infinity;
  for (const polygon of geometry) {
    const area = geometry.length === 1 ? 0 : areaSquareMetres([polygon]);
    if (polygon.length > 0 && area > largestArea) {
      largest = polygon;
      largestArea = area;
    }
  }
  return largest;
}

function isStrictlyInside(part: Polygon, x: number, y: number): boolean {
  return !isOnBorder(part, x, y) && containsPoint([part], x, y);
}

function isOnBorder(part: Polygon, x: number, y: number): boolean {
  for (const ring of part) {
    for (let at = 0; at + 3 < ring.length; at += 2) {
      const ax = ring[at]!;
      const ay = ring[at + 1]!;
      const bx = ring[at + 2]!;
      const by = ring[at + 3]!;
      if (x < Math.min(ax, bx) || x > Math.max(ax, bx) || y < Math.min(ay, by) || y > Math.max(ay, by))
        continue;
      if (orientation(ax, ay, bx, by, x, y) === 0) return true;
    }
  }
  return false;
}

/** Rows tried for a part so thin that the best place rounds onto its border. */
const rowsTried = 64;

/** The middle of the widest run inside the part along evenly spread lattice rows. */
function searchRows(
  part: Polygon,
  [, south, , north]: readonly [number, number, number, number],
): LatticePoint | undefined {
  let best: LatticePoint | undefined;
  let bestWidth = -Infinity;
  const rows = Math.min(rowsTried, Math.max(1, north - south - 1));
  for (let row = 1; row <= rows; row += 1) {
    const y = south + Math.round(((north - south) * row) / (rows + 1));
    const crossings = crossingsOfRow(part, y);
    for (let index = 0; index + 1 < crossings.length; index += 2) {
      const x = Math.round((crossings[index]! + crossings[index + 1]!) / 2);
      const width = crossings[index + 1]! - crossings[index]!;
      if (width > bestWidth && isStrictlyInside(part, x, y)) {
        best = [x, y];
        bestWidth = width;
      }
    }
  }
  return best;
}

function crossingsOfRow(part: Polygon, y: number): number[] {
  const crossings: number[] = [];
  for (const ring of part) {
    for (let at = 0; at + 3 < ring.length; at += 2) {
      const ay = ring[at + 1]!;
      const by = ring[at + 3]!;
      if (ay > y === by > y) continue;
      crossings.push(ring[at]! + ((y - ay) / (by - ay)) * (ring[at + 2]! - ring[at]!));
    }
  }
  return crossings.sort((a, b) => a - b);
}
