import type { Geometry, Position } from 'geojson';
import type { Box } from './pair-by-place.js';

/** The box around a geometry, in its own units; `undefined` for one without a position. */
export function boxOf(geometry: Geometry): Box | undefined {
  const box: [number, number, number, number] = [Infinity, Infinity, -Infinity, -Infinity];
  growBy(box, geometry);
  return box[0] <= box[2] ? box : undefined;
}

function growBy(box: [number, number, number, number], geometry: Geometry): void {
  if (geometry.type === 'GeometryCollection') {
    for (const part of geometry.geometries) growBy(box, part);
  } else {
    visitPositions(geometry.coordinates, (lng, lat) => {
      box[0] = Math.min(box[0], lng);
      box[1] = Math.min(box[1], lat);
      box[2] = Math.max(box[2], lng);
      box[3] = Math.max(box[3], lat);
    });
  }
}

type Nested = Position | readonly Nested[];

function visitPositions(coordinates: Nested, visit: (lng: number, lat: number) => void): void {
  const [first, second] = coordinates;
  if (typeof first === 'number') {
    if (typeof second === 'number') visit(first, second);
    return;
  }
  for (const inner of coordinates as readonly Nested[]) visitPositions(inner, visit);
}
