import type { Random } from './create-random.js';
import { cutBlocks, type BlockGrid } from './cut-blocks.js';
import { stepMetres, type Curve } from './draw-curves.js';
import { riverHalfWidth } from './river-half-width.js';
import { makeNoise } from './make-noise.js';
import { countrySpacingMetres, type TownField } from './make-town-field.js';
import type { Town } from './place-towns.js';
import { PointBuckets } from './point-buckets.js';
import type { TerritoryShape } from './shape-territory.js';
import type { PlanePoint } from './types.js';

/** Places whose cells (Voronoi) are the smallest pieces of the map; parallel arrays, one entry per site. */
export interface Sites {
  readonly xs: number[];
  readonly ys: number[];
  /** Wanted distance to its neighbours, metres. */
  readonly spacings: number[];
  /** Index of the town it is built up with, or -1. */
  readonly towns: number[];
  /** Cell in the town's block grid; `noCell` off the grid. */
  readonly columns: number[];
  readonly rows: number[];
  /** Curve it lies beside, or -1; `steps` is the index of the curve's point opposite, `sides` is ±1. */
  readonly curves: number[];
  readonly steps: number[];
  readonly sides: number[];
}

export const noCell = -1_000_000;
/** Sites closer than this part of the wanted spacing are not placed. */
const closest = 0.72;
/** Half the width of a pair of sites, as part of the spacing along the curve. */
const pairOffset = 0.45;
/** How far beyond a river's bank its pair of sites stands at least, metres: nobody lives in the water. */
const bankMetres = 28;
/** Widest spacing along rivers and roads, so that a pair's border follows the bends. */
const curveSpacingMetres: Readonly<Record<1 | 2 | 3, number>> = { 1: 420, 2: 340, 3: 300 };

/**
 * Places all sites: pairs mirrored at rivers and roads (the border between the two is then the curve itself),
 * each town's own rotated, slightly bent street grid, and a graded scatter over the country. Sites reach some
 * way beyond the territory, so that no inner cell is open.
 */
export function placeSites(
  shape: TerritoryShape,
  curves: readonly Curve[],
  towns: readonly Town[],
  field: TownField,
  random: Random,
  seed: number,
): { sites: Sites; grids: BlockGrid[] } {
  const sites: Sites = {
    xs: [],
    ys: [],
    spacings: [],
    towns: [],
    columns: [],
    rows: [],
    curves: [],
    steps: [],
    sides: [],
  };
  const near = new PointBuckets(320);
  const add = (x: number, y: number, spacing: number, town: number, rest: Partial<SiteDetail>): void => {
    near.add(x, y);
    sites.xs.push(x);
    sites.ys.push(y);
    sites.spacings.push(spacing);
    sites.towns.push(town);
    sites.columns.push(rest.column ?? noCell);
    sites.rows.push(rest.row ?? noCell);
    sites.curves.push(rest.curve ?? -1);
    sites.steps.push(rest.step ?? -1);
    sites.sides.push(rest.side ?? 0);
  };
  /** Whether an earlier site that does not belong together with this one is too close. */
  const isCrowded = (x: number, y: number, spacing: number, town: number, curve: number): boolean =>
    near.someWithin(x, y, closest * spacing, (other, distance) => {
      if (curve >= 0 && sites.curves[other] === curve) return false;
      if (town >= 0 && sites.columns[other] !== noCell && sites.towns[other] === town) return false;
      return distance < closest * Math.min(spacing, sites.spacings[other] as number);
    });

  const water = collectWater(curves, field);
  curves.forEach((curve, index) => {
    placePairs(curve, shape, field, (left, right, spacing, step) => {
      const isFree = (place: PlanePoint): boolean =>
        (index === 0 || !water(place)) && !isCrowded(place.x, place.y, spacing, -1, index);
      if (!isFree(left) || !isFree(right)) return;
      add(left.x, left.y, spacing, field.townAt(left.x, left.y), { curve: index, step, side: 1 });
      add(right.x, right.y, spacing, field.townAt(right.x, right.y), { curve: index, step, side: -1 });
    });
  });
  const grids = towns.map((town, index) => {
    const grid = cutBlocks(Math.ceil((2.3 * town.radiusMetres) / town.spacingMetres), random);
    placeGrid(town, grid.halfSide, random, seed + index, (place, column, row) => {
      if (field.townAt(place.x, place.y) !== index || shape.outsideMetres(place.x, place.y) > -200) return;
      if (water(place) || isCrowded(place.x, place.y, town.spacingMetres, index, -1)) return;
      add(place.x, place.y, town.spacingMetres, index, { column, row });
    });
    return grid;
  });
  scatterCountry(shape, field, random, (place, spacing) => {
    const isBuilt = field.townAt(place.x, place.y) >= 0;
    if (isBuilt || water(place) || isCrowded(place.x, place.y, spacing, -1, -1)) return;
    add(place.x, place.y, spacing, -1, {});
  });
  return { sites, grids };
}

interface SiteDetail {
  column: number;
  row: number;
  curve: number;
  step: number;
  side: number;
}

