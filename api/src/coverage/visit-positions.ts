import type { Geometry, Position } from 'geojson';

/** Every position of a geometry, in its order; those that close rings too. */
export function visitPositions(geometry: Geometry, visit: (position: Position) => void): void {
  if (geometry.type === 'GeometryCollection') {
    for (const part of geometry.geometries) visitPositions(part, visit);
  } else {
    visitNested(geometry.coordinates, visit);
  }
}

type Nested = Position | readonly Nested[];

function visitNested(coordinates: Nested, visit: (position: Position) => void): void {
  if (typeof coordinates[0] === 'number') visit(coordinates as Position);
  else for (const inner of coordinates as readonly Nested[]) visitNested(inner, visit);
}
