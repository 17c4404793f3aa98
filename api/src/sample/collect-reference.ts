import type { Position } from 'geojson';
import { projection } from './projection.js';
import type { Random } from './create-random.js';
import type { Curve } from './draw-curves.js';
import type { Street } from './lay-streets.js';
import { cutStretches, type Water } from './lay-water.js';
import { placeHeads } from './name-stock.js';
import type { TerritoryShape } from './shape-territory.js';
import type { PlanePoint, SampleReference } from './types.js';

/** Streets, roads and lanes, water and houses as features, the broad ones first. */
export function collectReference(
  curves: readonly Curve[],
  shape: TerritoryShape,
  streets: readonly Street[],
  lanes: readonly (readonly number[])[],
  waters: readonly Water[],
  houses: readonly (readonly number[])[],
  random: Random,
): SampleReference[] {
  const features: SampleReference[] = waters.map(({ curve, outlines }) => {
    const { rank } = curves[curve] as Curve;
    const name = rank === 1 ? '岫江' : `${random.pick(placeHeads)}${rank === 2 ? '河' : '溪'}`;
    return {
      kind: 'water',
      rank: rank === 1 ? 1 : 2,
      name,
      geometry: { type: 'MultiPolygon', coordinates: outlines.map((outline) => [toPositions(outline)]) },
    };
  });
  for (const curve of curves) {
    if (curve.kind !== 'road') continue;
    const lines = cutStretches(curve, shape).map((stretch) =>
      stretch.flatMap((at) => {
        const point = curve.points[at] as PlanePoint;
        return projection.toLattice(point.x, point.y);
      }),
    );
    if (lines.length === 0) continue;
    features.push({
      kind: 'street',
      rank: curve.rank === 1 ? 1 : 2,
      name: `${random.pick(placeHeads)}公路`,
      geometry: { type: 'MultiLineString', coordinates: lines.map(toPositions) },
    });
  }
  for (const street of streets) {
    features.push({
      kind: 'street',
      rank: street.rank,
      name: street.name,
      geometry: { type: 'MultiLineString', coordinates: street.lines.map(toPositions) },
    });
  }
  for (const lane of lanes) {
    features.push({
      kind: 'street',
      rank: 3,
      name: null,
      geometry: { type: 'LineString', coordinates: toPositions(lane) },
    });
  }
  for (const house of houses) {
    features.push({
      kind: 'building',
      rank: 3,
      name: null,
      geometry: { type: 'Polygon', coordinates: [toPositions(house)] },
    });
  }
  return features;
}

/** Degrees from lattice points; `x / 1e7` is the double nearest to the decimal, so it prints with 7 decimals. */
function toPositions(points: readonly number[]): Position[] {
  const positions: Position[] = [];
  for (let at = 0; at + 1 < points.length; at += 2) {
    positions.push([(points[at] as number) / 1e7, (points[at + 1] as number) / 1e7]);
  }
  return positions;
}