/** Whether a place lies in the main river or so near that its cell would reach over the middle. */
function collectWater(curves: readonly Curve[], field: TownField): (place: PlanePoint) => boolean {
  const middle = new PointBuckets(320);
  const clearances: number[] = [];
  for (const curve of curves) {
    if (curve.kind !== 'river' || curve.rank !== 1) continue;
    curve.points.forEach((point, at) => {
      middle.add(point.x, point.y);
      const spacing = Math.min(curveSpacingMetres[curve.rank], field.spacingAt(point.x, point.y));
      clearances.push(pairDistance(curve, at, spacing) + 20);
    });
  }
  const farthest = clearances.reduce((a, b) => Math.max(a, b), 0);
  return (place) =>
    middle.someWithin(
      place.x,
      place.y,
      farthest,
      (index, distance) => distance < (clearances[index] as number),
    );
}

/** How far from the curve the sites of a pair stand, metres. */
function pairDistance(curve: Curve, step: number, spacing: number): number {
  const bank = curve.kind === 'river' ? riverHalfWidth(curve, step) + bankMetres : 0;
  return Math.max(pairOffset * spacing, bank);
}

function placePairs(
  curve: Curve,
  shape: TerritoryShape,
  field: TownField,
  place: (left: PlanePoint, right: PlanePoint, spacing: number, step: number) => void,
): void {
  const { points } = curve;
  let due = 0;
  for (let step = 2; step + 2 < points.length; step++) {
    const at = points[step] as PlanePoint;
    due -= stepMetres;
    if (due > 0 || shape.outsideMetres(at.x, at.y) > 2 * countrySpacingMetres) continue;
    const spacing = Math.min(curveSpacingMetres[curve.rank], field.spacingAt(at.x, at.y));
    due += spacing;
    if (due < 0) due = spacing;
    const before = points[step - 2] as PlanePoint;
    const after = points[step + 2] as PlanePoint;
    const length = Math.hypot(after.x - before.x, after.y - before.y);
    const offset = pairDistance(curve, step, spacing);
    const across = {
      x: (-(after.y - before.y) / length) * offset,
      y: ((after.x - before.x) / length) * offset,
    };
    place(
      { x: at.x + across.x, y: at.y + across.y },
      { x: at.x - across.x, y: at.y - across.y },
      spacing,
      step,
    );
  }
}

/** Cells of a town's grid: rows and columns of uneven width, turned to the town's direction and gently bent. */
function placeGrid(
  town: Town,
  halfSide: number,
  random: Random,
  seed: number,
  place: (at: PlanePoint, column: number, row: number) => void,
): void {
  const offsets = (): number[] => {
    const values: number[] = [];
    let at = -halfSide * town.spacingMetres;
    for (let index = 0; index < 2 * halfSide; index++) {
      values.push(at);
      at += town.spacingMetres * random.between(0.8, 1.2);
    }
    return values;
  };
  const us = offsets();
  const vs = offsets();
  const bendX = makeNoise(seed * 2 + 11);
  const bendY = makeNoise(seed * 2 + 12);
  const wide = 9 * town.spacingMetres;
  const strength = 0.75 * town.spacingMetres;
  for (let row = 0; row < vs.length; row++) {
    for (let column = 0; column < us.length; column++) {
      const u = us[column] as number;
      const v = vs[row] as number;
      const x = town.x + u * Math.cos(town.angle) - v * Math.sin(town.angle) + random.bell() * 1.2;
      const y = town.y + u * Math.sin(town.angle) + v * Math.cos(town.angle) + random.bell() * 1.2;
      // No town reaches beyond two radii, whatever its outline.
      const away = Math.hypot(u / town.stretch, v * town.stretch);
      if (away > 2 * town.radiusMetres + 2 * town.spacingMetres) continue;
      const bent = {
        x: x + strength * bendX(x / wide, y / wide),
        y: y + strength * bendY(x / wide, y / wide),
      };
      place(bent, column - halfSide, row - halfSide);
    }
  }
}

/** One site in every leaf of a quadtree whose squares shrink to the wanted spacing. */
function scatterCountry(
  shape: TerritoryShape,
  field: TownField,
  random: Random,
  place: (at: PlanePoint, spacing: number) => void,
): void {
  const margin = 4 * countrySpacingMetres;
  const visit = (west: number, south: number, side: number): void => {
    const x = west + side / 2;
    const y = south + side / 2;
    const spacing = field.spacingAt(x, y);
    if (side > spacing * 1.2 && side > 60) {
      const half = side / 2;
      visit(west, south, half);
      visit(west + half, south, half);
      visit(west, south + half, half);
      visit(west + half, south + half, half);
      return;
    }
    const at = { x: x + random.between(-0.38, 0.38) * side, y: y + random.between(-0.38, 0.38) * side };
    place(at, Math.min(spacing, side));
  };
  const reach = 2 * shape.radiusMetres + margin;
  for (let south = -reach; south < reach; south += countrySpacingMetres) {
    for (let west = -reach; west < reach; west += countrySpacingMetres) {
      const centreX = west + countrySpacingMetres / 2;
      const centreY = south + countrySpacingMetres / 2;
      if (shape.outsideMetres(centreX, centreY) < margin) visit(west, south, countrySpacingMetres);
    }
  }
}
