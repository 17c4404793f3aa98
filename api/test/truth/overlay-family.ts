import type { Grid } from '../../src/coverage/types.js';
import type { Face, GeosPlane, PlaneRing } from './geos-plane.js';

export interface OverlayFace {
  readonly kind: 'gap' | 'overlap' | 'outside-parent';
  /** Codes of the children that cover it; for a gap of those that border it by more than a point. Sorted. */
  readonly codes: readonly string[];
  readonly face: Face;
}

/** Under this a face is what doubles leave of a crossing; one made of lattice lines that this test draws is larger. */
const leastSquareSteps = 1e-5;

/**
 * Overlays the children of one parent with GEOS alone: each child is cut with what the children before it made, and
 * the parts with the parent. Polygons that touch in a point only are faces of their own, those that share an edge are one.
 *
 * @param isEvenOdd codes of children to read by the even-odd rule, because their rings are invalid
 */
export function overlayFamily(
  plane: GeosPlane,
  parent: Grid,
  children: readonly Grid[],
  isEvenOdd: ReadonlySet<string>,
): OverlayFace[] {
  const land = plane.add(parent.geometry);
  const shapes = children.map((child): Shape => {
    const shape = isEvenOdd.has(child.code) ? plane.evenOdd(child.geometry) : plane.add(child.geometry);
    const rings = plane.faces(shape).flat();
    return { code: child.code, shape, rings, box: boxOf(rings) };
  });
  const found: OverlayFace[] = [];
  const push = (kind: OverlayFace['kind'], codes: readonly string[], shape: number): void => {
    for (const face of plane.faces(shape)) {
      if (plane.area(plane.addFaces([face])) < leastSquareSteps) continue;
      found.push({ kind, codes: codes.length > 0 ? codes : bordering(face, shapes), face });
    }
  };
  const covered = plane.union(shapes.map(({ shape }) => shape));
  const isOutside = plane.area(plane.difference(covered, land)) >= leastSquareSteps;
  for (const { codes, shape } of cutUp(plane, shapes)) {
    if (isOutside) push('outside-parent', codes, plane.difference(shape, land));
    if (codes.length > 1) push('overlap', codes, plane.intersection(shape, land));
  }
  push('gap', [], plane.difference(land, covered));
  return found;
}

type Box = readonly [west: number, south: number, east: number, north: number];

interface Shape {
  readonly code: string;
  readonly shape: number;
  readonly rings: readonly PlaneRing[];
  readonly box: Box;
}

interface Part {
  /** Sorted. */
  readonly codes: readonly string[];
  readonly shape: number;
  /** Of one of the children that cover it: the part lies in it. */
  readonly box: Box;
}

function cutUp(plane: GeosPlane, shapes: readonly Shape[]): Part[] {
  let parts: Part[] = [];
  for (const { code, shape, box } of shapes) {
    const next: Part[] = [];
    let rest = shape;
    for (const part of parts) {
      if (areApart(part.box, box)) {
        next.push(part);
        continue;
      }
      const common = plane.addFaces(plane.faces(plane.intersection(part.shape, shape)));
      if (plane.area(common) < leastSquareSteps) {
        next.push(part);
        continue;
      }
      next.push({ codes: [...part.codes, code].sort(), shape: common, box });
      next.push({ ...part, shape: plane.difference(part.shape, shape) });
      rest = plane.difference(rest, common);
    }
    next.push({ codes: [code], shape: rest, box });
    parts = next.filter((part) => plane.area(part.shape) >= leastSquareSteps);
  }
  return parts;
}

/** In lattice steps: doubles hold a crossing far better, and a border that only passes near by is further off. */
const onBorder = 1e-5;

/** Children with an edge along one of the gap's: the overlay has a node at every end, so the middle of an edge decides. */
function bordering(face: Face, shapes: readonly Shape[]): string[] {
  const around = boxOf(face);
  const middles = face.flatMap((ring) =>
    ring.slice(1).map(([x, y], at) => [(x + ring[at]![0]) / 2, (y + ring[at]![1]) / 2] as const),
  );
  return shapes
    .filter(
      ({ rings, box }) =>
        !areApart(box, around) && middles.some((middle) => rings.some((ring) => isOnRing(ring, middle))),
    )
    .map(({ code }) => code)
    .sort();
}

function isOnRing(ring: PlaneRing, [x, y]: readonly [number, number]): boolean {
  return ring.slice(1).some(([bx, by], at) => {
    const [ax, ay] = ring[at]!;
    const length = Math.hypot(bx - ax, by - ay);
    const along = ((x - ax) * (bx - ax) + (y - ay) * (by - ay)) / length;
    const aside = Math.abs((bx - ax) * (y - ay) - (by - ay) * (x - ax)) / length;
    return along >= 0 && along <= length && aside <= onBorder;
  });
}

function boxOf(rings: readonly PlaneRing[]): Box {
  let [west, south, east, north] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const [x, y] of rings.flat()) {
    west = Math.min(west, x);
    south = Math.min(south, y);
    east = Math.max(east, x);
    north = Math.max(north, y);
  }
  return [west, south, east, north];
}

/** Boxes that touch are not apart. */
function areApart(a: Box, b: Box): boolean {
  return a[0] > b[2] + onBorder || b[0] > a[2] + onBorder || a[1] > b[3] + onBorder || b[1] > a[3] + onBorder;
}
