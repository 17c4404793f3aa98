import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

export interface TestFeature {
  readonly type: 'Feature';
  readonly properties: Record<string, unknown>;
  readonly geometry: { readonly type: string; readonly coordinates: unknown };
}

/** A corner of the test map in degrees, and the side of one element. */
const west = 110;
const south = 32;
const side = 0.01;

/** A rectangle, `[column, row, columns, rows]` in element sides, as a closed counter-clockwise ring. */
export function rectangle([column, row, columns, rows]: readonly [
  number,
  number,
  number,
  number,
]): number[][] {
  const at = (x: number, y: number): number[] => [
    Math.round((west + x * side) * 1e7) / 1e7,
    Math.round((south + y * side) * 1e7) / 1e7,
  ];
  return [
    at(column, row),
    at(column + columns, row),
    at(column + columns, row + rows),
    at(column, row + rows),
    at(column, row),
  ];
}

export function feature(
  level: string,
  code: string | null,
  box: readonly [number, number, number, number],
  more: Record<string, unknown> = {},
): TestFeature {
  return {
    type: 'Feature',
    properties: { level, code, ...(level === 'element' ? { category: 'village' } : {}), ...more },
    geometry: { type: 'Polygon', coordinates: [rectangle(box)] },
  };
}

/**
 * A clean map of 4 × 4 elements: two counties side by side, a branch each, two outlet areas each one above the
 * other, four elements in each of these. Every level is drawn, parents are named.
 */
export function cleanMap(): TestFeature[] {
  const features: TestFeature[] = [];
  for (const [x, county] of ['W', 'E'].entries()) {
    features.push(feature('county', county, [2 * x, 0, 2, 4], { name: county }));
    features.push(feature('branch', `${county}1`, [2 * x, 0, 2, 4], { parent: county }));
    for (const [y, area] of ['S', 'N'].entries()) {
      const outlet = `${county}1${area}`;
      features.push(feature('outlet-area', outlet, [2 * x, 2 * y, 2, 2], { parent: `${county}1` }));
      for (let index = 0; index < 4; index += 1) {
        const box = [2 * x + (index % 2), 2 * y + Math.floor(index / 2), 1, 1] as const;
        features.push(
          feature('element', `${outlet}${index + 1}`, box, {
            parent: outlet,
            name: `村${index}`,
            households: 10 * index,
          }),
        );
      }
    }
  }
  // Corners of elements lie in the long sides of the grids above: those get the vertices too.
  return features.map(withEveryCorner);
}

/** Adds the corners of the element raster to each side, as files of one topology have them. */
function withEveryCorner(feature: TestFeature): TestFeature {
  const [ring] = feature.geometry.coordinates as number[][][];
  const dense: number[][] = [];
  for (let index = 0; index + 1 < ring!.length; index += 1) {
    const [x0, y0] = ring![index] as [number, number];
    const [x1, y1] = ring![index + 1] as [number, number];
    const steps = Math.round(Math.max(Math.abs(x1 - x0), Math.abs(y1 - y0)) / side);
    for (let step = 0; step < steps; step += 1) {
      dense.push([
        Math.round((x0 + ((x1 - x0) * step) / steps) * 1e7) / 1e7,
        Math.round((y0 + ((y1 - y0) * step) / steps) * 1e7) / 1e7,
      ]);
    }
  }
  return { ...feature, geometry: { type: 'Polygon', coordinates: [[...dense, ring![0]!]] } };
}

/** The same map with one grid replaced or, by undefined, left out. */
export function changeMap(
  features: readonly TestFeature[],
  code: string,
  change: (feature: TestFeature) => TestFeature | undefined,
): TestFeature[] {
  return features.flatMap((each) => {
    if (each.properties['code'] !== code) return [each];
    const changed = change(each);
    return changed === undefined ? [] : [changed];
  });
}

/** @returns the path of the file. */
export function writeMap(folder: string, name: string, features: readonly TestFeature[]): string {
  const path = join(folder, name);
  writeFileSync(path, JSON.stringify({ type: 'FeatureCollection', features }));
  return path;
}
