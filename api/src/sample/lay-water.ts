import type { Projection } from './projection.js';
import type { Curve } from './draw-curves.js';
import { riverHalfWidth } from './river-half-width.js';
import type { TerritoryShape } from './shape-territory.js';
import type { PlanePoint } from './types.js';

/** Water is drawn this far beyond the territory's border. */
const beyondMetres = 1500;
/** Every n-th point of a river is drawn. */
const thinning = 2;

/** One river as closed outlines (lattice points, x and y in turn), wider downstream. */
export interface Water {
  readonly curve: number;
  readonly outlines: readonly (readonly number[])[];
}

/** Draws every river as a band over the borders that run along its middle, cut where it leaves the territory. */
export function layWater(curves: readonly Curve[], shape: TerritoryShape, projection: Projection): Water[] {
  return curves.flatMap((curve, index) => {
    if (curve.kind !== 'river') return [];
    const outlines = cutStretches(curve, shape).map((stretch) => drawBand(curve, stretch, projection));
    return outlines.length > 0 ? [{ curve: index, outlines }] : [];
  });
}

/** Runs of point indexes that lie in or near the territory. */
export function cutStretches(curve: Curve, shape: TerritoryShape): number[][] {
  const stretches: number[][] = [];
  let current: number[] = [];
  curve.points.forEach((point, at) => {
    const isShown = shape.outsideMetres(point.x, point.y) < beyondMetres;
    const isLast = at === curve.points.length - 1;
    if (isShown && (at % thinning === 0 || isLast)) current.push(at);
    if ((!isShown || isLast) && current.length > 0) {
      if (current.length > 3) stretches.push(current);
      current = [];
    }
  });
  return stretches;
}

function drawBand(curve: Curve, stretch: readonly number[], projection: Projection): number[] {
  const left: number[] = [];
  const right: number[] = [];
  for (const at of stretch) {
    const point = curve.points[at] as PlanePoint;
    const before = curve.points[Math.max(0, at - 2)] as PlanePoint;
    const after = curve.points[Math.min(curve.points.length - 1, at + 2)] as PlanePoint;
    const length = Math.hypot(after.x - before.x, after.y - before.y) || 1;
    const half = riverHalfWidth(curve, at);
    const nx = (-(after.y - before.y) / length) * half;
    const ny = ((after.x - before.x) / length) * half;
    left.push(...projection.toLattice(point.x + nx, point.y + ny));
    right.unshift(...projection.toLattice(point.x - nx, point.y - ny));
  }
  return [...right, ...left, right[0] as number, right[1] as number];
}
